"""An edge is found with nine weights; zero padding adds edges of its own, and repeating the border mends it."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Group,
    Rectangle,
    ReplacementTransform,
    Transform,
    VGroup,
    Write,
)

from convmath.core.provenance import Traced
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.base.theme import DIMMED
from scenes.base.typesetting import STATEMENT, words
from scenes.sobel_edge.column_sweep import ColumnSweep
from scenes.sobel_edge.edge_findings import Findings, altered_outline
from scenes.sobel_edge.edge_maps import MapRow
from scenes.sobel_edge.edge_padding import OUTSIDE, TALLIED, PaddedImage
from scenes.sobel_edge.edge_photograph import EdgePhotograph
from scenes.sobel_edge.edge_profile import BrightnessProfile
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.edge_window import WindowSum
from scenes.sobel_edge.factors import FactorBoard
from scenes.sobel_edge.parameters import EXAMPLES, EdgeParameters
from scenes.sobel_edge.tally import Tally
from scenes.sobel_edge.words import describe

PANEL_SIDE, SMALL, LARGE = 4.2, 2.95, 5.2
FIRST, SECOND, THIRD = np.array([-4.37, 0.3, 0.0]), np.array([0.25, 0.3, 0.0]), 2.85
"""Centres of the two panels of most beats, and the left edge of the text beside them."""
OVERVIEW = (-5.1, -1.7, 1.7, 5.1)
PHOTOGRAPH_PLACE, OUTLINES_PLACE = np.array([-3.9, 0.35, 0.0]), np.array([1.85, 0.35, 0.0])


class SobelEdge(LectureScene):
    """A gradient from its two factors, its maps, the padding artefact, and a photograph."""

    title = "Sobel finds an edge"
    summary = "A gradient computed with nine weights, and the false edges that zero padding makes."
    Parameters = EdgeParameters
    examples = EXAMPLES
    gif_beats = ("sweep",)

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Find an edge, then the false edges and their cause, mend them, and turn to a photograph."""
        given = self.parameters
        self.title = f"{given.filter.title()} finds an edge"
        image = given.traced_image()
        self.study, self.other = (self.study_of(image, mode, PANEL_SIDE, alongside=given.modes) for mode in given.modes)
        self.show_edge()
        self.multiply_factors()
        self.weigh_one_window()
        self.sweep()
        self.show_maps()
        self.find_false_edges()
        self.show_cause()
        self.mend()
        self.filter_photograph()

    def study_of(self, image: Traced[Any], padding_mode: str, side: float, **options: Any) -> EdgeStudy:
        """Compute the edges of an image with the chosen kernel."""
        operator = self.parameters.filter
        return EdgeStudy(image, operator=operator, padding_mode=padding_mode, theme=self.theme, side=side, **options)

    def show_edge(self) -> None:
        """Show the image, and its brightness along one row."""
        with self.beat("edge", "An edge is a place where brightness jumps from one pixel to the next."):
            title = self.show_title()
            self.image = self.study.image_panel().move_to(FIRST)
            rows, cols = self.study.image.field("shape")
            size = Statement("{rows} × {cols} pixels", color=self.theme.muted, rows=rows, cols=cols)
            size.next_to(self.image, DOWN, buff=0.25)
            appearing = self.image.picture.reveal(by_column=True, run_time=1.2)
            self.play(FadeIn(self.image.frame), appearing, FadeIn(size))
            profile = BrightnessProfile(self.study, self.image.picture, left=-1.2, right=5.9, height=2.8)
            self.play(profile.appear(), run_time=0.7)
            self.play(profile.trace(run_time=1.8))
            self.wait(0.8)
        self.leaving = Group(title, size, profile)

    def multiply_factors(self) -> None:
        """Multiply column and row to the kernel."""
        name = self.parameters.filter.title()
        with self.beat("factors", f"{name} has two factors: smooth along the edge, take the difference across it."):
            self.board = board = FactorBoard(self.study.x_kernel, theme=self.theme, cell=1.0, size=STATEMENT)
            board.move_to([2.4, 0.0, 0.0])
            label = words("kernel of $G_x$", color=self.theme.kernel).next_to(board.product, DOWN, buff=0.25)
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
        """Take the difference in each row, then their weighted sum."""
        with self.beat("window", "Under the kernel: right minus left in each row, then one weighted sum."):
            board, step, picture = self.board, self.study.window.value, self.image.picture
            work = WindowSum(self.study, board, place=np.array([0.7, -0.35, 0.0]))
            look = {"stroke_color": self.theme.kernel, "stroke_width": 5}
            kernel = Rectangle(width=board.product.width, height=board.product.height, **look).move_to(board.product)
            self.window = picture.around(step.rows, step.cols, **look)
            shrinking = ReplacementTransform(kernel, self.window)
            self.play(FadeOut(self.leaving), picture.animate.set_opacity(1), shrinking, run_time=0.8)
            self.play(*work.bring_factors(), run_time=0.6)
            rays = work.rays(self.window)
            self.play(FadeIn(work.patch), Create(rays), run_time=0.6)
            self.play(FadeIn(work.reader), run_time=0.3)
            for row in range(work.patch.rows):
                self.play(work.read_row(row), run_time=0.7)
            left = min(work.patch.get_left()[0], 6.6 - work.formula.width)
            self.formula = self.on_running_line(work.formula, left)
            self.play(FadeOut(work.reader), FadeIn(work.times), Write(self.formula), run_time=1.2)
            self.wait(0.8)
        self.leaving = Group(work.patch, work.differences, work.times, rays, board.row, board.column)

    def sweep(self) -> None:
        """Pass the kernel over all rows at once: it leaves the map of Gx."""
        with self.beat("sweep", "The same nine weights at every pixel: how fast brightness changes to the right."):
            step = self.study.window.value
            self.gx = self.study.signed_panel("gx").move_to(SECOND)
            scale = self.study.signed_scale(self.gx.frame.height, vertical=True).next_to(self.gx, RIGHT, buff=0.3)
            label = words("$G_x$", color=self.theme.ink).next_to(self.gx, UP, buff=0.2)
            landed = self.gx.picture.around(step.rows[1:2], step.cols[1:2], stroke_width=0)
            landed.set_fill(self.study.signed_palette(step.sum), opacity=1)
            self.play(FadeOut(self.leaving), FadeIn(self.gx.frame, label, scale), run_time=0.6)
            self.play(ReplacementTransform(self.formula["sum"].copy(), landed), run_time=0.7)
            sweep = ColumnSweep(self.image.picture, self.gx.picture, theme=self.theme, over=1)
            self.play(ReplacementTransform(self.window, sweep.strip), FadeOut(self.formula), run_time=0.8)
            self.play(*sweep.run(run_time=2.3))
            self.remove(landed)
            self.play(FadeOut(sweep.strip), run_time=0.3)
            self.wait(0.6)
        self.leaving = Group(scale, label)

    def show_maps(self) -> None:
        """Set Gx, Gy and the magnitude beside the image."""
        with self.beat("maps", "Turned by a right angle, the kernel gives Gy; Gx and Gy together, the magnitude."):
            self.row = row = MapRow(self.study, self.image, self.gx, places=OVERVIEW, middle=-0.45, side=SMALL)
            self.play(FadeOut(self.leaving), *row.gather(), run_time=0.8)
            self.play(FadeIn(*row.headings[:2], row.kernels[0], row.scales[0]), run_time=0.5)
            turned = ReplacementTransform(row.kernels[0].copy(), row.kernels[1], path_arc=-np.pi / 2)
            self.play(turned, FadeIn(row.headings[2]), run_time=0.8)
            self.play(FadeIn(row.gy.frame, row.scales[1]), row.gy.picture.reveal(run_time=1.4))
            self.play(FadeIn(row.headings[3], row.formula, row.scales[2]), *row.combine(), run_time=1.0)
            self.wait(1.0)

    def find_false_edges(self) -> None:
        """Point out where the padding, not the image, made the maps respond."""
        caption = "With this padding the border adds no edge: what responds is the image's own."
        if self.study.false_edge.value:
            louder = self.study.responses.value.raises_maximum
            more = "and more strongly than the edge itself" if louder else "where the image has no edge"
            caption = f"But the border responds as well, {more}."
        with self.beat("false-edges", caption):
            row = self.row
            signed, unused = (row.gy, row.gx) if self.study.false_component == "gy" else (row.gx, row.gy)
            arriving = signed.onto(FIRST, PANEL_SIDE), row.magnitude.onto(SECOND, PANEL_SIDE)
            self.play(FadeOut(row, self.image, unused), *arriving, run_time=0.9)
            self.findings = found = Findings(self.study, signed, row.magnitude, left=THIRD)
            self.play(FadeIn(found.headings, found.scales), run_time=0.4)
            for finding in found.all:
                marks = [Create(mark) for mark in (*finding.on_signed, *finding.on_magnitude)]
                self.play(*marks, FadeIn(finding.text), run_time=1.0)
                self.wait(0.6)
            self.wait(0.6)

    def show_cause(self) -> None:
        """Show what the kernel sees beyond the border."""
        caption = f"Beyond the border the kernel sees {OUTSIDE[self.study.padding_mode]}"
        with self.beat("cause", caption + (": to it, an edge." if self.study.false_edge.value else ".")):
            edge = self.study.false_edge.value or self.other.false_edge.value
            self.padded = padded = PaddedImage(self.study, place=FIRST, edge=edge)
            self.play(FadeOut(self.findings.passing), FadeIn(padded.panel, padded.frame, padded.label), run_time=0.8)
            self.window = padded.window(at_border=False)
            self.play(Create(self.window), run_time=0.5)
            self.play(Transform(self.window, padded.window(at_border=True)), run_time=0.8)
            self.seen = padded.seen(np.array([THIRD, -1.1, 0.0]))
            self.play(FadeIn(self.seen), run_time=0.6)
            self.tally = Tally(TALLIED, theme=self.theme, right_edges=(2.1, 3.65))
            self.tally.move_to([THIRD, 2.0, 0.0], aligned_edge=UP + LEFT)
            self.columns = [padded.column(self.tally, 0)]
            self.play(FadeIn(self.tally, *self.columns), run_time=0.6)
            self.wait(1.4)

    def mend(self) -> None:
        """Pad the same image in the other way."""
        before, after = self.study.false_edge.value, self.other.false_edge.value
        caption = "Repeat the border's own pixels instead, and the false edges are gone."
        if not before:
            then = "the border would respond as well." if after else "the border adds no edge either."
            caption = f"With {OUTSIDE[self.other.padding_mode]} instead, {then}"
        with self.beat("mend", caption):
            padded = PaddedImage(self.other, place=FIRST, edge=before or after)
            magnitude = self.other.magnitude_panel().move_to(SECOND)
            seen = padded.seen(np.array([THIRD, -1.1, 0.0]))
            self.play(
                ReplacementTransform(self.padded.panel, padded.panel),
                ReplacementTransform(self.findings.magnitude, magnitude),
                *self.swap(Group(self.padded.label, self.seen, self.findings.lasting), Group(padded.label, seen)),
                run_time=1.3,
            )
            self.columns.append(padded.column(self.tally, 1))
            self.play(FadeIn(self.columns[1], shift=0.15 * LEFT), run_time=0.6)
            outline = altered_outline(self.other, magnitude, self.theme.wrong) if after else VGroup()
            if after:
                self.play(Create(outline), run_time=0.8)
            self.wait(1.8)
        left = Group(padded.panel, self.padded.frame, padded.label, self.window, seen, self.tally, *self.columns)
        self.leaving = left.add(magnitude, outline, self.findings.headings[1], self.findings.scales[1])

    def filter_photograph(self) -> None:
        """Pass the same kernels over a photograph."""
        with self.beat("photograph", "The same weights on a photograph: wherever brightness turns quickly, a line."):
            study = self.study_of(self.parameters.traced_photograph(), "replicate", LARGE)
            shown = EdgePhotograph(study, left=PHOTOGRAPH_PLACE, right=OUTLINES_PLACE)
            self.play(FadeOut(self.leaving), FadeIn(shown.photo, shown.size, shown.gx.frame), run_time=0.7)
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
