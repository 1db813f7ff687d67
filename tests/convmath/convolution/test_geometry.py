"""Where windows stand, against windows laid down one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.geometry import Geometry, checked_padding, output_size, window_geometry
from convmath.core.errors import InputError
from tests.strategies import pairs, sides


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    kernel, dilation, stride, padding = draw(pairs(1, 4)), draw(pairs(1, 3)), draw(pairs(1, 3)), draw(sides(3))
    rows, columns = (
        max(1, d * (k - 1) + 1 - sum(p)) + draw(st.integers(0, 5)) for k, d, p in zip(kernel, dilation, padding)
    )
    return window_geometry((rows, columns), kernel, stride=stride, dilation=dilation, padding=padding)


def laid_down(geometry: Geometry, axis: int) -> list[list[int]]:
    """The places that each window taps along an axis, moved on for as long as the whole window fits."""
    before, after = geometry.padding[axis]
    windows, start = [], -before
    while True:
        taps = [start]
        for _ in range(geometry.kernel_size[axis] - 1):
            taps.append(taps[-1] + geometry.dilation[axis])
        if taps[-1] >= geometry.input_size[axis] + after:
            return windows
        windows.append(taps)
        start += geometry.stride[axis]


@given(geometries())
def test_windows_stand_where_they_are_laid_down(geometry: Geometry) -> None:
    rows, columns = (laid_down(geometry, axis) for axis in (0, 1))
    assert geometry.output_size == (len(rows), len(columns))
    assert [list(geometry.axis_taps(0, unit)) for unit in range(len(rows))] == rows
    assert [list(geometry.axis_taps(1, unit)) for unit in range(len(columns))] == columns
    assert geometry.positions == len(rows) * len(columns)
    assert geometry.span == (rows[0][-1] - rows[0][0] + 1, columns[0][-1] - columns[0][0] + 1)
    (top, bottom), (left, right) = geometry.padding
    assert geometry.padded_size == (geometry.input_size[0] + top + bottom, geometry.input_size[1] + left + right)
    for row, column in np.ndindex(geometry.output_size):
        assert geometry.origin((row, column)) == (rows[row][0] + top, columns[column][0] + left)
    for row, column in np.ndindex(geometry.kernel_size):
        assert geometry.tap_offset((row, column)) == (rows[0][row] - rows[0][0], columns[0][column] - columns[0][0])


@given(geometries())
def test_taps_are_counted_one_by_one(geometry: Geometry) -> None:
    taps = [
        (row, col) for rows in laid_down(geometry, 0) for cols in laid_down(geometry, 1) for row in rows for col in cols
    ]
    height, width = geometry.input_size
    on_the_image = [0 <= row < height and 0 <= col < width for row, col in taps]
    assert geometry.taps == len(taps)
    assert geometry.taps_within_image == sum(on_the_image)
    assert [geometry.holds(tap) for tap in taps] == on_the_image


@given(pairs(1, 5), pairs(1, 3))
def test_named_paddings_do_what_their_names_say(kernel: tuple[int, int], dilation: tuple[int, int]) -> None:
    size = (17, 14)
    span = window_geometry(size, kernel, dilation=dilation).span
    valid, same, full = (
        window_geometry(size, kernel, dilation=dilation, padding=name) for name in ("valid", "same", "full")
    )
    assert valid.padding == ((0, 0), (0, 0))
    assert same.output_size == size
    assert all(0 <= after - before <= 1 for before, after in same.padding), "the odd one out goes behind"
    assert full.padding == tuple((reach - 1, reach - 1) for reach in span)
    assert full.axis_taps(0, 0)[-1] == 0, "a single tap touches the image"


def test_one_number_stands_for_both_axes_and_steps_are_one_unless_given() -> None:
    geometry = window_geometry(9, 3)
    assert (geometry.input_size, geometry.kernel_size) == ((9, 9), (3, 3))
    assert (geometry.stride, geometry.dilation, geometry.padding) == ((1, 1), (1, 1), ((0, 0), (0, 0)))
    assert output_size(9, 3) == (7, 7)
    assert output_size((9, 8), (3, 1), stride=(2, 3), dilation=(2, 1), padding=(0, 1)) == (3, 4)


def test_a_kernel_may_just_fit_and_no_more() -> None:
    assert window_geometry((5, 7), (3, 4), dilation=2).output_size == (1, 1)
    for size in ((4, 7), (5, 6)):
        with pytest.raises(InputError, match=rf"span, 5×7 here, fits the padded image of {size[0]}×{size[1]}"):
            window_geometry(size, (3, 4), dilation=2)


@pytest.mark.parametrize("stride", [2, (1, 2), (2, 1)])
def test_the_size_cannot_be_kept_by_a_window_that_leaps(stride) -> None:
    with pytest.raises(InputError, match=r"a number where the stride, .* here, is not 1"):
        window_geometry(9, 3, stride=stride, padding="same")
    assert window_geometry(9, 3, stride=stride, padding="valid").padding == ((0, 0), (0, 0))


@pytest.mark.parametrize("padding", [0, (1, 2), ((1, 2), (3, 4)), "valid", "same", "full"])
def test_paddings_are_kept_in_their_form(padding) -> None:
    assert checked_padding(padding) == padding


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"input_size": 0}, "input_size"),
        ({"input_size": (5, 0)}, "input_size"),
        ({"kernel_size": 0}, "kernel_size"),
        ({"stride": 0}, "stride"),
        ({"dilation": (0, 1)}, "dilation"),
        ({"padding": "none"}, "padding"),
        ({"padding": -1}, "padding"),
    ],
)
def test_bad_sizes_are_refused_by_name(arguments, argument) -> None:
    with pytest.raises(InputError) as caught:
        window_geometry(**{"input_size": 5, "kernel_size": 3, **arguments})
    assert caught.value.argument == argument


def test_a_window_cannot_be_asked_for_a_place_before_the_first() -> None:
    geometry = window_geometry(5, 3)
    for ask in (
        lambda: geometry.axis_taps(0, -1),
        lambda: geometry.origin((0, -1)),
        lambda: geometry.tap_offset((-1, 0)),
    ):
        with pytest.raises(InputError):
            ask()
    with pytest.raises(InputError):
        checked_padding("none")
