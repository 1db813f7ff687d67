"""The beyond-images scene in words."""

from __future__ import annotations

from convmath.core.provenance import Traced
from convmath.networks.applications import Application
from scenes.base.descriptions import (
    Description,
    Legend,
    Part,
    Phrase,
    about,
    joined,
    listed,
    phrase,
    picture_of,
    sides,
)
from scenes.beyond_images.parameters import BeyondImagesParameters


def describe(given: BeyondImagesParameters) -> Description:
    """Return what the window sums to in each dimension, and which networks have such windows."""
    slopes, edges = given.slopes(), given.edges()
    along, against = given.film_answers(0), given.film_answers(1)
    film = given.films()[0].field("film").field("shape")
    networks = given.applications()
    whole: dict[str, Part] = {
        "k": given.side(),
        "line": given.weights(1),
        "square": given.weights(2),
        "cube": given.weights(3),
        "row": given.row_number(),
        "pixels": sides(given.picture().field("shape")),
        "picture": Phrase(picture_of(given.image)),
        "steepest": about(slopes.field("at_strongest")),
        "strongest": about(edges.field("at_strongest")),
        "way": Phrase(given.direction),
        "back": Phrase(given.against),
        "frames": film[0],
        "size": sides(film[1:]),
        "low": along.field("lowest"),
        "high": along.field("highest"),
        "none": against.field("highest"),
    }
    description = [
        phrase(
            "A window of {k} samples has {line} weights, one of {k} × {k} pixels {square}, and one of {k} × {k} × {k} "
            "pixels of a film {cube}.",
            **whole,
        ),
        phrase(
            "Row {row} of an image of {pixels} pixels{picture} is a signal: one kernel smooths it, another one gives "
            f"its slope, {{steepest}} {'everywhere' if slopes.value.level else 'where it is steepest'}.",
            **whole,
        ),
        phrase(
            "Over the whole image the window gives {strongest} everywhere."
            if edges.value.level
            else "Over the whole image the window answers to edges, to the strongest with a sum of {strongest}.",
            **whole,
        ),
        phrase(
            "In two films of {frames} frames of {size} pixels a bar moves {way} and {back}; the kernel answers from "
            "{low} to {high} to the one, {none} everywhere to the other.",
            **whole,
        ),
        Phrase(
            "The kernel joins a slope in time and a slope in space by a sum; their product would answer to both "
            "directions equally strongly."
        ),
    ]
    if given.errata:
        description.append(_hybrids(given))
    description.append(phrase("Networks at work are {all}.", all=listed([_network(each) for each in networks])))
    return Description(
        alt=phrase(
            "A window of {k} samples, of {k} × {k} pixels, and of {k} frames slides over a signal, an image{picture} "
            "and a film; a table lists networks with windows of one, two and three dimensions.",
            **whole,
        ),
        description=joined(description),
        caption=phrase(
            "The same window has {line} weights on a signal, {square} on an image and {cube} on a film, and networks "
            "of all three kinds are at work.",
            **whole,
        ),
        beats={
            "one-way": Legend(
                alt=phrase(
                    "Two films of a bar, which moves {way} and {back}, a kernel of {k} × {k} × {k} weights, and its "
                    "answers. They run from {low} to {high} for the first film and are {none} for the second.",
                    **whole,
                ),
                caption=phrase(
                    "A kernel in space and time with {cube} weights answers to a bar that moves {way} and not to one "
                    "that moves {back}.",
                    **whole,
                ),
            ),
            "ladder": _ladder(given),
        },
    )


def _ladder(given: BeyondImagesParameters) -> Legend:
    counted = [each for each in given.applications() if each.value.parameters is not None]
    least, most = (choose(counted, key=lambda each: each.value.parameters) for choose in (min, max))
    sizes: dict[str, Part] = {
        "first": least.value.network,
        "few": least.field("parameters"),
        "last": most.value.network,
        "many": most.field("parameters"),
    }
    return Legend(
        alt=phrase(
            "A table of networks whose windows have one, two or three dimensions: what each is used for, its name, its "
            "parameters and its source. They reach from {few} parameters of {first} to {many} of {last}.",
            **sizes,
        ),
        caption=phrase(
            "Convolutional networks at work on signals, images and volumes, with parameters from {few} to {many}.",
            **sizes,
        ),
    )


def _hybrids(given: BeyondImagesParameters) -> Phrase:
    first, *others = (each.value for each in given.hybrids())
    return phrase(
        "{name} is no convolutional network: it pays attention between patches, and of convolution it has the "
        "embedding of those alone; {others}.",
        name=first.network,
        others=joined(
            [
                phrase(
                    f"{{name}} joins convolution ({each.convolution}) and attention ({each.attention})",
                    name=each.network,
                )
                for each in others
            ],
            apart=", ",
        ),
    )


def _network(each: Traced[Application]) -> Phrase:
    value = each.value
    said = phrase("{name} for {domain}", name=value.network, domain=Phrase(value.domain))
    if value.parameters is not None:
        said = phrase("{said} with {n} parameters", said=said, n=each.field("parameters"))
    return said
