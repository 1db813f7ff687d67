"""The network from left to right, and in it what one digit makes of every layer; or the errors, in the same places."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    Line,
    Rectangle,
    VGroup,
    linear,
)

from convmath.core.provenance import Traced
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, Typeset, words
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.sliding_stage import NumberStyle
from scenes.mobjects.grids.window_frames import sweep
from scenes.numpy_cnn.parameters import CnnParameters

NAMES = ("conv", "relu", "conv", "relu", "flatten", "fc")
"""What the layers are called, in their order."""

INPUT_X, INPUT_SIDE = -5.5, 2.2
MAPS_X = (-3.4, -1.7, 0.0, 1.7)
STRIP_X, STRIP_WIDTH = 3.1, 0.5
SCORES_X, SHARES_X = 4.5, 6.02
MIDDLE = 0.42
_HEIGHT, _LARGEST, _GAP = 4.6, 1.3, 0.12
_HEAD, _LABELS = 3.1, (-2.3, -2.68)
_CELL_WIDTH, _CELL_HEIGHT, _APART = 1.3, 0.7, 1.15
_BAR = 1.1


class LayerRow:
    """Everything that stands in columns, made for one digit and the weights before training.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: CnnParameters, *, theme: Theme) -> None:
        self.given, self.theme = given, theme
        values = given.step.field("activations")
        self.digit = Panel(values[0][0, 0], theme=theme, palette=theme.grey, side=INPUT_SIDE)
        self.home = np.array([INPUT_X, MIDDLE, 0.0])
        self.digit.move_to(self.home)
        self.maps = [self._column(values[place + 1], x, number=place) for place, x in enumerate(MAPS_X)]
        self.strip = self._strip(values[5])
        self.scores = self._cells(values[6], colour=theme.dense)
        self.shares = self._shares()
        self.heads = self._heads()
        self.labels = self._labels()
        self.lines = self._lines()

    def errors(self) -> tuple[list[Group], Group, VGroup]:
        """Return the errors of all layers, in the places of their values: the maps, the strip and the scores."""
        values = self.given.step.field("errors")
        maps = [self._column(values[place + 1], x, number=place, alone=True) for place, x in enumerate(MAPS_X)]
        return maps, self._strip(values[5]), self._cells(values[6], colour=self.theme.wrong)

    def convolve(self, place: int, *, run_time: float) -> Animation:
        """Return the animation in which a convolution's windows go over what it is given, and its maps appear."""
        before = [self.digit] if place == 0 else list(self.maps[place - 1])
        first = self.maps[place][0].picture
        kernel = before[0].picture.rows - first.rows + 1
        look: dict[str, Any] = {"color": self.theme.kernel, "theme": self.theme, "run_time": run_time}
        sweeps = (sweep(each.picture, (first.rows, first.cols), (kernel, kernel), **look) for each in before)
        return AnimationGroup(*sweeps, *self._reveal(place, run_time=run_time))

    def rectify(self, place: int, *, run_time: float) -> Animation:
        """Return the animation in which a rectifier's maps come out of the ones before them."""
        return LaggedStart(
            *(
                FadeIn(panel, target_position=before.get_center())
                for before, panel in zip(self.maps[place - 1], self.maps[place])
            ),
            lag_ratio=0.15,
            run_time=run_time,
        )

    def flatten(self, *, run_time: float) -> Animation:
        """Return the animation in which each of the last maps becomes its part of a row of values."""
        return LaggedStart(
            *(
                FadeIn(part, target_position=panel.get_center(), scale=panel.height / part.height)
                for panel, part in zip(self.maps[-1], self.strip)
            ),
            lag_ratio=0.2,
            run_time=run_time,
        )

    def name_appears(self, place: int) -> Animation:
        """Return the animation in which a layer's name and the lines that lead to it appear."""
        return FadeIn(self.heads[place], self.lines[place])

    def shape_appears(self, place: int) -> Animation:
        """Return the animation in which the shape of the digit, or of a layer's output, appears below it."""
        return FadeIn(self.labels[place], shift=0.1 * RIGHT)

    def errors_take_their_places(
        self, maps: list[Group], strip: Group, scores: VGroup, *, run_time: float
    ) -> Animation:
        """Return the animation in which, from the right to the left, each layer's errors replace its values."""
        old, new = [*self.maps, self.strip, self.scores][::-1], [*maps, strip, scores][::-1]
        pairs = (
            AnimationGroup(FadeOut(before, shift=0.25 * LEFT), FadeIn(after, shift=0.25 * LEFT))
            for before, after in zip(old, new)
        )
        return LaggedStart(*pairs, lag_ratio=0.6, run_time=run_time)

    @property
    def everything(self) -> Group:
        """All that stands there after the pass forward."""
        return Group(self.digit, *self.maps, self.strip, self.scores, self.shares, self.heads, self.labels, *self.lines)

    def _column(self, values: Traced[Any], x: float, *, number: int, alone: bool = False) -> Group:
        """Return the maps of a layer, one below the other, coloured on one scale with those of the layer before it."""
        count = values.value.shape[1]
        pitch = min(_HEIGHT / count, _LARGEST + _GAP)
        shared = values if alone or number % 2 == 0 else self.given.step.field("activations")[number]
        limit = float(np.abs(shared.value).max())
        palette = partial(self.theme.signed, limit=limit)
        maps = Group()
        for place in range(count):
            panel = Panel(values[0, place], theme=self.theme, palette=palette, side=pitch - _GAP, hatch=True)
            maps.add(panel.move_to([x, MIDDLE + ((count - 1) / 2 - place) * pitch, 0]))
        return maps

    def _strip(self, values: Traced[Any]) -> Group:
        """Return the flattened values as one bar, of as many parts as there were maps."""
        count = len(self.maps[-1])
        parts = values[0].field("reshape", count, -1, 1)
        limit = float(np.abs(values.value).max())
        height = _HEIGHT / count
        strip = Group()
        for place in range(count):
            part = Panel(
                parts[place],
                theme=self.theme,
                palette=partial(self.theme.signed, limit=limit),
                side=height,
                hatch=False,
            )
            part.stretch_to_fit_width(STRIP_WIDTH)
            strip.add(part.move_to([STRIP_X, MIDDLE + ((count - 1) / 2 - place) * height, 0]))
        return strip

    def _cells(self, values: Traced[Any], *, colour: Any) -> VGroup:
        style = NumberStyle.fitting(values.value, _CELL_WIDTH, largest=CELL)
        cells = VGroup()
        for value, y in zip(values[0], (MIDDLE + _APART, MIDDLE - _APART)):
            box = Rectangle(width=_CELL_WIDTH, height=_CELL_HEIGHT, stroke_color=colour, stroke_width=4)
            box.move_to([SCORES_X, y, 0])
            number = Readout(value, color=self.theme.ink, form=style.form, size=style.size)
            cells.add(VGroup(box, number.centre_digits_at(box.get_center())))
        return cells

    def _shares(self) -> VGroup:
        """Return a bar for each class, as long as its share, under the digit and the number."""
        theme, shares = self.theme, self.given.run.field("shares", self.given.digit)
        label = self.given.run.value.label(self.given.digit)
        rows = VGroup()
        for digit, share, y in zip(self.given.classes(), shares, (MIDDLE + _APART, MIDDLE - _APART)):
            colour = theme.output if digit.value == label else theme.muted
            text = Statement("{d}: {p}", d=digit, p=share, color=theme.ink, colors={"d": colour})
            text.set_baseline(y + 0.08).shift((SHARES_X - _BAR / 2 - text.get_left()[0]) * RIGHT)
            frame = Rectangle(width=_BAR, height=0.24, stroke_color=theme.muted, stroke_width=2)
            frame.move_to([SHARES_X, y - 0.2, 0])
            filled = Rectangle(
                width=max(_BAR * float(share.value), 0.01),
                height=0.24,
                stroke_width=0,
                fill_color=colour,
                fill_opacity=1,
            ).move_to(frame, aligned_edge=LEFT)
            rows.add(VGroup(filled, frame, text))
        return rows

    def _heads(self) -> VGroup:
        theme = self.theme
        colours = {"conv": theme.kernel, "relu": theme.muted, "flatten": theme.muted, "fc": theme.dense}
        heads = VGroup()
        for name, x in zip((*NAMES, "softmax"), (*MAPS_X, STRIP_X, SCORES_X, SHARES_X)):
            head = words(name, size=LABEL, color=colours.get(name, theme.output))
            heads.add(head.set_baseline(_HEAD).shift((x - head.get_center()[0]) * RIGHT))
        return heads

    def _labels(self) -> VGroup:
        """Return the shapes of the digit and of every layer's output, in two lines each."""
        shapes = self.given.run.field("network").field("output_shapes")
        labels = VGroup(self._label(shapes[0], INPUT_X, "image"))
        for shape, x in zip(shapes[1:5], MAPS_X):
            labels.add(self._label(shape, x, "maps"))
        for shape, x, noun in zip(shapes[5:], (STRIP_X, SCORES_X), ("values", "scores")):
            labels.add(VGroup(self._line("{n}", x, 0, n=shape[0]), self._word(noun, x)))
        shares = self.given.run.field("network").field("classes")
        labels.add(VGroup(self._line("{n}", SHARES_X, 0, n=shares), self._word("shares", SHARES_X)))
        return labels

    def _label(self, shape: Traced[Any], x: float, noun: str) -> VGroup:
        return VGroup(
            self._line(f"{{n}} {noun}", x, 0, n=shape[0]), self._line("{h} × {w}", x, 1, h=shape[1], w=shape[2])
        )

    def _line(self, template: str, x: float, row: int, **sources: Any) -> Typeset:
        return _centred(Statement(template, color=self.theme.ink, **sources), x, row)

    def _word(self, noun: str, x: float) -> Typeset:
        return _centred(words(noun, color=self.theme.ink), x, 1)

    def _lines(self) -> list[VGroup]:
        """Return the lines that lead into each layer: from all maps to all, or from each to its own."""
        columns = [[self.digit], *(list(column) for column in self.maps), list(self.strip), list(self.scores)]
        lines = []
        for place, (before, after) in enumerate(pairwise(columns)):
            alone = NAMES[place] in ("relu", "flatten")
            pairs = zip(before, after) if alone else ((one, other) for one in before for other in after)
            lines.append(VGroup(*(self._between(one, other) for one, other in pairs)))
        lines.append(VGroup(*(self._between(one, other) for one, other in zip(self.scores, self.shares))))
        return lines

    def _between(self, one: Any, other: Any) -> Line:
        start, end = one.get_right() + 0.03 * RIGHT, other.get_left() + 0.03 * LEFT
        return Line(start, end, stroke_color=self.theme.rule, stroke_width=2.5)

    def _reveal(self, place: int, *, run_time: float) -> list[Animation]:
        appear = [FadeIn(panel.frame, run_time=0.3) for panel in self.maps[place]]
        return [*appear, *(panel.picture.reveal(run_time=run_time, rate_func=linear) for panel in self.maps[place])]


def _centred(text: Typeset, x: float, row: int) -> Typeset:
    text.set_baseline(_LABELS[row]).shift((x - text.get_center()[0]) * RIGHT)
    return text
