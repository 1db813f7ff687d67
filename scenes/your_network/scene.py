"""Your own network: its blocks as planes, a unit's field opening down to the image, and what each block costs."""

from __future__ import annotations

from manim import LEFT, UP, Create, FadeIn, FadeOut, LaggedStart, ReplacementTransform

from convmath.core.provenance import traced
from convmath.networks.network_anatomy import unit_seen
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.mobjects.grids.panel import Panel
from scenes.your_network.count_chart import CountChart
from scenes.your_network.lines import dominant_line, dominant_template, field_line
from scenes.your_network.narration import NARRATIONS
from scenes.your_network.parameters import EXAMPLES, YourNetworkParameters
from scenes.your_network.plane_row import OpenedField, PlaneRow
from scenes.your_network.words import describe

_IMAGE_SIDE, _LEVEL, _LOWERED = 4.6, 0.55, 0.3


class YourNetwork(LectureScene):
    """Planes beside a photograph, then bars of what they hold and cost."""

    title = "Your own network"
    summary = "What each block of a network sees of an image, holds in parameters, and costs in multiply-adds."
    Parameters = YourNetworkParameters
    examples = EXAMPLES
    gif_beats = ("multiply-adds",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Show the planes, open one unit's field after another, then count."""
        self.anatomy = self.parameters.anatomy()
        self.show_planes()
        self.open_fields()
        self.count()

    def show_planes(self) -> None:
        """Bring on the photograph and the planes."""
        self.panel = Panel(self.parameters.photograph(), theme=self.theme, palette=self.theme.grey, side=_IMAGE_SIDE)
        self.panel.move_to(4.15 * LEFT + _LEVEL * UP)
        self.row = PlaneRow(self.anatomy, theme=self.theme, left=-1.5, right=6.6, level=_LEVEL)
        with self.beat("planes", "A photograph, and the blocks of a network that looks at it."):
            title = self.show_title()
            planes = (FadeIn(plane, name, shift=0.2 * UP) for plane, name in zip(self.row.planes, self.row.names))
            self.play(FadeIn(self.panel), run_time=0.7)
            self.play(LaggedStart(*planes, lag_ratio=0.25), run_time=1.6)
            self.wait(1.0)
        self.title_line = title

    def open_fields(self) -> None:
        """Open the field of one unit of each block in turn, down to the image."""
        with self.beat("fields", "One unit of each block, and the pixels that it depends on."):
            opened = None
            for number in range(len(self.anatomy.value.blocks)):
                line = field_line(self.anatomy, number, self.theme)
                seen = traced(unit_seen, self.anatomy, number).value
                if line is None or seen is None or seen.clipped is None:
                    continue
                new = OpenedField(self.panel, self.row.unit(number), seen.clipped, theme=self.theme)
                arrive = [ReplacementTransform(opened, new)] if opened else [Create(new), FadeOut(self.title_line)]
                if opened:
                    self.add(opened.outline())
                name = self.row.names[number].animate.set_color(self.theme.ink)
                self.play(*arrive, name, *self.show_line(line), run_time=0.8)
                self.wait(1.1 if number else 1.6)
                opened = new
            self.wait(0.6)

    def count(self) -> None:
        """Show what each block holds and costs."""
        chart = CountChart(self.anatomy, theme=self.theme)
        caption = "What each block holds, on a logarithmic scale: a few hold most of it."
        dominant, counts = dominant_template(self.anatomy, "parameters")
        with self.beat("parameters", caption, f"{NARRATIONS['parameters']} {dominant}", **counts):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.line = None
            self.play(FadeIn(chart.names), run_time=0.4)
            self.play(chart.bring_on("parameters", run_time=1.8))
            self.play(*self.show_line(dominant_line(self.anatomy, "parameters", self.theme)), run_time=0.5)
            self.wait(1.8)
        caption = "What each block costs: where planes are large, the same weights work often."
        dominant, counts = dominant_template(self.anatomy, "multiply_adds")
        with self.beat("multiply-adds", caption, f"{NARRATIONS['multiply-adds']} {dominant}", **counts):
            self.play(*self.clear_line(), chart.bring_on("multiply_adds", run_time=1.8))
            self.play(*self.show_line(dominant_line(self.anatomy, "multiply_adds", self.theme)), run_time=0.5)
            self.wait(2.0)
