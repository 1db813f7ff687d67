"""One picture read by a convolution with global pooling and by a dense unit; and the same after its blob has moved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from manim import RIGHT, UP, Animation, AnimationGroup, Group, Line, VGroup, smooth
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.counter import Counter
from scenes.base.motion import ByAlpha
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, STATEMENT, Typeset, words
from scenes.mobjects.grids.grid import PixelGrid, PixelMap
from scenes.mobjects.grids.panel import Panel
from scenes.trade_offs.pointing import arrow_from
from scenes.trade_offs.reading_map import WIDTH, reading_map

PICTURE, RESPONSE, PRODUCTS = -5.35, -2.2, 3.5
LARGEST, MEAN, DENSE = 0.1, 1.4, 5.85
"""The middles of the columns."""

ROWS = (1.25, -1.2)
_HEAD, _DIFFERENCE = 2.85, -2.78
_RULE, _UNDER = -2.38, 0.42
_CELL, _UNDER_TOOLS = 0.62, -2.65
_NUMBERS = {"largest": LARGEST, "mean": MEAN, "dense": DENSE}


class PositionRow(Group):
    """What is read of one picture: the maps, and the numbers that are left of them.

    Parameters
    ----------
    reading
        The traced `convmath.networks.position.Reading`.
    y
        The height of the row's middle.
    theme
        The theme.
    """

    def __init__(self, reading: Traced[Any], *, y: float, theme: Theme) -> None:
        self._theme = theme
        self.maps = {
            name: reading_map(reading, name, theme=theme).move_to([x, y, 0])
            for name, x in (("image", PICTURE), ("response", RESPONSE), ("products", PRODUCTS))
        }
        colors = {"largest": theme.output, "mean": theme.output, "dense": theme.dense}
        self.numbers = {
            name: Counter(reading.field(name), color=colors[name], size=STATEMENT, form="3" if name == "mean" else ",")
            for name in _NUMBERS
        }
        for name, counter in self.numbers.items():
            counter.readout.centre_digits_at(np.array([_NUMBERS[name], y, 0.0]))
        middle = self.maps["products"].picture.get_center()
        half = self.maps["products"].height / 2
        self.halves = Line(middle + half * UP, middle - half * UP, color=theme.rule, stroke_width=2)
        self.arrows = [
            arrow_from(self.maps["image"], self.maps["response"], color=theme.ink),
            arrow_from(self.maps["response"], self.numbers["largest"], color=theme.ink),
            arrow_from(self.maps["products"], self.numbers["dense"], color=theme.ink),
        ]
        super().__init__(*self.maps.values(), *self.numbers.values(), self.halves, *self.arrows)

    def travel(self, readings: Sequence[Traced[Any]], *, run_time: float) -> Animation:
        """Return the animation in which the blob goes from place to place; maps and numbers follow.

        Parameters
        ----------
        readings
            What is read at each place, the one shown first.
        run_time
            How long it takes.
        """
        last = len(readings) - 1

        def at(share: float) -> Traced[Any]:
            return readings[round(share * last)]

        def shows(name: str) -> Animation:
            @cache
            def pixels(place: int) -> NDArray[np.uint8]:
                drawn: NDArray[np.uint8] = reading_map(readings[place], name, theme=self._theme).picture.pixel_array
                return drawn

            def stand(picture: PixelMap, alpha: float) -> None:
                picture.pixel_array[:] = pixels(round(alpha * last))

            return ByAlpha(self.maps[name].picture, stand, run_time=run_time, rate_func=smooth)

        def counts(name: str) -> Animation:
            def value_at(share: float) -> Traced[Any]:
                return at(share).field(name)

            return self.numbers[name].follow(value_at, run_time=run_time, rate_func=smooth)

        return AnimationGroup(*map(shows, self.maps), *map(counts, self.numbers))


class PositionBoard:
    """What stands over the rows, and under them by how much their numbers differ.

    Parameters
    ----------
    kernel, weights
        The traced weights of the convolution and of the dense unit.
    theme
        The theme.
    """

    def __init__(self, kernel: Traced[Any], weights: Traced[Any], *, theme: Theme) -> None:
        self._theme = theme
        self.over_picture = self._word("picture", PICTURE)
        self.over_convolution = VGroup(
            self._word("convolution, ReLU", RESPONSE), self._word("largest", LARGEST), self._word("mean", MEAN)
        )
        limit = 1.5 * float(abs(kernel.value).max())
        grid = PixelGrid(kernel, theme=theme, cell=_CELL, palette=partial(theme.signed, limit=limit))
        self.kernel = VGroup(grid.move_to([RESPONSE, ROWS[1], 0]), self._word("its kernel", RESPONSE, _UNDER_TOOLS))
        signed = Panel(weights, theme=theme, palette=partial(theme.signed, limit=1.0), side=WIDTH, hatch=True)
        self.weights = Group(signed.move_to([PRODUCTS, ROWS[1], 0]), self._word("its weights", PRODUCTS, _UNDER_TOOLS))
        quarter = WIDTH / 4
        signs = [
            Statement("× {w}", w=weights[0, place], size=CELL, color=color).set_baseline(_HEAD - _UNDER).set_x(x)
            for place, x, color in (
                (0, PRODUCTS - quarter, theme.input),
                (-1, PRODUCTS + quarter, theme.kernel),
            )
        ]
        self.over_dense = VGroup(self._word("dense: weights", PRODUCTS), *signs, self._word("sum", DENSE))

    def difference_row(self, differences: Traced[Any]) -> VGroup:
        """Return the row that says by how much each number of the second picture exceeds that of the first."""
        theme = self._theme
        rule = Line([PICTURE - WIDTH / 2, _RULE, 0], [6.6, _RULE, 0], color=theme.rule, stroke_width=3)
        word = words("second minus first", color=theme.ink).set_baseline(_DIFFERENCE)
        word.shift((PICTURE - WIDTH / 2 - word.get_left()[0]) * RIGHT)
        numbers = [
            Readout(differences.field(name), color=theme.accent, size=STATEMENT).set_baseline(_DIFFERENCE).set_x(x)
            for name, x in _NUMBERS.items()
        ]
        return VGroup(rule, word, *numbers)

    def _word(self, text: str, x: float, y: float = _HEAD) -> Typeset:
        word = words(text, size=LABEL, color=self._theme.ink)
        word.set_x(x)
        return word.set_baseline(y)
