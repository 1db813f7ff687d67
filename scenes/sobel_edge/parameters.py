"""What a user may choose of the sobel-edge scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import Field, field_validator

from convmath.convolution.filters import gradient_operators
from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import image_by_name, whole_image_from
from convmath.images.photographs import photograph_names
from scenes.base.parameters import ImageChoice, PaddingMode, Parameters

SMALLEST_SIDE = 8
PHOTOGRAPH_SIDE = 128


if TYPE_CHECKING:  # what convmath has is known only at run time
    Operator: TypeAlias = str
    PhotographName: TypeAlias = str
else:
    Operator = Literal[*gradient_operators()]
    PhotographName = Literal[*photograph_names()]


class EdgeParameters(Parameters):
    """Which image is searched for edges, with which kernel, and what lies beyond its border."""

    image: ImageChoice = Field("vertical_edge", description="The first image: a name, or the path of a picture")
    filter: Operator = Field("sobel", description="The pair of gradient kernels")
    padding_mode: PaddingMode = Field("zero", description="What lies beyond the image's border at first")
    photograph: PhotographName = Field("camera", description="The photograph at the end")

    @field_validator("image")
    @classmethod
    def _is_broad_enough(cls, value: str) -> str:
        rows, cols = whole_image_from(value).shape
        if min(rows, cols) < SMALLEST_SIDE:
            raise InputError(
                "image",
                f"{value!r}, of which {rows} × {cols} pixels are left when its longer side is reduced to 64",
                f"at least {SMALLEST_SIDE} pixels on either side",
            )
        return value

    @property
    def modes(self) -> tuple[str, str]:
        """The padding mode shown first, and the one that it is compared with."""
        return self.padding_mode, "zero" if self.padding_mode == "replicate" else "replicate"

    def traced_image(self) -> Traced[Any]:
        """Return the image."""
        return traced(whole_image_from, self.image)

    def traced_photograph(self) -> Traced[Any]:
        """Return the photograph."""
        return traced(image_by_name, self.photograph, height=PHOTOGRAPH_SIDE, width=PHOTOGRAPH_SIDE)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"filter": "prewitt"},
    {"padding_mode": "replicate"},
    {"image": "checkerboard", "filter": "scharr"},
    {"image": "ramp", "padding_mode": "replicate"},
    {"image": "noise", "padding_mode": "circular", "filter": "prewitt"},
    {"image": "camera", "padding_mode": "reflect"},
)
"""What is tried besides the defaults."""
