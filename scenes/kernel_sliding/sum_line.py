"""The sum of one window's products, written on one line as fully as the line holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convmath.core.provenance import Traced
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, SMALLEST, STATEMENT

WIDEST = 13.2


def sum_lines(steps: list[Traced[Any]], theme: Theme) -> list[Statement]:
    """Return the sums of some window steps: pixel × weight each, or else the products, or else how many there are.

    All are set in the same way and size, the fullest and largest in which each fits on a line.

    Parameters
    ----------
    steps
        Traced `convmath.convolution.cross_correlation.WindowStep`s of one channel.
    theme
        The theme; a total has the colour of the output, and is ``line["total"]``.
    """
    ways = (list(lines) for lines in zip(*(_settings(step, theme) for step in steps)))
    return next(lines for lines in ways if max(line.width for line in lines) <= WIDEST)


def _settings(step: Traced[Any], theme: Theme) -> Iterator[Statement]:
    """Set the sum in every way, the fullest and largest first."""
    cols = step.value.products.shape[1]
    taps = range(step.value.products.size)
    sources: dict[str, Any] = {
        f"{letter}{tap}": step.field(field)[divmod(tap, cols)]
        for tap in taps
        for letter, field in (("x", "patch"), ("w", "kernel"), ("p", "products"))
    }
    shown = {name: f"({{{name}}})" if source.value < 0 else f"{{{name}}}" for name, source in sources.items()}
    sources |= {"total": step.field("sum"), "n": step.field("products").field("size")}
    for template in (
        " + ".join(f"{shown[f'x{tap}']} × {shown[f'w{tap}']}" for tap in taps) + " = {total}",
        " + ".join(shown[f"p{tap}"] for tap in taps) + " = {total}",
        "The {n} products add up to {total}",
    ):
        for size in (STATEMENT, LABEL, CELL, SMALLEST):
            yield Statement(template, color=theme.ink, size=size, colors={"total": theme.output}, **sources)
