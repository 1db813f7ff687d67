"""Many straight lines as one path, whole or in dashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, ManimColor, VMobject, linear, smooth
from numpy.typing import NDArray

from scenes.base.motion import ByAlpha

Dashes = Sequence[float]
"""Lengths in Manim units, in turns drawn and left out; none for a line without gaps."""

_DOT, _STROKE, _LONG, _SPACE = 0.035, 0.15, 0.26, 0.09
DASHES: tuple[Dashes, ...] = (
    (),
    (_STROKE, _SPACE),
    (_DOT, _SPACE),
    (_LONG, _SPACE, _DOT, _SPACE),
    (2 * _DOT, 2 * _SPACE),
)
"""What tells apart the weights of a row without their colour."""


class Wires(VMobject):
    """Straight lines of one look.

    Parameters
    ----------
    ends
        Shape (lines, 2, 3): where each line begins and ends.
    color, width, opacity
        Of the lines.
    dashes
        How the lines are interrupted.

    Examples
    --------
    .. code-block:: python

        import numpy as np
        from manim import Scene
        from scenes.base.theme import DARK
        from scenes.mobjects.wiring.wires import DASHES, Wires


        class TwoLines(Scene):
            def construct(self):
                ends = np.array([[[-3, y, 0], [3, 0, 0]] for y in (-1, 1)])
                self.play(Wires(ends, color=DARK.kernel, width=3, dashes=DASHES[1]).grow(run_time=1))
    """

    def __init__(
        self,
        ends: NDArray[np.float64],
        *,
        color: ManimColor,
        width: float,
        opacity: float = 1.0,
        dashes: Dashes = (),
    ) -> None:
        super().__init__(stroke_color=color, stroke_width=width, stroke_opacity=opacity)
        self.dashes = dashes
        self.lead(ends)

    def lead(self, ends: NDArray[np.float64]) -> Wires:
        """Draw other lines in the same look."""
        self.ends = np.asarray(ends, dtype=float).reshape(-1, 2, 3)
        return self.draw_to(np.ones(len(self.ends)))

    def draw_to(self, shares: NDArray[np.float64]) -> Wires:
        """Draw the first part of each line, in shares of it."""
        pieces = [self._pieces(start, start + share * (end - start)) for (start, end), share in zip(self.ends, shares)]
        found = np.concatenate(pieces) if pieces else np.zeros((0, 2, 3))
        steps = np.linspace(0, 1, 4)[None, :, None]
        self.set_points((found[:, :1] + steps * (found[:, 1:] - found[:, :1])).reshape(-1, 3))
        return self

    def grow(self, *, run_time: float, lag: float = 0.0, back: bool = False) -> Animation:
        """Return the animation in which the lines grow from their beginnings, one after another, or draw `back`."""
        count = len(self.ends)
        starts = np.linspace(0, lag, count) if count > 1 else np.zeros(count)

        def grown(_: Any, alpha: float) -> None:
            shares = np.clip((alpha - starts) / (1 - lag), 0, 1)
            self.draw_to(1 - shares if back else shares)

        return ByAlpha(self, grown, run_time=run_time, rate_func=linear if lag else smooth)

    def _pieces(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the parts of one line that are drawn, shape (pieces, 2, 3)."""
        length = float(np.linalg.norm(end - start))
        if not self.dashes or not length:
            return np.array([[start, end]]) if length else np.zeros((0, 2, 3))
        marks = np.tile(self.dashes, int(length / sum(self.dashes)) + 1)
        borders = np.minimum(np.cumsum([0.0, *marks]), length) / length
        parts = borders[: len(borders) // 2 * 2].reshape(-1, 2)
        parts = parts[parts[:, 1] > parts[:, 0]]
        drawn: NDArray[np.float64] = start + parts[:, :, None] * (end - start)
        return drawn
