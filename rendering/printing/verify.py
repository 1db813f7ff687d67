"""The command ``render.py verify``: a claimed output is right, or wrong where, and most likely why."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import click
from rich.table import Table
from rich.text import Text

from rendering.core.console import console_for, print_json

WIDEST_TABLE, TALLEST_TABLE = 16, 24
"""Columns and rows of an output that is printed as a whole; of a larger one only the first wrong cells are."""
MOST_CELLS_LISTED = 8


class Cause(Protocol):
    """A mistake that helps to give the claim."""

    @property
    def kind(self) -> str:
        """What kind of mistake."""

    @property
    def detail(self) -> str:
        """What exactly."""


class Verdict(Protocol):
    """What was found out about a claim: see `convmath.convolution.claimed_output.ClaimVerdict`."""

    @property
    def right(self) -> bool:
        """Whether it is right."""

    @property
    def expected(self) -> Any:
        """The right output, an array of shape (rows, cols)."""

    @property
    def claimed(self) -> Any:
        """The claimed one."""

    @property
    def wrong(self) -> Sequence[tuple[int, int]]:
        """The wrong cells, as (row, column)."""

    @property
    def causes(self) -> Sequence[Sequence[Cause]]:
        """The mistakes that give the claim, one or two together, likeliest first."""


def show(verdict: Verdict, *, text_of: Callable[[float], str], as_json: bool) -> None:
    """Print a verdict.

    Parameters
    ----------
    verdict
        The verdict.
    text_of
        Returns a number as it is printed.
    as_json
        Whether to print it as JSON.
    """
    if as_json:
        print_json(as_dictionary(verdict))
    else:
        _print(verdict, text_of)


def as_dictionary(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON holds it; the cells are (row, column), from 0."""
    return {
        "right": verdict.right,
        "shape": list(verdict.expected.shape),
        "claimed_shape": list(verdict.claimed.shape),
        "wrong": [list(cell) for cell in verdict.wrong],
        "causes": [[{"kind": each.kind, "detail": each.detail} for each in causes] for causes in verdict.causes],
        "output": verdict.expected.tolist(),
    }


def _print(verdict: Verdict, text_of: Callable[[float], str]) -> None:
    expected, claimed = verdict.expected, verdict.claimed
    if verdict.right:
        click.echo(f"right: {expected.shape[0]} × {expected.shape[1]} cells")
        return
    if expected.shape != claimed.shape:
        sizes = ["{} × {}".format(*shape) for shape in (claimed.shape, expected.shape)]
        click.echo(f"wrong: the claim has {sizes[0]} cells, the output {sizes[1]}")
    else:
        click.echo(f"wrong: {len(verdict.wrong)} of {expected.size} cells")
        if expected.shape[0] <= TALLEST_TABLE and expected.shape[1] <= WIDEST_TABLE:
            console_for(sys.stdout).print(_table(verdict, text_of))
        for cell in verdict.wrong[:MOST_CELLS_LISTED]:
            right = f"claimed {text_of(claimed[cell])}, right is {text_of(expected[cell])}"
            click.echo(f"  row {cell[0]}, column {cell[1]}: {right}")
        if len(verdict.wrong) > MOST_CELLS_LISTED:
            click.echo(f"  and {len(verdict.wrong) - MOST_CELLS_LISTED} more")
    for number, causes in enumerate(verdict.causes):
        words = "; and ".join(f"{cause.kind}: {cause.detail}" for cause in causes)
        click.echo(f"{'most likely' if not number else 'or'}: {words}")
    if not verdict.causes:
        click.echo("no single mistake, and no two together, give this claim")


def _table(verdict: Verdict, text_of: Callable[[float], str]) -> Table:
    """Return the right output as a table, with wrong cells as what was claimed and what is right."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(verdict.expected.shape[1]):
        table.add_column(justify="right")
    wrong = set(verdict.wrong)
    for row, values in enumerate(verdict.expected):
        cells = []
        for column, value in enumerate(values):
            if (row, column) in wrong:
                cells.append(Text(f"{text_of(verdict.claimed[row, column])} ≠ {text_of(value)}", style="bold red"))
            else:
                cells.append(Text(text_of(value)))
        table.add_row(*cells)
    return table
