"""The ledger of the network of 1989: for each layer what its units come to, and the sums."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from manim import RIGHT, Animation, FadeIn, LaggedStart, VGroup

from convmath.core.provenance import Traced
from convmath.networks.sharing import LayerCount, Sharing
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, WORDS, Typeset, words
from scenes.sixty_years.sharing_chart import read
from scenes.sixty_years.zip_network import COLUMNS

LEFT_EDGE, SUM = -6.6, 5.75
ROWS = (-0.6, -1.15, -1.85, -2.4)
HEADING = 3.13


class CountTable:
    """Names of the rows on the left, a column under each layer, and a column of sums.

    Parameters
    ----------
    layers
        The traced counts of each layer.
    total
        The traced sums.
    biases
        Whether biases count as connections.
    theme
        The theme.
    """

    def __init__(
        self, layers: Traced[tuple[LayerCount, ...]], total: Traced[Sharing], *, biases: bool, theme: Theme
    ) -> None:
        self._theme = theme
        read_by_each = "units × (inputs + bias)" if biases else "units × inputs of each"
        texts = (read_by_each, "= connections", "weights + biases", "= parameters")
        self._colors = (theme.muted, theme.ink, theme.muted, theme.kernel)
        self.names = VGroup(
            *(words(text, size=CELL, color=color).set_baseline(y) for text, color, y in zip(texts, self._colors, ROWS))
        )
        for name in self.names:
            name.shift((LEFT_EDGE - name.get_left()[0]) * RIGHT)
        self.columns = [self._column(layer, x) for layer, x in zip(layers, COLUMNS[1:], strict=True)]
        self.heads = [
            Readout(layer.field("name"), color=theme.ink, size=LABEL, font=WORDS).set_x(x).set_baseline(HEADING)
            for layer, x in zip(layers, COLUMNS[1:])
        ]
        self.connections = read(total.field("connections"), color=theme.ink)
        self.parameters = read(total.field("parameters"), color=theme.kernel)
        for text, y in ((self.connections, ROWS[1]), (self.parameters, ROWS[3])):
            text.set_x(SUM).set_baseline(y)
        places = [*COLUMNS[1:], SUM]
        self.signs = VGroup(
            *(
                words("=" if right == SUM else "+", size=CELL, color=theme.muted)
                .set_x((left + right) / 2)
                .set_baseline(y)
                for left, right in pairwise(places)
                for y in (ROWS[1], ROWS[3])
            )
        )

    def fill(self, number: int, *, run_time: float) -> Animation:
        """Return the animation in which a layer's column comes, from the top."""
        return LaggedStart(*map(FadeIn, self.columns[number]), lag_ratio=0.5, run_time=run_time)

    def add_up(self, *, run_time: float) -> Animation:
        """Return the animation in which the sums come."""
        return LaggedStart(
            FadeIn(self.signs), FadeIn(self.connections), FadeIn(self.parameters), lag_ratio=0.4, run_time=run_time
        )

    def _column(self, layer: Traced[LayerCount], x: float) -> list[Typeset]:
        parts: list[tuple[str, dict[str, Any]]] = [
            ("{a} × {b}", {"a": layer.field("units"), "b": layer.field("inputs")}),
            ("{a}", {"a": layer.field("connections")}),
            ("{a} + {b}", {"a": layer.field("weights"), "b": layer.field("biases")}),
            ("{a}", {"a": layer.field("parameters")}),
        ]
        return [
            Statement(template, color=color, size=CELL, **sources).set_x(x).set_baseline(y)
            for (template, sources), color, y in zip(parts, self._colors, ROWS)
        ]
