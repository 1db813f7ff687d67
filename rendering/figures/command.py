"""The command ``figures``: make a folder for each scene, with every format, its words and snippets for books."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console

from rendering.core.console import console_for
from rendering.core.errors import UserError
from rendering.core.job import RenderJob
from rendering.core.targets import Target
from rendering.figures.figure_build import FigureBuild, reuse_figure
from rendering.figures.request import FigureRequest
from rendering.jobs import pool
from rendering.jobs.command import resolve_all
from rendering.jobs.outcome import Outcome
from rendering.jobs.progress import Display, exit_status, print_outcomes
from rendering.output import sidecar
from rendering.output.publication import check_writable

FIGURES_FOLDER = "figures"
"""Where figures go, in the folder of all output."""


def plan(texts: Sequence[str], known: Sequence[Target], *, root: Path, **options: Any) -> list[FigureRequest]:
    """Return one request for each requested scene, no two with the same folder.

    Parameters
    ----------
    texts
        Scenes, or ``all``.
    known
        The scenes that have names.
    root
        The folder of the figures' folders.
    **options
        As for `FigureRequest`.

    Raises
    ------
    UserError
        If there is no such scene, or one text is given for several.
    """
    requests = [
        FigureRequest(target=target, folder=(root / target.name).absolute(), **options)
        for target in resolve_all(texts, known, root)
    ]
    for name in ("alt", "caption", "beat"):
        if len(requests) > 1 and options.get(name) is not None:
            raise UserError(f"--{name} is about one scene; give it one scene at a time")
    return requests


def run(
    requests: Sequence[FigureRequest],
    *,
    workers: int,
    force: bool = False,
    as_json: bool = False,
    machines: pool.OpenMachines = pool.no_machines,
) -> int:
    """Make the figures, print the outcomes, and return the exit status.

    Raises
    ------
    UserError
        If a figure's folder cannot be written in.
    """
    console = console_for(sys.stderr)
    outcomes = make_and_display(requests, console, workers=workers, force=force, quiet=as_json, machines=machines)
    print_outcomes(outcomes, console, as_json=as_json)
    return exit_status(outcomes)


def make_and_display(
    requests: Sequence[FigureRequest],
    console: Console,
    *,
    workers: int,
    force: bool,
    quiet: bool,
    reuse_from: Path | None = None,
    machines: pool.OpenMachines = pool.no_machines,
) -> list[Outcome]:
    """Make the figures, showing the progress on a console; see `make_figures`.

    Parameters
    ----------
    requests, workers, force
        As for `make_figures`.
    console
        Where to show the progress.
    quiet
        Whether to show nothing but what scenes print.
    reuse_from
        A folder of figures' folders; a figure that is up to date there is linked instead of made, unless `force`.
    machines
        Reaches other machines that draw the videos.

    Raises
    ------
    UserError
        If a figure's folder cannot be written in.
    """
    for request in requests:
        check_writable(request.folder)
    if reuse_from is not None and not force:
        for request in requests:
            reuse_figure(request, reuse_from / request.name)
    with machines(len(requests), console) as others, Display(console, quiet=quiet) as display:
        return make_figures(requests, display, workers=workers, force=force, machines=others)


def make_figures(
    requests: Sequence[FigureRequest],
    observer: pool.Observer,
    *,
    workers: int,
    force: bool = False,
    machines: pool.Machines | None = None,
) -> list[Outcome]:
    """Make the figures and return their outcomes in order; one that fails does not affect the others.

    A process for each scene writes everything but the videos, then the engine renders the videos, and then the figure's
    folder is published in one step. Files that are up to date are kept.

    Parameters
    ----------
    requests
        The figures; no two with the same folder.
    observer
        Receives the progress.
    workers
        How many scenes are processed at a time.
    force
        Whether to make files that are up to date, too.
    machines
        Other machines that draw the videos; ``None`` to draw everything on this one.

    Raises
    ------
    KeyboardInterrupt
        If interrupted; no folder is left incomplete.
    """
    builds = [FigureBuild(request, force=force) for request in requests]
    outcomes = {index: build.outcome() for index, build in enumerate(builds) if build.is_complete}
    try:
        pending = {index: build for index, build in enumerate(builds) if not build.is_complete}
        for index, build in _draw_all(pending, observer, workers):
            if not build.needs_videos:
                outcomes[index] = build.finish()
                observer.ended(index, outcomes[index])
        waiting = {index: build for index, build in pending.items() if index not in outcomes}
        jobs = [build.video_job for build in waiting.values()]
        pool.run(jobs, _Relay(observer, waiting, outcomes), workers=workers, force=force, machines=machines)
    finally:
        for build in builds:
            build.publication.discard()
    return [outcomes[index] for index in range(len(requests))]


class _Relay:
    """An observer that forwards the engine's progress, and publishes each figure once its videos are rendered."""

    def __init__(
        self, observer: pool.Observer, builds: Mapping[int, FigureBuild], outcomes: dict[int, Outcome]
    ) -> None:
        self._observer = observer
        self._builds = tuple(builds.items())
        self._outcomes = outcomes

    def started(self, index: int, job: RenderJob) -> None:
        """Ignore the start of the videos: the observer was notified when the scene was started."""

    def progressed(self, index: int, phase: str, frames: int) -> None:
        """Forward the progress."""
        self._observer.progressed(self._builds[index][0], phase, frames)

    def logged(self, index: int, line: str) -> None:
        """Ignore what the scene prints: it printed the same while the figure was drawn."""

    def ended(self, index: int, outcome: Outcome) -> None:
        """Publish the figure."""
        number, build = self._builds[index]
        self._outcomes[number] = build.finish(outcome)
        self._observer.ended(number, self._outcomes[number])


def _draw_all(
    pending: Mapping[int, FigureBuild], observer: pool.Observer, workers: int
) -> Iterable[tuple[int, FigureBuild]]:
    """Draw the figures, several at a time, each in its own process; yield them in order."""
    with ThreadPoolExecutor(workers) as pool:
        futures = {}
        for index, build in pending.items():
            observer.started(index, build.request.job)
            for line in sidecar.damage(build.request.job):
                observer.logged(index, line)
            futures[index] = pool.submit(build.draw)
        try:
            for index, future in futures.items():
                future.result()
                yield index, pending[index]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for build in pending.values():
                build.stop()
            raise
