"""A kernel slides over an image: the first sum in full, the second quicker, the rest in one sweep."""

from __future__ import annotations

from functools import partial
from typing import Any

from manim import (
    PI,
    Circumscribe,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    ShowIncreasingSubsets,
    TransformFromCopy,
    VGroup,
    linear,
    smooth,
    squish_rate_func,
)

from convmath.convolution.cross_correlation import flip_kernel, trace
from convmath.core.provenance import Traced, traced
from convmath.networks.layers import DenseLayer
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.links import sum_in_words
from scenes.base.readout import Statement
from scenes.kernel_sliding.claim import verify_claim
from scenes.kernel_sliding.kernel_window import Gather, KernelWindow, Sweep, show
from scenes.kernel_sliding.narration import NARRATIONS, with_total
from scenes.kernel_sliding.parameters import EXAMPLES, SlidingParameters
from scenes.kernel_sliding.sum_line import sum_lines
from scenes.kernel_sliding.words import describe
from scenes.mobjects.grids.sliding_stage import SlidingStage


class KernelSliding(LectureScene):
    """Input, kernel and output side by side; the window travels by the trace."""

    title = "A kernel slides"
    summary = "The same few weights visit every place of an image; each visit is one sum of products."
    Parameters = SlidingParameters
    examples = EXAMPLES
    gif_beats = ("sweep",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def sidecar(self) -> dict[str, Any]:
        """Return what is worth writing beside a file, and what an interactive figure may compute again."""
        return {**super().sidecar(), **self.parameters.recompute()}

    def construct(self) -> None:
        """Show the grids, two sums in detail, then all the others."""
        given = self.parameters
        image, kernel = given.traced_image(), given.traced_kernel()
        used = traced(flip_kernel, kernel) if given.flip else kernel
        self.steps = traced(trace, image, used, **given.window())
        output = given.traced_output()
        self.stage = SlidingStage(image, used, output, self.steps, padding_mode=given.padding_mode, theme=self.theme)
        first = [self.steps[index] for index in range(min(2, len(self.steps)))]
        totals = [output[step.value.position] for step in first]
        self.sums = sum_lines(first, totals, self.theme)

        self.link_windows(output)

        self.show_grids()
        if given.flip:
            self.flip_kernel()
        self.window = KernelWindow(self.stage.input, self.steps, theme=self.theme, form=self.stage.kernel_style.form)
        said = with_total(NARRATIONS["first-sum"], self.sums[0])
        covered = "The window covers a patch: each pixel is multiplied by the weight laid on it."
        with self.beat("first-sum", covered, said, sum=totals[0]):
            self.enter_window()
            self.sum_of_products(0, pace=1.0)
        count = len(self.steps)
        if count > 1:
            again = with_total(NARRATIONS["second-sum"], self.sums[1])
            with self.beat("second-sum", "One step on, the same weights meet other pixels.", again, sum=totals[1]):
                self.play(*self.clear_line(), self.window.to_step(1), run_time=0.6)
                self.sum_of_products(1, pace=0.5)
        if count > 2:
            with self.beat("sweep", "So it goes on, row by row, to the end of the image."):
                self.play(*self.clear_line(), run_time=0.3)
                pace = min(6.0, 0.45 * (count - 2))
                self.play(Sweep(self.window, self.stage.output, self.stage.frames[2], 2, count - 1), run_time=pace)
                self.wait(0.5)
        if given.claimed:
            verify_claim(self, given.verdict(), output)
        else:
            self.same_weights(image, used, output)

    def link_windows(self, output: Traced[Any]) -> None:
        """Say of each output which pixels and weights it is the sum of."""
        (top, _), (left, _) = self.steps.value.geometry.padding
        for step in self.steps:
            taps = [self.stage.input[row + top, col + left] for row in step.value.rows for col in step.value.cols]
            place = step.value.position
            words = partial(sum_in_words, step, output[place])
            self.link(self.stage.output[place], [*taps, *self.stage.kernel], words)

    def show_grids(self) -> None:
        """Bring on input, kernel, and the empty output."""
        stage = self.stage
        for cell in stage.output:
            show(cell, shown=False)
        self.homes = [(cell, cell.get_center()) for cell in stage.kernel]
        if self.parameters.flip:
            for (cell, _), (_, place) in zip(self.homes, reversed(self.homes)):
                cell.move_to(place)
        with self.beat("grids", "An image is a grid of numbers; a kernel is a smaller one."):
            title = self.show_title()
            self.play(FadeIn(stage.image), Create(stage.frames[0]), FadeIn(stage.labels[0]), run_time=1.0)
            self.play(FadeIn(stage.kernel), Create(stage.frames[1]), FadeIn(stage.labels[1]), run_time=0.9)
            self.wait(0.8)
        rows, cols, places = (
            self.steps.field("geometry").field(name) for name in ("output_size",) * 2 + ("positions",)
        )
        said = NARRATIONS["places" if places.value > 1 else "one-place"]
        caption = "Wherever the kernel fits, one number of the output will stand."
        with self.beat("places", caption, said, rows=rows[0], cols=cols[1]):
            self.play(FadeOut(title), run_time=0.4)
            if len(stage.ring):
                self.play(FadeIn(stage.ring), run_time=0.8)
            self.play(FadeIn(stage.output), Create(stage.frames[2]), FadeIn(stage.labels[2]), run_time=0.9)
            self.add(stage.input, stage.kernel, stage.output, stage.frames)
            fits = (
                "The window fits at {rows} × {cols} = {n} places."
                if places.value > 1
                else "The window fits at {n} place."
            )
            line = Statement(fits, rows=rows[0], cols=cols[1], n=places, color=self.theme.ink)
            self.play(*self.show_line(line, stage.left), run_time=0.5)
            self.wait(1.6)

    def flip_kernel(self) -> None:
        """Turn the kernel from what was asked for into what is used."""
        kernel = self.stage.kernel
        with self.beat("flip", "True convolution turns the kernel by half a circle before it slides."):
            self.play(*self.clear_line(), run_time=0.3)
            self.play(*(cell.animate(path_arc=PI).move_to(home) for cell, home in self.homes), run_time=1.6)
            self.add(kernel, self.stage.frames[1])
            self.wait(0.8)

    def enter_window(self) -> None:
        """Lay the kernel's weights on the first patch."""
        window = self.window
        self.play(*self.clear_line(), Create(window.outline), run_time=0.7)
        if len(window.weights):
            pairs = zip(self.stage.kernel, window.weights)
            self.play(LaggedStart(*(TransformFromCopy(*pair) for pair in pairs), lag_ratio=0.06), run_time=1.4)
        self.add(window)

    def sum_of_products(self, index: int, pace: float) -> None:
        """Write each product in place, let the products become one sum, and land it in the output."""
        step = self.steps[index]
        taps = [self.stage.input[place] for place in self.window.taps(index)]
        covered = [*(tap.number for tap in taps if tap.number is not None), *self.window.weights]
        cards = self.stage.product_cards(step, taps)
        line = self.on_running_line(self.sums[index], self.stage.left)
        total = line["total"]
        terms = VGroup(*(glyph for glyph in line if glyph is not total))
        self.play(
            LaggedStart(*(FadeIn(card, scale=1.2) for card in cards), lag_ratio=0.12),
            *(number.animate(run_time=0.4 * pace).set_opacity(0) for number in covered),
            ShowIncreasingSubsets(terms, rate_func=linear),
            run_time=2.6 * pace,
        )
        self.remove(terms)
        self.add(line)
        self.line = line
        total.set_opacity(0)
        if index == 0:
            self.wait_for("sum")
        self.wait(0.8 * pace)
        flying = VGroup(*(card.number for card in cards if card.number is not None))
        self.remove(*cards.get_family())
        self.add(VGroup(*(card.square for card in cards)), flying)
        self.play(
            *(FadeOut(card.square, run_time=0.5 * pace) for card in cards),
            *(number.animate(run_time=0.6 * pace).set_opacity(1) for number in covered),
            Gather(flying, total),
            total.animate(rate_func=squish_rate_func(smooth, 0.8, 1.0)).set_opacity(1),
            run_time=1.2 * pace,
        )
        self.remove(flying)
        result = self.stage.output[step.value.position]
        landing = [result.square.animate.set_fill(opacity=1)]
        if result.number is not None:
            landing.append(ReplacementTransform(total.copy(), landed := result.number.copy().set_opacity(1)))
        self.play(*landing, run_time=max(0.8 * pace, 0.5))
        if result.number is not None:
            self.remove(landed)
        show(result, shown=True)
        self.wait(0.8 * pace)

    def same_weights(self, image: Traced[Any], kernel: Traced[Any], output: Traced[Any]) -> None:
        """Say what the sliding saved."""
        dense = traced(DenseLayer, image.field("size"), output.field("size"), bias=False).field("weights")
        weights = "{w} weights" if kernel.value.size > 1 else "{w} weight"
        outputs, caption = (
            "all {n} outputs",
            "The same few weights did all the work; a dense layer has one for every pair.",
        )
        if output.value.size == 1:
            outputs, caption = "{n} output", "A dense layer has a weight for every pair of a pixel and an output."
        several = kernel.value.size > 1 and output.value.size > 1
        said = NARRATIONS["same-weights" if several else "one-product"]
        with self.beat("same-weights", caption, said, w=kernel.field("size"), d=dense):
            line = Statement(
                f"{weights} made {outputs}. A dense layer between the same grids has {{d}}.",
                w=kernel.field("size"),
                n=output.field("size"),
                d=dense,
                color=self.theme.ink,
                colors={"w": self.theme.kernel, "d": self.theme.dense},
            )
            self.play(
                *self.show_line(line, self.stage.left),
                FadeOut(self.window),
                Circumscribe(self.stage.kernel, color=self.theme.accent, buff=0.12),
                run_time=1.4,
            )
            self.wait(1.8)
