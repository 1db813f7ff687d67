"""The digits of the first batch in rows, one of them marked."""

from __future__ import annotations

from manim import Group, SurroundingRectangle

from scenes.base.theme import Theme
from scenes.mobjects.grids.panel import Panel
from scenes.numpy_cnn.parameters import CnnParameters

_COLUMNS, _SIDE, _GAP, _SPREAD = 8, 1.22, 0.14, 0.42
_MIDDLE = -0.1


class FirstBatch:
    """All digits of the first batch.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: CnnParameters, *, theme: Theme) -> None:
        run = given.run
        self.digits = Group(
            *(
                Panel(run.field("image", number), theme=theme, palette=theme.grey, side=_SIDE)
                for number in range(run.value.batch)
            )
        )
        self.digits.arrange_in_grid(cols=_COLUMNS, buff=(_SPREAD, _GAP)).move_to([0, _MIDDLE, 0])
        self.chosen: Panel = self.digits[given.digit]
        self.ring = SurroundingRectangle(self.chosen.frame, buff=0.05, color=theme.accent, stroke_width=6)
