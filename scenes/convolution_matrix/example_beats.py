"""The beats about two examples that stay as they are: a padded image, and the larger one of an exercise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import Create, FadeIn, FadeOut, LaggedStart, ManimColor, Mobject, TransformFromCopy, VGroup

from convmath.convolution.matrix_structure import MatrixStructure, matrix_structure
from convmath.core.provenance import Traced, traced
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.convolution_matrix.exercise import Exercise
from scenes.convolution_matrix.gaps import Gaps
from scenes.convolution_matrix.parameters import MatrixParameters
from scenes.convolution_matrix.unrolled_stage import UnrolledStage
from scenes.convolution_matrix.walks import RowCursor, RowWalk

AT_THE_END, AT_THE_START = 7, 8
"""Of the padded example: the last unit of a row of outputs, and the first of the next."""


class ExampleBeats(LectureScene):
    """What a scene does that has `colors`, one for each row of a kernel."""

    colors: Sequence[ManimColor]
    parameters: MatrixParameters

    def bands(self) -> None:
        """Let the matrix of a padded image grow, count its weights, and frame its blocks."""
        theme = self.theme
        made = traced(matrix_structure, 3, 4, padding=1)
        self.padded = UnrolledStage(
            made,
            image=made.field("pixel_ordinals"),
            kernel=made.field("kernel_ordinals"),
            entries=made.field("weight_ordinals"),
            output=None,
            colors=self.colors,
            palette=None,
            zeros=False,
            theme=theme,
        )
        stage, board = self.padded, self.padded.board
        self.walker = RowCursor(stage)
        self.walker.stand(0, visited=1)
        counts = board.column_at_right(list(made.field("row_non_zeros")), "weights", color=theme.ink)
        last = board.rows_count - 1
        with self.beat("bands", "With padding, a window at the border reaches beyond the image and reads less."):
            self.play(*self.all_leave_but(), run_time=0.5)
            grids = VGroup(stage.ring, stage.image, stage.border, stage.label)
            self.play(FadeIn(grids), FadeIn(board, board.header), run_time=0.7)
            self.play(FadeIn(self.walker.whole, board.rows[0]), run_time=0.5)
            self.play(RowWalk(self.walker, range(last + 1)), run_time=3.8)
            self.play(LaggedStart(*(FadeIn(count) for count in counts), lag_ratio=0.1, run_time=1.0))
            few = made.field("row_counts")
            self.state(
                "{n} of {e} entries are weights: {a}, {b} or {c} in a row",
                n=made.field("non_zeros"),
                e=made.field("entries"),
                **dict(zip("abc", few)),
            )
            self.wait(1.2)
        if self.parameters.errata:
            self.size_put_right(made, list(zip(board.rows, counts)))
        with self.beat("blocks", "A block for each pair of rows: it holds one row of the kernel, along its diagonals."):
            self.walker.leave()
            frames = board.block_frames()
            self.play(*self.clear_line(), FadeOut(self.walker.whole), run_time=0.4)
            self.play(LaggedStart(*(FadeIn(frame) for frame in frames), lag_ratio=0.15, run_time=1.6))
            down, across = made.field("block_grid")
            self.state("{a} × {b} blocks: those of one colour and border are equal", a=down, b=across)
            self.wait(1.6)
            self.frames = frames

    def size_put_right(self, padded: Traced[MatrixStructure], rows: Sequence[tuple[Mobject, Mobject]]) -> None:
        """Hold what is often said of the matrix's size against that of the windows that stay within the image.

        Parameters
        ----------
        padded
            The structure of the matrix of the padded image.
        rows
            What shows each row of it, and how many weights that has.
        """
        bare = traced(matrix_structure, 3, 4)
        geometry, (many, pixels) = padded.field("geometry"), padded.field("shape")
        kernel, image = geometry.field("kernel_size"), geometry.field("input_size")
        counts = padded.value.row_non_zeros
        inside = [row for row, count in enumerate(counts) if count == max(counts)]
        over = [part for row, parts in enumerate(rows) if row not in inside for part in parts]
        rows_left, columns = bare.field("shape")
        sizes = {"a": rows_left, "b": columns, "m": many, "n": pixels}
        with self.beat("errata", "Often claimed without a word of padding: the matrix is square.", **sizes):
            claim = Statement(
                "often claimed: {k} × {l} on {r} × {c} pixels makes a matrix of {m} × {n}",
                k=kernel[0],
                l=kernel[1],
                r=image[0],
                c=image[1],
                m=many,
                n=pixels,
                color=self.theme.wrong,
            )
            self.play(*self.show_line(claim), run_time=0.5)
            self.wait(1.2)
            self.next_caption("Without padding, only the windows that stay within the image have a row.")
            self.play(RowWalk(self.walker, [len(rows) - 1, inside[-1]], fill=False), *self.clear_line(), run_time=0.7)
            self.play(*map(FadeOut, over), run_time=0.6)
            self.wait_for("bare")
            computed = "computed without padding: {a} × {b}, with {w} weights"
            self.state(computed, a=rows_left, b=columns, w=bare.field("non_zeros"))
            self.wait(1.4)
            self.play(*map(FadeIn, over), *self.clear_line(), run_time=0.6)
            self.state(
                "corrected: {m} × {n} with padding {p}, and {w} weights",
                m=many,
                n=pixels,
                p=geometry.field("padding")[0][0],
                w=padded.field("non_zeros"),
            )
            self.wait(1.2)

    def breaks(self) -> None:
        """Stand at the end of an image row, and show what the bands would read if they ran on."""
        gaps, stage = Gaps(self.padded), self.padded
        with self.beat(
            "breaks", "At the end of an image row the window hangs over the border: three weights are lost."
        ):
            self.walker.stand(AT_THE_END, visited=stage.board.rows_count)
            self.play(FadeOut(self.frames), *self.clear_line(), FadeIn(self.walker.whole), run_time=0.6)
            here = gaps.in_row(AT_THE_END)
            self.play(Create(here), run_time=1.0)
            a, b, c = gaps.pixels(AT_THE_END)
            self.state(
                "run on, the bands would read pixels {a}, {b} and {c}, at the other end of the image", a=a, b=b, c=c
            )
            self.wait(1.6)
            self.play(FadeOut(here), *self.clear_line(), run_time=0.4)
            self.play(RowWalk(self.walker, [AT_THE_END, AT_THE_START], fill=False), run_time=0.9)
            self.play(Create(gaps.in_row(AT_THE_START)), run_time=0.8)
            everywhere = gaps.everywhere()
            self.play(LaggedStart(*map(FadeIn, everywhere), lag_ratio=0.1, run_time=1.2))
            self.state(
                "so the bands have {n} gaps, where windows leave the image", n=self.padded.structure.field("gap_count")
            )
            self.wait(1.6)

    def read_whole(self) -> None:
        """Ask how large the matrix of a larger image is, and unroll it over the whole stage."""
        made = traced(matrix_structure, 3, 6)
        shown = Exercise(made, colors=self.colors, theme=self.theme)
        rows, columns = made.field("shape")
        size = {"a": rows, "b": columns, "m": made.field("non_zeros"), "e": made.field("entries")}
        with self.beat(
            "exercise", "An exercise: no padding, stride one. How large is the matrix, and how full?", **size
        ):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(shown.image, shown.kernel, shown.frames, shown.labels), run_time=0.8)
            self.wait(1.5)
            self.next_caption("A column for each pixel, a row for each window: bands in blocks, zeros elsewhere.")
            flights = [TransformFromCopy(cell, head) for cell, head in zip(shown.image, shown.board.header)]
            self.play(
                FadeOut(shown.image, shown.frames, shown.labels),
                LaggedStart(*flights, lag_ratio=0.08, run_time=2.0),
                FadeOut(shown.kernel),
            )
            self.play(Create(shown.board), run_time=0.6)
            falls = (FadeIn(row) for row in shown.board.rows)
            self.play(LaggedStart(*falls, lag_ratio=0.5, run_time=2.2))
            self.play(LaggedStart(*map(FadeIn, shown.counts), lag_ratio=0.1, run_time=0.8))
            self.wait_for("size")
            line = "shape ({a}, {b}): {n} weights in every row, {m} of {e} entries"
            self.state(line, n=made.field("row_counts")[0], **size)
            self.wait(2.0)

    def state(self, template: str, **sources: Any) -> None:
        """Put a statement on the running line."""
        self.play(*self.show_line(Statement(template, color=self.theme.ink, **sources)), run_time=0.5)
