"""What a user may choose of the trade-offs scene, and the layers, pictures and readings that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator

from convmath.convolution.filters import kernel_by_name
from convmath.core import facts
from convmath.core.magnitudes import doublings_between, sides_between
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import image_from
from convmath.networks.counting import ratio
from convmath.networks.depth import layers_needed, network_sight, pixels_spanned
from convmath.networks.growth import LayerGrowth
from convmath.networks.position import (
    blob,
    blob_in_each_quarter,
    compare_readings,
    read_picture,
    side_weights,
    top_left_weights,
)
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import RFLayer
from scenes.base.parameters import ImageChoice, Parameters

CANVAS = (27, 35)
"""Rows and columns of the pictures with a blob."""

RADIUS = 4
KERNEL = "sobel_x"
"""The convolution that reads them; it is not symmetric."""

FARTHEST_DOWN, FARTHEST_RIGHT = 7, 11
"""How far from the middle a blob may stand, so that no window that meets it leaves the picture."""

SMALLEST_SIDE, STEPS = 8, 80
"""Where the curves of growth begin, and in how many steps they are drawn."""

KINDS = {"dense": "dense", "local": "locally connected", "conv": "convolutional"}
"""The layers by short names."""


class TradeOffParameters(Parameters):
    """The layer that is counted, the picture that a network does not see all of, and where a blob stands."""

    side: int = Field(224, ge=32, le=512, description="Rows and columns of the image that the layers are counted on")
    kernel: int = Field(3, ge=3, le=11, description="Rows and columns of the kernel, an odd number")
    image: ImageChoice = Field("cat", description="A picture of at least 224 × 224 pixels, by name or path")
    rows: int = Field(
        0, ge=-FARTHEST_DOWN, le=FARTHEST_DOWN, description="How many rows below the middle the blob stands"
    )
    columns: int = Field(
        9, ge=1, le=FARTHEST_RIGHT, description="How many columns left of the middle it stands, then right of it"
    )
    errata: bool = Field(True, description="Whether common claims are held against what was computed")

    @field_validator("kernel")
    @classmethod
    def _has_a_centre(cls, kernel: int) -> int:
        if kernel % 2 == 0:
            raise ValueError("allowed: an odd number, so that padding keeps the image's size")
        return kernel

    @field_validator("image")
    @classmethod
    def _is_large_enough(cls, value: str) -> str:
        image_from(value, **_input_size())
        return value

    def growth(self, short: str) -> Traced[LayerGrowth]:
        """Return a layer of one of `KINDS` as polynomials of the image's side, without biases."""
        return traced(LayerGrowth, KINDS[short], kernel=self.kernel, bias=False)

    def count(self, short: str, ledger: str) -> Traced[int]:
        """Return the weights, the connections or another count of a layer on the chosen image."""
        return self.growth(short).field(ledger).field("at", self.side)

    def saving(self, ledger: str) -> Traced[float]:
        """Return how many times the convolution's count goes into the dense layer's."""
        return traced(ratio, self.count("dense", ledger), self.count("conv", ledger))

    def traced_side(self) -> Traced[int]:
        """Return the side of the chosen image."""
        return self.sides()[-1]

    def sides(self) -> Traced[tuple[int, ...]]:
        """Return the sides at which the curves of growth are drawn."""
        return traced(sides_between, SMALLEST_SIDE, self.side, steps=STEPS)

    def doublings(self) -> Traced[tuple[int, ...]]:
        """Return the sides that are marked on the way."""
        return traced(doublings_between, SMALLEST_SIDE, self.side)

    def layer(self) -> Traced[RFLayer]:
        """Return the layer that is repeated until a unit sees far."""
        return traced(RFLayer, self.kernel)

    def input_side(self) -> Traced[int]:
        """Return the rows, and columns, of the published network's image."""
        return _network().field("input_shape")[1]

    def depth_for(self, pixels: Traced[int] | int) -> Traced[int]:
        """Return how many layers it takes until a unit spans so many pixels."""
        return traced(layers_needed, pixels, self.layer())

    def span_after(self, layers: Traced[int]) -> Traced[int]:
        """Return how many pixels, across and down, a unit spans after so many layers."""
        return traced(pixels_spanned, layers, self.layer())[0]

    def traced_image(self) -> Traced[Any]:
        """Return the picture, of the published network's size."""
        return traced(image_from, self.image, **_input_size())

    def sight(self) -> Traced[Any]:
        """Return what the published network's middle unit sees."""
        return traced(network_sight, _network())

    def reading(self, column: int | None = None) -> Traced[Any]:
        """Return what is read of the blob some columns right of the middle; by default as far left as chosen."""
        rows, columns = CANVAS
        place = (columns - 1) // 2 + (-self.columns if column is None else column)
        image = traced(blob, *CANVAS, row=(rows - 1) // 2 + self.rows, column=place, radius=RADIUS)
        return traced(read_picture, image, self.traced_kernel(), self.side_weights())

    def readings(self) -> list[Traced[Any]]:
        """Return what is read of the blob at each place from left to right."""
        return [self.reading(column) for column in range(-self.columns, self.columns + 1)]

    def differences(self) -> Traced[Any]:
        """Return by how much what is read of the blob on the right exceeds what is read of it on the left."""
        return traced(compare_readings, self.reading(), self.reading(self.columns))

    def quarters(self) -> Traced[Any]:
        """Return what is read of a picture with a blob in each quarter."""
        image = traced(blob_in_each_quarter, *CANVAS, radius=RADIUS)
        return traced(read_picture, image, self.traced_kernel(), traced(top_left_weights, *CANVAS))

    def traced_kernel(self) -> Traced[Any]:
        """Return the kernel that reads the blobs."""
        return traced(kernel_by_name, KERNEL)

    def side_weights(self) -> Traced[Any]:
        """Return the weights of the dense unit that tells left from right."""
        return traced(side_weights, *CANVAS)


def _network() -> Traced[Any]:
    return traced(network_by_name, facts.VGG_16.text)


def _input_size() -> dict[str, int]:
    _, height, width = _network().value.input_shape
    return {"height": height, "width": width}


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"side": 512, "kernel": 11, "image": "checkerboard", "rows": -7, "columns": 11, "errata": False},
    {"side": 33, "kernel": 5, "image": "astronaut", "rows": 7, "columns": 1},
    {"side": 100, "kernel": 7, "image": "moon", "rows": 3, "columns": 4},
)
"""What is tried besides the defaults."""
