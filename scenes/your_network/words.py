"""The your-network scene in words."""

from __future__ import annotations

from scenes.base.descriptions import Description, Phrase, joined, phrase, picture_of, sides
from scenes.your_network.lines import dominant_template
from scenes.your_network.parameters import YourNetworkParameters


def describe(given: YourNetworkParameters) -> Description:
    """Return what the network is made of, and what dominates it."""
    anatomy = given.anatomy()
    shape = anatomy.field("input_shape")
    image = sides(shape[1:])
    picture = Phrase(picture_of(given.input))
    counts = []
    for kind in ("parameters", "multiply_adds"):
        template, sources = dominant_template(anatomy, kind)
        counts.append(phrase(template, **sources))
    opening = phrase(
        "A network on images of {image} pixels has {parameters} parameters and makes {multiply_adds} multiply-adds.",
        image=image,
        parameters=anatomy.field("parameters"),
        multiply_adds=anatomy.field("multiply_adds"),
    )
    return Description(
        alt=phrase(
            "Bars on logarithmic scales: the parameters and the multiply-adds of each block of a network that looks at "
            "a photograph{picture} and has {parameters} parameters in all.",
            parameters=anatomy.field("parameters"),
            picture=picture,
        ),
        description=joined(
            [
                opening,
                phrase(
                    "Its blocks stand as planes beside a photograph{picture}, and from the middle unit of each, lines "
                    "open to the pixels that it sees.",
                    picture=picture,
                ),
                *counts,
            ]
        ),
        caption=opening,
    )
