"""The three-insights scene in words."""

from __future__ import annotations

from scenes.base.descriptions import (
    Description,
    Legend,
    Part,
    Phrase,
    about,
    counted,
    joined,
    phrase,
    picture_of,
    sides,
)
from scenes.three_insights.parameters import ThreeInsightsParameters, claimed_layers


def describe(given: ThreeInsightsParameters) -> Description:
    """Return what each layer holds, and what tying does."""
    dense, local, tied = given.counts()
    fewer, common = given.fewer(), given.same_edge()
    circle, zeros, untied = given.both_ways("circular"), given.both_ways("zero"), given.untied()
    kernel = sides(given.weights().field("shape"))
    whole: dict[str, Part] = {
        "pixels": phrase("{n} pixels", n=sides(given.traced_image().field("shape"))),
        "picture": Phrase(picture_of(given.image)),
        "kernel": kernel,
        "all": dense.connections,
        "near": local.connections,
        "few": tied.weights,
        "least": tied.uses[0],
        "most": tied.uses[-1],
        "answer": common.field("answer"),
        "columns": counted(circle.field("by")[1], "column"),
        "outputs": circle.field("outputs"),
        "circle": circle.field("agreeing_outputs"),
        "zeros": zeros.field("agreeing_outputs"),
        "untied": untied.field("agreeing_outputs"),
        "connections_fewer": about(fewer["local"], "0"),
        "weights_fewer": about(fewer["tied"], "0"),
        "all_fewer": about(fewer["all"], "0"),
    }
    return Description(
        alt=phrase(
            "A layer from {pixels} to as many units: with lines from everywhere {all} weights, with those of "
            "neighbours alone {near}, with one kernel for all {few}. Moved by {columns}, the picture takes the map "
            "along.",
            **whole,
        ),
        description=joined(
            [
                phrase("A picture of {pixels}{picture} is read by as many units.", **whole),
                phrase("Dense: lines from everywhere lead to each unit, {all} connections and weights.", **whole),
                phrase(
                    "Local: all lines go but those of a window of {kernel}, which leaves {near} connections within "
                    "the image, {connections_fewer} times fewer, each with a weight of its own.",
                    **whole,
                ),
                phrase(
                    "Tied: the same {near} connections take the looks of {few} weights, {weights_fewer} times fewer, "
                    "each used {least} to {most} times.",
                    **whole,
                ),
                phrase(
                    "An edge near the top left and one near the bottom right get the same answer from the same "
                    "weights, {answer}.",
                    **whole,
                ),
                phrase("Swept over the picture, they make a map."),
                phrase(
                    "When the picture moves by {columns}, {circle} of {outputs} outputs of the map move along on a "
                    "circle, {zeros} with zeros beyond the border, and {untied} if each unit has weights of its own.",
                    **whole,
                ),
                *([_errata()] if given.errata else []),
            ]
        ),
        caption=phrase(
            "Keeping neighbours takes {all} weights to {near}, tying them takes these to {few}: {all_fewer} times "
            "fewer.",
            **whole,
        ),
        beats={
            "tied": Legend(
                alt=phrase(
                    "Close up, a unit reads a window of {kernel} pixels by lines in {few} looks, those of the weights "
                    "of a kernel above. A ledger beside it: {near} connections, {few} distinct weights.",
                    **whole,
                ),
                caption=phrase("All {near} connections share {few} weights.", **whole),
            ),
            "poster": Legend(
                alt=phrase(
                    "Three times a picture and its units: lines from everywhere with {all} distinct weights, lines "
                    "from neighbours with {near}, the same lines in the looks of one kernel with {few}.",
                    **whole,
                ),
                caption=phrase(
                    "Dense, with {all} weights; with neighbours alone, {near}; with one kernel for all, {few}.",
                    **whole,
                ),
            ),
        },
    )


def _errata() -> Phrase:
    compared = claimed_layers()
    conv = compared.field("second")
    return phrase(
        "A claim is put right: {n} is the number of weights of a convolution from {i} to {o} channels, not that of its "
        "connections, {c}.",
        n=conv.field("weights"),
        i=conv.field("in_channels"),
        o=conv.field("out_channels"),
        c=conv.field("connections_within_image"),
    )
