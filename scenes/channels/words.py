"""The channels scene in words."""

from __future__ import annotations

from convmath.convolution.landmarks import value_range
from convmath.core.provenance import traced
from convmath.images.colour_planes import COLOURS
from scenes.base.descriptions import (
    Description,
    Legend,
    Part,
    Phrase,
    from_to,
    joined,
    kernel_called,
    listed,
    phrase,
    picture_of,
    sides,
)
from scenes.channels.parameters import PLANES, ChannelParameters


def describe(given: ChannelParameters) -> Description:
    """Return how a kernel makes one plane of three, and what many kernels have."""
    maps, place = given.maps, given.place
    layer, depthwise = given.layer(given.outputs), given.layer(PLANES, groups=PLANES)
    output = maps.field("output")
    none, some, each = given.deeper()
    whole: dict[str, Part] = {
        "picture": Phrase(picture_of(given.image)),
        "pixels": sides(given.planes.field("shape")[1:]),
        "kernel": sides(given.bank().field("shape")[2:]),
        "sums": listed([phrase("{n}", n=value) for value in place.field("partial_sums")]),
        "bias": place.field("bias"),
        "value": place.field("value"),
        "row": place.field("position")[0],
        "column": place.field("position")[1],
        "weights": maps.field("weights"),
        "places": sides(output[0].field("shape")),
        "range": from_to(list(traced(value_range, output[0]))),
        "outputs": layer.field("out_channels"),
        "parameters": layer.field("parameters"),
        "single": given.layer(given.outputs, kernel=1).field("parameters"),
        "apart": depthwise.field("parameters"),
        "together": given.layer(PLANES).field("parameters"),
        "groups": some.field("groups"),
        "none": none.field("parameters"),
        "some": some.field("parameters"),
        "each": each.field("parameters"),
    }
    names = [kernel_called(name) for name in (given.red, given.green, given.blue)]
    slices = [Phrase(f"the {name} for {colour}") for name, colour in zip(names, COLOURS)]
    return Description(
        alt=phrase(
            "A small photograph{picture} comes apart into red, green and blue. A kernel makes partial sums of them, "
            "{sums}, which with the bias {bias} are {value}; {outputs} such kernels have {parameters} parameters.",
            **whole,
        ),
        description=joined(
            [
                phrase(
                    "A small photograph{picture} comes apart into a red, a green and a blue plane, {pixels} each.",
                    **whole,
                ),
                phrase("A kernel has a slice of {kernel} weights for each: {slices}.", slices=listed(slices), **whole),
                phrase(
                    "At the place in row {row} and column {column}, counted from nought, the three partial sums are "
                    "{sums}; with the bias {bias} they make {value}.",
                    **whole,
                ),
                phrase(
                    "Window by window the output fills, {places} numbers {range}, by {weights} weights in all.", **whole
                ),
                phrase(
                    "A layer of {outputs} such kernels has as many output planes, and {parameters} parameters.", **whole
                ),
                phrase(
                    "With kernels of a single pixel it has {single}; one of them turns the photograph grey, by the "
                    "weights of a broadcasting standard.",
                    **whole,
                ),
                phrase(
                    "Without the sum, depthwise, three slices give three planes and have {apart} parameters, instead "
                    "of {together}.",
                    **whole,
                ),
                phrase(
                    "Between {outputs} planes and {outputs}, a layer has {none} parameters without groups, {some} in "
                    "{groups} groups and {each} depthwise.",
                    **whole,
                ),
            ]
        ),
        caption=phrase(
            "A slice for each plane, three partial sums and one bias make one number; {outputs} kernels of this size "
            "have {parameters} parameters.",
            **whole,
        ),
        beats={
            "one-plane": Legend(
                alt=phrase(
                    "The red, the green and the blue plane of a photograph{picture}; beside each a slice of {kernel} "
                    "weights and the map it makes. The three maps and the bias {bias} add up to one output of "
                    "{places}.",
                    **whole,
                ),
                caption=phrase(
                    "Three slices with {weights} weights in all make three maps, and their sum with the bias {bias} is "
                    "one plane of {places} numbers.",
                    **whole,
                ),
            )
        },
    )
