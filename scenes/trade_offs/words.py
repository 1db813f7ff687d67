"""The trade-offs scene in words."""

from __future__ import annotations

from convmath.core.facts import VGG_16
from scenes.base.descriptions import Description, Legend, Part, Phrase, about, counted, joined, phrase, picture_of
from scenes.trade_offs.parameters import TradeOffParameters


def describe(given: TradeOffParameters) -> Description:
    """Return what is saved and what is given up."""
    side, pixels = given.traced_side(), given.input_side()
    left, right, quarters = given.reading(), given.reading(given.columns), given.quarters()
    whole: dict[str, Part] = {
        "image": phrase("{n} × {n} pixels", n=side),
        "kernel": phrase("{k} × {k}", k=given.layer().field("kernel")),
        "dense": given.count("dense", "weights"),
        "local": given.count("local", "weights"),
        "weights": given.count("conv", "weights"),
        "connections": given.count("conv", "connections"),
        "fewer_weights": about(given.saving("weights"), "0"),
        "fewer_connections": about(given.saving("connections"), "0"),
        "largest": left.field("largest"),
        "mean": about(left.field("mean"), "3"),
        "left": left.field("dense"),
        "right": right.field("dense"),
    }
    sentences = [
        phrase(
            "Between planes of {image} a dense layer has {dense} weights, a locally connected one {local} and a "
            "{kernel} convolution {weights}.",
            **whole,
        ),
        phrase(
            "Of connections the dense layer has as many as weights, and the convolution {connections} with taps on "
            "padding: the weights are {fewer_weights} times fewer, the connections {fewer_connections} times.",
            **whole,
        ),
        phrase(
            "On twice the side the dense layer has {dense_grows} times the weights, the convolution {grows} times the "
            "connections and as many weights.",
            dense_grows=given.growth("dense").field("weights").field("growth_on_doubling", side),
            grows=given.growth("conv").field("connections").field("growth_on_doubling", side),
        ),
        phrase(
            "It takes {layers} until a unit sees {pixels} pixels across, and of a picture{picture} the middle unit "
            "after the last pooling of {network} never sees {unseen} pixels.",
            layers=counted(given.depth_for(pixels), "layer"),
            pixels=pixels,
            picture=Phrase(picture_of(given.image)),
            network=VGG_16,
            unseen=given.sight().field("unseen"),
        ),
        phrase(
            "A blob left of the middle and one right of it give a convolution the same largest value, {largest}, and "
            "the same mean, {mean}; a dense unit sums them to {left} and {right}.",
            **whole,
        ),
        phrase(
            "The kernel, which is not symmetric, answers {highest} where the right is brighter and {lowest} where the "
            "left is, but the same {alike} for a blob in each quarter; a dense unit answers {alone} for one of them.",
            highest=left.field("highest"),
            lowest=left.field("lowest"),
            alike=quarters.field("largest_by_quarter")[0, 0],
            alone=quarters.field("dense_by_quarter")[0, 0],
        ),
        phrase(
            "A table with its columns in another order stays the same table, and a graph drawn otherwise the same "
            "graph."
        ),
        *([phrase("Claims that are often made stand beside what was computed.")] if given.errata else []),
        phrase(
            "A convolution is a dense layer of which {zeros} weights are held at zero.",
            zeros=given.count("conv", "held_at_zero"),
        ),
    ]
    return Description(
        alt=phrase(
            "Bars compare layers on {image}: a dense one has {dense} weights and connections, a {kernel} convolution "
            "{weights} weights and {connections} connections. Pictures show what it gives up: what is far, and where "
            "a thing is.",
            **whole,
        ),
        description=joined(sentences),
        caption=phrase(
            "A {kernel} convolution has {weights} weights for a dense layer's {dense}, and gives up what is far and "
            "where a thing is.",
            **whole,
        ),
        beats={
            "moved": Legend(
                alt=phrase(
                    "A blob left of the middle and, below, right of it. A convolution finds the same largest value, "
                    "{largest}, and the same mean, {mean}, in both; a dense unit sums them to {left} and {right}.",
                    **whole,
                ),
                caption=phrase(
                    "Where the blob stands does not change the pooled numbers, {largest} and {mean}; the dense sum "
                    "goes from {left} to {right}.",
                    **whole,
                ),
            )
        },
    )
