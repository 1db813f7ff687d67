"""The connectivity scene in words."""

from __future__ import annotations

from scenes.base.descriptions import Description, Legend, Part, counted, joined, phrase, sides
from scenes.connectivity.parameters import ConnectivityParameters


def describe(given: ConnectivityParameters) -> Description:
    """Return how many connections and weights each of the layers has, and what one unit reads and one pixel feeds."""
    dense, local, conv = given.layers()
    unit, pixel = given.middle(), given.pixel_below()
    geometry = conv.field("geometry")
    uses = list(conv.field("uses_range"))
    whole: dict[str, Part] = {
        "pixels": phrase("{n} pixels", n=sides(geometry.field("input_size"))),
        "units": phrase("{n} units", n=sides(geometry.field("output_size"))),
        "all": dense.field("connections"),
        "weights": dense.field("weights"),
        "near": local.field("connections"),
        "own": local.field("weights"),
        "few": counted(conv.field("weights"), "weight"),
        "window": sides(geometry.field("kernel_size")),
        "read": dense.field("reads")[unit],
        "read_near": counted(local.field("reads")[unit], "pixel"),
        "fed": dense.field("feeds")[pixel],
        "fed_near": counted(conv.field("feeds")[pixel], "unit"),
        "times": phrase("{a} to {b}" if len(uses) > 1 else "{a}", a=uses[0], b=uses[-1]),
    }
    return Description(
        alt=phrase(
            "A grid of {pixels} below one of {units}, three times, with a line for every connection: dense {all}, each "
            "with its own weight; locally connected {near}, each with its own; convolutional {near} with {few}.",
            **whole,
        ),
        description=joined(
            [
                phrase("An image of {pixels} lies below a grid of {units}, three times.", **whole),
                phrase("Dense: every unit reads every pixel, by {all} connections with {weights} weights.", **whole),
                phrase(
                    "Locally connected: every unit reads a window of {window}, by {near} connections with {own} "
                    "weights; connections to padding are none.",
                    **whole,
                ),
                phrase(
                    "Convolutional: the same {near} connections share {few}, each used {times} times, and each weight "
                    "has lines of a colour and a dash of its own.",
                    **whole,
                ),
                phrase(
                    "A pointer walks over the units: the one in the middle reads all {read} pixels if dense, else "
                    "{read_near}.",
                    **whole,
                ),
                phrase(
                    "Then it walks over the pixels: the one in the middle feeds all {fed} units if dense, else "
                    "{fed_near}, through the weights in reverse order.",
                    **whole,
                ),
            ]
        ),
        caption=phrase(
            "Leaving out what is far takes {all} connections to {near}; sharing takes {own} weights to {shared}.",
            shared=conv.field("weights"),
            **whole,
        ),
        beats={
            "shared": Legend(
                alt=phrase(
                    "Three layers from {pixels} to {units}, with a line for each connection: {all} if dense, {near} if "
                    "locally connected, {near} if convolutional. The last ones have the looks of the {few} of a kernel "
                    "beside them.",
                    **whole,
                ),
                caption=phrase("A convolution keeps {near} connections and shares {few} among them.", **whole),
            )
        },
    )
