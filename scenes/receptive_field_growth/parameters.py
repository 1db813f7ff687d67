"""What a user may choose about the layers whose receptive field grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator, model_validator

from convmath.core.errors import InputError, bad
from convmath.core.provenance import Traced, traced
from convmath.networks.receptive_field import RFLayer, receptive_field
from convmath.networks.stacks import enclosing_input, layers_from
from convmath.tracing.anatomy import chain_as_text
from scenes.base.parameters import LayersChoice, Parameters

MOST_LAYERS, LARGEST_KERNEL, LARGEST_STEP = 4, 7, 4
SMALLEST_INPUT, LARGEST_INPUT = 7, 17


class GrowthParameters(Parameters):
    """The layers, and the input that they look at."""

    layers: LayersChoice = Field(
        "3, 3, 3",
        description="Layers from the input up, such as '3, 3s2, 3d2': a kernel, its stride (s) and its dilation (d); "
        "or '@path/to/model.py:factory' for the windows of a chain of your own, without padding",
    )
    input_size: int | None = Field(
        None,
        ge=1,
        le=LARGEST_INPUT,
        description="Rows and columns of the input; by default the smallest odd number from 7 up that holds the field",
    )

    @field_validator("layers")
    @classmethod
    def _of_a_model(cls, text: str) -> str:
        return chain_as_text(text.removeprefix("@")) if text.startswith("@") else text

    @field_validator("layers")
    @classmethod
    def _can_be_drawn(cls, text: str) -> str:
        layers = layers_from(text)
        if len(layers) > MOST_LAYERS:
            raise InputError("layers", f"{len(layers)} layers", f"at most {MOST_LAYERS}, to stay legible")
        for layer in layers:
            for name, most in (("kernel", LARGEST_KERNEL), ("stride", LARGEST_STEP), ("dilation", LARGEST_STEP)):
                if getattr(layer, name) > most:
                    raise InputError(
                        "layers", f"a {name} of {getattr(layer, name)}", f"at most {most}, to stay legible"
                    )
        for state in receptive_field(layers):
            if state.jump > state.size:
                apart = f"{text!r}, with fields of {state.size[0]} pixels that stand {state.jump[0]} apart"
                raise InputError("layers", apart, "strides at which neighbouring fields meet")
        if enclosing_input(layers) > LARGEST_INPUT:
            field = "a receptive field of {} × {}".format(*receptive_field(layers)[-1].size)
            raise InputError("layers", field, f"at most {LARGEST_INPUT} × {LARGEST_INPUT}, to stay legible")
        return text

    @model_validator(mode="after")
    def _input_holds_the_field(self) -> GrowthParameters:
        field = max(receptive_field(layers_from(self.layers))[-1].size)
        if self.input_size is not None and self.input_size < field:
            raise bad("input_size", self.input_size, f"from {field}, which the field needs, to {LARGEST_INPUT}")
        return self

    def traced_layers(self) -> Traced[tuple[RFLayer, ...]]:
        """Return the layers, the first on the input."""
        return traced(layers_from, self.layers)

    def side(self) -> int:
        """Return the rows and columns of the input: as asked for, or as the layers need."""
        return self.input_size or enclosing_input(layers_from(self.layers), at_least=SMALLEST_INPUT)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"layers": "3s2, 3s2, 3s2"},
    {"layers": "3d2, 3d2"},
    {"layers": "5, 3"},
    {"layers": 1},
)
"""What is tried besides the defaults."""
