"""The beats of the channels scene about one kernel: three planes, three partial sums, one plane."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    Mobject,
    ShowIncreasingSubsets,
    Square,
    Transform,
    TransformFromCopy,
    VGroup,
    linear,
)

from convmath.core.provenance import Traced
from scenes.base.lecture_scene import LectureScene
from scenes.base.links import PointableCells, window_on
from scenes.base.readout import Readout, Statement
from scenes.base.typesetting import STATEMENT, words
from scenes.channels.kernel_stacks import KernelBlock
from scenes.channels.parameters import PLANES
from scenes.channels.pictures import ColourPicture
from scenes.channels.plane_rows import (
    LARGE_AT,
    LARGE_SIDE,
    OUTPUT_AT,
    OUTPUT_SIDE,
    PATCH_X,
    PLANE_X,
    ROWS,
    SLICE_X,
    SUM_X,
    Funnel,
    PlaneRows,
)
from scenes.channels.sum_lines import parts_of, place_line, products_line
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.window_frames import cased

PHOTO_AT, PHOTO_SIDE = np.array([-3.95, 0.05, 0.0]), 5.3
FIRST_PLANE_X, TOLD_X, HEAD_Y = 0.75, 2.1, 3.2


class OneKernelBeats(LectureScene):
    """What a scene does that has a photograph's planes, and a kernel for them, in `rows`."""

    rows: PlaneRows
    leaving: list[Mobject]

    def apart(self) -> None:
        """Take the photograph apart."""
        given, theme, rows = self.parameters, self.theme, self.rows
        photo = ColourPicture(given.planes, limit=rows.limit, side=PHOTO_SIDE).move_to(PHOTO_AT)
        for panel, y in zip(rows.planes, ROWS):
            panel.move_to([FIRST_PLANE_X, y, 0])
        with self.beat("apart", "A colour photograph is three planes: how red, how green, how blue each pixel is."):
            title = self.show_title()
            self.play(FadeIn(photo, scale=0.9), run_time=0.8)
            self.wait(0.5)
            self.play(FadeOut(title), run_time=0.4)
            grown = photo.width / rows.planes[0].width
            self.play(
                LaggedStart(
                    *(FadeIn(panel, target_position=photo, scale=grown) for panel in rows.planes), lag_ratio=0.35
                ),
                run_time=2.2,
            )
            row, column = (first + size // 2 for first, size in zip((given.row, given.column), rows.window_size))
            pixel = given.planes[:, row, column]
            marks = VGroup(
                *(
                    cased(each.picture, range(row, row + 1), range(column, column + 1), theme.accent, theme)
                    for each in rows.planes
                )
            )
            spot = marks[0].copy().scale(PHOTO_SIDE / rows.planes[0].width, about_point=rows.planes[0].get_center())
            spot.shift(photo.get_center() - rows.planes[0].get_center())
            told = VGroup(
                *(
                    Statement(
                        f"{name.markup} plane: {{n}}",
                        n=each,
                        color=theme.ink,
                        size=STATEMENT,
                        colors={"n": theme.accent},
                    )
                    for each, name in zip(pixel, rows.names)
                )
            )
            for text, y in zip(told, ROWS):
                text.set_baseline(y - 0.12).shift((TOLD_X - text.get_left()[0]) * RIGHT)
            self.play(Create(spot), *map(Create, marks), run_time=0.6)
            self.play(LaggedStart(*map(FadeIn, told), lag_ratio=0.3), run_time=0.9)
            height, width = given.planes.field("shape")[1:]
            line = Statement("each plane: {h} × {w} pixels, one number at each", h=height, w=width, color=theme.ink)
            self.play(*self.show_line(line), run_time=0.5)
            self.wait(1.5)
        self.leaving = [photo, spot, marks, told]

    def three_slices(self) -> None:
        """Lay a window on all planes, and bring the slices."""
        rows, sizes = self.rows, parts_of(self.parameters.layer(self.parameters.outputs))
        caption = "The kernel is as deep as the image: it has a slice of weights for each plane."
        with self.beat("slices", caption, h=sizes["h"], w=sizes["w"]):
            self.play(*(FadeOut(each) for each in self.leaving), *self.clear_line(), run_time=0.5)
            moves = (panel.animate.set_x(PLANE_X) for panel in rows.planes)
            self.play(*moves, FadeIn(rows.names, shift=0.2 * LEFT), run_time=0.8)
            self.play(*map(Create, rows.windows), run_time=0.6)
            small = rows.windows[0].width / rows.patches[0].width
            self.play(
                LaggedStart(
                    *(
                        FadeIn(patch, target_position=window, scale=small)
                        for patch, window in zip(rows.patches, rows.windows)
                    ),
                    lag_ratio=0.25,
                ),
                run_time=1.4,
            )
            self.block = block = KernelBlock(rows.window_size, theme=self.theme)
            name = words("one kernel", color=self.theme.kernel).set_baseline(HEAD_Y).set_x(block.get_x())
            self.play(FadeIn(block, name), run_time=0.6)
            self.play(
                LaggedStart(
                    *(
                        FadeIn(each, target_position=part, scale=part.width / each.width)
                        for each, part in zip(rows.slices, block)
                    ),
                    lag_ratio=0.35,
                ),
                FadeIn(rows.times),
                run_time=1.8,
            )
            kernel = self.parameters.bank().field("shape")
            line = Statement(
                "one kernel: {c} slices of {h} × {w} weights, one for each plane",
                color=self.theme.ink,
                h=kernel[2],
                w=kernel[3],
                c=kernel[1],
            )
            self.heads = VGroup(
                words("pixels", color=self.theme.ink).set_x(PATCH_X),
                words("weights", color=self.theme.kernel).set_x(SLICE_X),
            )
            for head in self.heads:
                head.set_baseline(HEAD_Y)
            self.play(FadeIn(self.heads), *self.show_line(line), run_time=0.6)
            self.wait(1.4)
        self.block_name = name

    def one_number(self) -> None:
        """Write out the three partial sums, then the one number."""
        theme, rows, place = self.theme, self.rows, self.parameters.place
        maps = self.parameters.maps
        self.output = self.panel_of(maps.field("output")[0], OUTPUT_SIDE).move_to(OUTPUT_AT)
        for total, patch, weights in zip(rows.sums, rows.patches, rows.slices):
            self.link(total, [*patch, *weights])
        with self.beat("one-number", "In each plane: nine pixels times nine weights, one partial sum."):
            frame = rows.row_frame(0)
            self.play(Create(frame), FadeOut(self.block, self.block_name), *self.clear_line(), run_time=0.5)
            for plane, pace in zip(range(PLANES), (1.0, 0.6, 0.5)):
                line = self.on_running_line(products_line(place, plane, theme=theme))
                if plane:
                    self.play(frame.animate.move_to(rows.row_frame(plane)), *self.clear_line(), run_time=0.4)
                self.play(ShowIncreasingSubsets(line, rate_func=linear), run_time=1.8 * pace)
                self.line = line
                self.wait(0.5 * pace)
                total = rows.sums[plane]
                self.play(FadeIn(total, target_position=line["total"]), FadeIn(rows.arrows[plane]), run_time=0.7 * pace)
                self.wait(0.3)
            self.next_caption("The three partial sums and one bias make one number of the output.")
            name = words("output", color=theme.output).next_to(self.output, UP, buff=0.2)
            bias, right = maps.field("bias")[0], self.output.get_left()[0] - 0.06
            self.funnel = Funnel(SUM_X + 0.5, right, theme=theme, bias=bias)
            self.play(FadeOut(frame), *self.clear_line(), Create(self.output.frame), FadeIn(name), run_time=0.6)
            self.play(FadeIn(self.funnel, shift=0.2 * RIGHT), run_time=0.6)
            line = self.on_running_line(place_line(place, theme=theme))
            parts = [*(line[f"s{plane}"] for plane in range(PLANES)), line["bias"]]
            arriving = [part.copy() for part in parts]
            rest = VGroup(*(each for each in line.submobjects if each not in (*parts, line["total"])))
            self.play(
                *(TransformFromCopy(*pair) for pair in zip([*rows.sums, self.funnel.bias], arriving)), run_time=0.9
            )
            self.play(FadeIn(rest), run_time=0.6)
            self.play(FadeIn(line["total"], shift=0.2 * LEFT), run_time=0.4)
            self.remove(*arriving, rest, line["total"])
            self.line = line
            self.add(line)
            row, column = place.value.position
            picture = self.output.picture
            spot = Square(picture.cell_size, stroke_width=0, fill_opacity=1)
            spot.set_fill(self.signed(maps.field("output")[0])(place.value.value)).move_to(
                picture.centre_of(row, column)
            )
            ring = cased(picture, range(row, row + 1), range(column, column + 1), theme.accent, theme)
            self.play(FadeIn(spot, target_position=line["total"], scale=3), run_time=0.8)
            side = RIGHT if picture.centre_of(row, column)[0] < OUTPUT_AT[0] else LEFT
            number = Readout(place.field("value"), color=theme.output, size=STATEMENT).next_to(ring, side, buff=0.15)
            room = (OUTPUT_SIDE - number.height) / 2 - 0.12
            number.set_y(OUTPUT_AT[1] + float(np.clip(number.get_y() - OUTPUT_AT[1], -room, room)))
            self.link(number, [*rows.sums, self.funnel.bias])
            self.play(Create(ring), FadeIn(number), run_time=0.5)
            self.wait(1.3)
        self.name, self.spot = name, VGroup(spot, ring, number)

    def one_plane(self) -> None:
        """Let the windows sweep, and the maps fill."""
        rows, maps = self.rows, self.parameters.maps
        partials = rows.maps_at(maps.field("partial_maps")[0], SLICE_X)
        small, self.output = self.output, self.panel_of(maps.field("output")[0], LARGE_SIDE).move_to(LARGE_AT)
        self.link_maps(partials)
        name = self.name.copy().next_to(self.output, UP, buff=0.2)
        closer = (self.output.get_left()[0] - small.get_left()[0]) * RIGHT
        lines = self.funnel.lines_from(SLICE_X + 0.95, closer)
        with self.beat("one-plane", "The windows move as one; each slice fills its map, and their sum the output."):
            self.play(
                *(FadeOut(each) for each in (rows.patches, rows.times, rows.sums, rows.arrows, self.heads[0])),
                FadeOut(self.spot, rows.windows),
                *self.clear_line(),
                run_time=0.4,
            )
            self.play(
                *(each.animate.set_x(PATCH_X) for each in (rows.slices, self.heads[1])),
                Transform(self.funnel.lines, lines),
                VGroup(*self.funnel[1:]).animate.shift(closer),
                Transform(small.frame, self.output.frame),
                self.name.animate.move_to(name),
                *(FadeIn(each.frame) for each in partials),
                run_time=0.7,
            )
            self.remove(small.frame)
            self.add(self.output.frame)
            size = maps.value.geometry.output_size
            self.play(
                *(each.picture.reveal(run_time=3.2) for each in (*partials, self.output)),
                *rows.sweep(size, rows.window_size, run_time=3.2),
            )
            line = Statement(
                "{w} weights and {b} bias make one plane of {h} × {v} numbers",
                color=self.theme.ink,
                w=maps.field("weights"),
                b=maps.field("biases"),
                h=maps.field("output").field("shape")[1],
                v=maps.field("output").field("shape")[2],
            )
            self.play(*self.show_line(line), run_time=0.5)
            self.wait(1.6)
        self.leaving = [partials, self.funnel, self.heads[1], self.name]

    def link_maps(self, partials: Group) -> None:
        """Say of each cell of the maps what it is the sum of: a window and a slice, or the maps of all planes."""
        geometry = self.parameters.maps.value.geometry
        planes = [PointableCells.of_map(each.picture) for each in self.rows.planes]
        maps = [
            PointableCells.of_map(panel.picture, window_on(geometry, plane, beside=weights))
            for panel, plane, weights in zip(partials, planes, self.rows.slices)
        ]
        bias = self.funnel.bias
        output = PointableCells.of_map(self.output.picture, lambda row, col: [*(each[row, col] for each in maps), bias])
        self.point_at(*planes, *maps, output)

    def signed(self, values: Traced[Any]) -> Any:
        """Return the palette on which a map is drawn."""
        return partial(self.theme.signed, limit=max(1.0, float(np.abs(values.value).max())))

    def panel_of(self, values: Traced[Any], side: float) -> Panel:
        """Return a map with its signs."""
        return Panel(values, theme=self.theme, palette=self.signed(values), side=side, hatch=True)
