import numpy as np
import pytest
from manim import DecimalNumber, MathTypst, Square, Typst, VGroup

from rendering.checks.letters import LEAST_X_HEIGHT, millimetres
from rendering.checks.texts import is_text, texts_on
from scenes.base.readout import Statement
from scenes.base.typesetting import LABEL, WORDS, Typeset
from tests.rendering.fixtures.checked import INK, Letters

X_HEIGHT = 0.431
"""Of New Computer Modern, in em."""


def only(mobject):
    (text,) = texts_on([mobject])
    return text


def test_every_kind_of_text_is_found_and_once():
    label, formula = Typst("axe"), MathTypst("x^2")
    number, line = DecimalNumber(3.5, mob_class=Typst), Typeset("axe", size=LABEL, color=INK, font=WORDS)
    stage = VGroup(label, Square(), VGroup(formula, number), line)
    assert [text.mobject for text in texts_on([stage, label])] == [label, formula, number, line]
    assert [text.wording for text in texts_on([stage])] == ["axe", "$ x^2 $", "3.5", "axe"]
    assert not is_text(Square())
    assert not is_text(stage)


def test_a_statement_reads_as_it_is_printed():
    from convmath.core.provenance import traced

    line = Statement("{n} of {m} pixels", color=INK, n=traced(len, (1, 2)), m=traced(len, (1, 2, 3)))
    assert only(line).wording == "2 of 3 pixels"
    assert only(line["n"]).wording == "2"


def test_what_is_transparent_is_no_text():
    assert texts_on([Letters("gone", opacity=0.0)]) == []
    faint = Letters("faint", opacity=0.0)
    faint.submobjects[2].set_fill(opacity=0.5)
    assert len(only(faint).glyphs) == 1


@pytest.mark.parametrize("scale", [1.0, 0.5, 2.0])
@pytest.mark.parametrize("words", ["axe", "peculiar", "Xylophone"])
def test_the_x_height_of_letters_is_that_of_the_typeface(words, scale):
    """Measured on Typst's outlines, and known to our own typesetting, it is the same."""
    known = Typeset(words, size=LABEL, color=INK, font=WORDS).scale(scale)
    measured = Letters(words)
    measured.submobjects = [glyph.copy() for glyph in known.submobjects]
    assert known.x_height == pytest.approx(X_HEIGHT * LABEL / 80 * scale)
    if len(known.submobjects) == len(words):
        assert only(measured).x_height == pytest.approx(known.x_height, rel=0.07)


def test_digits_stand_for_an_x_of_two_thirds_their_height():
    digits = Letters("1984", height=0.3)
    assert only(digits).x_height == pytest.approx(0.2)
    minus = Letters("−4", height=0.3)
    minus.submobjects[0].stretch_to_fit_height(0.02)
    assert only(minus).x_height == pytest.approx(0.2)


def test_millimetres_on_paper():
    assert millimetres(14.0, frame_width=14.0, width_mm=120) == 120
    arial_5pt, times_6pt = 5 * 25.4 / 72 * 0.519, 6 * 25.4 / 72 * 0.448
    assert abs(LEAST_X_HEIGHT - min(arial_5pt, times_6pt)) < 0.02
    assert np.isclose(millimetres(1.0, frame_width=2.0, width_mm=10), 5.0)
