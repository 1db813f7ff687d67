"""Shift, then convolve; convolve, then shift: where both ways give the same, and what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import RIGHT, Create, FadeIn, LaggedStart, TransformFromCopy

from convmath.convolution.equivariance import PADDING_MODES, Commuting, ShiftedLayer, pooled_share_unchanged, shift
from convmath.convolution.geometry import window_geometry
from convmath.core.provenance import Traced, traced
from scenes.base.descriptions import Description, kernel_called
from scenes.base.lecture_scene import LectureScene
from scenes.base.links import PointableCell, PointableCells, window_on
from scenes.base.readout import Statement, is_exact, nearly
from scenes.base.typesetting import LABEL
from scenes.equivariance.narration import NARRATIONS
from scenes.equivariance.parameters import EXAMPLES, EquivarianceParameters
from scenes.equivariance.pooled_noise import PooledNoise
from scenes.equivariance.share_bars import ShareTable, ShiftBars
from scenes.equivariance.two_ways import TwoWays
from scenes.equivariance.words import describe, unlike
from scenes.mobjects.grids.panel import Panel

LEFT_EDGE = -6.55
BEYOND = {
    "zero": "Zeros beyond the border",
    "replicate": "The border's own pixels beyond it",
    "reflect": "A mirror image beyond the border",
}
"""What is said of the padding that is no circle."""


class Equivariance(LectureScene):
    """Two lanes of pictures that meet in a difference; then bars for what stride, pooling and padding leave."""

    title = "Shift first, or filter first?"
    summary = "Where a convolution moves along with its image, and what padding, stride and pooling do to that."
    Parameters = EquivarianceParameters
    examples = EXAMPLES
    gif_beats = ("border",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Go both ways on a circle, then with a border, a stride and pooling, and hold the shares side by side."""
        given = self.parameters
        circle = given.both_ways()
        self.ways = TwoWays(given.traced_image(), circle, theme=self.theme)
        self.ways.show(circle, self.unshifted())
        self.link_ways(circle)
        self.go_first_way(circle)
        self.go_second_way()
        self.subtract(circle)
        self.pad(given.both_ways(padding_mode=given.padding_mode))
        self.stride(given.both_ways(stride=given.stride))
        self.try_shifts()
        self.pool_noise()
        self.tabulate()

    def link_ways(self, both: Traced[Commuting], padding_mode: str = "circular") -> None:
        """Say of each cell of the pictures which cells it comes from: a window, a cell that was moved, or two."""
        image, kernel = self.parameters.traced_image().value, self.parameters.traced_kernel().value
        geometry = window_geometry(image.shape, kernel.shape, padding="same")
        ways, by = self.ways, both.value.by
        numbers = shift(np.arange(image.size).reshape(image.shape), *by)

        def moved(start: PointableCells) -> Callable[[int, int], list[PointableCell]]:
            return lambda row, col: [start[divmod(int(numbers[row, col]), image.shape[1])]]

        original = PointableCells.of_map(ways.image.picture)
        shifted = PointableCells.of_map(ways.shifted.picture, moved(original))
        first = PointableCells.of_map(ways.first.picture, window_on(geometry, shifted, padding_mode=padding_mode))
        filtered = PointableCells.of_map(
            ways.filtered.picture, window_on(geometry, original, padding_mode=padding_mode)
        )
        last = PointableCells.of_map(ways.last.picture, moved(filtered))
        result = PointableCells.of_map(ways.result.picture, lambda row, col: [first[row, col], last[row, col]])
        self.point_at(original, shifted, first, filtered, last, result)

    def unshifted(self, **layer: Any) -> Traced[Any]:
        """Return the output of a layer for the image as it is."""
        given = self.parameters
        both = traced(ShiftedLayer, **layer).field(
            "after_and_before", given.traced_image(), given.traced_kernel(), given.by
        )
        return both.field("shifted_last")

    def go_first_way(self, both: Traced[Commuting]) -> None:
        """Shift the image, then filter it."""
        ways, (rows, columns) = self.ways, both.field("by")
        caption = "Move the image, then filter it: what leaves on one side comes in on the other."
        with self.beat("shift-first", caption, r=rows, c=columns):
            title = self.show_title()
            self.play(FadeIn(ways.image, ways.size), run_time=0.8)
            self.carry(ways.image, ways.shifted, number=0, run_time=1.4)
            self.play(Create(ways.arrows[1]), FadeIn(ways.verbs[1]), run_time=0.5)
            self.play(FadeIn(ways.first.frame), ways.first.picture.reveal(run_time=1.4))
            self.play(FadeIn(ways.headings[0]), title.animate.set_opacity(0), run_time=0.5)
            self.remove(title)
            line = f"shifted by {{r}} {plural(rows, 'row')} and {{c}} {plural(columns, 'column')}"
            self.state(line, r=rows, c=columns)
            self.wait(0.8)

    def go_second_way(self) -> None:
        """Filter the image, then shift what comes of it."""
        ways, (height, width) = self.ways, self.parameters.traced_kernel().field("shape")
        caption = "Or filter the image first, and then move the result by as much."
        with self.beat("filter-first", caption, h=height, w=width):
            self.play(Create(ways.arrows[2]), FadeIn(ways.verbs[2]), run_time=0.5)
            self.play(FadeIn(ways.filtered.frame), ways.filtered.picture.reveal(run_time=1.0))
            self.carry(ways.filtered, ways.last, number=3, run_time=1.2)
            self.play(FadeIn(ways.headings[1]), run_time=0.4)
            called = kernel_called(self.parameters.kernel)
            self.state(f"filtered with a {{h}} × {{w}} {called}, on a circle", h=height, w=width)
            self.wait(1.0)

    def carry(self, start: Panel, end: Panel, *, number: int, run_time: float) -> None:
        """Take a copy of a picture to the end of an arrow, and move it there by the shift, round the border."""
        copy = start.copy()
        self.play(copy.animate.move_to(end), run_time=0.7)
        self.remove(copy)
        self.add(end)
        arrow, verb = self.ways.arrows[number], self.ways.verbs[number]
        self.play(Create(arrow, run_time=0.5), FadeIn(verb, run_time=0.5))
        self.play(self.ways.roll(end, start, run_time=run_time))

    def subtract(self, both: Traced[Commuting]) -> None:
        """Take one from the other."""
        ways, largest = self.ways, both.field("largest_difference")
        with self.beat("circle", "Where the image closes to a circle, both ways give exactly the same.", n=largest):
            self.play(Create(ways.to_result), FadeIn(ways.result_name), run_time=0.6)
            self.play(FadeIn(ways.result), run_time=0.8)
            self.play(FadeIn(ways.count), run_time=0.4)
            self.wait_for("same")
            self.state("the largest difference is {n}", n=largest)
            self.wait(1.4)

    def pad(self, both: Traced[Commuting]) -> None:
        """Let something else than the opposite side lie beyond the border."""
        caption = f"{BEYOND[self.parameters.padding_mode]}: where it was, and where it is now, outputs may differ."
        with self.beat("border", caption):
            self.change(both, self.unshifted(padding_mode=self.parameters.padding_mode))
            self.link_ways(both, self.parameters.padding_mode)
            if len(self.ways.marks):
                self.play(LaggedStart(*map(FadeIn, self.ways.marks), lag_ratio=0.3), run_time=0.6)
            template, parts = unlike(both)
            self.state(template, **parts)
            self.wait(1.6)

    def stride(self, both: Traced[Commuting]) -> None:
        """Let the kernel skip places."""
        given, steps = self.parameters, both.field("output_shift")
        moved = {"s": given.layer(stride=given.stride).field("stride"), "r": steps[0], "c": steps[1]}
        caption = "With a stride the output moves by a share of the shift, and there may be no such step."
        with self.beat("stride", caption, **moved):
            self.change(both, self.unshifted(stride=given.stride))
            self.state("stride {s}: the output is to move down by {r}, right by {c}", **moved)
            self.wait(1.6)

    def change(self, both: Traced[Commuting], unshifted: Traced[Any]) -> None:
        """Let the pictures of another layer take their places."""
        old = self.ways.changing
        self.ways.show(both, unshifted)
        marks, self.ways.marks = self.ways.marks, self.ways.marks[:0]
        self.play(*self.ways.exchange(old), *self.clear_line(), run_time=1.4)
        self.ways.marks = marks

    def try_shifts(self) -> None:
        """Hold shift after shift against the stride."""
        shares = self.parameters.shares_by_shift()
        bars = ShiftBars(shares, theme=self.theme)
        with self.beat("shifts", "A shift by whole strides always comes out the same; one between them need not."):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.line = None
            self.play(FadeIn(bars.frame()), run_time=0.6)
            self.play(bars.grow(run_time=2.4))
            stride = traced(ShiftedLayer, stride=self.parameters.stride).field("stride")
            self.state("stride {s}, on a circle", s=stride)
            self.wait(1.4)

    def pool_noise(self) -> None:
        """Shift noise by a pixel, and see which maxima stay."""
        both = self.parameters.pooled_noise()
        picture = PooledNoise(both, theme=self.theme)
        side, measured = self.parameters.pooling, both.field("share")
        shares = {"p": self.parameters.layer(pool=side).field("pool"), "m": measured}
        shares["e"] = traced(pooled_share_unchanged, side, (0, 1))
        caption = "Pooling forgives a little: of noise moved by one pixel, some maxima stay."
        with self.beat("pooling", caption, **shares):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.line = None
            self.play(FadeIn(picture.before, picture.names[0]), run_time=0.7)
            self.play(FadeIn(picture.after, picture.names[1], shift=0.3 * RIGHT), run_time=0.7)
            rings = picture.rings(self.theme)
            self.play(*map(FadeIn, rings), FadeIn(picture.names[2]), run_time=0.6)
            self.play(TransformFromCopy(rings[1], picture.staying.frame), FadeIn(picture.staying), run_time=0.8)
            self.play(FadeIn(picture.count), run_time=0.4)
            line = f"regions of {{p}} × {{p}}: expected {{e:/}}, measured {nearly(measured)}{{m}}"
            self.state(line, **shares)
            self.wait(1.4)

    def tabulate(self) -> None:
        """Hold all shares side by side, and pool over everything in the end."""
        given = self.parameters
        stride = traced(ShiftedLayer, stride=given.stride).field("stride")
        pool = traced(ShiftedLayer, pool=given.pooling).field("pool")
        layers: list[dict[str, Any]] = [{}, {"stride": given.stride}, {"pool": given.pooling}]
        layers.append({"stride": given.stride, "pool": given.pooling})
        heads = [
            Statement(template, color=self.theme.ink, s=stride, p=pool)
            for template in ("plain", "stride {s}", "pooling {p}", "both")
        ]
        shares = [[given.both_ways(padding_mode=mode, **layer) for layer in layers] for mode in PADDING_MODES]
        table = ShareTable(shares, PADDING_MODES, heads, theme=self.theme)
        with self.beat("meter", "What still moves along: the share of outputs that agree, for each layer."):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.line = None
            self.play(FadeIn(table.names, table.frames), run_time=0.7)
            self.play(table.grow(run_time=2.8))
            self.wait(1.5)
            self.next_caption("Pooling over everything leaves one number, and on a circle no shift changes it.")
            before, after = given.strongest((0, 0)), given.strongest(given.by)
            about = "" if is_exact(before) else "about "
            line = f"the largest output of all: {about}{{b}} before the shift, {about}{{a}} after it"
            self.state(line, b=before, a=after)
            self.wait(2.0)

    def state(self, template: str, **sources: Any) -> None:
        """Put another statement on the running line."""
        line = Statement(template, color=self.theme.ink, size=LABEL, **sources)
        self.play(*self.show_line(line, LEFT_EDGE), run_time=0.4)


def plural(count: Traced[int], noun: str) -> str:
    """Return what a count is of."""
    return noun if count.value == 1 else f"{noun}s"
