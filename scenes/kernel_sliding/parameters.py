"""What a user may choose of the kernel-sliding scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator

from convmath.convolution.claimed_output import ClaimVerdict, verify_output
from convmath.convolution.cross_correlation import convolve2d, cross_correlate2d, trace
from convmath.convolution.filters import kernel_from
from convmath.convolution.geometry import window_geometry
from convmath.convolution.grids import EXAMPLE, grid_from
from convmath.convolution.leftovers import settled
from convmath.convolution.number_files import read_numbers
from convmath.core.errors import InputError, bad
from convmath.core.provenance import Traced, traced
from scenes.base.parameters import MOST_CHARACTERS, ImageChoice, KernelChoice, PaddingMode, Parameters

LARGEST_IMAGE, LARGEST_KERNEL = 9, 5


class SlidingParameters(Parameters):
    """What slides over what, and how."""

    image: ImageChoice = Field(EXAMPLE, description="Rows of numbers up to 9×9, 'example', or an image by name or path")
    size: int = Field(7, ge=2, le=LARGEST_IMAGE, description="Rows and columns to which a named image is reduced")
    kernel: KernelChoice = Field("sobel_x", description="A kernel by name or its rows, up to 5×5")
    stride: int = Field(1, ge=1, le=4, description="Pixels from one window to the next")
    dilation: int = Field(1, ge=1, le=3, description="Pixels from one tap to the next")
    padding: int | Literal["valid", "same", "full"] = Field(0, description="Pixels added on each side, or a rule")
    padding_mode: PaddingMode = Field("zero", description="What is added")
    flip: bool = Field(False, description="Turn the kernel by half a circle first: true convolution")
    claimed: str = Field(
        "", max_length=MOST_CHARACTERS, description="An output to verify: its rows, or a file; empty for none"
    )

    @model_validator(mode="after")
    def _fits_on_stage(self) -> SlidingParameters:
        image, kernel = self.traced_image().value, self.traced_kernel().value
        for name, values, most in (("image", image, LARGEST_IMAGE), ("kernel", kernel, LARGEST_KERNEL)):
            if max(values.shape) > most:
                raise InputError(
                    name, "{} × {} cells".format(*values.shape), f"at most {most} × {most}, to stay legible"
                )
        geometry = window_geometry(
            image.shape, kernel.shape, stride=self.stride, dilation=self.dilation, padding=self.padding
        )
        padding = max(max(sides) for sides in geometry.padding)
        if padding >= LARGEST_KERNEL:
            raise bad("padding", padding, f"at most {LARGEST_KERNEL - 1} pixels on a side, to stay legible")
        trace(image, kernel, **self.window())
        if self.claimed:
            self.verdict()
        return self

    def traced_image(self) -> Traced[Any]:
        """Return the image."""
        return traced(grid_from, self.image, rows=self.size, cols=self.size)

    def traced_kernel(self) -> Traced[Any]:
        """Return the kernel as it was asked for."""
        return traced(kernel_from, self.kernel)

    def traced_output(self) -> Traced[Any]:
        """Return what the windows sum to."""
        image, kernel = self.traced_image(), self.traced_kernel()
        output = traced(convolve2d if self.flip else cross_correlate2d, image, kernel, **self.window())
        without_leftovers = traced(settled, output, image, kernel)
        return output if np.array_equal(output.value, without_leftovers.value) else without_leftovers

    def verdict(self) -> Traced[ClaimVerdict]:
        """Return how the claimed output compares with the right one."""
        claimed = traced(read_numbers, "claimed", self.claimed)
        image, kernel = self.traced_image(), self.traced_kernel()
        return traced(verify_output, image, kernel, claimed, flip=self.flip, **self.window())

    def recompute(self) -> dict[str, Any]:
        """Return what a page needs to compute the output again, where padding is the same on all sides."""
        image, kernel = self.traced_image().value, self.traced_kernel().value
        window = {"stride": self.stride, "dilation": self.dilation, "mode": self.padding_mode, "flip": self.flip}
        geometry = window_geometry(
            image.shape, kernel.shape, stride=self.stride, dilation=self.dilation, padding=self.padding
        )
        sides = {side for pair in geometry.padding for side in pair}
        if len(sides) > 1:
            return {}
        return {"recompute": {"image": image.tolist(), "kernel": kernel.tolist(), "padding": sides.pop(), **window}}

    def window(self) -> dict[str, Any]:
        """Return the keyword arguments that say how the window moves."""
        return self.model_dump(include={"stride", "dilation", "padding", "padding_mode"})


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {
        "image": "camera",
        "size": 9,
        "kernel": "1 4 6 4 1; 4 16 24 16 4; 6 24 36 24 6; 4 16 24 16 4; 1 4 6 4 1",
        "padding": "same",
    },
    {"image": "ramp", "size": 6, "kernel": [[1, 2], [3, 4]], "dilation": 2, "flip": True},
    {"image": "camera", "size": 9, "kernel": "box", "padding": "full", "padding_mode": "reflect"},
    {"image": "1 2 3 4; 5 6 7 8", "kernel": "-1 1", "stride": 2},
    {"image": 9, "kernel": -9},
    {"kernel": "box"},
    {"image": "0.005 0.015 0.025 9.995", "kernel": "1 -1"},
    {"kernel": "0.001 0 0.001; 0 0.002 0; 0.001 0 0"},
    {"kernel": "gaussian", "image": "camera", "size": 5},
    {"claimed": "-2 1 2; 1 0 1; 1 0 0"},
    {"claimed": "2 -1 -2; -1 0 -1; -1 0 0"},
    {"claimed": "1 2; 3 4"},
)
"""What is tried besides the defaults."""
