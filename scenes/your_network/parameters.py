"""What a user may choose of the your-network scene: a network, and the photograph that it looks at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import image_from
from convmath.networks.network_anatomy import NetworkAnatomy, small_residual_network
from convmath.tracing.anatomy import model_anatomy
from scenes.base.parameters import MOST_CHARACTERS, ImageChoice, Parameters

LARGEST_SIDE = 1024
_SHAPE = re.compile(r"[1-9]\d{0,3}(?:,[1-9]\d{0,3}){2}")


class YourNetworkParameters(Parameters):
    """The network, and what it is given."""

    model: str = Field(
        "", max_length=MOST_CHARACTERS, description="path/to/model.py:factory, which is run; empty for the example"
    )
    input: ImageChoice = Field("cat", description="A photograph by name or path")
    shape: str = Field("3,64,64", description="Channels, rows and columns of the model's input")

    @model_validator(mode="after")
    def _can_be_drawn(self) -> YourNetworkParameters:
        if not _SHAPE.fullmatch(self.shape) or max(self.input_shape()[1:]) > LARGEST_SIDE:
            raise InputError(
                "shape", repr(self.shape), f"channels, rows and columns of at most {LARGEST_SIDE}, such as 3,224,224"
            )
        if not self.model and self.input_shape() != small_residual_network().input_shape:
            raise InputError("shape", repr(self.shape), "3,64,64 for the example; name a model for others")
        if min(self.input_shape()[1:]) < 2:
            raise InputError("shape", repr(self.shape), "at least 2 rows and columns")
        self.anatomy()
        self.photograph()
        return self

    def input_shape(self) -> tuple[int, ...]:
        """Return channels, rows and columns."""
        return tuple(int(number) for number in self.shape.split(","))

    def anatomy(self) -> Traced[NetworkAnatomy]:
        """Return the network in blocks."""
        if self.model:
            return traced(model_anatomy, self.model, self.input_shape())
        return traced(small_residual_network)

    def photograph(self) -> Traced[Any]:
        """Return the photograph with as many rows and columns as the network takes."""
        _, rows, columns = self.input_shape()
        return traced(image_from, self.input, height=rows, width=columns)


EXAMPLES: tuple[Mapping[str, Any], ...] = ({"input": "camera"},)
"""What is tried besides the defaults."""
