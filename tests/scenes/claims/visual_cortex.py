"""What the visual-cortex scene claims, from what is published and what was asked for."""

from __future__ import annotations

from typing import Any

from tests.scenes.claims.receptive_field_growth import VGG_STAGES, span
from tests.scenes.claims.sentences import Claims

ABOUT = {
    "two-streams": ["Two streams"],
    "simple-cell": ["weighs the light on a small striped field", "along its bright stripe makes it answer"],
    "orientation-tuning": ["As the bar turns"],
    "shifted-bar": ["a quarter of a period apart", "the simple cell falls silent, the complex cell keeps"],
    "growing-fields": ["at their measured sizes", "in a network too"],
    "counterparts": ["two kinds of cell", "the hierarchy is later work"],
    "limits": ["The comparison ends here"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

PUBLISHED = {"V1": 1.3, "V2": 2.2, "V4": 4.8}
"""Diameters of receptive fields near the centre of gaze, in degrees."""


def claims(orientation: int = 60, **_: Any) -> Claims:
    stages = [span([layer for stage in VGG_STAGES[:number] for layer in stage]) for number in range(1, 6)]
    roles = {
        "best": tuple(
            (orientation + off) % 180 for off in (0, 1, -1)
        ),  # the pixels of a narrow bar may shift it by one
        "shift": ...,  # that one of the two is silent there, and the other not, is held in test_words.py
        "complex": ...,
        "stages": stages,
        "low": stages[0],
        "high": stages[-1],
        **{area.lower(): degrees for area, degrees in PUBLISHED.items()},
    }
    found = "2.8° to 38.5°"
    return {
        "alt": [
            (
                (
                    "A bar of light turns over the striped field of a simple cell, which answers best at "
                    "{best}°; moved "
                    "aside, it is silent, but a complex cell answers"
                ),
                roles,
            ),
            ("Receptive fields grow from V1 to IT, and in a network", roles),
        ],
        "description": [
            ("A photograph of a cat enters two streams, four areas of cortex and four layers of a network", roles),
            (
                (
                    "A simple cell of V1 weighs the light on its striped field: as a bar turns over it, the cell "
                    "answers "
                    "most at {best}°"
                ),
                roles,
            ),
            (
                (
                    "Then the bar moves across: at a shift of {shift} the simple cell answers 0, and a complex "
                    "cell, which "
                    "joins two such fields, {complex}"
                ),
                roles,
            ),
            (
                (
                    "On a photograph that spans 16°, receptive fields measure about {v1}° in V1, {v2}° in V2 and "
                    "{v4}° in "
                    f"V4; in IT studies found {found}"
                ),
                roles,
            ),
            ("From stage to stage of VGG-16 they measure {stages} pixels", roles),
            (
                (
                    "Simple cells are paired with convolution, complex cells with pooling, and the areas beyond "
                    "with deeper "
                    "layers"
                ),
                roles,
            ),
            (
                "A table says where the comparison ends: feedback, weight sharing, learning and fovea",
                roles,
            ),
        ],
        "caption": [
            (
                (
                    "Simple and complex cells beside the layers that resemble them: receptive fields grow from "
                    "about {v1}° "
                    f"in V1 to {found} in IT, and from {{low}} to {{high}} pixels in VGG-16"
                ),
                roles,
            )
        ],
        "orientation-tuning.alt": [
            ("A bar of light lies on the striped field of a simple cell in V1", roles),
            (
                "Beside it, a curve gives the cell's response for each direction of the bar; it is highest at {best}°",
                roles,
            ),
        ],
        "orientation-tuning.caption": [
            (
                (
                    "As a bar of light turns, a simple cell of V1 answers best at {best}°: it does what a "
                    "convolution with "
                    "ReLU does at one place"
                ),
                roles,
            )
        ],
    }
