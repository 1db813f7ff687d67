"""What a user may choose of the visual-cortex scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from convmath.convolution.gabor import Gabor
from convmath.core.provenance import Traced, traced
from scenes.base.parameters import Parameters

FIELD_PIXELS = 91
"""Fine enough that the pixels a bar covers in part leave no ripple on the curves."""


class CortexParameters(Parameters):
    """The stripes of the recorded cell's field, and the bar it is shown."""

    orientation: int = Field(60, ge=0, le=180, description="Direction of the field's stripes, in degrees")
    wavelength: int = Field(24, ge=18, le=30, description="Period of the field's stripes, in pixels")
    phase: int = Field(0, ge=0, le=360, description="Where the stripes lie, in degrees; 0: a bright one in the middle")
    bar_width: float = Field(12, ge=3, le=22.5, description="Thickness of the bar of light, in pixels")

    @model_validator(mode="after")
    def _the_bar_is_narrower_than_a_period(self) -> CortexParameters:
        if self.bar_width > 0.75 * self.wavelength:
            raise ValueError(
                f"a bar_width of {self.bar_width:g} is too much for a wavelength of {self.wavelength}; "
                f"allowed: at most {0.75 * self.wavelength:g}, three quarters of it"
            )
        return self

    def traced_field(self) -> Traced[Gabor]:
        """Return the field of the recorded cell."""
        look = {"wavelength": self.wavelength, "orientation": self.orientation, "phase": self.phase}
        return traced(Gabor, size=FIELD_PIXELS, **look)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"orientation": 0, "phase": 180},
    {"orientation": 120, "phase": 90, "wavelength": 30},
    {"orientation": 89, "wavelength": 18, "bar_width": 3},
)
"""What is tried besides the defaults."""
