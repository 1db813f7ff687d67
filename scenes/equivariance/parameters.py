"""What a user may choose of the equivariance scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from convmath.convolution.equivariance import Commuting, ShiftedLayer
from convmath.convolution.filters import kernel_from
from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import image_from, noise
from scenes.base.parameters import ImageChoice, KernelChoice, Parameters

SIDE, MOST_COLUMNS = 32, 8
REGIONS = 16
"""Rows, and columns, of regions that noise is pooled over."""

LARGEST_KERNEL, LARGEST_SHIFT = 7, 16


class EquivarianceParameters(Parameters):
    """What is shifted, how far, and what the layer is."""

    image: ImageChoice = Field("camera", description="The image, by name or path, brought to 32 × 32 pixels")
    kernel: KernelChoice = Field("sobel_x", description="A kernel by name or its rows, with odd sides up to 7")
    rows: int = Field(0, ge=-LARGEST_SHIFT, le=LARGEST_SHIFT, description="Pixels by which the image moves down")
    columns: int = Field(
        5, ge=-LARGEST_SHIFT, le=LARGEST_SHIFT, description="Pixels by which the image moves to the right"
    )
    padding_mode: Literal["zero", "replicate", "reflect"] = Field("zero", description="What breaks the circle")
    stride: Literal[2, 4] = Field(2, description="The kernel's steps, where they are not single")
    pooling: Literal[2, 4] = Field(2, description="The side of the regions of which only the largest value stays")

    @field_validator("image")
    @classmethod
    def _can_be_read(cls, value: str) -> str:
        image_from(value, height=SIDE, width=SIDE)
        return value

    @field_validator("kernel")
    @classmethod
    def _has_a_middle(cls, value: str) -> str:
        sides = kernel_from(value).shape
        if any(side % 2 == 0 or side > LARGEST_KERNEL for side in sides):
            raise InputError("kernel", "{} × {} weights".format(*sides), f"odd sides up to {LARGEST_KERNEL}")
        return value

    @model_validator(mode="after")
    def _moves(self) -> EquivarianceParameters:
        if not self.rows and not self.columns:
            raise InputError("columns", "0, as rows", "a shift by at least one row or column")
        return self

    @property
    def by(self) -> tuple[int, int]:
        """The shift: rows and columns."""
        return self.rows, self.columns

    def traced_image(self) -> Traced[Any]:
        """Return the image."""
        return traced(image_from, self.image, height=SIDE, width=SIDE)

    def traced_kernel(self) -> Traced[Any]:
        """Return the kernel."""
        return traced(kernel_from, self.kernel)

    def layer(self, **options: Any) -> Traced[ShiftedLayer]:
        """Return a layer."""
        return traced(ShiftedLayer, **options)

    def both_ways(self, by: tuple[int, int] | None = None, **layer: Any) -> Traced[Commuting]:
        """Return what a layer gives for the shifted image, beside its shifted output."""
        return self.layer(**layer).field(
            "commute", self.traced_image(), self.traced_kernel(), self.by if by is None else by
        )

    def shares_by_shift(self) -> list[Traced[Commuting]]:
        """Return both ways of a layer with a stride, for shifts by 0, 1, 2 … columns."""
        return [self.both_ways((0, columns), stride=self.stride) for columns in range(MOST_COLUMNS + 1)]

    def pooled_noise(self) -> Traced[Commuting]:
        """Return the pooled noise after a shift by one column and before it."""
        side = REGIONS * self.pooling
        pixels = traced(noise, side, side, seed=0)
        return traced(ShiftedLayer, pool=self.pooling).field(
            "after_and_before", pixels, traced(kernel_from, "1"), (0, 1)
        )

    def strongest(self, by: tuple[int, int]) -> Traced[float]:
        """Return the largest response on the circle, after a shift."""
        return traced(ShiftedLayer).field("strongest", self.traced_image(), self.traced_kernel(), by)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"image": "coffee", "kernel": "gaussian", "rows": -3, "columns": 7, "padding_mode": "reflect", "pooling": 4},
    {"image": "checkerboard", "kernel": "laplacian", "rows": 8, "columns": 0, "stride": 4},
    {"image": "bar", "kernel": 1, "rows": 0, "columns": 1, "padding_mode": "replicate"},
    {"image": "noise", "kernel": "1 0 -1", "rows": 4, "columns": -8, "stride": 4, "pooling": 4},
)
"""What is tried besides the defaults."""
