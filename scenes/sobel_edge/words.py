"""The sobel-edge scene in words."""

from __future__ import annotations

from typing import Any

from convmath.convolution.border import border_response, main_component, window_responses
from convmath.convolution.filters import gradient_x, gradient_y
from convmath.convolution.landmarks import strongest_window, value_range
from convmath.core.provenance import Traced, traced
from scenes.base.descriptions import (
    Description,
    Legend,
    Phrase,
    about,
    from_to,
    joined,
    listed,
    phrase,
    picture_of,
    row_by_row,
    sides,
)
from scenes.base.readout import source_text
from scenes.sobel_edge.captions import OUTSIDE
from scenes.sobel_edge.edge_findings import lines_of_peaks
from scenes.sobel_edge.parameters import EdgeParameters


def describe(given: EdgeParameters) -> Description:
    """Return where the edge is found, and what the windows at the border make of the padding."""
    image, photograph = given.traced_image(), given.traced_photograph()
    axis = main_component(image.value, operator=given.filter)
    kernel = traced(gradient_x if axis == "gx" else gradient_y, given.filter)
    responses, others = (
        traced(window_responses, image, operator=given.filter, padding_mode=mode) for mode in given.modes
    )
    whole = {
        "name": Phrase(given.filter.title()),
        "pixels": sides(image.field("shape")),
        "picture": Phrase(picture_of(given.image)),
        "edge": _edge(responses),
        "beyond": Phrase(OUTSIDE[given.padding_mode]),
        "gradient": Phrase("horizontal" if axis == "gx" else "vertical"),
        "leaving": _of_those_leaving(responses, "the image"),
    }
    return Description(
        alt=phrase(
            "The {name} kernel turns {pixels} pixels{picture} into gradient maps: inside the image, {edge}. With "
            "{beyond}, {respond}{range}.",
            respond=_of_those_leaving(responses, "it"),
            range=_up_to(responses, "maximum_leaving"),
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
                    f"A {'smoothing' if axis == 'gx' else 'difference'} column, {{column}}, times a "
                    f"{'difference' if axis == 'gx' else 'smoothing'} row, {{row}}, is the {{name}} kernel of the "
                    "{gradient} gradient: {matrix}.",
                    column=_in_a_row(kernel.field("column")),
                    row=_in_a_row(kernel.field("row")),
                    matrix=row_by_row(kernel.field("matrix")),
                    **whole,
                ),
                phrase(
                    "Clear of the border it answers {sum} at its strongest.",
                    sum=about(traced(strongest_window, image, operator=given.filter, component=axis).field("sum")),
                ),
                phrase(
                    f"Turned by a right angle it gives the {'vertical' if axis == 'gx' else 'horizontal'} gradient, "
                    "and both together the magnitude: {edge}.",
                    **whole,
                ),
                phrase(
                    "Of {all} windows, {n} leave the image; of the others, {inside} "
                    f"{'responds' if responses.value.responding_inside == 1 else 'respond'}{{range}}, whatever the "
                    "padding.",
                    all=responses.field("count"),
                    n=responses.field("leaving_count"),
                    inside=responses.field("responding_inside"),
                    range=_up_to(responses, "maximum_inside"),
                ),
                *(_with_padding(mode, each) for mode, each in zip(given.modes, (responses, others))),
                phrase(
                    "At the end the same weights draw the outlines of a photograph of {pixels} pixels{picture}.",
                    pixels=sides(photograph.field("shape")),
                    picture=Phrase(picture_of(given.photograph)),
                ),
            ]
        ),
        caption=phrase("The {name} kernel finds {edge}; with {beyond}, {leaving}.", **whole),
        beats={"sweep": _sweep(responses.field("maps").field(axis), whole)},
    )


def _sweep(gradient: Traced[Any], whole: dict[str, Any]) -> Legend:
    """Say what the image becomes under the first of the two kernels."""
    answers = from_to(list(traced(value_range, gradient)))
    return Legend(
        alt=phrase(
            "An image of {pixels} pixels{picture}, and beside it what the {name} kernel of the {gradient} gradient "
            "answers at each of them, with {beyond}: {answers}.",
            answers=answers,
            **whole,
        ),
        caption=phrase(
            "The {name} kernel at every pixel: the {gradient} gradient, {answers}, with {beyond}.",
            answers=answers,
            **whole,
        ),
    )


def _edge(responses: Traced[Any]) -> Phrase:
    """Say what edge is found clear of the border."""
    if not responses.value.responding_inside:
        return Phrase("no edge")
    top, where = about(responses.field("maximum_inside")), lines_of_peaks(responses)
    if where is None:
        return phrase("edges of up to {top}", top=top)
    places = listed([phrase("{n}", n=place) for place in where.places])
    return phrase(f"an edge of {{top}} in {where.noun} {{places}}", top=top, places=places)


def _of_those_leaving(responses: Traced[Any], image: str) -> Phrase:
    """Say how many of the windows that leave the image, or "it", respond."""
    verb = "responds" if responses.value.responding_leaving == 1 else "respond"
    return phrase(
        f"{{n}} of {{all}} windows that leave {image} {verb}",
        n=responses.field("responding_leaving"),
        all=responses.field("leaving_count"),
    )


def _up_to(responses: Traced[Any], maximum: str) -> Phrase:
    """Say how strongly some windows respond, if they do."""
    top = responses.field(maximum)
    return phrase(", up to {top}", top=about(top)) if source_text(top) != "0" else Phrase("")


def _with_padding(mode: str, responses: Traced[Any]) -> Phrase:
    """Say what one padding does to the windows that leave the image."""
    border = traced(border_response, responses)
    across = Phrase("")
    if border.value is not None:
        template = f"; across the {border.value.side} side the strongest is {{value}}"
        across = phrase(template, value=about(border.field("value")))
    return phrase(
        f"With {OUTSIDE[mode]}, {{leaving}}{{range}}{{across}}.",
        leaving=_of_those_leaving(responses, "it"),
        range=_up_to(responses, "maximum_leaving"),
        across=across,
    )


def _in_a_row(factor: Traced[Any]) -> Phrase:
    return joined([phrase("{n}", n=number) for number in factor], apart=", ")
