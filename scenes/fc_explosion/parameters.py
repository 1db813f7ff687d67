"""What a user may choose about the layers that are held against each other, and the layers that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import dense_layer_with_same_output_shape
from convmath.networks.image_formats import IMAGE_FORMATS, IMAGENET, ImageFormat, image_format_by_name
from convmath.networks.layers import ConvLayer, DenseLayer
from scenes.base.parameters import Parameters

SMALL_LAYER = {"kernel": 3, "input_size": 4, "padding": 1}
"""The convolution whose lines, and those of its fully connected counterpart, can all be drawn."""

COMPARED = IMAGE_FORMATS.index(IMAGENET)
"""The place of the format, among all, on which the layers are compared."""


class ExplosionParameters(Parameters):
    """A fully connected layer and a convolution layer."""

    hidden: int = Field(1000, ge=10, le=10_000, description="Units of the fully connected layer")
    channels: int = Field(64, ge=8, le=512, description="Channels that the convolution layer computes")
    kernel: int = Field(3, ge=1, le=11, description="Rows and columns of the convolution layer's kernel, an odd number")

    @field_validator("kernel")
    @classmethod
    def _has_a_centre(cls, kernel: int) -> int:
        if kernel % 2 == 0:
            raise ValueError("allowed: an odd number, so that padding keeps the image's size")
        return kernel

    def small_layer(self) -> Traced[ConvLayer]:
        """Return the convolution on a tiny image."""
        return traced(ConvLayer, 1, 1, **SMALL_LAYER)

    def images(self) -> list[Traced[ImageFormat]]:
        """Return the image formats, from the smallest to the largest."""
        return [traced(image_format_by_name, known.name.text) for known in IMAGE_FORMATS]

    def dense(self, image: Traced[ImageFormat]) -> Traced[DenseLayer]:
        """Return the fully connected layer on an image."""
        return image.field("dense_layer", self.hidden)

    def conv(self, image: Traced[ImageFormat]) -> Traced[ConvLayer]:
        """Return the convolution layer on an image, padded so that its output is as large."""
        return image.field("conv_layer", self.channels, self.kernel, padding="same")

    def same_shape(self, image: Traced[ImageFormat]) -> Traced[DenseLayer]:
        """Return the fully connected layer that computes as many outputs as the convolution layer."""
        return traced(dense_layer_with_same_output_shape, self.conv(image))


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"hidden": 10, "channels": 8, "kernel": 1},
    {"hidden": 10_000, "channels": 512, "kernel": 11},
    {"hidden": 10, "channels": 512, "kernel": 11},
)
"""What is tried besides the defaults."""
