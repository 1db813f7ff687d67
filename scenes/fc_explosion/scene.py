"""Every pixel wired to every neuron: what it costs as images grow, and what a convolution needs instead."""

from __future__ import annotations

from typing import Any

from manim import DL, Create, FadeIn, FadeOut, LaggedStart

from convmath.core.facts import VGG_16
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import image_by_name
from convmath.networks.counting import compare_layers
from convmath.networks.published import network_by_name
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.base.typesetting import CELL, LABEL
from scenes.fc_explosion.count_comparison import CountComparison, Quantity
from scenes.fc_explosion.growth_chart import CORNER, LEFT_EDGE, GrowthChart
from scenes.fc_explosion.multiples import multiple
from scenes.fc_explosion.narration import NARRATIONS
from scenes.fc_explosion.parameters import COMPARED, EXAMPLES, ExplosionParameters
from scenes.fc_explosion.small_layer import SmallLayer
from scenes.fc_explosion.words import describe

UNIT = (1, 1)
"""The interior output unit (row, column) that is looked at."""

FORMAT_BEATS = (
    ("mnist", "Now count parameters as images grow: a handwritten digit, and one layer on it.", 1.8),
    ("cifar", "Hardly larger, but in colour: the count follows the number of values.", 1.0),
    ("imagenet", "A photograph of modest size. The dashed line is a whole network, all layers together.", 1.5),
    ("video-frame", "And a single frame of HD video.", 1.2),
)
"""For each image format the beat's name, its caption, and how many seconds the count rolls."""

COUNTED = (
    Quantity("parameters", "a shared weight counts once", "parameters"),
    Quantity("connections", "taps on padding left out", "connections_within_image"),
    Quantity("multiply–adds", "taps on padding included", "multiply_adds"),
)


class FcExplosion(LectureScene):
    """Lines on a tiny image first, then counts on a logarithmic scale, then three counts of each layer."""

    title = "The fully connected explosion"
    summary = "What connecting every pixel to every neuron costs, and what a convolution needs instead."
    Parameters = ExplosionParameters
    examples = EXAMPLES
    gif_beats = ("one-output", "local-unit")
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Draw every line of a small layer, count the lines of large ones, and compare."""
        chosen = self.parameters
        self.images = chosen.images()
        self.image = self.images[COMPARED]
        self.dense, self.conv, self.same_shape = (
            layer(self.image) for layer in (chosen.dense, chosen.conv, chosen.same_shape)
        )
        small = chosen.small_layer()
        rows, cols = small.field("geometry").field("input_size")
        picture = traced(image_by_name, "camera", height=rows, width=cols)
        self.small = SmallLayer(small, picture, unit=UNIT, theme=self.theme)
        self.draw_every_line()
        self.grow_images()
        self.convolve()
        self.compare_counts()
        self.compare_same_shape()

    def draw_every_line(self) -> None:
        """Flatten the small image, wire it, and look at one output, fully connected and then local."""
        small, conv, dense = self.small, self.small.conv, self.small.dense
        n_in, n_out, geometry = dense.field("n_in"), dense.field("n_out"), conv.field("geometry")
        with self.beat(
            "flatten", "A fully connected layer first takes an image apart: each pixel becomes one input.", n=n_in
        ):
            title = self.show_title()
            self.play(LaggedStart(*(FadeIn(cell, scale=0.7) for cell in small.image), lag_ratio=0.05), run_time=1.0)
            self.play(small.flatten(run_time=2.6))
            rows, cols = geometry.field("input_size")
            self.state("{rows} × {cols} pixels = {n} inputs", rows=rows, cols=cols, n=n_in)
            self.wait(0.8)
        connections = dense.field("connections")
        counts = {"i": n_in, "o": n_out, "n": connections}
        with self.beat(
            "connect", "Then every input gets a line to every output, each with a weight of its own.", **counts
        ):
            self.play(FadeOut(title), FadeIn(small.outputs, small.heads, small.counter, small.counted), run_time=0.6)
            self.play(small.connect(0, 1, run_time=1.2))
            self.wait(0.3)
            self.play(small.connect(1, len(small.outputs), run_time=3.4))
            self.wait_for("all")
            self.state("{i} inputs × {o} outputs = {n} connections", **counts)
            self.wait(1.0)
        with self.beat("one-output", "One output alone reads the whole image, pixel by pixel.", n=n_in):
            self.play(small.single_out(run_time=1.0))
            self.state("one fully connected output: {n} connections", n=n_in)
            self.wait(1.0)
        h, w = geometry.field("kernel_size")
        taps = {"h": h, "w": w, "n": conv.field("weights_per_output")}
        with self.beat("local-unit", "A unit of a convolution reads only the pixels around its own place.", **taps):
            self.play(Create(small.window), run_time=0.6)
            self.play(small.localise(run_time=1.0))
            self.state("one unit of a convolution: {h} × {w} = {n} connections", **taps)
            self.wait(1.2)

    def grow_images(self) -> None:
        """Let the image grow from format to format, and with it the parameters of a layer on it."""
        layers = [self.parameters.dense(image) for image in self.images]
        counts = [layer.field("parameters") for layer in (self.small.dense, *layers, self.conv, self.same_shape)]
        vgg = traced(network_by_name, VGG_16.text)
        self.chart = chart = GrowthChart(self.small.image, counts, vgg, theme=self.theme)
        for image, layer, (name, caption, pace) in zip(self.images, layers, FORMAT_BEATS):
            counted = fields(layer, "n_in", "n_out", "biases", "parameters")
            with self.beat(name, caption, **counted):
                if not chart.meters:
                    self.leave_lines()
                meter = chart.next_meter(chart.format_name(image), color=self.theme.dense)
                self.play(chart.image_arrives(image), meter, *self.clear_line(), run_time=0.8)
                self.play(chart.meters[-1].roll_to(layer.field("parameters"), run_time=pace))
                line = "{n_in:,} values × {n_out:,} hidden units + {biases:,} biases = {parameters:,} parameters"
                self.state(line, **counted)
                self.wait(1.1)

    def leave_lines(self) -> None:
        """Clear the stage of everything but the small image, and take that to the corner where images grow."""
        self.play(*self.all_leave_but(self.small.image), run_time=0.5)
        self.play(
            self.small.image.animate.move_to(CORNER, aligned_edge=DL),
            FadeIn(self.chart.scale),
            FadeIn(self.chart.reference),
            run_time=0.8,
        )

    def convolve(self) -> None:
        """Take the convolution layer over an image, and let the count roll down to its parameters."""
        chart, conv, channels = self.chart, self.conv, self.conv.field("out_channels")
        said = {"kernels": channels, "parameters": conv.field("parameters")}
        with self.beat(
            "convolution", "A convolution layer owns a few small kernels and takes them to every place.", **said
        ):
            name = self.name("convolution {k} × {k}, {c:,} channels", k=self.kernel_side, c=channels)
            back = chart.image_returns(self.image, COMPARED)
            self.play(back, chart.next_meter(name, color=self.theme.kernel), *self.clear_line(), run_time=0.8)
            loupe, plates = chart.loupe(conv), chart.kernel_plates(conv)
            beside = chart.count_of_kernels(conv, plates)
            roll = chart.meters[-1].roll_to(conv.field("parameters"), run_time=2.0)
            self.play(chart.frames.sweep(loupe, run_time=2.0), FadeIn(plates, beside, run_time=0.8), roll)
            self.play(Create(plates.magnified_from(loupe)), run_time=0.4)
            line = "{weights:,} weights × {kernels:,} kernels + {biases:,} biases = {parameters:,} parameters"
            each = conv.field("weights_per_output")
            self.state(line, weights=each, kernels=channels, **fields(conv, "biases", "parameters"))
            self.wait(1.2)

    def compare_counts(self) -> None:
        """Count three things of both layers, each on its own."""
        chart, theme = self.chart, self.theme
        compared = traced(compare_layers, self.dense, self.conv)
        dense, conv = chart.meters[COMPARED], chart.meters[-1]
        self.counts = CountComparison(
            COUNTED,
            names=("fully connected", "convolution"),
            colors=(theme.dense, theme.kernel),
            scale=chart.scale,
            theme=theme,
            left=LEFT_EDGE,
        )
        with self.beat("ledgers", "Keep three ledgers apart: what sharing saves is parameters, not work."):
            self.play(*self.all_leave_but(chart.scale, dense, conv), run_time=0.5)
            names = (
                self.name("fully connected $->$ {n:,} outputs", n=self.dense.field("n_out")),
                self.name("convolution {k} × {k} $->$ {w:d} × {h:d} × {c:,}", k=self.kernel_side, **self.output_sides),
            )
            self.play(self.counts.take_over(dense, conv, names), self.counts.heading(0), run_time=0.8)
            for index in range(len(COUNTED)):
                if index:
                    self.play(self.counts.next_pair(), self.counts.heading(index), run_time=0.6)
                    self.play(self.counts.count(index, compared, run_time=1.2))
                self.play(self.counts.ratio(index, compared, color=theme.ink), run_time=0.4)
            line = "each layer on an image of {width:d} × {height:d} × {channels} values"
            self.state(line, **fields(self.image, "width", "height", "channels"))
            self.wait(1.2)

    def compare_same_shape(self) -> None:
        """Give the fully connected layer the outputs of the convolution, and compare again."""
        theme, counts = self.theme, self.counts
        compared = traced(compare_layers, self.same_shape, self.conv)
        both = {"fc": self.same_shape.field("parameters"), "conv": self.conv.field("parameters")}
        with self.beat(
            "same-shape", "The fair comparison: a fully connected layer that computes the same outputs.", **both
        ):
            name = self.name("fully connected $->$ {w:d} × {h:d} × {c:,}", **self.output_sides)
            self.play(counts.clear_ratios(name), *self.clear_line(), run_time=0.6)
            every = range(len(COUNTED))
            self.play(*(counts.count(index, compared, run_time=2.2) for index in every))
            colors = (theme.accent, *[theme.ink] * len(COUNTED))
            self.play(*(counts.ratio(index, compared, color=colors[index]) for index in every), run_time=0.6)
            times = multiple(compared.field("parameters"))
            self.state(f"{{fc}} ÷ {{conv}} = {times.template} × the parameters", n=times.n, **both)
            self.wait(2.0)

    @property
    def kernel_side(self) -> Traced[int]:
        """Rows, and columns, of the convolution layer's kernel."""
        side: Traced[int] = self.conv.field("geometry").field("kernel_size")[0]
        return side

    @property
    def output_sides(self) -> dict[str, Traced[int]]:
        """Width, height and channels of what the convolution layer computes."""
        channels, height, width = self.conv.field("output_shape")
        return {"w": width, "h": height, "c": channels}

    def name(self, template: str, **sources: Any) -> Statement:
        """Return the name of a row."""
        return Statement(template, color=self.theme.ink, size=CELL, **sources)

    def state(self, template: str, **sources: Any) -> None:
        """Put another statement on the running line."""
        line = Statement(template, color=self.theme.ink, size=LABEL, **sources)
        self.play(*self.show_line(line, LEFT_EDGE), run_time=0.4)


def fields(whole: Traced[Any], *names: str) -> dict[str, Traced[Any]]:
    """Return some fields of a traced value by their names."""
    return {name: whole.field(name) for name in names}
