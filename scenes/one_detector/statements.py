"""What is said on the running line and beside the pictures, from traced numbers."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, VGroup

from convmath.core.provenance import Traced, traced
from convmath.images.coins import coin_places
from convmath.networks.layers import DenseLayer
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, words


def count_of(count: Traced[int], noun: str) -> str:
    """Return a noun in the number that goes with a count."""
    return noun if count.value == 1 else f"{noun}s"


def dense_layer(image: Traced[Any], search: Traced[Any]) -> Traced[Any]:
    """Return the dense layer that reads the whole image with a unit for each place."""
    return traced(DenseLayer, image.field("size"), search.field("places"), bias=False)


def size_of(search: Traced[Any]) -> dict[str, Any]:
    """Return the sides of the patch, and how many numbers it holds."""
    patch = search.field("patch")
    rows, cols = patch.field("shape")
    return {"rows": rows, "cols": cols, "n": patch.field("size")}


def counts_of(detection: Traced[Any]) -> dict[str, Any]:
    """Return how many coins there are, how many were found, how many missed, and how many alarms were false."""
    parts = {"hits": "hits", "misses": "misses", "alarms": "false_alarms"}
    found = {name: traced(len, detection.field(field)) for name, field in parts.items()}
    return {"all": traced(len, traced(coin_places)), **found}


def of_patch(search: Traced[Any], *, theme: Theme) -> Statement:
    """Say how large the patch is."""
    return Statement(
        "the patch: {rows} × {cols} = {n} numbers", color=theme.ink, colors={"n": theme.kernel}, **size_of(search)
    )


def of_match(name: str, place: Traced[Any], *, theme: Theme) -> Statement:
    """Say how well the patch matches at a place."""
    return Statement(name + " {r}", color=theme.ink, colors={"r": theme.output}, r=place.field("value"))


def of_places(search: Traced[Any], *, theme: Theme) -> Statement:
    """Say at how many places the patch was laid."""
    rows, cols = search.field("matches").field("shape")
    return Statement(
        "the same numbers at {rows} × {cols} = {n} " + count_of(search.field("places"), "place"),
        color=theme.ink,
        rows=rows,
        cols=cols,
        n=search.field("places"),
    )


def of_found(search: Traced[Any], *, theme: Theme) -> Statement:
    """Say at how many places the patch was found."""
    return Statement(
        "correlation of at least {t}: found at {n} " + count_of(search.field("count"), "place"),
        color=theme.ink,
        colors={"n": theme.output},
        t=search.field("threshold"),
        n=search.field("count"),
    )


def of_detection(counts: dict[str, Any], *, theme: Theme) -> Statement:
    """Say how many of the marked places were found, how many missed, and how many alarms were false."""
    return Statement(
        "{all} coins: {hits} found (ring), {misses} missed (dashed), {alarms} false "
        + count_of(counts["alarms"], "alarm")
        + " (cross)",
        color=theme.ink,
        colors={"hits": theme.output, "misses": theme.wrong, "alarms": theme.wrong},
        **counts,
    )


def ledger(image: Traced[Any], search: Traced[Any], *, theme: Theme) -> VGroup:
    """Return what one detector for all places has to learn, and what a dense layer does, line by line."""
    look = {"size": LABEL, "color": theme.muted}
    rows = (
        words("one detector, moved over the image:", **look),
        Statement(
            "{n} weights",
            size=STATEMENT,
            color=theme.kernel,
            n=search.field("patch").field("size"),
        ),
        words("a dense layer that looks everywhere:", **look),
        Statement(
            "{p} " + count_of(search.field("places"), "unit") + ", one for every place",
            size=STATEMENT,
            color=theme.dense,
            p=search.field("places"),
        ),
        Statement(
            "{w} weights",
            size=STATEMENT,
            color=theme.dense,
            w=dense_layer(image, search).field("weights"),
        ),
        words("each unit learns the pattern anew", **look),
    )
    lines = VGroup(*rows).arrange(DOWN, buff=0.32, aligned_edge=LEFT)
    lines[2:].shift(0.35 * DOWN)
    return lines
