"""Give claims to the workers of a Dask cluster, and handle what comes back, late, twice, damaged or not at all."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from distributed import Future

from rendering.cluster import bundle, tasks
from rendering.cluster.attempts import Attempt, LentJob, Pace
from rendering.cluster.claims import Claim, claims_of, offers_of
from rendering.cluster.connection import On
from rendering.cluster.results import Damaged, take
from rendering.cluster.roster import SILENT, Roster, Worker

MOST_ATTEMPTS = 2
"""How many workers may fail at a claim before it is drawn on this side."""
PATIENCE = 30.0
"""Seconds for which this side waits for a cluster without a worker that can draw."""
SECONDS_TO_FETCH = 60.0
_TICK = 0.1


class Cluster:
    """The workers of a scheduler, as the pool sees them (`rendering.jobs.pool.Machines`).

    Parameters
    ----------
    on
        Where the scheduler is.
    identity
        What this machine's bytes depend on.
    say
        Prints a line.
    store
        A folder that all machines share, or ``None``.
    jobs
        How many jobs there are.
    patience, silent
        Seconds to wait for a cluster that has no worker, and for a worker that says nothing.
    """

    def __init__(
        self,
        on: On,
        identity: Callable[[], Mapping[str, str]],
        say: Callable[[str], None],
        *,
        store: Path | None = None,
        jobs: int = 1,
        patience: float = PATIENCE,
        silent: float = SILENT,
    ) -> None:
        self._on, self._say, self._store, self._job_count = on, say, store, jobs
        self._patience = patience
        self._roster = Roster(on, identity, say, silent)
        self._jobs: dict[int, LentJob] = {}
        self._queue: list[Claim] = []
        self._running: dict[str, Attempt] = {}
        self._drawn: dict[int, Counter[str]] = {}
        self._pace = Pace()
        self._last_good = time.monotonic()
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._fetchers = ThreadPoolExecutor(4, "fetch")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="cluster", daemon=True)
        self._thread.start()

    def draw(self, index: int, request: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
        """Have the offers of a job drawn; see `Machines`."""
        self._calls.put(lambda: self._add(index, request, deliver))

    def forget(self, index: int) -> None:
        """Drop what is still to be drawn of a job."""
        self._calls.put(lambda: self._drop(index))

    def drawn_by(self, index: int) -> dict[str, int]:
        """Return how many pictures of a job each worker has drawn."""
        return dict(self._drawn.get(index, {}))

    def status(self, index: int) -> str:
        """Return how many segments of a job have come back, and how many workers there are."""
        job = self._jobs.get(index)
        good = self._roster.count()
        back = f"{job.total - len(job.left)} of {job.total} segments, " if job else ""
        return f"{back}{good} worker{'' if good == 1 else 's'}"

    def close(self) -> None:
        """Cancel everything that is still drawn, and leave the workers."""
        self._stopped.set()
        self._thread.join(5)
        self._fetchers.shutdown(wait=False, cancel_futures=True)
        self._roster.close([attempt.future for attempt in self._running.values()])

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                self._do_next()
            except Exception as error:  # nobody may wait for ever for what this thread was to do
                self._give_up(f"{type(error).__name__}: {error}".splitlines()[0])

    def _do_next(self) -> None:
        with contextlib.suppress(Empty):
            self._calls.get(timeout=_TICK)()
            while True:
                self._calls.get_nowait()()
        self._watch()
        self._repeat_stragglers()
        self._hand_out()

    def _add(self, index: int, request: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
        offers = offers_of(request["offers"])
        firsts = {offer.first for offer in offers}
        try:
            files, contents = bundle.gather(request["files"])
        except OSError as error:
            deliver({"lost": sorted(firsts), "why": f"{error.filename}: {error.strerror}"})
            return
        asked = {name: request[name] for name in ("job", "folder", "settings")}
        scratch = Path(request["scratch"])
        self._jobs[index] = LentJob(asked, files, contents, deliver, scratch, request["seconds"], firsts, len(firsts))
        self._last_good = max(self._last_good, time.monotonic() - self._patience / 2)
        claims = claims_of(
            index,
            offers,
            size=tuple(request["job"]["look"]["size"]),
            workers=self._roster.threads(),
            jobs=max(1, self._job_count),
            play_seconds=request["seconds"],
            seconds_per_pixel=self._pace.seconds_per_pixel,
        )
        self._queue = sorted([*self._queue, *claims], key=lambda claim: -claim.pixels)

    def _drop(self, index: int) -> None:
        self._jobs.pop(index, None)
        self._queue = [claim for claim in self._queue if claim.job != index]
        for key, attempt in list(self._running.items()):
            if attempt.claim.job == index:
                self._end(key, cancel=True)

    def _end(self, key: str, *, cancel: bool = False) -> Attempt | None:
        attempt = self._running.pop(key, None)
        if attempt is not None:
            worker = self._roster.workers.get(attempt.worker)
            if worker is not None:
                worker.running.discard(key)
            if cancel:
                with contextlib.suppress(Exception):
                    attempt.future.cancel()
        return attempt

    def _watch(self) -> None:
        """Have done elsewhere what workers that are gone were at; give up where there has been none for long."""
        for key, why in self._roster.update(has_jobs=bool(self._jobs)):
            attempt = self._end(key, cancel=True)
            if attempt is not None:
                self._fail(attempt, why, is_worker=True)
        now = time.monotonic()
        if self._roster.may_draw() or not self._jobs:
            self._last_good = now
        elif now - self._last_good > self._patience:
            self._give_up(f"no worker at {self._on} draws")

    def _give_up(self, why: str) -> None:
        """Have everything drawn on this side."""
        self._queue = []
        for job in self._jobs.values():
            if job.left:
                job.deliver({"lost": sorted(job.left), "why": why})
                job.left.clear()

    def _hand_out(self) -> None:
        """Give the costliest claims to the workers that have room."""
        for claim in list(self._queue):
            free = self._roster.with_room()
            if not free:
                return
            others = [worker for worker in free if worker.address not in claim.avoid]
            if not others and self._roster.may_draw(claim.avoid):
                continue  # another one will have room
            if not others:
                self._queue.remove(claim)
                self._lose(claim, "there is no other worker")
                continue
            self._queue.remove(claim)
            self._give(claim, min(others, key=lambda worker: len(worker.running) / worker.threads))

    def _give(self, claim: Claim, worker: Worker) -> None:
        job = self._jobs[claim.job]
        needed = set(job.files.digests.values()) - worker.known
        contents = {digest: job.contents[digest] for digest in needed}
        request = {**job.request, "only": claim.only}
        store = str(self._store or "")
        future = self._roster.submit(tasks.draw, worker, request, dict(job.files.digests), contents, store)
        worker.known |= needed
        self._running[future.key] = Attempt(claim, worker.address, future, job.play_seconds)
        worker.running.add(future.key)
        future.add_done_callback(lambda done: self._fetchers.submit(self._fetch, done))

    def _fetch(self, future: Future) -> None:
        """Get a result, in a thread of its own, and have it handled."""
        key, why, result = future.key, "", {}
        try:
            result = future.result(timeout=SECONDS_TO_FETCH)
            why = result.get("failed") or result.get("refused") or ""
        except Exception as error:
            why = f"{type(error).__name__}: {error}".splitlines()[0]
        self._calls.put(lambda: self._handle(key, result, why))

    def _handle(self, key: str, result: dict[str, Any], why: str) -> None:
        attempt = self._end(key)
        if attempt is None:
            return
        job, worker = self._jobs.get(attempt.claim.job), self._roster.workers.get(attempt.worker)
        if job is None:
            return
        if "missing" in result:
            if worker is not None:
                worker.known.clear()
            self._queue.insert(0, attempt.claim)
            return
        name = worker.name if worker else attempt.worker
        if not why:
            why = self._accept(job, attempt, result, name)
        if why:
            self._fail(attempt, f"{name}: {why}")
        else:
            for other_key, other in list(self._running.items()):
                if other.claim.job == attempt.claim.job and not job.left & set(other.claim.firsts):
                    self._end(other_key, cancel=True)  # the first good result wins
            if worker is not None:
                worker.failed_jobs.clear()

    def _accept(self, job: LentJob, attempt: Attempt, result: Mapping[str, Any], name: str) -> str:
        """Pass on the segments of a result; return what is wrong with it, if anything is."""
        claim = attempt.claim
        pictures = {offer.first: offer.pictures for offer in claim.offers}
        for segment in result["segments"]:
            if segment["first"] not in job.left or segment["first"] not in pictures:
                continue  # a second worker was quicker
            try:
                take(segment, job.scratch, self._store)
            except Damaged as error:
                return str(error)
            except OSError as error:
                return f"{job.scratch}: {error.strerror}"
            job.left.remove(segment["first"])
            job.deliver({"arrived": segment["first"], "frames": segment["frames"], "sink": segment["sink"]})
            self._drawn.setdefault(claim.job, Counter())[name] += pictures[segment["first"]]
        self._pace.note(claim.pixels, float(result["seconds"]))
        return "the scene plays otherwise there" if job.left & set(claim.firsts) else ""

    def _fail(self, attempt: Attempt, why: str, *, is_worker: bool = False) -> None:
        """Have what is left of a claim drawn by another worker, or else on this side."""
        claim, job = attempt.claim, self._jobs.get(attempt.claim.job)
        if not is_worker:
            self._roster.note_failure(attempt.worker, claim.job, why)
        if job is None or not job.left & set(claim.firsts):
            return
        second = next((other for other in self._running.values() if other.claim.firsts == claim.firsts), None)
        if second is not None:
            second.claim = replace(second.claim, avoid=second.claim.avoid | {attempt.worker})
            return
        offers = tuple(offer for offer in claim.offers if offer.first in job.left)
        again = replace(claim, offers=offers, attempt=claim.attempt + 1, avoid=claim.avoid | {attempt.worker})
        if again.attempt >= MOST_ATTEMPTS:
            self._lose(again, why)
        else:
            self._queue.insert(0, again)

    def _lose(self, claim: Claim, why: str) -> None:
        job = self._jobs[claim.job]
        lost = job.left & set(claim.firsts)
        job.left -= lost
        job.deliver({"lost": sorted(lost), "why": why})

    def _repeat_stragglers(self) -> None:
        """Give what takes far too long to a second worker, where one has nothing to do."""
        if self._queue:
            return
        now = time.monotonic()
        for attempt in list(self._running.values()):
            claim = attempt.claim
            alone = sum(other.claim.firsts == claim.firsts for other in self._running.values()) == 1
            if alone and self._pace.is_late(claim, attempt.play_seconds, now - attempt.started):
                tried = claim.avoid | {attempt.worker}
                others = [worker for worker in self._roster.with_room() if worker.address not in tried]
                if others:
                    self._give(claim, others[0])
