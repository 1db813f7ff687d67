"""What a user may choose of the beyond-images scene, and what is computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import Field, field_validator

from convmath.convolution.motion import DIRECTIONS, OPPOSITE, MotionAnswer, answers_to_motion
from convmath.convolution.n_dimensional import kernel_weights
from convmath.convolution.one_window import (
    ImageRow,
    KernelAnswers,
    edge_weights,
    image_row,
    kernel_answers,
    mean_weights,
    one_way_weights,
    slope_weights,
)
from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import image_by_name, image_names
from convmath.networks.applications import Application, Hybrid, applications, hybrids
from scenes.base.parameters import Parameters

SIDE = 48
"""Rows and columns of the image."""

LARGEST_KERNEL = 7

if TYPE_CHECKING:  # what convmath has is known only at run time
    Direction: TypeAlias = str
    ImageName: TypeAlias = str
else:
    Direction = Literal[*DIRECTIONS]
    ImageName = Literal[*image_names()]


class BeyondImagesParameters(Parameters):
    """The image and one of its rows, the side of all windows, and the way that the last of them looks for."""

    image: ImageName = Field("camera", description="The image")
    row: int = Field(16, ge=0, lt=SIDE, description="The row of it that is taken as a signal, from the top")
    kernel: int = Field(
        3, ge=3, le=LARGEST_KERNEL, description="How long each window is along each axis, an odd number"
    )
    direction: Direction = Field("right", description="The way of motion that the kernel in space and time looks for")
    errata: bool = Field(True, description="Whether to show what is called convolutional and isn't")

    @field_validator("kernel")
    @classmethod
    def _has_a_middle(cls, value: int) -> int:
        if value % 2 == 0:
            raise InputError("kernel", f"{value}", f"an odd number from 3 to {LARGEST_KERNEL}")
        return value

    @property
    def against(self) -> str:
        """The other way."""
        return OPPOSITE[self.direction]

    def weights(self, dimensions: int) -> Traced[int]:
        """Return how many weights a window of so many dimensions has."""
        return traced(kernel_weights, self.kernel, dimensions)

    def side(self) -> Traced[int]:
        """Return how long each window is."""
        return self.slope().field("size")

    def picture(self) -> Traced[Any]:
        """Return the image."""
        return traced(image_by_name, self.image, height=SIDE, width=SIDE)

    def samples(self) -> Traced[Any]:
        """Return the row of it that is taken as a signal."""
        return self._row().field("samples")

    def row_number(self) -> Traced[int]:
        """Return that row's number."""
        return self._row().field("number")

    def _row(self) -> Traced[ImageRow]:
        return traced(image_row, self.picture(), self.row)

    def mean(self) -> Traced[Any]:
        """Return the kernel that smooths a signal."""
        return traced(mean_weights, self.kernel)

    def slope(self) -> Traced[Any]:
        """Return the kernel that answers to a signal's slope."""
        return traced(slope_weights, self.kernel)

    def smoothed(self) -> Traced[KernelAnswers]:
        """Return the smoothed signal."""
        return traced(kernel_answers, self.samples(), self.mean())

    def slopes(self) -> Traced[KernelAnswers]:
        """Return the signal's slope."""
        return traced(kernel_answers, self.samples(), self.slope())

    def edge_kernel(self) -> Traced[Any]:
        """Return the kernel that answers to an image's slope along its rows."""
        return traced(edge_weights, self.kernel)

    def edges(self) -> Traced[KernelAnswers]:
        """Return the image's slope along its rows."""
        return traced(kernel_answers, self.picture(), self.edge_kernel())

    def film_kernel(self) -> Traced[Any]:
        """Return the kernel that answers to what moves one way."""
        return traced(one_way_weights, self.direction, self.kernel)

    def films(self) -> Traced[tuple[MotionAnswer, MotionAnswer]]:
        """Return what it answers to a bar that moves that way, and to one that moves against it."""
        side = self.kernel + 8
        return traced(
            answers_to_motion, self.film_kernel(), self.direction, frames=self.kernel + 3, height=side, width=side
        )

    def film_answers(self, number: int) -> Traced[KernelAnswers]:
        """Return the answers to one of the two films."""
        return traced(kernel_answers, self.films()[number].field("film"), self.film_kernel())

    def applications(self) -> Traced[tuple[Application, ...]]:
        """Return the networks at work."""
        return traced(applications)

    def hybrids(self) -> Traced[tuple[Hybrid, ...]]:
        """Return networks that are called convolutional and aren't, or only in part."""
        return traced(hybrids)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"image": "cat", "row": 47, "kernel": 5, "direction": "left", "errata": False},
    {"image": "vertical_edge", "row": 0, "kernel": 7, "direction": "down"},
    {"image": "bar", "row": 3, "direction": "up"},
    {"image": "noise", "row": 13, "kernel": 7, "errata": False},
)
"""What is tried besides the defaults."""
