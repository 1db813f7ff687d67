"""What a user may choose of the channels scene, and the layers it is about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from convmath.convolution.channels import ChannelMaps, ChannelPlace, channel_maps
from convmath.convolution.filter_bank import filter_bank
from convmath.core.provenance import Traced, traced
from convmath.images.colour_planes import COLOURS, colour_planes, luma_kernel
from convmath.networks.layers import ConvLayer
from scenes.base.parameters import Parameters

PLANES = len(COLOURS)
KERNEL = 3
LAST_PLACE = 25
"""The last row, and column, of the output of 28 × 28 pixels."""

Slice = Literal["sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "laplacian", "sharpen", "identity"]


class ChannelParameters(Parameters):
    """The photograph, what a kernel has for each of its planes, and how many kernels there are."""

    image: Literal["astronaut", "cat", "coffee", "rocket"] = Field("astronaut", description="The colour photograph")
    red: Slice = Field("sobel_x", description="The kernel's slice for the red plane")
    green: Slice = Field("sobel_y", description="The kernel's slice for the green plane")
    blue: Slice = Field("laplacian", description="The kernel's slice for the blue plane")
    bias: int = Field(5, ge=-20, le=20, description="What is added to the three partial sums")
    row: int = Field(13, ge=0, le=LAST_PLACE, description="Row of the place that is looked at, counted from 0")
    column: int = Field(15, ge=0, le=LAST_PLACE, description="Column of that place, counted from 0")
    outputs: Literal[16, 24, 32, 48, 64] = Field(64, description="How many kernels the layer has")
    groups: Literal[2, 4, 8] = Field(4, description="Groups of a deeper layer, beside none and one for each channel")

    @cached_property
    def planes(self) -> Traced[Any]:
        """The photograph, shape (planes, rows, columns)."""
        return traced(colour_planes, self.image)

    def bank(self, count: int = 1) -> Traced[Any]:
        """Return so many kernels, of which the first is the one that was chosen."""
        return traced(filter_bank, [self.red, self.green, self.blue], count=count)

    @cached_property
    def maps(self) -> Traced[ChannelMaps]:
        """What the one kernel gives."""
        return traced(channel_maps, self.planes, self.bank(), bias=[self.bias])

    @cached_property
    def place(self) -> Traced[ChannelPlace]:
        """What it does at the place that is looked at."""
        return self.maps.field("place", 0, (self.row, self.column))

    @cached_property
    def many(self) -> Traced[ChannelMaps]:
        """What all kernels give, with the same bias each."""
        return traced(channel_maps, self.planes, self.bank(self.outputs), bias=[self.bias] * self.outputs)

    @cached_property
    def pointwise(self) -> Traced[ChannelMaps]:
        """The photograph in grey, by a kernel of a single pixel."""
        return traced(channel_maps, self.planes, traced(luma_kernel))

    @cached_property
    def depthwise(self) -> Traced[ChannelMaps]:
        """What the three slices give when each is a kernel of its own."""
        slices = [[self.bank()[0, plane]] for plane in range(PLANES)]
        return traced(channel_maps, self.planes, slices, bias=[self.bias] * PLANES, groups=PLANES)

    def layer(self, outputs: int, *, inputs: int = PLANES, kernel: int = KERNEL, groups: int = 1) -> Traced[ConvLayer]:
        """Return a layer on the photograph, or as deep as it has kernels."""
        size = self.planes.field("shape")[1]
        return traced(ConvLayer, inputs, outputs, kernel=kernel, input_size=size, groups=groups)

    def deeper(self) -> list[Traced[ConvLayer]]:
        """Return three layers with as many planes in as out: without groups, with some, and depthwise."""
        return [self.layer(self.outputs, inputs=self.outputs, groups=each) for each in (1, self.groups, self.outputs)]


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"image": "coffee", "red": "sharpen", "green": "identity", "blue": "prewitt_y", "bias": -20, "outputs": 24},
    {"image": "rocket", "bias": 0, "row": 0, "column": 0, "outputs": 16, "groups": 8},
    {"image": "cat", "red": "identity", "green": "identity", "blue": "identity", "row": 25, "column": 25, "groups": 2},
)
"""What is tried besides the defaults."""
