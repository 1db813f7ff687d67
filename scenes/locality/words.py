"""The locality scene in words."""

from __future__ import annotations

from typing import Any

from convmath.core.provenance import Traced
from convmath.images.named_images import image_names
from scenes.base.descriptions import (
    Description,
    Legend,
    Phrase,
    about,
    joined,
    listed,
    phrase,
    picture_of,
    sides,
)
from scenes.locality.parameters import NOISE, PHOTOGRAPH, LocalityParameters

COMPARED = ("camera", "cat", "coins", "grass")
"""The photographs whose curves are drawn at the end."""

CALLED = {
    "camera": "the photographer's",
    "cat": "the cat's",
    "coins": "that of the coins",
    "grass": "that of the grass",
}

NAMED = {NOISE: "noise", PHOTOGRAPH: "a photograph"}
"""What the image is held against, in words."""

PARTNER = {"right": "to the right", "down": "below"}


def name_of(image: str) -> str:
    """Return what an image is called beside its curve: a user's own is only called theirs."""
    return image.replace("_", " ") if image in image_names() else "your picture"


def describe(given: LocalityParameters) -> Description:
    """Return how alike pixels are near and far from each other, in the image, beside it and in photographs."""
    curve, other = given.traced_curve(given.image), given.traced_curve(given.other)
    whole: dict[str, Any] = {
        "pixels": sides(given.traced_image().field("shape")),
        "picture": Phrase(picture_of(given.image)),
        "beside": Phrase(PARTNER[given.direction]),
        "near": r_at(curve, 0),
        "far": r_at(curve, -1),
        "distance": curve.field("distances")[-1],
        "other": Phrase(NAMED[given.other]),
        "range": _range(other),
    }
    return Description(
        alt=phrase(
            "An image of {pixels} pixels{picture}: a pixel and the next one {beside} correlate by {near}, at "
            "{distance} pixels by {far}. In {other} the correlation runs {range}.",
            **whole,
        ),
        description=joined(
            [
                phrase("The image has {pixels} pixels{picture}.", **whole),
                phrase(
                    "Of pixels drawn at random each becomes a dot: its own brightness across, that of the pixel "
                    "{beside} upward; over all such pairs the correlation is {near}.",
                    **whole,
                ),
                phrase(
                    "As the two move apart the dots move up and down, and at {distance} pixels the correlation is "
                    "{far}.",
                    **whole,
                ),
                phrase(
                    "A curve of the correlation at every distance between is drawn as the gap opens, from {most} at "
                    "its highest to {least} at its lowest.",
                    most=about(curve.field("highest"), "3"),
                    least=about(curve.field("lowest"), "3"),
                ),
                phrase("Beside it stands {other}, whose curve runs {range}.", **whole),
                phrase(
                    "In photographs the correlation at {distance} pixels differs: {each}.",
                    each=listed(
                        [phrase(f"{CALLED[name]} is {{r}}", r=r_at(given.traced_curve(name), -1)) for name in COMPARED]
                    ),
                    **whole,
                ),
            ]
        ),
        caption=phrase(
            "Neighbouring pixels correlate by {near}, those {distance} pixels apart by {far}; in {other}, {range}.",
            **whole,
        ),
        beats={
            "gap": Legend(
                alt=phrase(
                    "An image of {pixels} pixels{picture}, a cloud of dots, and a curve of the correlation of two "
                    "pixels against their distance: {near} side by side, {far} at {distance} pixels.",
                    **whole,
                ),
                caption=phrase(
                    "Neighbouring pixels correlate by {near}, those {distance} pixels apart by {far}.", **whole
                ),
            )
        },
    )


def r_at(curve: Traced[Any], index: int) -> Phrase:
    """Return one of a curve's correlations, as exactly as it is printed on screen."""
    return about(curve.field("correlations")[index], "3")


def _range(curve: Traced[Any]) -> Phrase:
    return phrase(
        "from {low:3} to {high:3}",
        low=curve.field("lowest"),
        high=curve.field("highest"),
    )
