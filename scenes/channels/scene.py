"""From three planes to one: slices, partial sums and a bias; then many kernels, and the two limiting cases."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, FadeIn, FadeOut, LaggedStart, ManimColor, VGroup

from convmath.core.facts import BT_709
from convmath.core.provenance import Traced
from scenes.base.counter import Counter
from scenes.base.descriptions import Description
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST, STATEMENT, words
from scenes.channels.group_bars import GroupBars
from scenes.channels.kernel_stacks import KernelStacks
from scenes.channels.narration import NARRATIONS
from scenes.channels.one_kernel import OneKernelBeats
from scenes.channels.parameters import EXAMPLES, PLANES, ChannelParameters
from scenes.channels.pictures import OutputSheet
from scenes.channels.plane_rows import PATCH_X, ROWS, SLICE_X, Funnel, PlaneRows
from scenes.channels.sum_lines import parts_of
from scenes.channels.words import describe
from scenes.mobjects.grids.grid import PixelGrid
from scenes.mobjects.grids.panel import Panel

GRID_SIDE, KERNELS_X, SHEET_X = 4.7, -0.85, 4.2
NAME_Y = 2.95
WEIGHT_X, WEIGHT_SIDE = -2.35, 1.2
GREY_SIDE, GREY_AT, SUM_AT = 5.0, np.array([4.1, ROWS[1], 0.0]), np.array([0.2, ROWS[1], 0.0])
BARS_X, BAR_ROWS = 1.35, (1.6, -0.1, -1.8)


class Channels(OneKernelBeats):
    """A photograph comes apart, and a kernel puts its planes together again, into something new."""

    title = "Three planes, one sum"
    summary = "A kernel has a slice for each plane of an image; three partial sums and a bias make one number."
    Parameters = ChannelParameters
    examples = EXAMPLES
    gif_beats = ("one-plane",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Go from one place to one plane, from one kernel to many, and to the two limits."""
        self.rows = PlaneRows(self.parameters, theme=self.theme)
        self.apart()
        self.three_slices()
        self.one_number()
        self.one_plane()
        self.many_kernels()
        self.one_by_one()
        self.depthwise()

    def many_kernels(self) -> None:
        """Add kernel after kernel, each with a plane of its own."""
        given, theme, rows, many = self.parameters, self.theme, self.rows, self.parameters.outputs
        sheet = OutputSheet(given.many.field("output"), theme=theme, side=GRID_SIDE).move_to([SHEET_X, ROWS[1], 0])
        pitch = float(np.linalg.norm(sheet.middle_of(1) - sheet.middle_of(0)))
        across = (KERNELS_X - SHEET_X) * RIGHT
        stacks = KernelStacks([sheet.middle_of(each) + across for each in range(many)], pitch=pitch, theme=theme)
        layer = given.layer(many)
        caption = "Another kernel makes another plane; each brings its weights and its bias."
        with self.beat("many-kernels", caption, **parts_of(layer)):
            self.play(*(FadeOut(each) for each in self.leaving), *self.clear_line(), run_time=0.4)
            small = pitch / self.output.width
            self.add(stacks, sheet)
            self.play(
                FadeOut(rows.slices, target_position=stacks[0].get_center(), scale=0.2),
                FadeOut(self.output, target_position=sheet.middle_of(0), scale=small),
                stacks.show_more(0, 1, run_time=0.9),
                sheet.show_more(0, 1, run_time=0.9),
                run_time=0.9,
            )
            label = words("parameters:", color=theme.ink, size=STATEMENT)
            self.on_running_line(label)
            counter = Counter(given.layer(1).field("parameters"), color=theme.accent, size=STATEMENT, anchor=LEFT)
            counter.readout.set_baseline(label.baseline)
            counter.shift((label.get_right()[0] + 0.25 - counter.get_left()[0]) * RIGHT)
            names = VGroup(
                Statement("{n} kernels", n=layer.field("out_channels"), color=theme.kernel).set_x(KERNELS_X),
                Statement("{n} output planes", n=layer.field("output_shape")[0], color=theme.output).set_x(SHEET_X),
            )
            for name in names:
                name.set_baseline(NAME_Y)
            self.play(FadeIn(label, counter), run_time=0.4)
            self.wait(0.3)
            for first, last, pace in ((1, 2, 0.7), (2, 4, 0.8), (4, many, 3.2)):
                self.play(
                    stacks.show_more(first, last, run_time=pace),
                    sheet.show_more(first, last, run_time=pace),
                    counter.follow(partial(self.parameters_between, first, last), run_time=pace),
                )
                self.wait(0.3)
            self.play(FadeIn(names), run_time=0.4)
            self.wait_for("sum")
            self.play(FadeOut(label, counter), *self.show_line(self.formula(layer)), run_time=0.8)
            self.wait(1.6)
        self.leaving = [stacks, sheet, names]

    def parameters_between(self, first: int, last: int, share: float) -> Any:
        """Return the parameters of as many kernels as stand there."""
        return self.parameters.layer(first + int(share * (last - first) + 1e-9)).field("parameters")

    def formula(self, layer: Traced[Any], lead: str = "") -> Statement:
        """Return what the parameters of a layer are made of."""
        return Statement(
            lead + "{h} × {w} × {c} × {n} + {b} = {p} parameters",
            color=self.theme.ink,
            size=STATEMENT,
            colors={"p": self.theme.accent},
            **parts_of(layer),
        )

    def one_by_one(self) -> None:
        """Let a single weight for each plane mix the colours to grey."""
        given, theme, rows = self.parameters, self.theme, self.rows
        maps = given.pointwise
        weights = [
            PixelGrid(each, theme=theme, cell=WEIGHT_SIDE, form="4", border=theme.kernel)
            for each in maps.field("kernel", 0)
        ]
        for cell, y in zip(weights, ROWS):
            cell.move_to([WEIGHT_X, y, 0])
        times = VGroup(*(words("×", color=theme.ink, size=STATEMENT).move_to([-3.4, y, 0]) for y in ROWS))
        palette = partial(grey_of, theme=theme, limit=rows.limit)
        grey = Panel(maps.field("output")[0], theme=theme, palette=palette, side=GREY_SIDE).move_to(GREY_AT)
        funnel = Funnel(WEIGHT_X + 0.7, grey.get_left()[0] - 0.06, theme=theme, at=SUM_AT)
        name = words("the photograph in grey", color=theme.output).set_baseline(NAME_Y).set_x(GREY_AT[0])
        cited = Readout(BT_709, color=theme.muted, size=SMALLEST, prefix="weights: ").set_baseline(NAME_Y)
        cited.set_x(WEIGHT_X)
        layer = given.layer(given.outputs, kernel=1)
        caption = "The smallest kernel is a single pixel wide: it mixes the planes, and nothing else."
        with self.beat("one-by-one", caption, **parts_of(layer)):
            self.play(*(FadeOut(each) for each in self.leaving), *self.clear_line(), run_time=0.5)
            self.play(
                LaggedStart(*(FadeIn(each, shift=0.3 * LEFT) for each in weights), lag_ratio=0.3),
                FadeIn(times, cited),
                run_time=1.0,
            )
            self.play(FadeIn(funnel, grey.frame, name), run_time=0.5)
            size = maps.value.geometry.output_size
            self.play(grey.picture.reveal(run_time=2.4), *rows.sweep(size, (1, 1), run_time=2.4))
            line = self.formula(layer, lead="{n} such kernels: ")
            self.play(*self.show_line(line), run_time=0.6)
            self.wait(1.7)
        self.leaving = [*weights, times, grey, funnel, name, cited]

    def depthwise(self) -> None:
        """Leave out the sum: every plane keeps to itself."""
        given, theme, rows = self.parameters, self.theme, self.rows
        maps = rows.maps_at(given.depthwise.field("output"), SLICE_X)
        bars = GroupBars(given.deeper(), left=BARS_X, rows=BAR_ROWS, theme=theme)
        rows.times.set_x((PATCH_X + SLICE_X) / 2)
        for each, y in zip(rows.slices, ROWS):
            each.move_to([PATCH_X, y, 0])
        apart, summed = (given.layer(PLANES, groups=groups).field("parameters") for groups in (PLANES, 1))
        caption = "Depthwise: each plane keeps to its own slice and its own bias, and nothing is summed."
        with self.beat("depthwise", caption, n=apart, m=summed):
            self.play(*(FadeOut(each) for each in self.leaving), *self.clear_line(), run_time=0.5)
            self.play(FadeIn(rows.slices, shift=0.3 * LEFT), *(FadeIn(each.frame) for each in maps), run_time=0.7)
            size = given.depthwise.value.geometry.output_size
            self.play(
                *(each.picture.reveal(run_time=2.0) for each in maps), *rows.sweep(size, rows.window_size, run_time=2.0)
            )
            line = Statement(
                "three planes, three maps: {n} parameters; with sums, three maps have {m}",
                color=theme.ink,
                colors={"n": theme.accent},
                n=apart,
                m=summed,
            )
            self.play(*self.show_line(line), run_time=0.6)
            self.wait(1.3)
            self.next_caption("Deeper in a network it is the same: the more groups, the fewer weights.")
            head = Statement("from {n} planes to {n}:", n=given.deeper()[0].field("in_channels"), color=theme.ink)
            head.set_baseline(NAME_Y).shift((BARS_X - head.get_left()[0]) * RIGHT)
            self.play(FadeIn(head), run_time=0.4)
            self.play(bars.appear(run_time=2.4))
            self.wait(1.8)


def grey_of(value: float, *, theme: Theme, limit: float) -> ManimColor:
    """Return the grey of a value from 0 to a limit."""
    return theme.grey(value / limit)
