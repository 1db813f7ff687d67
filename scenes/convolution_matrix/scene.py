"""The sliding window as a matrix: unrolled row by row, its bands and where they break, and read by columns."""

from __future__ import annotations

from typing import Any

from manim import UP, Create, FadeIn, FadeOut, LaggedStart, TransformFromCopy, VGroup

from scenes.base.descriptions import Description
from scenes.base.readout import Statement
from scenes.base.typesetting import words
from scenes.convolution_matrix.example_beats import ExampleBeats
from scenes.convolution_matrix.narration import NARRATIONS
from scenes.convolution_matrix.opening import Opening
from scenes.convolution_matrix.parameters import EXAMPLES, MatrixParameters
from scenes.convolution_matrix.unrolled_stage import UnrolledStage
from scenes.convolution_matrix.walks import ColumnWalk, RowCursor, RowWalk, Scatter
from scenes.convolution_matrix.words import describe
from scenes.mobjects.grids.grid import Palette


class ConvolutionMatrix(ExampleBeats):
    """A matrix grows with the window; a padded one breaks; a large one is read whole; columns scatter."""

    title = "The sliding window as a matrix"
    summary = "A convolution is a dense layer held to bands of a few shared weights."
    Parameters = MatrixParameters
    examples = EXAMPLES
    gif_beats = ("rows",)
    narrations = NARRATIONS
    poster_beat = "product"

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Unroll the first matrix, look at two others, and come back to read the first by columns."""
        theme, given = self.theme, self.parameters
        self.colors = (theme.kernel, theme.output, theme.dense)
        self.structure, self.output = given.structure(), given.output()
        self.stage = UnrolledStage(
            self.structure,
            image=given.traced_image(),
            kernel=given.traced_kernel(),
            entries=given.matrix(),
            output=self.output,
            colors=[theme.kernel],
            palette=self.palette(),
            zeros=True,
            theme=theme,
        )
        self.link_rows()
        self.cursor = RowCursor(self.stage)
        self.cursor.stand(0, visited=0)
        self.cursor.leave()
        self.unroll()
        self.first_row()
        self.other_rows()
        self.product()
        self.bands()
        self.breaks()
        self.read_whole()
        self.columns()

    def link_rows(self) -> None:
        """Say of each output which pixels it reads, and which row of the matrix it is."""
        stage, board = self.stage, self.stage.board
        for unit, cell in enumerate(stage.outputs):
            self.link(cell, [*(stage.image[place] for place in stage.read(unit)), *board.parts[unit][0]])

    def unroll(self) -> None:
        """Bring on image and kernel, and write the pixels in one row."""
        stage = self.stage
        opening = self.opening = Opening(stage, theme=self.theme)
        with self.beat("unroll", "An image is a grid of pixels; a kernel is a smaller grid of weights."):
            title = self.show_title()
            self.play(FadeIn(opening.picture, shift=0.2 * UP), run_time=0.7)
            self.play(FadeIn(opening.tile, opening.kernel_label, shift=0.2 * UP), run_time=0.7)
            self.wait(1.2)
            self.next_caption("Row after row, the pixels go into one line: each will have a column of its own.")
            self.play(FadeOut(title), opening.settle(), run_time=0.9)
            flights = [TransformFromCopy(cell, head) for cell, head in zip(stage.image, stage.board.header)]
            self.play(FadeIn(stage.ring), LaggedStart(*flights, lag_ratio=0.12, run_time=2.2))
            self.wait(1.0)

    def first_row(self) -> None:
        """Lay the kernel on the first window, and let its weights fall into a row."""
        stage, board = self.stage, self.stage.board
        covered = [number.animate.set_opacity(0) for number in self.cursor.numbers_below(0)]
        caption = "The first window: each weight goes below the pixel it lies on, zeros elsewhere."
        with self.beat("first-row", caption, **self.read_by_first_row()):
            self.play(self.opening.land(), FadeOut(self.opening.kernel_label), *covered, run_time=0.9)
            self.play(
                Create(board), FadeIn(stage.outputs.squares(), stage.output_border, stage.output_label), run_time=0.9
            )
            self.cursor.stand(0, visited=1)
            cells = dict(zip(stage.taps(0), stage.tile))
            laid = [cells[place] for place in stage.read(0)]
            fallen, zeros = board.parts[0]
            self.play(FadeIn(self.cursor.marks, self.cursor.frame), run_time=0.4)
            flights = (TransformFromCopy(cell, entry) for cell, entry in zip(laid, fallen))
            self.play(LaggedStart(*flights, lag_ratio=0.3, run_time=1.8))
            self.play(*map(FadeIn, zeros), *self.show_line(self.of_first_row()), run_time=0.7)
            first = stage.outputs[0, 0].number
            if first is not None:
                self.play(FadeIn(first, shift=0.2 * UP), run_time=0.5)
            self.wait(1.4)

    def other_rows(self) -> None:
        """Take the window to every place: a row for each."""
        count = self.stage.board.rows_count
        with self.beat("rows", "The window, its row and its output move as one: a window for each row."):
            self.play(RowWalk(self.cursor, [0, 1]), *self.clear_line(), run_time=0.8)
            turn = self.stage.geometry.output_size[1]
            line = words("at the end of an image row the window starts anew, and the band jumps", color=self.theme.ink)
            if 1 < turn < count:
                if turn > 2:
                    self.play(RowWalk(self.cursor, range(1, turn)), run_time=min(0.9, 0.5 * (turn - 2)))
                self.play(*self.show_line(line), run_time=0.4)
                self.play(RowWalk(self.cursor, [turn - 1, turn]), run_time=1.1)
            stood = turn if 1 < turn < count else 1
            if stood < count - 1:
                self.play(RowWalk(self.cursor, range(stood, count)), run_time=min(1.8, 0.5 * (count - 1 - stood)))
            self.wait(1.6)

    def product(self) -> None:
        """Write the outputs beside their rows: all of them are one product."""
        stage, board, structure = self.stage, self.stage.board, self.structure
        values = [value for row in self.output for value in row]
        self.column = board.column_at_right(values, "outputs", color=self.theme.output)
        for unit, cell in enumerate(self.column[:-1]):
            self.link(cell, [*board.parts[unit][0], *(board.header[column] for column in stage.columns(unit))])
        free = {"e": "entries", "z": "zeros", "f": "non_zeros"}
        held = {name: structure.field(field) for name, field in free.items()}
        held["k"] = self.parameters.traced_kernel().field("size")
        with self.beat("product", "One product: the matrix times the line of pixels is the whole output.", **held):
            self.cursor.leave()
            self.play(FadeOut(self.cursor.whole), *self.clear_line(), run_time=0.5)
            flights = (
                FadeIn(entry)
                if cell.number is None
                else TransformFromCopy(cell, entry)  # where sums are too wide for it
                for cell, entry in zip(stage.outputs, self.column[:-1])
            )
            self.play(FadeIn(self.column[-1]), LaggedStart(*flights, lag_ratio=0.2, run_time=2.0))
            rows, columns = structure.field("shape")
            self.wait_for("dense")
            few = "value" if self.parameters.traced_kernel().value.size == 1 else "values"
            self.next_caption("So a convolution is a dense layer with constraints: zeros, and shared weights.")
            self.state(
                f"dense: {{m}} × {{n}}, or {{e}} free weights; here {{z}} held at zero, {{f}} sharing {{k}} {few}",
                m=rows,
                n=columns,
                **held,
            )
            self.wait(2.0)

    def columns(self) -> None:
        """Come back to the first matrix, and follow what each pixel feeds."""
        stage, board = self.stage, self.stage.board
        image = VGroup(stage.ring, stage.image, stage.border, stage.label)
        output = VGroup(stage.output, stage.output_border, stage.output_label)
        scatter, middle = Scatter(stage), self.parameters.pixel_in_the_middle()
        pixels = [(row, column) for row in range(stage.image.rows) for column in range(stage.image.cols)]
        fed = self.structure.field("column_non_zeros")[middle[0] * stage.image.cols + middle[1]]
        with self.beat("columns", "Now by columns: which outputs does a pixel feed, and through which weights?", n=fed):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(image, output), FadeIn(board, board.header, board.rows, self.column), run_time=0.8)
            scatter.stand(pixels[0])
            self.play(FadeIn(scatter), run_time=0.5)
            self.wait(0.6)
            self.play(ColumnWalk(stage, scatter, pixels), run_time=3.2)
            self.play(ColumnWalk(stage, scatter, [middle]), run_time=0.4)
            noun = "output" if fed.value == 1 else "outputs"
            self.state(f"this pixel feeds {{n}} {noun}, each through another weight of the kernel", n=fed)
            self.wait(1.6)
            self.next_caption("The transpose scatters: transposed convolution, and the way errors take back.")
            text = "rows gather: convolution $quad$ columns scatter: its transpose, the backward pass"
            self.play(*self.show_line(words(text, color=self.theme.ink)), run_time=0.6)
            self.wait(1.6)

    def of_first_row(self) -> Statement:
        """Return how many pixels the first window reads, of all."""
        read = self.read_by_first_row()
        weights = "weight" if read["n"].value == 1 else "weights"
        return Statement(f"a row for this window: {{n}} {weights} among {{m}} entries", color=self.theme.ink, **read)

    def read_by_first_row(self) -> dict[str, Any]:
        """Return the non-zeros of the first row, and its entries."""
        return {"n": self.structure.field("row_non_zeros")[0], "m": self.structure.field("shape")[1]}

    def palette(self) -> Palette:
        """Return what colour a pixel of the image has."""
        values, theme = self.parameters.traced_image().value, self.theme
        if values.min() < 0:
            return lambda value: theme.signed(value, 1.5 * float(abs(values).max()))
        return lambda value: theme.grey(value / (float(values.max()) or 1.0))
