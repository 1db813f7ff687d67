"""Print the ledger of a scene: every number that was on screen, and the function that computed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from rendering.core.console import print_json, print_table
from rendering.core.errors import UserError
from rendering.core.frames import Performance
from rendering.core.scene_protocol import LEDGER

LONGEST_LIST = 60
"""Characters after which a printed list is cut off."""


def entries(performance: Performance, name: str) -> list[dict[str, Any]]:
    """Return the ledger that a scene's ``sidecar()`` holds.

    Raises
    ------
    UserError
        If the scene keeps none.
    """
    ledger = performance.sidecar.get(LEDGER)
    if ledger is None:
        raise UserError(f"{name} keeps no ledger of its numbers; scenes that extend LectureScene do")
    return [dict(entry) for entry in ledger]


def table(ledger: Sequence[Mapping[str, Any]]) -> Table:
    """Return the ledger as a table: the text on screen, from when to when, and its source."""
    rows = Table(box=None, pad_edge=False, header_style="dim")
    rows.add_column("text", no_wrap=True)
    rows.add_column("from", justify="right")
    rows.add_column("to", justify="right")
    rows.add_column("source", overflow="fold")
    for entry in ledger:
        first, last = (f"{entry[key]:.1f} s" for key in ("first", "last"))
        rows.add_row(str(entry["text"]), first, last, source(entry))
    return rows


def show(ledger: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print the ledger, as JSON or as a table."""
    if as_json:
        print_json(ledger)
    else:
        print_table(table(ledger))


def source(entry: Mapping[str, Any]) -> str:
    """Return the source of an entry, in one line.

    Examples
    --------
    >>> source({"function": "convmath.networks.counting.fc", "arguments": {"n_in": 4}, "trail": ".sum"})
    'counting.fc(n_in=4).sum'
    >>> source({"name": "V1", "citation": "Hubel & Wiesel 1962"})
    'Hubel & Wiesel 1962'
    """
    if "function" in entry:
        return in_words(entry)
    return str(entry.get("citation", ""))


def in_words(value: Any) -> str:
    """Return a JSON value as a reader would write it, a call with its arguments in brackets."""
    if isinstance(value, Mapping) and "function" in value:
        arguments = ", ".join(f"{name}={in_words(given)}" for name, given in value.get("arguments", {}).items())
        short = ".".join(str(value["function"]).split(".")[-2:])
        return f"{short}({arguments}){value.get('trail', '')}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {in_words(given)}" for name, given in value.items()) + "}"
    if isinstance(value, list):
        text = "[" + ", ".join(in_words(item) for item in value) + "]"
        return text if len(text) <= LONGEST_LIST else text[: LONGEST_LIST - 2] + "…]"
    return repr(value) if isinstance(value, str) else str(value)
