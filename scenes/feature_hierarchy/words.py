"""The feature-hierarchy scene in words."""

from __future__ import annotations

from convmath.convolution.landmarks import value_range
from convmath.core.facts import C1, C2, S1, S2, VGG_16
from convmath.core.provenance import traced
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import stage_fields
from scenes.base.descriptions import Description, Legend, Part, about, joined, listed, phrase
from scenes.feature_hierarchy.parameters import OTHER, HierarchyParameters


def describe(given: HierarchyParameters) -> Description:
    """Return how the stages build on one another, and what comes of it."""
    model, threshold = given.model, given.threshold
    sizes = model.field("field_sizes")
    window = model.field("field_at", "S2", given.row, given.column)
    ends = traced(value_range, given.by_piece)
    stages = [
        stage.field("state").field("size")[0] for stage in traced(stage_fields, traced(network_by_name, VGG_16.text))
    ]
    whole: dict[str, Part] = {
        "s_one": S1,
        "c_one": C1,
        "s_two": S2,
        "c_two": C2,
        "bar": model.field("sizes")[-1],
        "pool": model.field("pool"),
        "side": window.field("side"),
        "top": window.field("top"),
        "left": window.field("left"),
        "correct": threshold.field("correct"),
        "count": threshold.field("count"),
        "faces": threshold.field("taken", given.responses[0]),
        "others": threshold.field("taken", given.responses[1]),
        "all_faces": given.responses[0].field("size"),
        "all_others": given.responses[1].field("size"),
        "edge": about(threshold.field("value")),
        "second": about(given.match(OTHER).field("response")),
        "low": about(ends[0]),
        "high": about(ends[-1]),
        "pieces": given.by_piece.field("size"),
    }
    result = phrase(
        "{correct} of {count} images are told right by the best threshold, which was chosen on these same images",
        **whole,
    )
    return Description(
        alt=phrase(
            "A piece of one face, {side} × {side} pixels, leaves its imprint by way of bars and their maxima. A unit "
            "that knows the imprint finds its like in other faces; {correct} of {count} images are told right by its "
            "best answer.",
            **whole,
        ),
        description=joined(
            [
                phrase(
                    "Bars of four directions, {bar} × {bar} pixels and smaller, are matched at every place of a face "
                    "({s_one}); of {pool} × {pool} neighbours the largest answer is kept ({c_one}).",
                    **whole,
                ),
                phrase(
                    "A piece of {side} × {side} pixels whose upper left corner lies in row {top} and column {left}, "
                    "counted from nought, leaves its imprint.",
                    **whole,
                ),
                phrase(
                    "In another face, {s_two} tells for each piece how alike it is, and {c_two} keeps the best of "
                    "them, {second}.",
                    **whole,
                ),
                phrase("Rows of faces show where the same unit answers best in each."),
                phrase(
                    "Of {all_faces} faces, {faces} answer at or above the threshold of {edge}, of {all_others} images "
                    "without a face {others}: {result}.",
                    result=result,
                    **whole,
                ),
                phrase("The {pieces} pieces of this face do so with {low} to {high} right.", **whole),
                phrase(
                    "Units see {fields} pixels from stage to stage, and {network} {stages} pixels.",
                    fields=listed([phrase("{n}", n=sizes[name.text]) for name in (S1, C1, S2)]),
                    network=VGG_16,
                    stages=listed([phrase("{n}", n=stage) for stage in stages]),
                ),
            ]
        ),
        caption=phrase(
            "Simple stages upon simple stages: the imprint of a piece of one face is found again in others, and its "
            "best answer tells {correct} of {count} images right, by a threshold chosen on them.",
            **whole,
        ),
        beats={
            "found-again": Legend(
                alt=phrase(
                    "Small faces in three rows; on each, a square of {side} × {side} pixels marks where a unit that "
                    "carries the imprint of the first face answers best, and below stands its answer, {second} on the "
                    "second face.",
                    **whole,
                ),
                caption=phrase(
                    "One unit, made of a piece of the first face, answers at its like in the others: {second} on the "
                    "second.",
                    **whole,
                ),
            )
        },
    )
