"""A layer so small that every one of its lines can be drawn: an image, its values in a column, and the outputs."""

from __future__ import annotations

from typing import Any

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    FadeOut,
    LaggedStart,
    Square,
    TransformFromCopy,
    VGroup,
)
from numpy.typing import NDArray

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import dense_layer_with_same_output_shape, grown_connections
from convmath.networks.layers import ConvLayer
from scenes.base.counter import Counter
from scenes.base.theme import DIMMED, Theme
from scenes.base.typesetting import TITLE, words
from scenes.fc_explosion.wiring import DenseWiring, NeuronColumn
from scenes.mobjects.grids.grid import PixelGrid

_MIDDLE = 0.2 * UP
_COLUMN = {"height": 5.0, "radius": 0.14}
_LIT = 3.5
"""Width of the lines that are spoken of."""


class SmallLayer:
    """The stage on which a convolution on a small image and the fully connected layer of the same shape are drawn.

    Parameters
    ----------
    conv
        The traced convolution layer, of one channel in and out.
    image
        The traced values of the image, shape (rows, cols), in 0..1.
    unit
        The (row, column) of the output that is looked at.
    theme
        The theme.
    """

    def __init__(
        self, conv: Traced[ConvLayer], image: Traced[NDArray[Any]], *, unit: tuple[int, int], theme: Theme
    ) -> None:
        self.theme = theme
        self.conv = conv
        self.dense = traced(dense_layer_with_same_output_shape, conv)
        self.image = PixelGrid(image, theme=theme, cell=0.62, palette=theme.grey, numbers=False, border=theme.muted)
        self.image.move_to(5.1 * LEFT + _MIDDLE)
        greys = [cell.square.get_fill_color() for cell in self.image]
        self.inputs = NeuronColumn(greys, border=theme.input, **_COLUMN).move_to(1.7 * LEFT + _MIDDLE)
        self.outputs = NeuronColumn([theme.background] * self.dense.value.n_out, border=theme.dense, **_COLUMN)
        self.outputs.move_to(2.1 * RIGHT + _MIDDLE)
        self.heads = VGroup(
            words("inputs", color=theme.input).next_to(self.inputs, UP, buff=0.25),
            words("outputs", color=theme.dense).next_to(self.outputs, UP, buff=0.25),
        )
        self._unit = unit[0] * self.image.cols + unit[1]
        geometry = conv.value.geometry
        rows, cols = ([*geometry.axis_taps(axis, place)] for axis, place in enumerate(unit))
        self._near = {row * self.image.cols + col for row in rows for col in cols}
        self.wiring = DenseWiring(self.inputs, self.outputs, color=theme.dense, width=1.6, opacity=0.75)
        self.kept, self.lost = self.wiring.split(self._unit, self._near)
        self.window = Square(len(rows) * self.image.cell_size, stroke_color=theme.kernel, stroke_width=6)
        self.window.move_to(self.image.block(rows, cols))
        self.counter = Counter(self._grown(0), color=theme.ink, size=TITLE).move_to(4.9 * RIGHT + 0.4 * UP)
        self.counted = words("connections", color=theme.ink).next_to(self.counter, DOWN, buff=0.25)

    def flatten(self, **options: Any) -> Animation:
        """Return the animation in which each pixel flies into the column and becomes a neuron."""
        pairs = zip(self.image, self.inputs)
        flights = (TransformFromCopy(cell.square, neuron, path_arc=-0.5) for cell, neuron in pairs)
        return LaggedStart(*flights, lag_ratio=0.12, **options)

    def connect(self, first: int, last: int, *, run_time: float) -> Animation:
        """Return the animation that wires outputs `first` to `last`, not included, and runs the counter with them."""
        growth = self.wiring.grow(*range(first, last), run_time=run_time)
        counting = self.counter.follow(lambda share: self._grown(first + share * (last - first)), run_time=run_time)
        return AnimationGroup(growth, counting)

    def single_out(self, *, run_time: float) -> Animation:
        """Return the animation that keeps only the lines of the one output lit and counts them."""
        others = VGroup(*(bundle for bundle in self.wiring if bundle is not self.wiring[self._unit]))
        idle = VGroup(*(neuron for neuron in self.outputs if neuron is not self.outputs[self._unit]))
        return AnimationGroup(
            others.animate(run_time=0.5 * run_time).set_stroke(opacity=0.05),
            idle.animate.set_stroke(self.theme.rule),
            self.wiring[self._unit].animate.set_stroke(width=_LIT, opacity=1),
            self.outputs[self._unit].animate.set_fill(self.theme.dense),
            self.counter.roll_to(self.dense.field("n_in"), run_time=run_time),
            run_time=run_time,
        )

    def localise(self, *, run_time: float) -> Animation:
        """Return the animation in which the one unit keeps only the lines of its neighbourhood."""
        kernel = self.theme.kernel
        far = [neuron for index, neuron in enumerate(self.inputs) if index not in self._near]
        return AnimationGroup(
            FadeOut(self.lost),
            self.kept.animate.set_color(kernel),
            self.outputs[self._unit].animate.set_color(kernel),
            VGroup(*far).animate.set_opacity(DIMMED),
            self.counter.roll_to(self.conv.field("weights_per_output"), run_time=run_time),
            run_time=run_time,
        )

    def _grown(self, outputs: float) -> Traced[int]:
        n_in, n_out = self.dense.field("n_in"), self.dense.field("n_out")
        return traced(grown_connections, n_in, n_out, outputs / len(self.outputs))
