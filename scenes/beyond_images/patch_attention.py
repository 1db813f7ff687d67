"""What a network without windows does with an image: it cuts it into patches, and each looks at all the others."""

from __future__ import annotations

from typing import Any

from manim import RIGHT, Animation, Create, Cross, Dot, FadeIn, LaggedStart, Line, VGroup

from convmath.core.provenance import Traced
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, STATEMENT, Typeset, words
from scenes.mobjects.grids.grid import PixelMap

ACROSS = 4
"""Patches along each side that are drawn; ViT has more."""

NETWORK, CONVOLUTION, ATTENTION = -1.8, 0.78, 4.1
_EDGE = 6.6
CLAIM, HEADS, FIRST, STEP = 2.65, 1.6, 0.65, 1.45
_CITED = 0.42


class Patches:
    """The patches of an image, and lines from one of them to all the others.

    Parameters
    ----------
    picture
        The image where it stands.
    theme
        The theme.
    """

    def __init__(self, picture: PixelMap, *, theme: Theme) -> None:
        step = picture.rows / ACROSS
        cuts = range(1, ACROSS)
        across = (Line(picture.corner_of(cut * step, 0), picture.corner_of(cut * step, picture.cols)) for cut in cuts)
        down = (Line(picture.corner_of(0, cut * step), picture.corner_of(picture.rows, cut * step)) for cut in cuts)
        self.cuts = VGroup(*across, *down).set_stroke(theme.background, 5)
        centres = [
            picture.corner_of((row + 0.5) * step, (col + 0.5) * step) for row in range(ACROSS) for col in range(ACROSS)
        ]
        reader = centres.pop(ACROSS + 1)
        self.lines = VGroup(*(Line(reader, centre) for centre in centres)).set_stroke(theme.dense, 4)
        self.label = words("each patch reads all patches", color=theme.dense)
        self.label.set_x(picture.get_x()).set_baseline(picture.get_bottom()[1] - 0.6)
        self.dots = VGroup(*(Dot(centre, radius=0.09, color=theme.dense) for centre in (reader, *centres)))

    def look(self, *, run_time: float) -> Animation:
        """Return the animation in which one patch looks at all the others."""
        return LaggedStart(FadeIn(self.dots[0]), *map(Create, self.lines), FadeIn(self.dots), run_time=run_time)


class HybridTable:
    """What is claimed, and what each network has of convolution and of attention.

    Parameters
    ----------
    hybrids
        The traced networks; the first is the one of the claim.
    theme
        The theme.
    """

    def __init__(self, hybrids: Traced[Any], *, theme: Theme) -> None:
        said = [_at(words("claimed:", color=theme.wrong, size=STATEMENT), NETWORK, CLAIM)]
        for text in (
            Readout(hybrids[0].value.network, color=theme.wrong, size=STATEMENT),
            words("is a convolutional network", color=theme.wrong, size=STATEMENT),
        ):
            said.append(_at(text, said[-1].get_right()[0] + 0.18, CLAIM))
        self.claim = VGroup(*said)
        self.cross = Cross(stroke_color=theme.wrong, stroke_width=7, scale_factor=0.17)
        self.cross.move_to([self.claim.get_right()[0] + 0.4, CLAIM + 0.12, 0.0])
        self.heads = VGroup(
            _at(words("convolution", color=theme.kernel), CONVOLUTION, HEADS),
            _at(words("attention", color=theme.dense), ATTENTION, HEADS),
        )
        rule = {"stroke_color": theme.rule, "stroke_width": 2}
        self.rows = []
        for number, hybrid in enumerate(hybrids):
            y = FIRST - number * STEP
            row: list[Any] = [
                Line(NETWORK * RIGHT, _EDGE * RIGHT, **rule).set_y(y + 0.58),
                _at(Readout(hybrid.value.network, color=theme.ink, size=LABEL), NETWORK, y),
                _at(Readout(hybrid.value.cited, color=theme.muted, size=SMALLEST), NETWORK, y - _CITED),
                _at(words(hybrid.value.convolution, color=theme.kernel), CONVOLUTION, y),
                _at(words(hybrid.value.attention, color=theme.dense), ATTENTION, y),
            ]
            self.rows.append(VGroup(*row))


def _at(text: Typeset, left: float, baseline: float) -> Typeset:
    text.set_baseline(baseline)
    text.shift((left - text.get_left()[0]) * RIGHT)
    return text
