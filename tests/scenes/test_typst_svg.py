"""Paths become the curves that Manim's own reader of SVG makes of them."""

import numpy as np
import pytest
import svgelements as se
from hypothesis import given
from hypothesis import strategies as st
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from scenes.base import typesetting, typst_svg

NUMBERS = st.floats(-50, 50).map(lambda number: f"{number:.4g}") | st.sampled_from(["0", "-0.5", ".25", "1e-5"])
OPERANDS = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6}


@st.composite
def drawings(draw):
    """Subpaths, some of them closed, in absolute and relative commands, which may repeat."""
    words = ["M 1 2"]
    for letter in draw(st.lists(st.sampled_from("mlhvqcMLHVQCzZ"), max_size=12)):
        count = OPERANDS.get(letter.lower(), 0)
        if not count:
            words += [letter, f"M {draw(NUMBERS)} {draw(NUMBERS)}"]
            continue
        repeated = draw(st.integers(1, 2)) if letter not in "hHvV" else 1
        words += [letter, *(draw(NUMBERS) for _ in range(count * repeated))]
    return " ".join(words)


def by_manim(drawing):
    return VMobjectFromSVGPath(se.Path(drawing), should_remove_null_curves=True).points


@given(drawings())
def test_curves_are_manims(drawing):
    found, expected = typst_svg._points(drawing), by_manim(drawing)
    assert found.shape == expected.shape
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("font", [typesetting.WORDS, typesetting.DIGITS])
def test_those_of_all_letters_are_so_to_the_last_bit(font, monkeypatch):
    drawn = []
    read = typst_svg._points
    monkeypatch.setattr(typst_svg, "_points", lambda drawing: drawn.append(drawing) or read(drawing))
    typesetting._outlines.cache_clear()
    letters = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\') + "−×≈“”’é"
    typesetting.Typeset(f'#"{letters}"; $sqrt(x) / 2 approx sum_i bold(W)$', size=20, color="#ffffff", font=font)
    assert len(set(drawn)) > 90
    for drawing in set(drawn):
        assert read(drawing).tobytes() == by_manim(drawing).tobytes(), drawing


def test_what_is_not_read_is_refused():
    with pytest.raises(ValueError, match="path command A"):
        typst_svg._points("M 0 0 A 1 1 0 0 1 2 2 Z")
