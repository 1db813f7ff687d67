"""The one-detector scene in words."""

from __future__ import annotations

from typing import Any

from convmath.core.provenance import traced
from convmath.images.coins import coin_places
from scenes.base.descriptions import Description, Legend, Phrase, about, counted, joined, phrase, picture_of, sides
from scenes.one_detector.parameters import CALLED, DetectorParameters
from scenes.one_detector.statements import dense_layer


def describe(given: DetectorParameters) -> Description:
    """Return what was searched for, where it was found, and what of it is right."""
    search, second = given.traced_search(given.patch), given.traced_search(given.second)
    image = given.traced_image(given.image)
    whole: dict[str, Any] = {
        "patch": sides(search.field("patch").field("shape")),
        "weights": search.field("patch").field("size"),
        "pixels": sides(image.field("shape")),
        "picture": Phrase(picture_of(given.image)),
        "places": counted(search.field("places"), "place"),
        "found": counted(search.field("count"), "place"),
        "threshold": about(search.field("threshold")),
        "told": _told(given),
    }
    return Description(
        alt=phrase(
            "A patch of {patch} pixels is compared with {places} of its image{picture}. At a correlation of at least "
            "{threshold} it is found at {found}{told}.",
            **whole,
        ),
        description=joined(
            [
                phrase("A patch of {patch} pixels is cut out of an image of {pixels} pixels{picture}.", **whole),
                phrase(
                    "Laid on other places it correlates between {worst}, at the least alike, and {best}, at its own.",
                    worst=about(search.field("worst").field("value")),
                    best=about(search.field("best").field("value")),
                ),
                phrase("Its correlation at {places} is drawn as a map.", **whole),
                phrase("At a correlation of at least {threshold} it is found at {found}{told}.", **whole),
                phrase(
                    "One detector has {weights} weights for that; a dense layer with a unit for every place has "
                    "{dense}.",
                    dense=dense_layer(image, search).field("weights"),
                    **whole,
                ),
                phrase(
                    "The same with {what}, a patch of {patch} pixels of another image{picture}: it is found at "
                    "{found}.",
                    what=Phrase(CALLED[given.second.image]),
                    patch=sides(second.field("patch").field("shape")),
                    picture=Phrase(picture_of(given.second.image)),
                    found=counted(second.field("count"), "place"),
                ),
            ]
        ),
        caption=phrase(
            "One patch of {patch} pixels, compared with {places} of an image{picture}: found at {found}{told}.", **whole
        ),
        beats={
            "peaks": Legend(
                alt=phrase(
                    "An image of {pixels} pixels{picture}, and beside it a map of how well a patch of it matches at "
                    "{places}; rings mark the {found} of at least {threshold}.",
                    **whole,
                ),
                caption=phrase(
                    "Where a patch of {patch} pixels correlates by at least {threshold} with its image: {found}.",
                    **whole,
                ),
            )
        },
    )


def _told(given: DetectorParameters) -> Phrase:
    """Say how many of the coins were found, missed and seen where none is; of other images nobody knows."""
    if not given.is_marked:
        return Phrase("")
    detection = given.traced_detection()
    hits, misses, alarms = (traced(len, detection.field(name)) for name in ("hits", "misses", "false_alarms"))
    return phrase(
        ": {hits} of {all} coins, {misses} missed, {alarms}",
        hits=hits,
        all=traced(len, traced(coin_places)),
        misses=misses,
        alarms=counted(alarms, "false alarm"),
    )
