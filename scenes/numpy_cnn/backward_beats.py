"""The beats of the pass backward: the errors, the gradient by the kernel, the gradient by the input, and one step."""

from __future__ import annotations

from typing import Any

from manim import (
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    smooth,
    squish_rate_func,
)

from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.mobjects.grids.window_frames import cased, sweep
from scenes.numpy_cnn.backward_stage import LEFT_X, MIDDLE_X, RIGHT_X, BackwardStage, StepGrids
from scenes.numpy_cnn.layer_row import INPUT_SIDE, LayerRow


class BackwardBeats(LectureScene):
    """What a scene does that has a digit's way through the network in `row`."""

    row: LayerRow
    stage: BackwardStage

    def errors(self) -> None:
        """Put the error of every value into its place, from the loss back to the first convolution."""
        row = self.row
        maps, strip, scores = row.errors()
        with self.beat("errors", "Backward: each value gets an error, how the loss changes with it."):
            self.play(*self.all_leave_but(row.digit), *self.clear_line(), run_time=0.5)
            rest = (part for part in row.everything if part is not row.digit)
            self.play(row.digit.onto(row.home, INPUT_SIDE), run_time=0.6)
            self.play(FadeIn(*rest), run_time=0.5)
            self.play(row.errors_take_their_places(maps, strip, scores, run_time=3.0))
            self.state("from right to left: each error has the shape of the value that it belongs to", row.digit)
            self.wait(1.4)
        self.errors_shown = [*maps, strip, scores]

    def gradient_by_kernel(self) -> None:
        """Slide the error over what the kernel saw: place by place, its weights' gradients."""
        given, theme = self.parameters, self.theme
        self.stage = stage = BackwardStage(given, theme=theme)
        filter_number, channel = given.looked_at
        source = self.row.maps[1][channel.value]
        column = self.errors_shown[2]
        error_from = column[filter_number.value]
        heads = [
            stage.head(text, x)
            for text, x in (
                ("what a kernel saw", LEFT_X),
                ("the error of its map", MIDDLE_X),
                ("its gradient", RIGHT_X),
            )
        ]
        sizes = [
            stage.size(values, x)
            for values, x in ((given.seen, LEFT_X), (given.error, MIDDLE_X), (stage.gradient.values, RIGHT_X))
        ]
        rows, cols = stage.gradient.rows, stage.gradient.cols
        with self.beat("kernel-gradient", "One idea: slide the error over what the kernel saw, and sum the products."):
            self.play(*self.all_leave_but(column), *self.clear_line(), run_time=0.4)
            self.play(
                FadeOut(column, run_time=0.4),
                FadeIn(stage.seen, target_position=source, scale=source.width / stage.seen.width),
                FadeIn(stage.error, target_position=error_from, scale=error_from.width / stage.error.width),
                run_time=0.9,
            )
            self.play(FadeIn(*heads, *sizes[:2], stage.signs), run_time=0.5)
            window = stage.window((0, 0))
            self.play(ReplacementTransform(cased_whole(stage), window), run_time=0.9)
            pair, marks = stage.largest_pair(0)
            self.play(Create(marks), run_time=0.4)
            self.state(
                "the largest pair: {a} × {b} = {c}",
                stage.seen,
                a=pair.field("first"),
                b=pair.field("second"),
                c=pair.field("product"),
            )
            self.wait(0.9)
            count, total = stage.steps[0].field("products").field("size"), stage.steps[0].field("sum")
            first = stage.gradient[0, 0]
            self.play(FadeOut(marks), FadeIn(first, target_position=window, scale=1.6), run_time=0.8)
            self.state("all {n} products add up to {s}: the gradient of the first weight", stage.seen, n=count, s=total)
            self.wait(0.9)
            self.play(stage.go_on(window, 1, 2, run_time=0.6))
            self.wait(0.3)
            self.play(stage.go_on(window, 2, rows * cols, run_time=1.8))
            self.play(FadeOut(window), FadeIn(sizes[2]), run_time=0.3)
            self.state("gradient by the kernel: cross-correlation of input and error", stage.seen)
            self.wait(1.5)
        self.leaving = [stage.seen, stage.gradient, *heads, *sizes]

    def gradient_by_input(self) -> None:
        """Slide the turned kernel over the error, with zeros round it: the error of what the kernel saw."""
        given, theme, stage = self.parameters, self.theme, self.stage
        heads = [
            stage.head(text, x)
            for text, x in (
                ("the error, zeros round it", LEFT_X),
                ("the kernel", MIDDLE_X + 0.2),
                ("what is handed down", RIGHT_X),
            )
        ]
        sizes = [
            stage.size(values, x)
            for values, x in (
                (stage.padded.picture.values, LEFT_X),
                (given.kernel, MIDDLE_X + 0.2),
                (stage.part.picture.values, RIGHT_X),
            )
        ]
        places = stage.part.picture.rows, stage.part.picture.cols
        span = stage.kernel.rows, stage.kernel.cols
        with self.beat("input-gradient", "The same idea again: now the kernel slides over the error."):
            self.play(*(FadeOut(each) for each in self.leaving), *self.clear_line(), run_time=0.4)
            self.play(
                stage.error.animate.move_to(stage.padded),
                FadeIn(stage.kernel, shift=0.2 * UP, rate_func=squish_rate_func(smooth, 0.5, 1)),
                run_time=0.7,
            )
            self.play(*stage.ring_appears(), FadeIn(*heads[:2], *sizes[:2]), run_time=0.5)
            self.remove(stage.error)
            self.wait(0.3)
            self.next_caption("It is turned by half first: this is a convolution in the strict sense.")
            turned = stage.head("the kernel, turned", MIDDLE_X + 0.2)
            self.play(stage.turn(run_time=1.3), *self.swap(heads[1], turned))
            self.wait(0.4)
            look: dict[str, Any] = {"color": theme.kernel, "theme": theme, "run_time": 1.9}
            self.play(FadeIn(stage.part.frame, heads[2], sizes[2]), run_time=0.3)
            self.play(sweep(stage.padded.picture, places, span, **look), stage.part.picture.reveal(run_time=1.9))
            self.add(stage.part)
            self.state("one filter's part: full convolution of error and kernel", stage.padded)
            self.wait(1.0)
            filters = given.run.field("network").field("output_shapes")[3][0]
            self.play(FadeOut(stage.part.picture), FadeIn(stage.handed_down), run_time=0.7)
            self.state("all {n} filters added up: the error of what they saw", stage.padded, n=filters)
            self.wait(1.4)

    def one_step(self) -> None:
        """Take the step: the weights, less the learning rate times the gradient of the whole batch."""
        given, theme = self.parameters, self.theme
        grids = StepGrids(given, theme=theme)
        with self.beat("step", "A step goes against the mean gradient of a whole batch, a little way."):
            self.play(*self.all_leave_but(self.stage.kernel), *self.clear_line(), run_time=0.5)
            before = grids.grids[0]
            self.play(
                *(cell.animate.move_to(place) for cell, place in zip(self.stage.kernel, before)),
                FadeIn(grids.heads[0]),
                run_time=0.8,
            )
            self.remove(self.stage.kernel, *self.stage.kernel)
            self.add(before)
            self.play(FadeIn(grids.signs[0], grids.grids[1], grids.heads[1]), run_time=0.6)
            self.play(
                LaggedStart(
                    FadeIn(grids.signs[1], grids.heads[2]),
                    *(FadeIn(cell, shift=0.15 * RIGHT) for cell in grids.grids[2]),
                    lag_ratio=0.1,
                    run_time=1.0,
                )
            )
            rings = [cell_ring(grid[grids.place], theme.accent) for grid in grids.grids]
            self.play(*map(Create, rings), run_time=0.4)
            line = "one weight: {w} − {r} × {g} = {new}"
            if grids.one["g"].value < 0:
                line = "one weight: {w} − {r} × ({g}) = {new}"
            self.state(line, grids.grids[0], r=given.run.field("learning_rate"), **grids.one)
            self.wait(1.6)

    def state(self, template: str, beneath: Any, **sources: Any) -> None:
        """Put another statement on the running line, left-aligned with what stands above it."""
        self.play(*self.show_line(self.line_of(template, **sources), beneath.get_left()[0]), run_time=0.5)

    def line_of(self, template: str, **sources: Any) -> Statement:
        """Return a statement for the running line."""
        return Statement(template, color=self.theme.ink, **sources)


def cased_whole(stage: BackwardStage) -> Any:
    """Return the frame around the whole error."""
    picture = stage.error.picture
    return cased(picture, range(picture.rows), range(picture.cols), stage.theme.accent, stage.theme)


def cell_ring(cell: Any, color: Any) -> Any:
    """Return the frame around a cell."""
    return cell.square.copy().set_fill(opacity=0).set_stroke(color, 6)
