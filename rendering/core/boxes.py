"""Rectangles of pixels: which overlap, and a few that cover many."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import TypeAlias

MOST_BOXES = 24
"""Boxes that are compared one by one, which takes quadratic time; more of them are first united with neighbours."""


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes have a pixel in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def union(one: Box, other: Box) -> Box:
    """Return the smallest box that holds two others; an empty one doesn't count."""
    if one[0] >= one[2] or other[0] >= other[2]:
        return other if one[0] >= one[2] else one
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes that cover all of these and do not overlap one another.

    Examples
    --------
    >>> merged([(0, 0, 4, 4), (10, 0, 12, 2), (3, 3, 6, 6)])
    [(10, 0, 12, 2), (0, 0, 6, 6)]
    """
    unique = list(dict.fromkeys(boxes))
    if len(unique) > MOST_BOXES:
        unique = _united_neighbours(unique)
    found: list[Box] = []
    for box in unique:
        grown = box
        while other := next((other for other in found if overlap(grown, other)), None):
            found.remove(other)
            grown = union(grown, other)
        found.append(grown)
    return found


def joined(boxes: Sequence[Box], box_cost: int) -> list[Box]:
    """Return boxes that cover all of these, with two united where that adds fewer pixels than another box costs.

    Examples
    --------
    >>> joined([(0, 0, 4, 4), (90, 0, 94, 4), (4, 0, 8, 5)], 10)
    [(90, 0, 94, 4), (0, 0, 8, 5)]
    """
    found: list[Box] = []
    for box in boxes:
        grown = box
        while other := next((other for other in found if _added_pixels(grown, other) < box_cost), None):
            found.remove(other)
            grown = union(grown, other)
        found.append(grown)
    return found


def _added_pixels(one: Box, other: Box) -> int:
    """Return how many more pixels the union of two boxes has than both of them."""
    return _pixels(union(one, other)) - _pixels(one) - _pixels(other)


def _pixels(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _united_neighbours(boxes: Sequence[Box]) -> list[Box]:
    """Unite neighbours in reading order, so that few enough are left."""
    ordered = sorted(boxes, key=lambda box: (box[1], box[0]))
    size = math.ceil(len(ordered) / MOST_BOXES)
    return [functools.reduce(union, ordered[start : start + size]) for start in range(0, len(ordered), size)]


Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, the latter two excluded."""
