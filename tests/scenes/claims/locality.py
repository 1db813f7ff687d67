"""What the locality scene claims, by NumPy's correlation coefficient at every distance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convmath.images.full_size import full_image_from
from tests.scenes.claims.sentences import Claims, Rounded

ABOUT = {
    "pair": ["and the one beside it"],
    "neighbours": ["Each pair becomes a dot"],
    "apart": ["moves away: the dots leave the diagonal"],
    "together": ["room for a curve of all the distances"],
    "gap": ["draws its curve"],
    "beside": ["each pixel drawn for itself", "tells as little as the farthest"],
    "photographs": ["falls in its own way"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"image": "cat", "distance": 150}, {"image": "vertical_edge", "distance": 20}, {"image": "grass"})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SHOWN = {
    "camera": "a photographer behind a camera on a tripod",
    "cat": "a tabby cat's face",
    "coins": "ancient coins in rows",
    "grass": "grass seen from above",
    "page": "a scanned page of text",
    "checkerboard": "a checkerboard",
    "vertical_edge": "a vertical edge",
    "noise": "noise",
}


def correlations(image: NDArray[Any], direction: str, distance: int) -> list[float]:
    """Pearson's r of each pixel and the one so many to the right, or below, at each distance from 1."""
    pixels = image if direction == "right" else image.T
    return [
        float(np.corrcoef(pixels[:, :-apart].ravel(), pixels[:, apart:].ravel())[0, 1])
        for apart in range(1, distance + 1)
    ]


def claims(image: str = "camera", distance: int = 64, direction: str = "right") -> Claims:
    pixels = full_image_from(image)
    own = correlations(pixels, direction, distance)
    other = "camera" if image == "noise" else "noise"
    beside = correlations(full_image_from(other), direction, distance)
    each = {
        name: correlations(full_image_from(name), direction, distance)[-1]
        for name in ("camera", "cat", "coins", "grass")
    }
    roles: dict[str, Any] = {
        "rows": pixels.shape[0],
        "cols": pixels.shape[1],
        "picture": SHOWN[image],
        "beside": {"right": "to the right", "down": "below"}[direction],
        "near": own[0],
        "far": own[-1],
        "distance": distance,
        "other": {"noise": "noise", "camera": "a photograph"}[other],
        "low": Rounded(min(beside)),
        "high": Rounded(max(beside)),
        "most": max(own),
        "least": min(own),
        **each,
    }
    return {
        "alt": [
            (
                (
                    "An image of {rows} × {cols} pixels ({picture}): a pixel and the next one {beside} correlate by "
                    "{near}, at {distance} pixels by {far}"
                ),
                roles,
            ),
            ("In {other} the correlation runs from {low} to {high}", roles),
        ],
        "caption": [
            (
                (
                    "Neighbouring pixels correlate by {near}, those {distance} pixels apart by {far}; in {other}, from "
                    "{low} to {high}"
                ),
                roles,
            )
        ],
        "description": [
            ("The image has {rows} × {cols} pixels ({picture})", roles),
            (
                (
                    "Of pixels drawn at random each becomes a dot: its own brightness across, that of the pixel "
                    "{beside} upward; over all such pairs the correlation is {near}"
                ),
                roles,
            ),
            (
                ("As the two move apart the dots move up and down, and at {distance} pixels the correlation is {far}"),
                roles,
            ),
            (
                (
                    "A curve of the correlation at every distance between is drawn as the gap opens, from {most} at "
                    "its highest to {least} at its lowest"
                ),
                roles,
            ),
            ("Beside it stands {other}, whose curve runs from {low} to {high}", roles),
            (
                (
                    "In photographs the correlation at {distance} pixels differs: the photographer's is {camera}, the "
                    "cat's is {cat}, that of the coins is {coins} and that of the grass is {grass}"
                ),
                roles,
            ),
        ],
        "gap.alt": [
            (
                (
                    "An image of {rows} × {cols} pixels ({picture}), a cloud of dots, and a curve of the correlation "
                    "of two pixels against their distance: {near} side by side, {far} at {distance} pixels"
                ),
                roles,
            )
        ],
        "gap.caption": [("Neighbouring pixels correlate by {near}, those {distance} pixels apart by {far}", roles)],
    }
