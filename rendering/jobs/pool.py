"""Run jobs in worker processes, several at a time, and make sure that every process ends."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from rich.console import Console

from rendering.core.environment import cores
from rendering.core.job import RenderJob
from rendering.core.processes import describe_exit
from rendering.jobs.outcome import Outcome
from rendering.jobs.worker_process import Events, WorkerProcess
from rendering.output import sidecar
from rendering.output.segment_store import sweep_output
from rendering.output.sidecar import OutputFile

MOST_WAITING = 16
"""Most jobs that wait for other machines at a time: each is a process that holds a scene."""
HERE = "here"
"""This machine, among the names of those that have drawn."""
HEARTBEAT_TIMEOUT = 60.0
"""Seconds without an event after which a worker counts as hung and is killed: thirty of its heartbeats."""


class Observer(Protocol):
    """Receives the progress of the jobs."""

    def started(self, index: int, job: RenderJob) -> None:
        """Handle the start of a job."""

    def progressed(self, index: int, phase: str, frames: int) -> None:
        """Handle the number of frames a job has drawn in a phase."""

    def logged(self, index: int, line: str) -> None:
        """Handle a line that a scene printed, or a warning."""

    def ended(self, index: int, outcome: Outcome) -> None:
        """Handle the end of a job."""


class Machines(Protocol):
    """Other machines that draw segments."""

    def draw(self, index: int, request: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
        """Have the offers of a job drawn; each message for the job's process goes to `deliver`, from any thread."""

    def forget(self, index: int) -> None:
        """Drop what is still to be drawn of a job."""

    def drawn_by(self, index: int) -> dict[str, int]:
        """Return how many pictures of a job each worker has drawn."""

    def status(self, index: int) -> str:
        """Return, in a few words, how far a job's segments are."""


OpenMachines = Callable[[int, Console], AbstractContextManager[Machines | None]]
"""Given the number of jobs and where lines are printed, reaches other machines for a block."""


def no_machines(_jobs: int, _console: Console) -> AbstractContextManager[None]:
    """Reach no other machines."""
    return nullcontext()


def run(
    jobs: Sequence[RenderJob],
    observer: Observer,
    *,
    workers: int,
    force: bool = False,
    processes: int | None = None,
    heartbeat_timeout: float = HEARTBEAT_TIMEOUT,
    machines: Machines | None = None,
) -> list[Outcome]:
    """Run all jobs and return their outcomes, in the order of `jobs`.

    Parameters
    ----------
    jobs
        The jobs.
    observer
        Receives the progress.
    workers
        How many jobs run at a time.
    force
        Whether to make files that are up to date, too.
    processes
        How many processes may draw at a time, over all jobs; as many as there are cores by default. Once no job waits,
        processes that become free go to the jobs still running.
    heartbeat_timeout
        Seconds without an event after which a worker is killed.
    machines
        Other machines that draw; ``None`` to draw everything on this one.

    Raises
    ------
    KeyboardInterrupt
        If interrupted: after every worker has ended and cleared up.
    """
    pool = _Pool(
        jobs,
        observer,
        workers=workers,
        force=force,
        processes=processes or cores(),
        heartbeat_timeout=heartbeat_timeout,
        machines=machines,
    )
    try:
        pool.run_all()
    finally:
        pool.stop()
    return [replace(pool.outcomes[index], job=job) for index, job in enumerate(jobs)]


class _Pool:
    """The jobs of one call of `run`, by index: those waiting, those running, and the outcomes of those that ended."""

    def __init__(
        self,
        jobs: Sequence[RenderJob],
        observer: Observer,
        *,
        workers: int,
        force: bool,
        processes: int,
        heartbeat_timeout: float,
        machines: Machines | None,
    ) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._jobs = jobs
        self._machines = machines
        self._observer = observer
        self._workers = workers
        self._processes = processes
        self._heartbeat_timeout = heartbeat_timeout
        self._events: Events = SimpleQueue()
        self._kept = [() if force else tuple(_kept(job)) for job in jobs]
        waiting = [index for index, job in enumerate(jobs) if len(self._kept[index]) < len(job.formats)]
        self._waiting = deque(waiting)
        self._scene_input = len(waiting) == 1
        self._processes_per_job = max(1, processes // max(1, min(workers, len(waiting))))
        self._worker_processes: list[WorkerProcess] = []
        self._running: dict[int, _RunningJob] = {}
        self._retried: set[int] = set()

    def run_all(self) -> None:
        """Run every job that is not up to date."""
        self._skip_kept()
        while self._waiting or self._running:
            self._start_waiting()
            if not self._waiting:
                self._distribute_free_processes()
            self._handle_event()
            for running in self._running.values():
                running.kill_if_silent(self._heartbeat_timeout)
                if self._machines is not None and running.waits:
                    self._observer.progressed(running.index, self._machines.status(running.index), running.frames)

    def stop(self) -> None:
        """End every worker process, and remove its unfinished files."""
        for worker in self._worker_processes:
            worker.stop()
        for running in self._running.values():
            running.sweep()

    def _skip_kept(self) -> None:
        """Report the jobs whose files are all up to date."""
        for index in sorted(set(range(len(self._jobs))) - set(self._waiting)):
            sweep_output(self._jobs[index].folder)
            self._end(index, Outcome(job=self._jobs[index], kept=self._kept[index]))

    def _start_waiting(self) -> None:
        """Start waiting jobs while fewer than `workers` are running."""
        while self._waiting and len(self._running) < MOST_WAITING and self._busy() < self._workers:
            index = self._waiting.popleft()
            self._observer.started(index, self._jobs[index])
            for line in sidecar.damage(self._jobs[index]):
                self._observer.logged(index, line)
            self._start(index, self._processes_per_job)

    def _busy(self) -> int:
        return sum(not running.waits for running in self._running.values())

    def _start(self, index: int, processes: int, *, lends: bool = True) -> None:
        """Run a job in a free worker process, or in a new one, which imports Manim itself if more jobs wait."""
        worker = next((worker for worker in self._worker_processes if worker.is_free), None)
        if worker is None:
            worker = WorkerProcess(self._events, preload=bool(self._waiting), scene_input=self._scene_input)
            self._worker_processes.append(worker)
        job = replace(self._jobs[index], processes=processes)
        lends = lends and self._machines is not None
        self._running[index] = _RunningJob(index, job, self._kept[index], worker, lends=lends)

    def _distribute_free_processes(self) -> None:
        """Dismiss idle workers; give free processes to the jobs that have the fewest, latest started first."""
        for worker in self._worker_processes:
            worker.dismiss()
        running = list(reversed(self._running.values()))
        while running and sum(job.processes for job in running) < self._processes:
            min(running, key=lambda job: job.processes).add_process()

    def _handle_event(self) -> None:
        """Wait up to a second for an event, and handle it."""
        try:
            index, event = self._events.get(timeout=1.0)
        except Empty:
            return
        running = self._running[index]
        if event["event"] == "wanted" and self._machines is not None:
            self._machines.draw(index, event, running.worker.deliver)
        outcome = running.handle(event, self._observer)
        if outcome is None:
            return
        if self._machines is not None:
            self._machines.forget(index)
            drawn_here = {HERE: running.result["drawn"]} if running.result.get("drawn") else {}
            outcome = replace(outcome, drawn_by={**self._machines.drawn_by(index), **drawn_here})
        if running.worker_died and index not in self._retried:
            self._retried.add(index)
            self._observer.logged(index, f"{outcome.error}; once more, in one process")
            self._start(index, 1, lends=False)
        else:
            del self._running[index]
            self._end(index, outcome)

    def _end(self, index: int, outcome: Outcome) -> None:
        self.outcomes[index] = outcome
        self._observer.ended(index, outcome)


def _kept(job: RenderJob) -> list[OutputFile]:
    """Return the job's files that are up to date."""
    found = (sidecar.reusable(job, format_) for format_ in job.formats)
    return [output_file for output_file in found if output_file is not None]


class _RunningJob:
    """A running job and its worker process."""

    def __init__(
        self, index: int, job: RenderJob, kept: tuple[OutputFile, ...], worker: WorkerProcess, *, lends: bool = False
    ) -> None:
        self.waits = False
        self.frames = 0
        self.index = index
        self.worker = worker
        self.job = job
        self.kept = kept
        self.result: dict[str, Any] = {}
        self.worker_died = False
        self.processes = job.processes
        self.last_event = time.monotonic()
        self._exceeded_timeout = 0.0
        self._started = time.monotonic()
        names = {output_file.format for output_file in kept}
        stale = replace(job, formats=tuple(format_ for format_ in job.formats if format_.value not in names))
        worker.start(index, stale, lends=lends)

    def handle(self, event: dict[str, Any], observer: Observer) -> Outcome | None:
        """Handle an event of the worker; return the outcome once the job has ended."""
        self.last_event = time.monotonic()
        kind = event["event"]
        if kind in {"wanted", "collected"}:
            self.waits = kind == "wanted"
        elif kind == "progress":
            self.frames = event["frames"]
            observer.progressed(self.index, event["phase"], event["frames"])
        elif kind == "log":
            observer.logged(self.index, event["line"])
        elif kind in {"done", "failed"}:
            self.result = event
        elif kind == "exit":
            return self.outcome(event["status"])
        return None

    def add_process(self) -> None:
        """Allow one more process to draw."""
        self.processes += 1
        self.worker.allow_more(self.processes - self.job.processes)

    def kill_if_silent(self, timeout: float) -> None:
        """Kill the process if it has sent no event for `timeout` seconds."""
        if not self._exceeded_timeout and time.monotonic() - self.last_event > timeout:
            self._exceeded_timeout = timeout
            self.worker.kill()

    def outcome(self, status: int) -> Outcome:
        """Return the outcome of the job, given the exit status of its process."""
        self.worker_died = status < 0 and not self.result
        end = describe_exit(status)
        if self._exceeded_timeout:
            end = f"said nothing for {self._exceeded_timeout:g} s and was killed"
        outcome = Outcome(job=self.job, kept=self.kept, seconds=time.monotonic() - self._started)
        if self.result.get("event") == "done":
            made = tuple(OutputFile.from_json(entry) for entry in self.result["files"])
            spent = {name: (wall, cpu) for name, (wall, cpu) in self.result["spent"].items()}
            return replace(outcome, made=made, spent=spent)
        self.sweep()
        if self.result:
            failure = self.result
            return replace(
                outcome, error=failure["message"], traceback=failure["traceback"], user_error=failure["user_error"]
            )
        return replace(outcome, error=f"the worker {end} before it was done")

    def sweep(self) -> None:
        """Remove the process's unfinished files."""
        sweep_output(self.job.folder)
