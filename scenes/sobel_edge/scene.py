"""An edge is found with nine weights; at the border it depends on the padding what they find."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Group,
    Rectangle,
    ReplacementTransform,
    Write,
)

from convmath.convolution.geometry import window_geometry
from convmath.core.provenance import Traced
from scenes.base.descriptions import Description
from scenes.base.links import PointableCells, window_on
from scenes.base.readout import Statement
from scenes.base.theme import DIMMED
from scenes.base.typesetting import STATEMENT, words
from scenes.mobjects.grids.kernel_sweep import KernelSweep
from scenes.sobel_edge import captions
from scenes.sobel_edge.border_beats import FIRST, PANEL_SIDE, SECOND, BorderBeats
from scenes.sobel_edge.captions import NAMES
from scenes.sobel_edge.edge_maps import MapRow
from scenes.sobel_edge.edge_photograph import EdgePhotograph
from scenes.sobel_edge.edge_profile import BrightnessProfile
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.edge_window import WindowSum
from scenes.sobel_edge.factors import FactorBoard
from scenes.sobel_edge.narration import narrations
from scenes.sobel_edge.parameters import EXAMPLES, EdgeParameters
from scenes.sobel_edge.words import describe

SMALL, LARGE = 2.95, 5.2
UPRIGHT_WINDOW, FLAT_WINDOW = np.array([0.7, -0.35, 0.0]), np.array([0.7, 0.75, 0.0])
"""Centre of the pixels under one window, where their differences stand beside and below them."""
OVERVIEW = (-5.1, -1.7, 1.7, 5.1)
PHOTOGRAPH_PLACE, OUTLINES_PLACE = np.array([-3.9, 0.35, 0.0]), np.array([1.85, 0.35, 0.0])


class SobelEdge(BorderBeats):
    """A gradient from its two factors, its maps, what padding does to them, and a photograph."""

    title = "Sobel finds an edge"
    summary = "A gradient computed with nine weights, and the false edges that zero padding makes."
    Parameters = EdgeParameters
    examples = EXAMPLES
    gif_beats = ("sweep",)

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Find an edge, then what responds at the border and why, pad in another way, and turn to a photograph."""
        given = self.parameters
        self.title = f"{given.filter.title()} finds an edge"
        image = given.traced_image()
        self.study, self.other = (self.study_of(image, mode, PANEL_SIDE, alongside=given.modes) for mode in given.modes)
        self.narrations = narrations(self.study, self.other, given.filter.title())
        self.show_edge()
        self.multiply_factors()
        self.weigh_one_window()
        self.sweep()
        self.show_maps()
        self.find_false_edges()
        self.show_cause()
        self.mend()
        self.filter_photograph()

    @property
    def upright(self) -> bool:
        """Whether the image's edges stand upright, so that Gx finds them."""
        return self.study.axis == "gx"

    def study_of(self, image: Traced[Any], padding_mode: str, side: float, **options: Any) -> EdgeStudy:
        """Compute the edges of an image with the chosen kernel."""
        operator = self.parameters.filter
        return EdgeStudy(image, operator=operator, padding_mode=padding_mode, theme=self.theme, side=side, **options)

    def show_edge(self) -> None:
        """Show the image, and its brightness along one line across its edge."""
        rows, cols = self.study.image.field("shape")
        caption = "An edge is a place where brightness jumps from one pixel to the next."
        with self.beat("edge", caption, rows=rows, cols=cols):
            title = self.show_title()
            self.image = self.study.image_panel().move_to(FIRST)
            size = Statement("{rows} × {cols} pixels", color=self.theme.muted, rows=rows, cols=cols)
            size.next_to(self.image, DOWN, buff=0.25)
            appearing = self.image.picture.reveal(by_column=True, run_time=1.2)
            self.play(FadeIn(self.image.frame), appearing, FadeIn(size))
            profile = BrightnessProfile(self.study, self.image.picture, left=-1.2, right=5.9, height=2.8)
            self.play(profile.appear(), run_time=0.7)
            self.play(profile.trace(run_time=1.8))
            self.wait(0.8)
        self.leaving = Group(title, size, profile)

    def link_maps(self) -> tuple[Any, PointableCells]:
        """Say of each cell of the first map what its window holds; return that, and the cells."""
        rows, cols = self.study.image.value.shape
        geometry = window_geometry((rows, cols), self.study.kernel.value.matrix.shape, padding="same")
        image = PointableCells.of_map(self.image.picture)
        read = window_on(geometry, image, padding_mode=self.study.padding_mode)
        first = PointableCells.of_map(self.first.picture, read)
        self.point_at(image, first)
        return read, first

    def link_magnitudes(self, read: Any, first: PointableCells) -> None:
        """Say of each cell of the magnitudes that it was computed from both gradients, and of those from what."""
        second = PointableCells.of_map(self.row.second.picture, read)
        both = PointableCells.of_map(self.row.magnitude.picture, lambda row, col: [first[row, col], second[row, col]])
        self.point_at(second, both)

    def multiply_factors(self) -> None:
        """Multiply column and row to the kernel."""
        name = self.parameters.filter.title()
        with self.beat("factors", f"{name} has two factors: smooth along the edge, take the difference across it."):
            look: dict[str, Any] = {"theme": self.theme, "cell": 1.0, "size": STATEMENT}
            self.board = board = FactorBoard(self.study.kernel, upright=self.upright, **look)
            board.move_to([2.4, 0.0, 0.0])
            label = words(f"kernel of {NAMES[self.study.axis]}", color=self.theme.kernel).next_to(
                board.product, DOWN, buff=0.25
            )
            self.play(FadeOut(self.leaving), self.image.picture.animate.set_opacity(DIMMED), run_time=0.5)
            self.play(FadeIn(board.column, board.column_label, shift=0.2 * RIGHT), run_time=0.7)
            self.play(FadeIn(board.row, board.row_label, shift=0.2 * DOWN), FadeIn(board.times), run_time=0.7)
            self.wait(0.4)
            self.next_caption("Each weight of the column meets the row: nine products, one kernel.")
            for row, seconds in zip(range(board.product.rows), (1.4, 0.9, 0.7)):
                self.play(board.multiply(row), run_time=seconds)
            self.play(FadeIn(label), run_time=0.4)
            self.wait(0.8)
        self.leaving = Group(board.product, board.times, board.row_label, board.column_label, label)

    def weigh_one_window(self) -> None:
        """Take the difference in each row (or column), then their weighted sum."""
        with self.beat("window", captions.of_window(self.study)):
            board, step, picture = self.board, self.study.window.value, self.image.picture
            work = WindowSum(self.study, board, place=UPRIGHT_WINDOW if self.upright else FLAT_WINDOW)
            look = {"stroke_color": self.theme.kernel, "stroke_width": 5}
            kernel = Rectangle(width=board.product.width, height=board.product.height, **look).move_to(board.product)
            self.window = picture.around(step.rows, step.cols, **look)
            shrinking = ReplacementTransform(kernel, self.window)
            self.play(FadeOut(self.leaving), picture.animate.set_opacity(1), shrinking, run_time=0.8)
            self.play(*work.bring_factors(), run_time=0.6)
            rays = work.rays(self.window)
            self.play(FadeIn(work.patch), Create(rays), run_time=0.6)
            self.play(FadeIn(work.reader), run_time=0.3)
            for line in range(work.patch.rows):
                self.play(work.read_line(line), run_time=0.7)
            left = min(work.patch.get_left()[0], 6.6 - work.formula.width)
            self.formula = self.on_running_line(work.formula, left)
            self.play(FadeOut(work.reader), FadeIn(work.times), Write(self.formula), run_time=1.2)
            self.wait(0.8)
        self.leaving = Group(work.patch, work.differences, work.times, rays, board.row, board.column)

    def sweep(self) -> None:
        """Pass the kernel over all rows (or columns) at once: it leaves the first map."""
        with self.beat("sweep", captions.of_sweep(self.study)):
            step = self.study.window.value
            self.first = self.study.signed_panel(self.study.axis).move_to(SECOND)
            self.linked = self.link_maps()
            scale = self.study.signed_scale(self.first.frame.height, vertical=True).next_to(self.first, RIGHT, buff=0.3)
            label = words(NAMES[self.study.axis], color=self.theme.ink).next_to(self.first, UP, buff=0.2)
            landed = self.first.picture.around(step.rows[1:2], step.cols[1:2], stroke_width=0)
            landed.set_fill(self.study.signed_palette(step.sum), opacity=1)
            self.play(FadeOut(self.leaving), FadeIn(self.first.frame, label, scale), run_time=0.6)
            self.play(ReplacementTransform(self.formula["sum"].copy(), landed), run_time=0.7)
            down = not self.upright
            sweep = KernelSweep(self.image.picture, self.first.picture, theme=self.theme, over=1, down=down)
            self.play(ReplacementTransform(self.window, sweep.strip), FadeOut(self.formula), run_time=0.8)
            self.play(*sweep.run(run_time=2.3))
            self.remove(landed)
            self.play(FadeOut(sweep.strip), run_time=0.3)
            self.wait(0.6)
        self.leaving = Group(scale, label)

    def show_maps(self) -> None:
        """Set Gx, Gy and the magnitude beside the image."""
        with self.beat("maps", captions.of_maps(self.study)):
            self.row = row = MapRow(self.study, self.image, self.first, places=OVERVIEW, middle=-0.45, side=SMALL)
            self.link_magnitudes(*self.linked)
            self.play(FadeOut(self.leaving), *row.gather(), run_time=0.8)
            self.play(FadeIn(*row.headings[:2], row.kernels[0], row.scales[0]), run_time=0.5)
            self.play(row.turn_kernel(), FadeIn(row.headings[2]), run_time=0.8)
            self.play(FadeIn(row.second.frame, row.scales[1]), row.second.picture.reveal(run_time=1.4))
            self.play(FadeIn(row.headings[3], row.formula, row.scales[2]), *row.combine(), run_time=1.0)
            self.wait(1.0)

    def filter_photograph(self) -> None:
        """Pass the same kernels over a photograph."""
        with self.beat("photograph", "The same weights on a photograph: wherever brightness turns quickly, a line."):
            study = self.study_of(self.parameters.traced_photograph(), "replicate", LARGE)
            shown = EdgePhotograph(study, left=PHOTOGRAPH_PLACE, right=OUTLINES_PLACE)
            arriving = FadeIn(shown.photo, shown.size, shown.gx.frame)
            self.play(FadeOut(self.leaving), *self.clear_line(), arriving, run_time=0.7)
            self.play(FadeIn(shown.sweep.strip, shown.gx_key), run_time=0.4)
            self.play(*shown.sweep.run(run_time=2.4))
            self.play(FadeOut(shown.sweep.strip), run_time=0.3)
            self.wait(0.6)
            self.play(
                ReplacementTransform(shown.gx, shown.magnitude),
                *self.swap(shown.gx_key, shown.magnitude_key),
                run_time=1.0,
            )
            self.wait(1.8)
