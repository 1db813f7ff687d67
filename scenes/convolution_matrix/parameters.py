"""What a user may choose of the convolution whose matrix is unrolled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from convmath.convolution.cross_correlation import convolution_matrix, cross_correlate2d, trace
from convmath.convolution.filters import kernel_from
from convmath.convolution.geometry import Geometry, window_geometry
from convmath.convolution.grids import grid_from
from convmath.convolution.matrix_structure import MatrixStructure, matrix_structure
from convmath.core.errors import InputError, bad
from convmath.core.provenance import Traced, traced
from scenes.base.parameters import ImageChoice, KernelChoice, Parameters

LARGEST_SIDE, MOST_PIXELS = 6, 25
LARGEST_KERNEL, LARGEST_PADDED = 4, 8
FEWEST_OUTPUTS, MOST_OUTPUTS = 2, 16
LARGEST_WEIGHT, SMALLEST_PIXEL, LARGEST_PIXEL = 9, -9, 99


class MatrixParameters(Parameters):
    """The image, the kernel, and how it moves, bounded so that the whole matrix can be read."""

    image: ImageChoice = Field(
        "0 1 2 3; 4 5 6 7; 8 9 10 11; 12 13 14 15",
        description="Rows of whole numbers, or an image by name or path, which is reduced to 4×4",
    )
    kernel: KernelChoice = Field("1 2; 3 4", description="A kernel of whole numbers by name or its rows, up to 4×4")
    stride: int = Field(1, ge=1, le=3, description="Pixels from one window to the next")
    padding: int = Field(0, ge=0, le=2, description="Pixels of nothing that a window may reach beyond each border")
    dilation: int = Field(1, ge=1, le=3, description="Pixels from one tap to the next")
    errata: bool = Field(True, description="Whether the size that is often claimed of such a matrix is put right")

    @model_validator(mode="after")
    def _can_be_read(self) -> MatrixParameters:
        image, kernel = self.traced_image().value, self.traced_kernel().value
        if max(image.shape) > LARGEST_SIDE or image.size > MOST_PIXELS:
            got = "{} × {} pixels".format(*image.shape)
            raise InputError("image", got, f"at most {LARGEST_SIDE} a side and {MOST_PIXELS} in all, to stay legible")
        if max(kernel.shape) > LARGEST_KERNEL:
            got = "{} × {} weights".format(*kernel.shape)
            raise InputError("kernel", got, f"at most {LARGEST_KERNEL} a side, to stay legible")
        _check_numbers("image", image, SMALLEST_PIXEL, LARGEST_PIXEL)
        _check_numbers("kernel", kernel, -LARGEST_WEIGHT, LARGEST_WEIGHT)
        geometry = window_geometry(image.shape, kernel.shape, **self.window())
        if self.padding >= min(geometry.span):
            raise bad("padding", self.padding, f"below {min(geometry.span)}, so that every window sees the image")
        if max(geometry.padded_size) > LARGEST_PADDED:
            got = "{}, which makes {} × {} pixels,".format(self.padding, *geometry.padded_size)
            raise InputError("padding", got, f"at most {LARGEST_PADDED} a side, to stay legible")
        if not FEWEST_OUTPUTS <= geometry.positions <= MOST_OUTPUTS:
            got = "{} × {} outputs".format(*geometry.output_size)
            raise InputError("stride", got, f"from {FEWEST_OUTPUTS} to {MOST_OUTPUTS} in all, to stay legible")
        return self

    def window(self) -> dict[str, Any]:
        """Return the keyword arguments that say how the window moves."""
        return self.model_dump(include={"stride", "padding", "dilation"})

    def traced_image(self) -> Traced[Any]:
        """Return the image."""
        return traced(grid_from, self.image, rows=4, cols=4)

    def traced_kernel(self) -> Traced[Any]:
        """Return the kernel."""
        return traced(kernel_from, self.kernel)

    def structure(self) -> Traced[MatrixStructure]:
        """Return the structure of the matrix."""
        sizes = self.traced_kernel().value.shape, self.traced_image().value.shape
        return traced(matrix_structure, *sizes, **self.window())

    def matrix(self) -> Traced[Any]:
        """Return the matrix."""
        return traced(convolution_matrix, self.traced_kernel(), self.traced_image().value.shape, **self.window())

    def output(self) -> Traced[Any]:
        """Return what the windows sum to."""
        return traced(cross_correlate2d, self.traced_image(), self.traced_kernel(), **self.window())

    def steps(self) -> Traced[Any]:
        """Return the window's steps."""
        return traced(trace, self.traced_image(), self.traced_kernel(), **self.window())

    def pixel_in_the_middle(self) -> tuple[int, int]:
        """Return the (row, column) of the pixel whose column is looked at."""
        geometry: Geometry = self.structure().value.geometry
        rows, columns = geometry.input_size
        fed = np.array(self.structure().value.column_non_zeros).reshape(rows, columns)
        row, column = divmod(int(fed.argmax()), columns)
        return row, column


def _check_numbers(name: str, values: np.ndarray, low: int, high: int) -> None:
    if (values != np.round(values)).any() or values.min() < low or values.max() > high:
        raise InputError(name, str(values.ravel().tolist()[:9]), f"whole numbers from {low} to {high}")


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"image": "ramp", "kernel": "1 0 -1; 2 0 -2; 1 0 -1", "padding": 1},
    {"image": "9 0 0 0 7; 0 -9 0 5 0; 0 0 99 0 0", "kernel": "-1 9; 0 2", "stride": 2, "padding": 1},
    {"image": "1 2 3 4 5; 6 7 8 9 10; 11 12 13 14 15; 16 17 18 19 20; 21 22 23 24 25", "kernel": "laplacian"},
    {"image": "0 1 2 3 4; 5 6 7 8 9; 9 8 7 6 5; 4 3 2 1 0", "kernel": "1 2; 3 4", "dilation": 2, "errata": False},
)
"""What is tried besides the defaults."""
