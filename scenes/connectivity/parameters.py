"""What a user may choose about the three layers that are wired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from convmath.convolution.geometry import window_geometry
from convmath.core.errors import InputError, bad
from convmath.core.provenance import Traced, traced
from convmath.networks.wiring import KINDS, Wiring, wiring
from scenes.base.parameters import Parameters

FEWEST_OUTPUTS, MOST_OUTPUTS = 2, 6


class ConnectivityParameters(Parameters):
    """The image, and the window of a unit that is not wired to all of it."""

    side: int = Field(4, ge=3, le=6, description="Rows and columns of pixels")
    kernel: int = Field(3, ge=1, le=5, description="Rows and columns of a unit's window")
    padding: int = Field(1, ge=0, le=2, description="Pixels of nothing that a window may reach beyond each border")

    @model_validator(mode="after")
    def _can_be_drawn(self) -> ConnectivityParameters:
        if self.kernel > self.side:
            raise bad("kernel", self.kernel, f"at most {self.side}, the side of the image")
        if self.padding >= self.kernel:
            raise bad("padding", self.padding, f"below {self.kernel}, so that every window sees a pixel")
        outputs = window_geometry(self.side, self.kernel, padding=self.padding).output_size[0]
        if not FEWEST_OUTPUTS <= outputs <= MOST_OUTPUTS:
            got = f"{self.padding}, which makes {outputs} × {outputs} outputs,"
            raise InputError("padding", got, f"from {FEWEST_OUTPUTS} to {MOST_OUTPUTS} outputs a side, to stay legible")
        return self

    def layers(self) -> tuple[Traced[Wiring], ...]:
        """Return the wiring of each kind of layer, in the order of `KINDS`."""
        return tuple(traced(wiring, kind, self.side, kernel=self.kernel, padding=self.padding) for kind in KINDS)

    def middle(self) -> tuple[int, int]:
        """Return the (row, column) of a unit in the middle."""
        rows, columns = self.layers()[0].value.geometry.output_size
        return (rows - 1) // 2, (columns - 1) // 2

    def pixel_below(self) -> tuple[int, int]:
        """Return the (row, column) of a pixel in the middle of what the unit in the middle reads."""
        return (self.side - 1) // 2, (self.side - 1) // 2


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"side": 6, "kernel": 3, "padding": 0},
    {"side": 3, "kernel": 2, "padding": 1},
    {"side": 5, "kernel": 5, "padding": 2},
    {"side": 5, "kernel": 1, "padding": 0},
)
"""What is tried besides the defaults."""
