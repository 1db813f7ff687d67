"""The receptive-field-growth scene in words."""

from __future__ import annotations

from typing import Any

from convmath.core import facts
from convmath.core.provenance import Traced, traced
from convmath.networks.cones import cone
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import receptive_field, stage_fields
from convmath.networks.stacks import middle_unit
from scenes.base.descriptions import Description, Legend, Part, Phrase, counted, joined, listed, phrase
from scenes.receptive_field_growth.parameters import GrowthParameters


def describe(given: GrowthParameters) -> Description:
    """Return how large the field of a unit of each layer is, and why."""
    layers, side = given.traced_layers(), given.side()
    states = traced(receptive_field, layers)
    base = traced(cone, middle_unit(layers.value, side), layers, side)[0]
    stages = traced(stage_fields, traced(network_by_name, facts.VGG_16.text))
    sizes = [state.field("size")[0] for state in states][1:]
    stage_sizes = [stage.field("state").field("size")[0] for stage in stages]
    network: dict[str, Part] = {"network": facts.VGG_16, "widest": stage_sizes[-1]}
    whole: dict[str, Part] = {
        "pixels": phrase("{side} × {side}", side=base.field("size")[0]),
        "layers": counted(states[-1].field("growth")[0].field("number"), "layer"),
        "fields": listed([phrase("{n} × {n}", n=size) for size in sizes]),
        "seen": phrase("{seen} of {all}", seen=base.field("count"), all=counted(base.field("area"), "pixel")),
        "last": states[-1].field("growth")[0].field("number"),
    }
    return Description(
        alt=phrase(
            "An input of {pixels} pixels and {layers}, drawn as planes of squares. A cone from one unit of each layer "
            "opens back to the input: the fields span {fields} pixels. In {network} they reach {widest} pixels.",
            **whole,
            **network,
        ),
        description=joined(
            [
                phrase("The input has {pixels} pixels, and one pixel sees only itself.", **whole),
                *(_growth(layer, state) for layer, state in zip(layers, states[1:])),
                phrase("Read backwards, one unit of the last layer depends on {seen}.", **whole),
                phrase(
                    "By the same rule the stages of {network}, drawn as nested squares on a photograph of a cat, see "
                    "{sizes} pixels across.",
                    sizes=listed([phrase("{n}", n=size) for size in stage_sizes]),
                    **network,
                ),
            ]
        ),
        caption=phrase(
            "Layer by layer, one unit sees a larger region of the input: {fields} pixels after {layers}."
            if sizes[-1].value > 1
            else "Through kernels of one weight, a unit sees one pixel of the input: {fields} after {layers}.",
            **whole,
        ),
        beats={
            "backwards": Legend(
                alt=phrase(
                    "An input of {pixels} pixels and {layers}, drawn as planes of squares. A cone from one unit of the "
                    "last opens back to the input, where it holds {seen}.",
                    **whole,
                ),
                caption=phrase("Read backwards: one unit of layer {last} depends on {seen} of the input.", **whole),
            )
        },
    )


def _growth(layer: Traced[Any], state: Traced[Any]) -> Phrase:
    """Say what one layer adds to the field."""
    growth = state.field("growth")[0]
    steps = [
        phrase(f"{name} {{n}}", n=layer.field(name))
        for name in ("stride", "dilation")
        if getattr(layer.value, name) > 1
    ]
    return phrase(
        "Layer {number} has a kernel of {kernel} × {kernel}{steps} and adds {more}: its units span {size} × {size}.",
        number=growth.field("number"),
        kernel=layer.field("kernel"),
        steps=phrase(" with {steps}", steps=listed(steps)) if steps else Phrase(""),
        more=counted(growth.field("increment"), "pixel"),
        size=state.field("size")[0],
    )
