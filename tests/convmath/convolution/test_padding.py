"""Padding against an oracle in plain Python, and against SciPy."""

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.padding import PADDING_MODES, checked_sides, pad, padding_sides
from convmath.core.errors import InputError
from tests.strategies import Sides, sides, whole_arrays


def pixel(mode: str, line: list[int], place: int) -> int:
    """What stands at a place of an endless line that goes on in this way beyond what is given."""
    last = len(line) - 1
    if mode == "zero":
        return line[place] if 0 <= place <= last else 0
    if mode == "replicate":
        return line[min(max(place, 0), last)]
    if mode == "circular":
        return line[place % len(line)]
    return line[-place if place < 0 else 2 * last - place if place > last else place]


@pytest.mark.parametrize("mode", PADDING_MODES)
@given(data=st.data())
def test_every_pixel_that_is_added_is_the_modes(mode: str, data: st.DataObject) -> None:
    around: Sides = data.draw(sides(4))
    rows, columns = (max(1, *pair) + 1 + data.draw(st.integers(0, 2)) for pair in around)
    image = data.draw(whole_arrays((rows, columns)))
    (top, bottom), (left, right) = around
    wide = [[pixel(mode, line, place) for place in range(-left, columns + right)] for line in image.tolist()]
    tall = [[pixel(mode, list(line), place) for place in range(-top, rows + bottom)] for line in zip(*wide)]
    assert pad(image, around, padding_mode=mode).tolist() == [list(line) for line in zip(*tall)]


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_channels_are_padded_one_by_one(mode: str) -> None:
    image = np.arange(24).reshape(2, 3, 4)
    padded = pad(image, (1, 2), padding_mode=mode)
    assert padded.tolist() == [pad(channel, (1, 2), padding_mode=mode).tolist() for channel in image]


@pytest.mark.parametrize(("mode", "most"), [("reflect", (2, 3)), ("circular", (3, 4))])
def test_mirroring_and_repeating_reach_as_far_as_there_are_pixels(mode: str, most: tuple[int, int]) -> None:
    image = np.arange(12).reshape(3, 4)
    assert pad(image, most, padding_mode=mode).shape == (3 + 2 * most[0], 4 + 2 * most[1])
    for too_far in ((most[0] + 1, 0), (0, most[1] + 1), ((0, most[0] + 1), 0), (0, (most[1] + 1, 0))):
        with pytest.raises(InputError, match=f"at most {most[0]} rows and {most[1]} columns with mode '{mode}'"):
            pad(image, too_far, padding_mode=mode)
    for without_limit in ("zero", "replicate"):
        assert pad(image, 9, padding_mode=without_limit).shape == (21, 22)


def test_zeros_are_what_is_added_unless_asked_otherwise() -> None:
    assert pad([[1, 2]], ((1, 0), (0, 2))).tolist() == [[0, 0, 0, 0], [1, 2, 0, 0]]


def test_filters_of_scipy_see_the_same_beyond_the_border() -> None:
    image = np.arange(35).reshape(5, 7) ** 2
    for ours, scipys in (("zero", "constant"), ("replicate", "nearest"), ("reflect", "mirror"), ("circular", "wrap")):
        far = scipy.ndimage.shift(image, (2, -3), mode={"wrap": "grid-wrap"}.get(scipys, scipys), order=0)
        assert pad(image, ((2, 0), (0, 3)), padding_mode=ours)[:5, 3:].tolist() == far.tolist()


@pytest.mark.parametrize(
    ("given_as", "by_sides"),
    [
        (0, ((0, 0), (0, 0))),
        (3, ((3, 3), (3, 3))),
        ((1, 2), ((1, 1), (2, 2))),
        ([1, (2, 3)], ((1, 1), (2, 3))),
        (((1, 2), (3, 4)), ((1, 2), (3, 4))),
        ([[1, 2], 3], ((1, 2), (3, 3))),
    ],
)
def test_every_form_comes_to_four_sides_and_keeps_its_form_where_asked(given_as, by_sides) -> None:
    assert padding_sides(given_as) == by_sides
    kept = checked_sides(given_as)
    assert padding_sides(kept) == by_sides
    assert isinstance(kept, tuple) == isinstance(given_as, tuple | list)
    assert hash(kept) is not None


@pytest.mark.parametrize(
    "padding", [-1, (1, -1), ((0, 0), (0, -1)), 1.0, (), (1,), (1, 2, 3), ((1, 2, 3), 1), None, "x"]
)
def test_what_is_no_padding_is_refused(padding) -> None:
    for function in (padding_sides, checked_sides, lambda given_as: pad([[1]], given_as)):
        with pytest.raises(
            InputError, match=r"'padding' was .*; allowed: an integer of at least 0, a \(rows, columns\)"
        ):
            function(padding)
