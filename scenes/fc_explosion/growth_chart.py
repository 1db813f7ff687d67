"""Images that grow on the left, and on the right, on one logarithmic scale, what a layer on each of them costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, Animation, AnimationGroup, FadeIn, FadeOut, ManimColor, VGroup

from convmath.core.magnitudes import enclosing_decades
from convmath.core.provenance import Traced, traced
from convmath.networks.image_formats import ImageFormat
from convmath.networks.layers import ConvLayer
from convmath.networks.published import Network
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, SMALLEST, Typeset
from scenes.fc_explosion.logscale import Meter
from scenes.fc_explosion.nested_frames import KernelPlates, Loupe, NestedFrames
from scenes.mobjects.charts.log_scale import LogScale
from scenes.mobjects.grids.grid import PixelGrid

LEFT_EDGE = -6.6
CORNER = np.array([LEFT_EDGE, -1.0, 0.0])
_ROOM = (3.7, 3.2)
_SCALE = {"left": -2.3, "right": -LEFT_EDGE, "y": -2.35}
_TOP_ROW, _ROW, _ROWS = 2.25, 0.95, 5
_REFERENCE_BASELINE = 3.1


class GrowthChart:
    """The stage of the growing images: their frames, the scale, a row for each layer, and a network as reference.

    Parameters
    ----------
    image
        The grid that the first frame grows out of.
    counts
        The traced counts that the scale has to hold; the first meter starts at the first of them.
    reference
        The traced network whose parameters a dashed line marks.
    theme
        The theme.
    """

    def __init__(
        self, image: PixelGrid, counts: Sequence[Traced[int]], reference: Traced[Network], *, theme: Theme
    ) -> None:
        self.theme = theme
        self.scale = LogScale(traced(enclosing_decades, counts), theme=theme, **_SCALE)
        self.frames = NestedFrames(image, image.cols, corner=CORNER, room=_ROOM, color=theme.input)
        total = reference.field("parameters")
        label = Statement(
            "all of {name}: {total:,} parameters",
            color=theme.ink,
            size=SMALLEST,
            name=reference.field("name").value,
            total=total,
        )
        rows = [_TOP_ROW - number * _ROW for number in reversed(range(_ROWS))]
        mark = self.scale.mark(total, top=_REFERENCE_BASELINE - 0.12, rows=rows)
        label.set_baseline(_REFERENCE_BASELINE).set_x(mark.get_x())
        self.reference = VGroup(mark, label)
        self.meters: list[Meter] = []
        self._start = counts[0]
        self._under: Statement | None = None

    def next_meter(self, name: Typeset, *, color: ManimColor) -> Animation:
        """Return the animation in which the next row appears and takes over what the row above it shows."""
        above = self.meters[-1] if self.meters else None
        shown = above.counter.shown if above else self._start
        baseline = _TOP_ROW - len(self.meters) * _ROW
        meter = Meter(name, shown, scale=self.scale, baseline=baseline, color=color)
        self.meters.append(meter)
        return meter.appear_from(above) if above else FadeIn(meter)

    def image_arrives(self, image: Traced[ImageFormat]) -> Animation:
        """Return the animation in which the image grows to another format, and the line under it tells its values."""
        old, self._under = self._under, self._values_of(image)
        arrival = self.frames.arrive(image.value.width, image.value.height)
        return AnimationGroup(arrival, *([FadeOut(old)] if old else []), FadeIn(self._under))

    def image_returns(self, image: Traced[ImageFormat], index: int) -> Animation:
        """Return the animation in which an earlier image, counted from zero, comes back."""
        size = image.value.width, image.value.height
        return AnimationGroup(self.frames.return_to(1 + index, *size), FadeOut(self._under))

    def format_name(self, image: Traced[ImageFormat]) -> Statement:
        """Return the name and the size of an image format."""
        template = "{name} ~ {width:d} × {height:d} × {channels}"
        sides: dict[str, Any] = {side: image.field(side) for side in ("width", "height", "channels")}
        return Statement(template, color=self.theme.ink, size=CELL, name=image.value.name, **sides)

    def kernel_plates(self, conv: Traced[ConvLayer]) -> KernelPlates:
        """Return one kernel of a layer, enlarged, under the frames."""
        theme, layer = self.theme, conv.value
        side = layer.geometry.kernel_size[0]
        plates = KernelPlates(side, layer.in_channels, size=1.0, color=theme.kernel, background=theme.background)
        plates.next_to(CORNER, DOWN, buff=0.2, aligned_edge=LEFT)
        return plates

    def count_of_kernels(self, conv: Traced[ConvLayer], plates: KernelPlates) -> Statement:
        """Return the words beside an enlarged kernel that say how many the layer has."""
        template = "one of {n:,} kernels"
        words_beside = Statement(template, color=self.theme.kernel, size=CELL, n=conv.field("out_channels"))
        words_beside.next_to(plates, RIGHT, buff=0.25)
        return words_beside

    def loupe(self, conv: Traced[ConvLayer]) -> Loupe:
        """Return the layer's window on the image, true to scale."""
        return Loupe(conv.value.geometry.kernel_size[0] * self.frames.pixel, color=self.theme.kernel)

    def _values_of(self, image: Traced[ImageFormat]) -> Statement:
        line = Statement("{n:,} values", color=self.theme.input, size=LABEL, n=image.field("values"))
        line.set_baseline(CORNER[1] - 0.45)
        line.shift((CORNER - line.get_left()) * RIGHT)
        return line
