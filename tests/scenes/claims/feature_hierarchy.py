"""What the feature-hierarchy scene claims: the model over again, by SciPy's correlation and maximum filter."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter
from scipy.signal import correlate2d
from skimage.data import lfw_subset

from tests.scenes.claims.receptive_field_growth import VGG_STAGES, span
from tests.scenes.claims.sentences import Claims

ABOUT = {
    "four-bars": ["bars in four directions"],
    "bars-and-maxima": ["four maps of answers", "only the largest answer is kept"],
    "imprint": ["leaves its imprint"],
    "another-face": ["how alike to the imprint", "wherever it is, is all that is kept"],
    "found-again": ["its own face is the first"],
    "told-apart": ["faces above, everything else below", "Which piece is taken matters"],
    "fields-grow": ["as in a network of our day"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"image": 50, "row": 4, "column": 2},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SIZES, ANGLES, POOL, STEP, PIECE, SHARPNESS = (5, 7), (0, 45, 90, 135), 4, 2, 3, 10


def bar_filter(size: int, angle: float) -> NDArray[np.float64]:
    """A Gabor function, its stripes half its size apart, tuned to 0.69 octaves at half height."""
    wave, octaves = size / 2, 2**0.69
    spread = wave / math.pi * math.sqrt(math.log(2) / 2) * (octaves + 1) / (octaves - 1)
    y, x = -np.mgrid[: size * 1.0, : size * 1.0] + size // 2
    turn = math.radians(angle)
    along, across = -x * math.cos(turn) + y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
    window = np.exp(-(across**2 + (0.3 * along) ** 2) / (2 * spread**2))
    weights = window * np.cos(2 * math.pi * across / wave)
    weights -= window * weights.sum() / window.sum()
    return np.asarray(weights / np.linalg.norm(weights))


def c1_of(image: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest of both sizes in each region of four by four places, two apart."""
    maps = []
    for angle in ANGLES:
        best = np.zeros((25 - 6, 25 - 6))
        for size in SIZES:
            inset = (SIZES[-1] - size) // 2
            part = image[inset : 25 - inset, inset : 25 - inset]
            sums = np.abs(correlate2d(part, bar_filter(size, angle), mode="valid"))
            norms = np.sqrt(np.maximum(correlate2d(part**2, np.ones((size, size)), mode="valid"), 0))
            best = np.maximum(best, np.divide(sums, norms, out=np.zeros_like(sums), where=norms > 1e-12))
        regions = maximum_filter(best, size=POOL, origin=-(POOL // 2))
        maps.append(regions[: best.shape[0] - POOL + 1 : STEP, : best.shape[1] - POOL + 1 : STEP])
    return np.array(maps)


@cache
def all_c1() -> NDArray[np.float64]:
    """Of the faces, and then of what is none."""
    return np.array([c1_of(image) for image in lfw_subset().astype(float)])


def likeness(c1: NDArray[np.float64], prototype: NDArray[np.float64]) -> NDArray[np.float64]:
    """How alike each piece is."""
    found = np.empty([side - PIECE + 1 for side in c1.shape[1:]])
    for row, column in np.ndindex(*found.shape):
        apart = c1[:, row : row + PIECE, column : column + PIECE] - prototype
        found[row, column] = math.exp(-SHARPNESS * float((apart**2).sum()))
    return found


def prototype_of(image: int, row: int, column: int) -> NDArray[np.float64]:
    return all_c1()[image][:, row : row + PIECE, column : column + PIECE]


@cache
def answers(image: int, row: int, column: int) -> tuple[float, ...]:
    """The best answer of each image to a piece."""
    return tuple(float(likeness(c1, prototype_of(image, row, column)).max()) for c1 in all_c1())


def told(values: tuple[float, ...]) -> tuple[int, float]:
    """How many the best threshold gets right, and the highest such threshold."""
    ordered = sorted(set(values))
    edges = [ordered[0], *((low + high) / 2 for low, high in pairwise(ordered)), math.inf]
    right = [sum((value >= edge) == (place < 100) for place, value in enumerate(values)) for edge in edges]
    return max(right), max(edge for edge, count in zip(edges, right) if count == max(right))


@cache
def by_piece(image: int) -> list[int]:
    return [told(answers(image, row, column))[0] for row, column in np.ndindex(6, 6)]


def claims(image: int = 3, row: int = 0, column: int = 2) -> Claims:
    values = answers(image, row, column)
    correct, edge = told(values)
    roles: dict[str, Any] = {
        "side": SIZES[-1] + POOL - 1 + (PIECE - 1) * STEP,
        "top": STEP * row,
        "left": STEP * column,
        "second": values[(image + 37) % 100],
        "faces": sum(value >= edge for value in values[:100]),
        "others": sum(value >= edge for value in values[100:]),
        "edge": edge,
        "correct": correct,
        "low": min(by_piece(image)),
        "high": max(by_piece(image)),
        "fields": [7, 10, 14],
        "stages": [span([layer for stage in VGG_STAGES[:number] for layer in stage]) for number in range(1, 6)],
    }
    return {
        "alt": [
            (
                "A piece of one face, {side} × {side} pixels, leaves its imprint by way of bars and their maxima",
                roles,
            ),
            (
                (
                    "A unit that knows the imprint finds its like in other faces; {correct} of 200 images are told "
                    "right by its best answer"
                ),
                roles,
            ),
        ],
        "description": [
            (
                (
                    "Bars of four directions, 7 × 7 pixels and smaller, are matched at every place of a face (S1); of "
                    "4 × 4 neighbours the largest answer is kept (C1)"
                ),
                roles,
            ),
            (
                (
                    "A piece of {side} × {side} pixels whose upper left corner lies in row {top} and column {left}, "
                    "counted from nought, leaves its imprint"
                ),
                roles,
            ),
            (
                ("In another face, S2 tells for each piece how alike it is, and C2 keeps the best of them, {second}"),
                roles,
            ),
            ("Rows of faces show where the same unit answers best in each", roles),
            (
                (
                    "Of 100 faces, {faces} answer at or above the threshold of {edge}, of 100 images without a face "
                    "{others}: {correct} of 200 images are told right by the best threshold, which was chosen on these "
                    "same images"
                ),
                roles,
            ),
            ("The 36 pieces of this face do so with {low} to {high} right", roles),
            ("Units see {fields} pixels from stage to stage, and VGG-16 {stages} pixels", roles),
        ],
        "caption": [
            (
                (
                    "Simple stages upon simple stages: the imprint of a piece of one face is found again in others, "
                    "and its best answer tells {correct} of 200 images right, by a threshold chosen on them"
                ),
                roles,
            )
        ],
        "found-again.alt": [
            (
                (
                    "Small faces in three rows; on each, a square of {side} × {side} pixels marks where a unit that "
                    "carries the imprint of the first face answers best, and below stands its answer, {second} on the "
                    "second face"
                ),
                roles,
            )
        ],
        "found-again.caption": [
            (
                (
                    "One unit, made of a piece of the first face, answers at its like in the others: {second} on the "
                    "second"
                ),
                roles,
            )
        ],
    }
