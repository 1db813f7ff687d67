"""The summary scene in words."""

from __future__ import annotations

from convmath.core.facts import IMAGENET
from convmath.core.magnitudes import spelt
from convmath.core.provenance import traced
from convmath.images.coins import coin_places
from scenes.base.descriptions import Description, Part, Phrase, about, counted, joined, phrase, picture_of, sides
from scenes.summary.parameters import SummaryParameters


def describe(given: SummaryParameters) -> Description:
    """Return the four problems, the four answers, and the number that each was held against."""
    dense, shared = given.layers()
    conv, full = given.counted_layers()
    search, detection = given.search(), given.detection()
    flat, pooled = given.networks()
    times = traced(spelt, given.saving())
    whole: dict[str, Part] = {
        "times": phrase(f"{{n}} {times.value.power}", n=about(times.field("mantissa"), "1")),
        "near": about(given.neighbours(), "3"),
        "hits": traced(len, detection.field("hits")),
        "coins": traced(len, traced(coin_places)),
        "least": pooled.field("least"),
        "tested": pooled.field("tested"),
        "beaten": flat.field("least"),
        "picture": Phrase(picture_of(given.image)),
    }
    return Description(
        alt=phrase(
            "Four problems of a dense layer, a picture of each, and lines through one small kernel to four answers: "
            "parameters ÷ {times}; neighbours correlate by {near}; {hits} of {coins} coins found; at worst {least} of "
            "{tested} digits right, not {beaten}.",
            **whole,
        ),
        description=joined(
            [
                phrase(
                    "A dense layer on a tiny image has {a} connections with {b} weights, a convolution {c} connections "
                    "with {d}.",
                    a=dense.field("connections"),
                    b=dense.field("weights"),
                    c=shared.field("connections"),
                    d=counted(shared.field("weights"), "weight"),
                ),
                phrase(
                    "On {image}, for the same outputs, {full} parameters stand against {conv}, one for {times}.",
                    image=IMAGENET,
                    full=full.field("parameters"),
                    conv=conv.field("parameters"),
                    **whole,
                ),
                phrase(
                    "In an image{picture} each pixel and its right neighbour make a dot; over all of them the "
                    "correlation is {near}.",
                    **whole,
                ),
                phrase(
                    "A patch of {patch} pixels, compared with {places} of an image of coins, finds {hits} of {coins}.",
                    patch=sides(search.field("patch").field("shape")),
                    places=counted(search.field("places"), "window"),
                    **whole,
                ),
                phrase(
                    "Trained on digits in the middle and tested at every place, one dense layer names {beaten} of "
                    "{tested} rightly where it does worst, convolutions with a global maximum {least}.",
                    **whole,
                ),
                Phrase(
                    "What is said in the end: wiring all to all assumes the least and costs the most; the cortex gave "
                    "the idea of looking nearby, and the pixels give the reason; one set of weights serves every "
                    "place, with some misses; a convolution moves along, and the global maximum forgets where; it is a "
                    "dense layer under constraints."
                ),
            ]
        ),
        caption=phrase(
            "What a convolution answers to four problems of a dense layer, each with the number that was computed for "
            "it: {times}, {near}, {hits} of {coins}, and {least} of {tested} instead of {beaten}.",
            **whole,
        ),
    )
