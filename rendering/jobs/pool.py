"""Run jobs in worker processes, several at a time, and bring every one of them to an end."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from rendering.core.environment import cores
from rendering.core.job import RenderJob
from rendering.core.processes import describe_exit
from rendering.jobs.outcome import Outcome
from rendering.jobs.worker_process import Events, WorkerProcess
from rendering.output import sidecar
from rendering.output.segment_store import sweep_output
from rendering.output.sidecar import OutputFile

SILENCE = 60.0
"""Seconds after which a worker that gives no sign of life is taken for hung and killed."""


class Observer(Protocol):
    """Is told how the jobs get on."""

    def started(self, index: int, job: RenderJob) -> None:
        """Hear that a job has been started."""

    def progressed(self, index: int, phase: str, frames: int) -> None:
        """Hear how many frames a job has drawn."""

    def said(self, index: int, line: str) -> None:
        """Hear a line that a scene printed."""

    def ended(self, index: int, outcome: Outcome) -> None:
        """Hear how a job ended."""


def run(
    jobs: Sequence[RenderJob],
    observer: Observer,
    *,
    workers: int,
    force: bool = False,
    processes: int | None = None,
    silence: float = SILENCE,
) -> list[Outcome]:
    """Make all jobs and return how each ended, in the order of `jobs`.

    Parameters
    ----------
    jobs
        What to make.
    observer
        Is told how it goes.
    workers
        How many jobs are made at a time.
    force
        Make also what is up to date.
    processes
        How many processes may draw at a time, over all jobs; as many as there are cores by default. A job that is begun
        when no other waits gets those that have become free.
    silence
        Seconds after which a worker that gives no sign of life is killed.

    Raises
    ------
    KeyboardInterrupt
        If interrupted: after every worker has ended and cleared up.
    """
    pool = _Pool(jobs, observer, workers=workers, force=force, processes=processes or cores(), silence=silence)
    try:
        pool.make_all()
    finally:
        pool.stop()
    return [replace(pool.outcomes[index], job=job) for index, job in enumerate(jobs)]


class _Pool:
    """The jobs of one call of `run`, by number: those that wait, those that are being made, and how each ended."""

    def __init__(
        self,
        jobs: Sequence[RenderJob],
        observer: Observer,
        *,
        workers: int,
        force: bool,
        processes: int,
        silence: float,
    ) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._jobs = jobs
        self._observer = observer
        self._workers = workers
        self._processes = processes
        self._silence = silence
        self._events: Events = SimpleQueue()
        self._kept = [() if force else tuple(_kept(job)) for job in jobs]
        waits = [index for index, job in enumerate(jobs) if len(self._kept[index]) < len(job.formats)]
        self._waiting = deque(waits)
        self._share = max(1, processes // max(1, min(workers, len(waits))))
        self._worker_processes: list[WorkerProcess] = []
        self._running: dict[int, _RunningJob] = {}
        self._retried: set[int] = set()

    def make_all(self) -> None:
        """Make every job that is not up to date."""
        self._skip_kept()
        while self._waiting or self._running:
            self._begin_waiting()
            if not self._waiting:
                self._share_out_free_processes()
            self._handle_event()
            for running in self._running.values():
                running.end_silence(self._silence)

    def stop(self) -> None:
        """End every worker process, and remove what it has left unfinished."""
        for worker in self._worker_processes:
            worker.stop()
        for running in self._running.values():
            running.sweep()

    def _skip_kept(self) -> None:
        """Report the jobs of which everything stands already."""
        for index in sorted(set(range(len(self._jobs))) - set(self._waiting)):
            sweep_output(self._jobs[index].folder)
            self._end(index, Outcome(job=self._jobs[index], kept=self._kept[index]))

    def _begin_waiting(self) -> None:
        """Begin jobs until as many are being made as may be at a time."""
        while self._waiting and len(self._running) < self._workers:
            index = self._waiting.popleft()
            self._observer.started(index, self._jobs[index])
            for line in sidecar.damage(self._jobs[index]):
                self._observer.said(index, line)
            self._begin(index, self._share)

    def _begin(self, index: int, processes: int) -> None:
        """Have a worker process that is free make a job, or a new one, which stays if there will be more to do."""
        worker = next((worker for worker in self._worker_processes if worker.is_free), None)
        if worker is None:
            worker = WorkerProcess(self._events, stays=bool(self._waiting))
            self._worker_processes.append(worker)
        job = replace(self._jobs[index], processes=processes)
        self._running[index] = _RunningJob(index, job, self._kept[index], worker)

    def _share_out_free_processes(self) -> None:
        """Dismiss idle workers; give the jobs that have the fewest processes, last begun first, those that are free."""
        for worker in self._worker_processes:
            worker.dismiss()
        running = list(reversed(self._running.values()))
        while running and sum(job.processes for job in running) < self._processes:
            min(running, key=lambda job: job.processes).add_process()

    def _handle_event(self) -> None:
        """Wait a moment for an event, and act on it."""
        try:
            index, event = self._events.get(timeout=1.0)
        except Empty:
            return
        running = self._running[index]
        outcome = running.handle(event, self._observer)
        if outcome is None:
            return
        if running.was_lost and index not in self._retried:
            self._retried.add(index)
            self._observer.said(index, f"{outcome.error}; once more, in one process")
            self._begin(index, 1)
        else:
            del self._running[index]
            self._end(index, outcome)

    def _end(self, index: int, outcome: Outcome) -> None:
        self.outcomes[index] = outcome
        self._observer.ended(index, outcome)


def _kept(job: RenderJob) -> list[OutputFile]:
    found = (sidecar.reusable(job, format_) for format_ in job.formats)
    return [output_file for output_file in found if output_file is not None]


class _RunningJob:
    """A job that is being made, and the process that makes it."""

    def __init__(self, index: int, job: RenderJob, kept: tuple[OutputFile, ...], worker: WorkerProcess) -> None:
        self.index = index
        self.worker = worker
        self.job = job
        self.kept = kept
        self.answer: dict[str, Any] = {}
        self.was_lost = False
        self.processes = job.processes
        self.heard = time.monotonic()
        self._silence = 0.0
        self._started = time.monotonic()
        names = {output_file.format for output_file in kept}
        stale = replace(job, formats=tuple(format_ for format_ in job.formats if format_.value not in names))
        worker.begin(index, stale)

    def handle(self, event: dict[str, Any], observer: Observer) -> Outcome | None:
        """Act on what the worker said; return the outcome once it has ended."""
        self.heard = time.monotonic()
        kind = event["event"]
        if kind == "progress":
            observer.progressed(self.index, event["phase"], event["frames"])
        elif kind == "said":
            observer.said(self.index, event["line"])
        elif kind in {"done", "failed"}:
            self.answer = event
        elif kind == "exit":
            return self.outcome(event["status"])
        return None

    def add_process(self) -> None:
        """Let one more process draw."""
        self.processes += 1
        self.worker.allow(self.processes - self.job.processes)

    def end_silence(self, patience: float) -> None:
        """Kill the process if it has given no sign of life for so many seconds."""
        if not self._silence and time.monotonic() - self.heard > patience:
            self._silence = patience
            self.worker.kill()

    def outcome(self, status: int) -> Outcome:
        """Return how the job ended, given the exit status of the process."""
        self.was_lost = status < 0 and not self.answer
        end = f"said nothing for {self._silence:g} s and was killed" if self._silence else describe_exit(status)
        outcome = Outcome(job=self.job, kept=self.kept, seconds=time.monotonic() - self._started)
        if self.answer.get("event") == "done":
            made = tuple(OutputFile(**{**entry, "notes": tuple(entry["notes"])}) for entry in self.answer["files"])
            spent = {name: (wall, cpu) for name, (wall, cpu) in self.answer["spent"].items()}
            return replace(outcome, made=made, spent=spent)
        self.sweep()
        if self.answer:
            told = self.answer
            return replace(outcome, error=told["message"], traceback=told["traceback"], user_error=told["user"])
        return replace(outcome, error=f"the worker {end} before it was done")

    def sweep(self) -> None:
        """Remove what the process has left unfinished."""
        sweep_output(self.job.folder, also_of=self.worker.pid)
