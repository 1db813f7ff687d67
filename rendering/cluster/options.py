"""The options that have segments drawn on other machines."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rendering.core.errors import UserError
from rendering.jobs.options import Command

if TYPE_CHECKING:  # a command that draws nothing starts without the pool and its console
    from rich.console import Console

    from rendering.core.doctor import Check
    from rendering.jobs.pool import Machines

INSTALL = "pip install -e '.[cluster]' -c constraints.txt"

on_option = click.option(
    "--on", metavar="WHERE", help="Draw on a Dask cluster: tcp://HOST:PORT, a scheduler file, or local:N."
)


def cluster_options(command: Command) -> Command:
    """Add ``--on`` and ``--store``; the command receives ``machines``, which reaches the machines for a block."""

    @on_option
    @click.option(
        "--store",
        type=click.Path(file_okay=False, path_type=Path),
        help="A folder that all machines share, for what they have drawn.",
    )
    @functools.wraps(command)
    def wrapped(*args: Any, on: str | None, store: Path | None, **kwargs: Any) -> Any:
        if on is None:
            if store is not None:
                raise UserError("--store is for what other machines draw; say where with --on")
            from rendering.jobs.pool import no_machines

            return command(*args, machines=no_machines, **kwargs)
        check_on(on)

        def machines(jobs: int, console: Console) -> AbstractContextManager[Machines]:
            from rendering.cluster.command import cluster

            def say(line: str) -> None:
                console.print(line, markup=False, highlight=False)

            return cluster(on, say, store=store.absolute() if store else None, jobs=jobs)

        return command(*args, machines=machines, **kwargs)

    return wrapped


def check_on(on: str) -> None:
    """Raise `UserError` if Dask is missing, or a text says nowhere."""
    if importlib.util.find_spec("distributed") is None:
        raise UserError(f"--on needs dask.distributed, which is not installed; type: {INSTALL}")
    from rendering.cluster.connection import On

    On.parse(on)


def checks_on(on: str | None) -> Iterable[Check]:
    """Return the checks of a cluster's workers; none where no cluster is named."""
    if on is None:
        return ()
    check_on(on)
    from rendering.cluster.doctor import examine

    return examine(on)
