"""A photograph beside the edges found in it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, VGroup
from numpy.typing import NDArray

from convmath.core.facts import GRADIENT_MAGNITUDE
from scenes.base.readout import Readout, Statement
from scenes.base.typesetting import words
from scenes.mobjects.grids.kernel_sweep import KernelSweep
from scenes.sobel_edge.edge_study import EdgeStudy


class EdgePhotograph:
    """A photograph, its map of Gx and its map of magnitudes (both in one place), their scales and labels.

    Parameters
    ----------
    study
        The photograph.
    left, right
        Centres of the photograph and of the maps.
    """

    def __init__(self, study: EdgeStudy, *, left: NDArray[np.float64], right: NDArray[np.float64]) -> None:
        theme = study.theme
        self.photo = study.image_panel().move_to(left)
        self.gx = study.signed_panel("gx").move_to(right)
        self.magnitude = study.magnitude_panel().move_to(right)
        rows, cols = study.image.field("shape")
        self.size = Statement("{rows} × {cols} pixels", color=theme.muted, rows=rows, cols=cols)
        self.size.next_to(self.photo, DOWN, buff=0.25)
        length = self.gx.frame.height
        self.gx_key, self.magnitude_key = (
            VGroup(
                label.next_to(self.gx, DOWN, buff=0.25),
                scale(length, vertical=True).next_to(self.gx, RIGHT, buff=0.3),
            )
            for label, scale in (
                (words("$G_x$", color=theme.ink), study.signed_scale),
                (Readout(GRADIENT_MAGNITUDE, color=theme.ink), study.magnitude_scale),
            )
        )
        self.sweep = KernelSweep(self.photo.picture, self.gx.picture, theme=theme)
