"""Print what a user's own network is made of, and what its units see: a table, JSON or CSV of the same plain data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import click
from rich.table import Table

from rendering.core.console import print_json, print_table
from rendering.core.errors import UserError, unknown

AXES = {1: ("places",), 2: ("rows", "columns"), 3: ("slices", "rows", "columns")}
COLUMNS = ("size", "stride", "start", "centre")
"""What is told of a receptive field along each axis."""
MOST_LISTED = 6


class Report(Protocol):
    """A network as plain data: see `convmath.tracing.network_report.NetworkReport`."""

    def as_dictionary(self) -> dict[str, Any]:
        """Return the totals and the layers."""

    def unit(self, layer: str, place: Sequence[int]) -> dict[str, Any]:
        """Return what a unit sees."""


def show(report: Report, *, unit: str | None, as_json: bool, as_csv: bool) -> None:
    """Print a network.

    Parameters
    ----------
    report
        The network.
    unit
        A unit whose input interval is wanted: ``layer:channel,row,column``.
    as_json, as_csv
        In what form, if not as a table.

    Raises
    ------
    UserError
        If there is no such layer.
    """
    found = report.as_dictionary()
    seen = None if unit is None else report.unit(*_layer_and_place(found["layers"], unit))
    if as_json:
        told = found if seen is None else {**found, "unit": seen}
        print_json(told)
        return
    if as_csv:
        click.echo(_as_csv(found), nl=False)
    else:
        _print(found)
    if seen is not None:
        click.echo(_unit_in_words(seen), err=as_csv)


def _layer_and_place(layers: Sequence[Mapping[str, Any]], text: str) -> tuple[str, tuple[int, ...]]:
    """Return the layer and the place in it that a user asks for."""
    name, colon, place = text.rpartition(":")
    parts = place.split(",")
    if not colon or not all(part.strip().isascii() and part.strip().isdigit() and len(part) < 9 for part in parts):
        raise UserError(f"--unit takes LAYER:CHANNEL,ROW,COLUMN, not {text[:100]!r}")
    names = list(dict.fromkeys(layer["name"] for layer in layers))
    if name not in names:
        raise UserError(unknown("layer", name, names if len(names) < MOST_LISTED else names[-MOST_LISTED:]))
    return name, tuple(int(part) for part in parts)


def _unit_in_words(seen: Mapping[str, Any]) -> str:
    place = ", ".join(map(str, seen["unit"]))
    if seen["clipped"] is None:
        return f"unit ({place}) of {seen['layer']} sees nothing of the input"
    names = AXES[len(seen["clipped"])]
    words = [
        ", ".join(f"{name} {first} to {last}" for name, (first, last) in zip(names, each)).replace("-", "−")
        for each in (seen["clipped"], seen["unclipped"] or seen["clipped"])
    ]
    return f"unit ({place}) of {seen['layer']} sees {words[0]}; without the border {words[1]}"


def _as_csv(found: Mapping[str, Any]) -> str:
    columns = [f"{what}_{name}" for name in AXES[len(found["input_shape"]) - 1] for what in COLUMNS]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["name", "kind", "output_shape", "parameters", "multiply_adds", *columns])
    for layer in found["layers"]:
        cells = [cell for axis in _field(layer) for cell in axis] or [""] * len(columns)
        shape = "x".join(map(str, layer["output_shape"]))
        writer.writerow([layer["name"], layer["kind"], shape, layer["parameters"], layer["multiply_adds"], *cells])
    return stream.getvalue()


def _field(layer: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield what is told of a layer's receptive field along each axis; nothing where it is not known."""
    field = layer["receptive_field"]
    if field is not None:
        yield from ([_text(field[what][axis]) for what in COLUMNS] for axis in range(len(field["size"])))


def _text(value: Any) -> str:
    """Return a number as text, a range as its two ends, and nothing where there is no one number."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return f"{_text(value['min'])}..{_text(value['max'])}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _print(found: Mapping[str, Any]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("layer", overflow="fold")
    table.add_column("kind", no_wrap=True)
    for name in ("output", "parameters", "multiply-adds", "field", *COLUMNS[1:]):
        table.add_column(name, justify="right", no_wrap=True)
    for layer in found["layers"]:
        table.add_row(*_row(layer))
    print_table(table)
    unused = f", of which the output uses all but {found['unused_parameters']:,}" if found["unused_parameters"] else ""
    costs = f"{found['multiply_adds']:,} multiply-adds: {found['rule']}"
    click.echo(f"{found['parameters']:,} parameters{unused}; {costs}")
    click.echo(
        f"traced by {found['traced_by']}; a field a..b differs from unit to unit, a stride · is not the same everywhere"
    )
    if found["untraced"]:
        click.echo(f"not traced, so that fields from there on are not known (?): {', '.join(found['untraced'])}")
    if not found["intervals_exact"]:
        click.echo("some units see nothing but padding: intervals of units may be given too large")


def _row(layer: Mapping[str, Any]) -> list[str]:
    shape = " × ".join(map(str, layer["output_shape"]))
    cells = [" × ".join(each or "·" for each in column).replace("-", "−") for column in zip(*_field(layer))]
    counts = (f"{layer['parameters']:,}", f"{layer['multiply_adds']:,}")
    return [layer["name"], layer["kind"], shape, *counts, *(cells or ["?"] * len(COLUMNS))]
