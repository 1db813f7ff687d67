"""Rectangles of pixels: which meet, and a few that cover many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

MOST_BOXES = 24
"""Rectangles that are looked at one by one; more are put into one."""


def overlap(one: Box, other: Box) -> bool:
    """Say whether two rectangles have a pixel in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def union(one: Box, other: Box) -> Box:
    """Return the rectangle around two; an empty one doesn't count."""
    if one[0] >= one[2] or other[0] >= other[2]:
        return other if one[0] >= one[2] else one
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes that cover all of these and do not meet one another.

    Examples
    --------
    >>> merged([(0, 0, 4, 4), (10, 0, 12, 2), (3, 3, 6, 6)])
    [(10, 0, 12, 2), (0, 0, 6, 6)]
    """
    unique = list(dict.fromkeys(boxes))
    if len(unique) > MOST_BOXES:
        unique = _strips(unique)
    merged: list[Box] = []
    for box in unique:
        grown, met = box, True
        while met:
            met = False
            for other in merged:
                if overlap(grown, other):
                    merged.remove(other)
                    grown, met = union(grown, other), True
                    break
        merged.append(grown)
    return merged


def joined(boxes: Sequence[Box], worth: int) -> list[Box]:
    """Return boxes that cover all of these, put together where that adds fewer than so many pixels.

    Examples
    --------
    >>> joined([(0, 0, 4, 4), (90, 0, 94, 4), (4, 0, 8, 5)], 10)
    [(90, 0, 94, 4), (0, 0, 8, 5)]
    """
    found: list[Box] = []
    for box in boxes:
        grown = box
        while other := next((other for other in found if _gap(grown, other) < worth), None):
            found.remove(other)
            grown = union(grown, other)
        found.append(grown)
    return found


def _gap(one: Box, other: Box) -> int:
    """Return how many more pixels one box around two has than both of them."""
    return _pixels(union(one, other)) - _pixels(one) - _pixels(other)


def _pixels(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _strips(boxes: Sequence[Box]) -> list[Box]:
    """Put neighbours in reading order together, until few enough are left."""
    ordered = sorted(boxes, key=lambda box: (box[1], box[0]))
    size = math.ceil(len(ordered) / MOST_BOXES)
    groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    result = []
    for group in groups:
        box = group[0]
        for other in group[1:]:
            box = union(box, other)
        result.append(box)
    return result


Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, the latter two excluded."""
