"""Make figures: for each scene a folder with one stem and every format, its words, and what to paste into a book."""

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
from rendering.core.targets import Target, resolve
from rendering.figures.figure_build import FigureBuild, adopt
from rendering.figures.request import FigureRequest
from rendering.jobs import pool
from rendering.jobs.command import EVERYTHING, placed
from rendering.jobs.outcome import Outcome
from rendering.jobs.progress import Display, exit_status, print_outcomes
from rendering.output.publication import check_writable

FIGURES_FOLDER = "figures"
"""Where figures go, in the folder of all output."""


def plan(texts: Sequence[str], known: Sequence[Target], *, root: Path, **options: Any) -> list[FigureRequest]:
    """Return one request for each scene that was asked for, no two with the same folder.

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
        If there is no such scene, or one text is to describe several.
    """
    targets = [target for text in texts for target in (known if text == EVERYTHING else [resolve(text, known)])]
    requests = [
        FigureRequest(target=target, folder=(root / target.name).absolute(), **options)
        for target in placed(dict.fromkeys(targets), known, root)
    ]
    for name in ("alt", "caption", "beat"):
        if len(requests) > 1 and options.get(name) is not None:
            raise UserError(f"--{name} is about one scene; give it one scene at a time")
    return requests


def run(requests: Sequence[FigureRequest], *, workers: int, force: bool = False, as_json: bool = False) -> int:
    """Make the figures, tell the user, and return the exit status.

    Raises
    ------
    UserError
        If a figure's folder cannot be written in.
    """
    console = console_for(sys.stderr)
    outcomes = make_and_display(requests, console, workers=workers, force=force, quiet=as_json)
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

    Raises
    ------
    UserError
        If a figure's folder cannot be written in.
    """
    for request in requests:
        check_writable(request.folder)
    if reuse_from is not None and not force:
        for request in requests:
            adopt(request, reuse_from / request.name)
    with Display(console, quiet=quiet) as display:
        return make_figures(requests, display, workers=workers, force=force)


def make_figures(
    requests: Sequence[FigureRequest], observer: pool.Observer, *, workers: int, force: bool = False
) -> list[Outcome]:
    """Make the figures and return how each ended, in their order; one that fails leaves the others alone.

    Each folder changes all at once, when everything in it is ready: first a process for each scene draws the pictures,
    then the engine renders the videos. What is up to date already is kept.

    Parameters
    ----------
    requests
        What to make; no two with the same folder.
    observer
        Is told how it goes.
    workers
        How many scenes are worked on at a time.
    force
        Make also what is up to date.

    Raises
    ------
    KeyboardInterrupt
        If interrupted; no folder is left half made.
    """
    workpieces = [FigureBuild(request, force=force) for request in requests]
    outcomes = {index: workpiece.outcome() for index, workpiece in enumerate(workpieces) if workpiece.done}
    try:
        begun = {index: workpiece for index, workpiece in enumerate(workpieces) if not workpiece.done}
        for index, workpiece in _drawn(begun, observer, workers):
            if not workpiece.awaits_video:
                outcomes[index] = workpiece.finish()
                observer.ended(index, outcomes[index])
        waiting = {index: workpiece for index, workpiece in begun.items() if index not in outcomes}
        jobs = [workpiece.video_job for workpiece in waiting.values()]
        pool.run(jobs, _Relay(observer, waiting, outcomes), workers=workers, force=force)
    finally:
        for workpiece in workpieces:
            workpiece.publication.discard()
    return [outcomes[index] for index in range(len(requests))]


class _Relay:
    """Passes on what the engine tells, and puts a figure in place as soon as its videos are there."""

    def __init__(
        self, observer: pool.Observer, workpieces: Mapping[int, FigureBuild], outcomes: dict[int, Outcome]
    ) -> None:
        self._observer = observer
        self._workpieces = tuple(workpieces.items())
        self._outcomes = outcomes

    def started(self, index: int, job: RenderJob) -> None:
        """Hear that the engine has begun with a scene, which the observer has heard before."""

    def progressed(self, index: int, phase: str, frames: int) -> None:
        """Hear how far it is."""
        self._observer.progressed(self._workpieces[index][0], phase, frames)

    def said(self, index: int, line: str) -> None:
        """Hear what the scene printed; it printed the same when it was drawn."""

    def ended(self, index: int, outcome: Outcome) -> None:
        """Put the figure in place."""
        number, workpiece = self._workpieces[index]
        self._outcomes[number] = workpiece.finish(outcome)
        self._observer.ended(number, self._outcomes[number])


def _drawn(
    begun: Mapping[int, FigureBuild], observer: pool.Observer, workers: int
) -> Iterable[tuple[int, FigureBuild]]:
    """Have the figures drawn, several at a time; yield each in turn."""
    with ThreadPoolExecutor(workers) as pool:
        futures = {}
        for index, workpiece in begun.items():
            observer.started(index, workpiece.request.job)
            futures[index] = pool.submit(workpiece.draw)
        try:
            for index, future in futures.items():
                future.result()
                yield index, begun[index]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for workpiece in begun.values():
                workpiece.stop()
            raise
