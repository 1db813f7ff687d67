"""What the one-detector scene claims, by scikit-image's template matching and a search for peaks written out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from skimage.feature import match_template

from convmath.images.coins import coin_places
from convmath.images.full_size import full_image_from
from convmath.images.resampling import within
from tests.scenes.claims.sentences import Claim, Claims, plural

ABOUT = {
    "patch": ["What looks like it, and where"],
    "compare": ["the correlation says how alike the two are"],
    "map": ["a map of correlations"],
    "peaks": ["down to a threshold"],
    "count": ["held against the coins there are"],
    "dense": ["has no such detector"],
    "again": ["The same with a letter"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = (
    {"row": 177, "col": 24, "threshold": 0.5},
    {"image": "page", "row": 15, "col": 110, "size": 21, "threshold": 0.5},
)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SHOWN = {
    "coins": "ancient coins in rows",
    "page": "a scanned page of text",
    "brick": "a brick wall",
    "camera": "a photographer behind a camera on a tripod",
}


def picture(name: str) -> NDArray[Any]:
    """The image as it is searched: photographs of more than 384 pixels are brought down."""
    return within(full_image_from(name, side=384), longest=384)


def found_at(image: NDArray[Any], row: int, col: int, size: int, threshold: float) -> tuple[NDArray[Any], list[Any]]:
    """The map, and the windows kept: the highest first, none both nearer than half a patch in rows and in columns."""
    matches = match_template(image, image[row : row + size, col : col + size])
    left = matches.copy()
    kept: list[tuple[int, int]] = []
    while left.max() >= threshold:
        top, side = np.unravel_index(int(left.argmax()), left.shape)
        kept.append((int(top), int(side)))
        near = size // 2 - 1
        left[max(top - near, 0) : top + near + 1, max(side - near, 0) : side + near + 1] = -2
    return matches, kept


def against_coins(kept: list[Any], size: int) -> tuple[int, int, int]:
    """Hits, misses and false alarms: the nearest pairs first, each coin once, at most 18 pixels apart."""
    middles = np.array(kept) + size // 2
    apart = cdist(middles, np.array(coin_places()))
    hits = 0
    while apart.min() <= 18:
        first, second = np.unravel_index(apart.argmin(), apart.shape)
        apart[first, :] = apart[:, second] = np.inf
        hits += 1
    return hits, len(coin_places()) - hits, len(kept) - hits


def claims(image: str = "coins", row: int = 104, col: int = 316, size: int = 41, threshold: float = 0.45) -> Claims:
    pixels = picture(image)
    matches, kept = found_at(pixels, row, col, size, threshold)
    second = (picture("coins"), 104, 316, 41, 0.45) if image == "page" else (picture("page"), 70, 119, 12, 0.75)
    again = len(found_at(*second)[1])
    hits, misses, alarms = against_coins(kept, size) if image == "coins" else (0, 0, 0)
    roles: dict[str, Any] = {
        "side": size,
        "same": size,
        "rows": pixels.shape[0],
        "cols": pixels.shape[1],
        "picture": SHOWN[image],
        "places": matches.size,
        "threshold": threshold,
        "n": len(kept),
        "hits": hits,
        "all": 24,
        "misses": misses,
        "alarms": alarms,
        "worst": float(matches.min()),
        "best": 1,
        "weights": size * size,
        "dense": pixels.size * matches.size,
        "what": "a coin" if image == "page" else "a letter",
        "other": SHOWN["coins" if image == "page" else "page"],
        "its": second[3],
        "own": second[3],
        "again": again,
    }
    told = f": {{hits}} of {{all}} coins, {{misses}} missed, {{alarms}} {plural(alarms, 'false alarm')}"
    found = f"{{n}} {plural(len(kept), 'place')}"
    all_of_it = found + told * (image == "coins")
    down_to = "At a correlation of at least {threshold} it is found at " + all_of_it
    course: list[Claim] = [
        (
            "A patch of {side} × {same} pixels is cut out of an image of {rows} × {cols} pixels ({picture})",
            roles,
        ),
        ("Laid on other places it correlates between {worst}, at the least alike, and {best}, at its own", roles),
        ("Its correlation at {places} places is drawn as a map", roles),
        (down_to, roles),
        (
            "One detector has {weights} weights for that; a dense layer with a unit for every place has {dense}",
            roles,
        ),
        (
            (
                "The same with {what}, a patch of {its} × {own} pixels of another image ({other}): it is found at "
                f"{{again}} {plural(again, 'place')}"
            ),
            roles,
        ),
    ]
    return {
        "alt": [
            (
                "A patch of {side} × {same} pixels is compared with {places} places of its image ({picture})",
                roles,
            ),
            (down_to, roles),
        ],
        "caption": [
            (
                (
                    "One patch of {side} × {same} pixels, compared with {places} places of an image ({picture}): found "
                    f"at {all_of_it}"
                ),
                roles,
            )
        ],
        "description": course,
        "peaks.alt": [
            (
                (
                    "An image of {rows} × {cols} pixels ({picture}), and beside it a map of how well a patch of it "
                    f"matches at {{places}} places; rings mark the {found} of at least {{threshold}}"
                ),
                roles,
            )
        ],
        "peaks.caption": [
            (
                (
                    "Where a patch of {side} × {same} pixels correlates by at least {threshold} with its image: "
                    f"{found}"
                ),
                roles,
            )
        ],
    }
