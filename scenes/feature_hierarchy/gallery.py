"""Faces in rows, on each the place where the imprint is found again, and below it how well."""

from __future__ import annotations

import numpy as np
from manim import Animation, Create, FadeIn, Group, LaggedStart, VGroup

from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL
from scenes.feature_hierarchy.parameters import SHOWN, HierarchyParameters
from scenes.feature_hierarchy.stages import field_on
from scenes.mobjects.grids.panel import Panel

_COLUMNS = 7
_SIDE, _ACROSS, _DOWN, _TOP = 1.56, 1.84, 2.2, 2.6
_BELOW = 0.32
"""How far the baseline of a response lies below its face."""


class FoundAgain:
    """A row of faces after another, the first the one that left its imprint.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: HierarchyParameters, *, theme: Theme) -> None:
        self.faces, self.marks, self.responses = Group(), VGroup(), VGroup()
        for number in range(SHOWN):
            face = Panel(given.face(number), theme=theme, palette=theme.grey, side=_SIDE)
            row, col = divmod(number, _COLUMNS)
            face.move_to([(col - (_COLUMNS - 1) / 2) * _ACROSS, _TOP - row * _DOWN, 0])
            match = given.match(number)
            color = theme.kernel if number == 0 else theme.accent
            place = match.value.row, match.value.column
            self.faces.add(face)
            self.marks.add(field_on(face, given.model, "S2", *place, color=color, theme=theme))
            response = Readout(match.field("response"), color=theme.ink, size=CELL)
            response.centre_digits_at(face.get_bottom() - np.array([0.0, _BELOW, 0.0]))
            self.responses.add(response)

    def others_appear(self, *, run_time: float) -> Animation:
        """Return the animation in which all faces but the first come."""
        return LaggedStart(*(FadeIn(face, scale=0.8) for face in self.faces[1:]), lag_ratio=0.1, run_time=run_time)

    def find(self, *, run_time: float) -> Animation:
        """Return the animation that marks the place on every face, and writes the response."""
        steps = (
            LaggedStart(Create(mark), FadeIn(response), lag_ratio=0.5)
            for mark, response in zip(self.marks, self.responses)
        )
        return LaggedStart(*steps, lag_ratio=0.12, run_time=run_time)
