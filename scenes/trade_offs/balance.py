"""Both sides of the balance in one picture: on the left what a convolution saves, on the right what it gives up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import RIGHT, Group, Line, ManimColor, Rectangle, VGroup

from convmath.core.magnitudes import Decades
from convmath.core.provenance import Traced
from scenes.base.readout import Readout, Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, STATEMENT, Typeset, words
from scenes.mobjects.charts.log_scale import LogScale
from scenes.trade_offs.parameters import TradeOffParameters
from scenes.trade_offs.reading_map import reading_map

_LEFT, _MIDDLE, _RIGHT = -6.55, -0.45, 0.0
_HEAD = 2.75
_BLOCKS, _BARS = (1.85, 0.35), (0.42, 0.78)
_AXIS, _KEYS = -0.85, (-1.65, -2.15, -2.65)
_ROWS, _PICTURE, _TEXT = (1.5, -0.2, -1.9), 0.98, 2.15
_SMALL = 1.95
_THICKNESS = 0.26


class Balance:
    """Bars on the left, small pictures on the right, each with a line or two.

    Parameters
    ----------
    given
        The scene's parameters.
    decades
        The ends of the scale of the bars.
    theme
        The theme.
    """

    def __init__(self, given: TradeOffParameters, *, decades: Traced[Decades], theme: Theme) -> None:
        self._given, self._theme = given, theme
        self._scale = LogScale(decades, theme=theme, left=_LEFT, right=_MIDDLE - 0.5, y=_AXIS)
        self.rule = Line([_MIDDLE, 3.1, 0], [_MIDDLE, -2.6, 0], color=theme.rule, stroke_width=3)
        self.heads = VGroup(
            _at(words("saves", size=STATEMENT, color=theme.output), _LEFT, _HEAD),
            _at(words("gives up", size=STATEMENT, color=theme.wrong), _RIGHT, _HEAD),
        )
        self.saved = [self._ledger(ledger, y) for ledger, y in zip(("weights", "connections"), _BLOCKS)]
        self.axis = self._scale
        self.keys = self._growth()

    def lost(self, photograph: Group) -> list[Group]:
        """Return the rows of what is given up.

        Parameters
        ----------
        photograph
            The photograph with the frame of what is never seen, as small as the row needs it.
        """
        given, theme = self._given, self._theme
        pair = Group(*(self._picture(reading) for reading in (given.reading(), given.reading(given.columns))))
        pair.arrange(RIGHT, buff=0.1)
        pixels = given.input_side()
        texts: list[Sequence[Typeset]] = [
            (
                words("what is far away:", color=theme.ink),
                Statement("{d} layers to see {n} pixels", d=given.depth_for(pixels), n=pixels, color=theme.ink),
            ),
            (
                words("where a thing is:", color=theme.ink),
                Statement("the difference is {n}", n=given.differences().field("largest"), color=theme.ink),
            ),
            (
                words("relations bound to a place:", color=theme.ink),
                words("all quarters answer alike", color=theme.ink),
            ),
        ]
        pictures = [photograph, pair, reading_map(given.quarters(), "response", theme=theme, side=_SMALL)]
        rows = []
        for picture, lines, y in zip(pictures, texts, _ROWS):
            picture.move_to([_PICTURE, y, 0])
            said = [_at(line, _TEXT, y + up) for line, up in zip(lines, (0.16, -0.34))]
            rows.append(Group(picture, *said))
        return rows

    def constraint(self) -> Statement:
        """Return the line that says what makes a dense layer a convolution."""
        given = self._given
        return Statement(
            "constrained: {z} weights held at zero, the other {c} share {w} values",
            z=given.count("conv", "held_at_zero"),
            c=given.count("conv", "connections_within_image"),
            w=given.count("conv", "weights"),
            color=self._theme.ink,
            size=LABEL,
            colors={"w": self._theme.kernel},
        )

    def _ledger(self, ledger: str, y: float) -> VGroup:
        theme = self._theme
        saving = self._given.saving(ledger)
        text = Statement(
            f"{nearly(saving, '0')}{{n:0}} × fewer {ledger}",
            n=saving,
            size=LABEL,
            color=theme.ink,
            colors={"n": theme.accent},
        )
        bars = [
            self._bar(self._given.count(kind, ledger), y - down, color)
            for kind, color, down in (("dense", theme.dense, _BARS[0]), ("conv", theme.kernel, _BARS[1]))
        ]
        return VGroup(_at(text, _LEFT, y), *bars)

    def _bar(self, count: Traced[int], y: float, color: Any) -> Rectangle:
        width = self._scale.x_of(count.value) - _LEFT
        bar = Rectangle(width=width, height=_THICKNESS, stroke_width=0, fill_color=color, fill_opacity=1)
        return bar.move_to([_LEFT + width / 2, y, 0])

    def _growth(self) -> list[VGroup]:
        """Return what the colours of the bars mean, and how the counts of each layer grow with the side."""
        theme, given = self._theme, self._given
        dense, conv = given.growth("dense"), given.growth("conv")
        keys = [self._key("dense:", theme.dense, _KEYS[0]), self._key("convolution:", theme.kernel, _KEYS[1])]
        left = keys[1].get_right()[0] + 0.2
        grown = (
            (dense.field("weights"), "of both", theme.dense),
            (conv.field("connections"), "connections,", theme.kernel),
            (conv.field("weights"), "weights", theme.kernel),
        )
        for (polynomial, name, color), key, y in zip(grown, (*keys, keys[1]), _KEYS):
            formula = _at(Readout(polynomial.field("formula"), color=color, size=CELL), left, y)
            key.add(formula, _at(words(name, color=theme.ink), formula.get_right()[0] + 0.12, y))
        return keys

    def _key(self, name: str, color: ManimColor, y: float) -> VGroup:
        swatch = Rectangle(width=0.3, height=0.2, stroke_width=0, fill_color=color, fill_opacity=1)
        swatch.move_to([_LEFT + 0.15, y + 0.09, 0])
        return VGroup(swatch, _at(words(name, color=self._theme.ink), _LEFT + 0.45, y))

    def _picture(self, reading: Traced[Any]) -> Group:
        return reading_map(reading, "image", theme=self._theme, side=_SMALL / 2)


def _at(text: Typeset, left: float, baseline: float) -> Typeset:
    text.set_baseline(baseline).shift((left - text.get_left()[0]) * RIGHT)
    return text
