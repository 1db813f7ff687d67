"""What a user may choose of the locality scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from convmath.core.errors import InputError, bad
from convmath.core.provenance import Traced, traced
from convmath.images.correlation_curves import correlation_curve
from convmath.images.full_size import full_image_from
from convmath.images.locality import partners
from scenes.base.parameters import ImageChoice, Parameters

NEAREST, FARTHEST = 8, 150
SMALLEST_SIDE = 2 * NEAREST
DOTS, SEED = 300, 20
"""How many pixels are drawn at random, and the seed they are drawn with; the first is the one looked at closely."""

STEPS = {"right": {"rows": 0, "columns": 1}, "down": {"rows": 1, "columns": 0}}
"""One pixel in each direction."""

NOISE, PHOTOGRAPH = "noise", "camera"
"""What is held against the image: noise, and against noise a photograph."""


class LocalityParameters(Parameters):
    """Whose pixels are compared, and over what distance."""

    image: ImageChoice = Field(PHOTOGRAPH, description="A photograph or pattern by name, or the path of a picture")
    distance: int = Field(
        64,
        ge=NEAREST,
        le=FARTHEST,
        description="How far the two pixels move apart; at most half of the image's shorter side",
    )
    direction: Literal["right", "down"] = Field("right", description="Where the second pixel lies from the first")

    @model_validator(mode="after")
    def _pixels_can_be_compared(self) -> LocalityParameters:
        rows, cols = self.traced_image().value.shape
        if min(rows, cols) < SMALLEST_SIDE:
            raise InputError("image", f"{rows} × {cols} pixels", f"at least {SMALLEST_SIDE} pixels on either side")
        if self.distance > min(rows, cols) // 2:
            allowed = f"at most {min(rows, cols) // 2}, half the shorter side of an image of {rows} × {cols} pixels"
            raise bad("distance", self.distance, allowed)
        self.traced_curve(self.image)
        return self

    @property
    def step(self) -> dict[str, int]:
        """One pixel in the direction asked for, in rows and columns."""
        return STEPS[self.direction]

    @property
    def other(self) -> str:
        """The image that this one is compared with."""
        return PHOTOGRAPH if self.image == NOISE else NOISE

    def traced_image(self, name: str = "") -> Traced[Any]:
        """Return the image, or another."""
        return traced(full_image_from, name or self.image)

    def traced_curve(self, name: str) -> Traced[Any]:
        """Return the correlations of an image's pixels at all distances up to the one asked for."""
        return traced(correlation_curve, self.traced_image(name), **self.step, times=self.distance)

    def traced_sample(self, name: str) -> Traced[Any]:
        """Return some of an image's pixels, with their partners at all those distances."""
        return traced(partners, self.traced_image(name), **self.step, times=self.distance, count=DOTS, seed=SEED)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"image": "coins", "distance": 149, "direction": "down"},
    {"image": "checkerboard", "distance": 9},
    {"image": "noise", "distance": 33},
    {"image": "page", "distance": 8, "direction": "down"},
)
"""What is tried besides the defaults."""
