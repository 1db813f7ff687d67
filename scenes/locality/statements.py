"""What is said on the running line, from traced numbers."""

from __future__ import annotations

from typing import Any

from convmath.core.provenance import Traced, traced
from convmath.images.locality import pairs_at
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST, STATEMENT
from scenes.locality.parameters import LocalityParameters

PARTNERS = {"right": "right neighbour", "down": "neighbour below"}
"""What the second pixel is called, by the direction it lies in."""


def of_pair(own: Traced[Any], partner: Traced[Any], direction: str, *, theme: Theme) -> Statement:
    """Say which grey levels two pixels have."""
    return Statement(f"the pixel has {{a}}, its {PARTNERS[direction]} {{b}}", color=theme.ink, a=own, b=partner)


def pairs_and_correlation(given: LocalityParameters, curve: Traced[Any]) -> dict[str, Any]:
    """Return how many pairs of neighbours there are, and how alike they are."""
    pairs = traced(pairs_at, given.traced_image(), **given.step)
    return {"n": traced(len, pairs), "r": curve.field("correlations")[0]}


def farthest(curve: Traced[Any]) -> dict[str, Any]:
    """Return the largest distance, and how alike pixels are there."""
    return {"d": curve.field("distances")[-1], "r": curve.field("correlations")[-1]}


def range_of(curve: Traced[Any]) -> dict[str, Any]:
    """Return the lowest and the highest correlation."""
    return {"low": curve.field("lowest"), "high": curve.field("highest")}


def of_neighbours(pairs: dict[str, Any], *, theme: Theme) -> Statement:
    """Say how alike neighbours are, over all of them."""
    return Statement(
        "all {n} pairs side by side: correlation = {r:3}",
        color=theme.ink,
        colors={"r": theme.output},
        **pairs,
    )


def of_sample(sample: Traced[Any], *, theme: Theme) -> Statement:
    """Say how many of the pairs are drawn."""
    return Statement("shown: {n} of them", color=theme.muted, size=SMALLEST, n=traced(len, sample))


def of_farthest(curve: Traced[Any], *, theme: Theme) -> Statement:
    """Say how alike pixels are at the largest distance."""
    return Statement(
        "{d} pixels apart: correlation = {r:3}",
        color=theme.ink,
        colors={"r": theme.output},
        **farthest(curve),
    )


def of_range(curve: Traced[Any], image: str, *, theme: Theme) -> Statement:
    """Say between what the correlations of an image run."""
    return Statement(
        f"in {image} the correlation runs from {{low:3}} to {{high:3}}",
        size=STATEMENT,
        color=theme.ink,
        **range_of(curve),
    )
