"""Run jobs in worker processes, several at a time, and bring every one of them to an end."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from rendering.core.environment import cores
from rendering.core.job import RenderJob
from rendering.core.processes import end_of
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
    outcomes: dict[int, Outcome] = {}
    events: Events = SimpleQueue()
    kept = [() if force else tuple(_kept(job)) for job in jobs]
    waiting = deque(index for index, job in enumerate(jobs) if len(kept[index]) < len(job.formats))
    for index in sorted(set(range(len(jobs))) - set(waiting)):
        sweep_output(jobs[index].folder)
        outcomes[index] = Outcome(job=jobs[index], kept=kept[index])
        observer.ended(index, outcomes[index])
    processes = processes or cores()
    share = max(1, processes // max(1, min(workers, len(waiting))))
    hands: list[WorkerProcess] = []
    running: dict[int, _RunningJob] = {}

    def begin(index: int, share: int) -> None:
        """Have a process that is free make a job, or a new one, which stays if there will be more to do."""
        hand = next((hand for hand in hands if hand.is_free), None)
        if hand is None:
            hand = WorkerProcess(events, stays=bool(waiting))
            hands.append(hand)
        running[index] = _RunningJob(index, replace(jobs[index], processes=share), kept[index], hand)

    retried: set[int] = set()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                index = waiting.popleft()
                observer.started(index, jobs[index])
                for line in sidecar.damage(jobs[index]):
                    observer.said(index, line)
                begin(index, share)
            if not waiting:
                for hand in hands:
                    hand.dismiss()
                _hand_out(list(running.values()), processes)
            with contextlib.suppress(Empty):
                index, event = events.get(timeout=1.0)
                outcome = _heed(running[index], event, observer)
                if outcome is not None and running[index].was_lost and index not in retried:
                    retried.add(index)
                    observer.said(index, f"{outcome.error}; once more, in one process")
                    begin(index, 1)
                elif outcome is not None:
                    del running[index]
                    outcomes[index] = outcome
                    observer.ended(index, outcome)
            for worker in running.values():
                worker.end_silence(silence)
    finally:
        for hand in hands:
            hand.stop()
        for worker in running.values():
            worker.sweep()
    return [replace(outcomes[index], job=job) for index, job in enumerate(jobs)]


def _hand_out(workers: Sequence[_RunningJob], processes: int) -> None:
    """Give the processes that are free to the jobs that have the fewest, those begun last first."""
    while workers and sum(worker.processes for worker in workers) < processes:
        min(reversed(workers), key=lambda worker: worker.processes).add_process()


def _kept(job: RenderJob) -> list[OutputFile]:
    found = (sidecar.kept(job, format_) for format_ in job.formats)
    return [footage for footage in found if footage is not None]


def _heed(worker: _RunningJob, event: dict[str, Any], observer: Observer) -> Outcome | None:
    """Act on what a worker said; return the outcome once it has ended."""
    worker.heard = time.monotonic()
    kind = event["event"]
    if kind == "progress":
        observer.progressed(worker.index, event["phase"], event["frames"])
    elif kind == "said":
        observer.said(worker.index, event["line"])
    elif kind in {"done", "failed"}:
        worker.answer = event
    elif kind == "exit":
        return worker.outcome(event["status"])
    return None


class _RunningJob:
    """A job that is being made, and the process that makes it."""

    def __init__(self, index: int, job: RenderJob, kept: tuple[OutputFile, ...], hand: WorkerProcess) -> None:
        self.index = index
        self.hand = hand
        self.job = job
        self.kept = kept
        self.answer: dict[str, Any] = {}
        self.was_lost = False
        self.processes = job.processes
        self.heard = time.monotonic()
        self._silence = 0.0
        self._started = time.monotonic()
        names = {footage.format for footage in kept}
        stale = replace(job, formats=tuple(format_ for format_ in job.formats if format_.value not in names))
        hand.begin(index, stale)

    def add_process(self) -> None:
        """Let one more process draw."""
        self.processes += 1
        self.hand.allow(self.processes - self.job.processes)

    def end_silence(self, patience: float) -> None:
        """Kill the process if it has given no sign of life for so many seconds."""
        if not self._silence and time.monotonic() - self.heard > patience:
            self._silence = patience
            self.hand.kill()

    def outcome(self, status: int) -> Outcome:
        """Return how the job ended, given the exit status of the process."""
        self.was_lost = status < 0 and not self.answer
        end = f"said nothing for {self._silence:g} s and was killed" if self._silence else end_of(status)
        outcome = Outcome(job=self.job, kept=self.kept, seconds=time.monotonic() - self._started)
        if self.answer.get("event") == "done":
            made = tuple(OutputFile(**{**entry, "notes": tuple(entry["notes"])}) for entry in self.answer["footage"])
            spent = {name: (wall, cpu) for name, (wall, cpu) in self.answer["spent"].items()}
            return replace(outcome, made=made, spent=spent)
        self.sweep()
        if self.answer:
            told = self.answer
            return replace(outcome, error=told["message"], traceback=told["traceback"], user_error=told["user"])
        return replace(outcome, error=f"the worker {end} before it was done")

    def sweep(self) -> None:
        """Remove what the process has left unfinished."""
        sweep_output(self.job.folder, also_of=self.hand.pid)
