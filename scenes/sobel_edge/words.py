"""The sobel-edge scene in words."""

from __future__ import annotations

from typing import Any

from convmath.convolution.edges import padding_responses
from convmath.convolution.filters import gradient_x
from convmath.convolution.landmarks import false_edge, strongest_window, value_range
from convmath.core.provenance import Traced, traced
from scenes.base.descriptions import (
    Description,
    Legend,
    Phrase,
    counted,
    from_to,
    joined,
    phrase,
    picture_of,
    row_by_row,
    sides,
)
from scenes.sobel_edge.edge_padding import OUTSIDE
from scenes.sobel_edge.parameters import EdgeParameters


def describe(given: EdgeParameters) -> Description:
    """Return where the edge is found, and what the padding adds to it."""
    image, photograph = given.traced_image(), given.traced_photograph()
    kernel = traced(gradient_x, given.filter)
    responses, others = (
        traced(padding_responses, image, operator=given.filter, padding_mode=mode) for mode in given.modes
    )
    whole = {
        "name": Phrase(given.filter.title()),
        "pixels": sides(image.field("shape")),
        "picture": Phrase(picture_of(given.image)),
        "edge": _edge(responses.field("extended")),
        "beyond": Phrase(OUTSIDE[given.padding_mode]),
        "altered": counted(responses.field("altered_count"), "response"),
    }
    return Description(
        alt=phrase(
            "The {name} kernel turns {pixels} pixels{picture} into gradient maps: {edge}. With {beyond}, {false}.",
            false=_false_edge(traced(false_edge, responses)),
            **whole,
        ),
        description=joined(
            [
                phrase(
                    "The image has {pixels} pixels{picture}, its brightness {range}.",
                    range=from_to(list(traced(value_range, image))),
                    **whole,
                ),
                phrase(
                    "A smoothing column, {column}, times a difference row, {row}, is the {name} kernel of the "
                    "horizontal gradient: {matrix}.",
                    column=_in_a_row(kernel.field("column")),
                    row=_in_a_row(kernel.field("row")),
                    matrix=row_by_row(kernel.field("matrix")),
                    **whole,
                ),
                phrase(
                    "At its strongest it answers {sum}.",
                    sum=traced(strongest_window, image, operator=given.filter).field("sum"),
                ),
                phrase(
                    "Turned by a right angle it gives the vertical gradient, and both together the magnitude: {edge}.",
                    **whole,
                ),
                *(_table(mode, each) for mode, each in zip(given.modes, (responses, others))),
                phrase(
                    "At the end the same weights draw the outlines of a photograph of {pixels} pixels{picture}.",
                    pixels=sides(photograph.field("shape")),
                    picture=Phrase(picture_of(given.photograph)),
                ),
            ]
        ),
        caption=phrase(
            "The {name} kernel finds {edge}; with {beyond}, {altered} at the border {verb} altered.",
            verb=Phrase("is" if responses.value.altered_count == 1 else "are"),
            **whole,
        ),
        beats={"sweep": _sweep(responses.field("padded").field("gx"), whole)},
    )


def _sweep(gradient: Traced[Any], whole: dict[str, Any]) -> Legend:
    """Say what the image becomes under the first of the two kernels."""
    answers = from_to(list(traced(value_range, gradient)))
    return Legend(
        alt=phrase(
            "An image of {pixels} pixels{picture}, and beside it what the {name} kernel of the horizontal gradient "
            "answers at each of them, with {beyond}: {answers}.",
            answers=answers,
            **whole,
        ),
        caption=phrase(
            "The {name} kernel at every pixel: the horizontal gradient, {answers}, with {beyond}.",
            answers=answers,
            **whole,
        ),
    )


def _edge(maps: Traced[Any]) -> Phrase:
    """Say what edge is found with the border repeated, which adds none of its own."""
    columns = maps.field("peak_columns")
    if not columns.value:
        return Phrase("no edge")
    if len(columns) > 2:
        return phrase("edges of up to {top}", top=maps.field("maximum"))
    where = phrase("{n}", n=columns[0]) if len(columns) == 1 else phrase("{a} and {b}", a=columns[0], b=columns[1])
    column = "column" if len(columns) == 1 else "columns"
    return phrase(f"an edge of {{top}} in {column} {{where}}", top=maps.field("maximum"), where=where)


def _false_edge(edge: Traced[Any]) -> Phrase:
    """Say what the padding adds to the edge."""
    if edge.value is None:
        return Phrase("the padding adds no false edge")
    return phrase(
        f"a false edge of {{value}} appears at the {edge.value.side}; repeating the border removes it",
        value=edge.field("value"),
    )


def _table(mode: str, responses: Traced[Any]) -> Phrase:
    """Read out one column of the table."""
    return phrase(
        f"With {OUTSIDE[mode]}, {{responding}}, {{clean}} of them clear of the border; {{altered}} altered by it, and "
        "the largest is {largest}.",
        responding=_pixels_respond(responses.field("responding_count")),
        clean=responses.field("clean_count"),
        altered=phrase(
            "{n} are" if responses.value.altered_count != 1 else "{n} is", n=responses.field("altered_count")
        ),
        largest=responses.field("padded").field("maximum"),
    )


def _pixels_respond(count: Traced[int]) -> Phrase:
    return phrase("{n} pixel responds" if count.value == 1 else "{n} pixels respond", n=count)


def _in_a_row(factor: Traced[Any]) -> Phrase:
    return joined([phrase("{n}", n=number) for number in factor], apart=", ")
