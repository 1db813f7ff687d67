"""The beats of the sobel-edge scene about its border: what responds there, why, and under another padding."""

from __future__ import annotations

import numpy as np
from manim import LEFT, Create, FadeIn, FadeOut, Group, Mobject, Rectangle, ReplacementTransform, Transform

from scenes.base.lecture_scene import LectureScene
from scenes.mobjects.grids.panel import Panel
from scenes.sobel_edge import captions
from scenes.sobel_edge.edge_findings import Findings, leaving_outline
from scenes.sobel_edge.edge_maps import MapRow
from scenes.sobel_edge.edge_padding import TALLIED, PaddedImage
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.tally import Tally

PANEL_SIDE = 4.2
FIRST, SECOND, THIRD = np.array([-4.37, 0.3, 0.0]), np.array([0.25, 0.3, 0.0]), 2.75
"""Centres of the two panels of most beats, and the left edge of the text beside them."""

SEEN = np.array([2.6, -0.5, 0.0])
"""The top left corner of the pixels under the window."""


class BorderBeats(LectureScene):
    """What a scene does that has the maps of a `study` in a `row`, and an `other` study of the same image."""

    study: EdgeStudy
    other: EdgeStudy
    row: MapRow
    image: Panel
    window: Rectangle
    leaving: Mobject

    def find_false_edges(self) -> None:
        """Point out where windows that leave the image make the maps respond."""
        with self.beat("false-edges", captions.of_border(self.study)):
            row, border = self.row, self.study.border.value
            signed = row.panel_of(border.component if border else self.study.axis)
            unused = row.second if signed is row.first else row.first
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
        """Show what the kernel sees beyond the border, and count the windows that do."""
        with self.beat("cause", captions.of_cause(self.study)):
            edge = self.study.shown_border(self.other)
            self.padded = padded = PaddedImage(self.study, place=FIRST, edge=edge)
            self.play(FadeOut(self.findings.passing), FadeIn(padded.panel, padded.frame, padded.label), run_time=0.8)
            self.window = padded.window(at_border=False)
            self.play(Create(self.window), run_time=0.5)
            self.play(Transform(self.window, padded.window(at_border=True)), run_time=0.8)
            self.seen = padded.seen(SEEN)
            self.play(FadeIn(self.seen), run_time=0.6)
            self.tally = Tally(TALLIED, theme=self.theme, right_edges=(2.35, 3.75), heading="respond")
            self.tally.shift([THIRD, 2.2, 0.0])
            self.columns = [padded.column(self.tally, 0)]
            counted = self.show_line(padded.line(), padded.panel.get_left()[0])
            self.play(FadeIn(self.tally, *self.columns), *counted, run_time=0.6)
            self.wait(1.4)

    def mend(self) -> None:
        """Pad the same image in the other way."""
        with self.beat("mend", captions.of_other_padding(self.study, self.other)):
            padded = PaddedImage(self.other, place=FIRST, edge=self.study.shown_border(self.other))
            magnitude, seen = self.other.magnitude_panel().move_to(SECOND), padded.seen(SEEN)
            self.play(
                ReplacementTransform(self.padded.panel, padded.panel),
                ReplacementTransform(self.findings.magnitude, magnitude),
                *self.swap(Group(self.padded.label, self.seen, self.findings.lasting), Group(padded.label, seen)),
                run_time=1.3,
            )
            self.columns.append(padded.column(self.tally, 1))
            counted = self.show_line(padded.line(), padded.panel.get_left()[0])
            self.play(FadeIn(self.columns[1], shift=0.15 * LEFT), *counted, run_time=0.6)
            outline = leaving_outline(self.other, magnitude, self.theme.wrong)
            self.play(Create(outline), run_time=0.8)
            self.wait(1.8)
        left = Group(padded.panel, self.padded.frame, padded.label, self.window, seen, self.tally, *self.columns)
        self.leaving = left.add(magnitude, outline, self.findings.headings[1], self.findings.scales[1])
