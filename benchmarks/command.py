"""The commands ``bench``, ``bench preview`` and ``gif-bench``: measure, and print what was measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import click

from rendering.core.console import print_table
from rendering.core.job import QUALITIES, GifOptions, Look
from rendering.core.streams import output_to_stderr
from rendering.core.targets import Target, resolve


def bench(
    scenes: Sequence[str],
    known: Sequence[Target],
    look: Look,
    *,
    program: Sequence[str],
    runs: int | None,
    as_json: bool,
) -> None:
    """Time our renders of scenes against Manim's own, or, where the first is ``preview``, the preview of the others.

    Raises
    ------
    UserError
        If there is no such scene.
    """
    if scenes[:1] == ("preview",):
        _bench_preview(_targets(scenes[1:] or ("kernel-sliding",), known), program, runs=runs, as_json=as_json)
    else:
        _bench_renders(_targets(scenes, known), look, runs=runs, as_json=as_json)


def _targets(scenes: Sequence[str], known: Sequence[Target]) -> list[Target]:
    """Return scenes by what they are called on the command line; all that are known where there is none."""
    return [resolve(scene, known) for scene in scenes] or list(known)


def _bench_preview(targets: Sequence[Target], program: Sequence[str], *, runs: int | None, as_json: bool) -> None:
    """Time the preview, which ``program preview`` starts."""
    from benchmarks import preview_latency

    rows = preview_latency.bench(program, targets, edits=runs or 20, report=partial(click.echo, err=True))
    _print(preview_latency, rows, as_json=as_json)


def _bench_renders(targets: Sequence[Target], look: Look, *, runs: int | None, as_json: bool) -> None:
    """Time our renders against Manim's own."""
    from benchmarks import render_bench

    with output_to_stderr():
        rows = render_bench.bench(targets, render_bench.plain(look), runs=runs or 5, report=click.echo)
    _print(render_bench, rows, as_json=as_json)


def bench_gifs(scenes: Sequence[str], known: Sequence[Target], look: Look, *, as_json: bool) -> None:
    """Compare our GIFs with others of the same frames, by default at 480p and 25 a second."""
    targets = _targets(scenes, known)
    from benchmarks import gif_bench

    look = replace(look, size=look.size or QUALITIES["l"].size, rate=look.rate or Fraction(25))
    with output_to_stderr():
        rows = gif_bench.bench(targets, look, GifOptions(), report=click.echo)
    _print(gif_bench, rows, as_json=as_json)


def _print(benchmark: Any, rows: Sequence[Any], *, as_json: bool) -> None:
    """Print the rows of a benchmark by its module's ``as_json`` or ``table``."""
    if as_json:
        click.echo(json.dumps(benchmark.as_json(rows), indent=1))
    else:
        print_table(benchmark.table(rows))
