"""The workers of a scheduler: which there are, which of them make the bytes that this machine makes."""

from __future__ import annotations

import contextlib
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, Future

from rendering.cluster import tasks
from rendering.cluster.connection import On, connect, security_note
from rendering.core.errors import UserError

SILENT = 20.0
"""Seconds without a heartbeat after which a worker counts as gone, whatever the scheduler still hopes."""
ASK_AGAIN = 0.5
"""Seconds between two questions to the scheduler."""
SECONDS_TO_RECONNECT = 2.0
SECONDS_TO_PROBE = 180.0
"""Seconds within which a worker has to have drawn its trial."""
MOST_FAILURES = 3
"""Failures in a row, of different scenes, after which a worker is given nothing more."""


@dataclass
class Worker:
    """A worker, as this side sees it.

    Parameters
    ----------
    address, name
        Where it is, and what it is called.
    threads
        How many claims it draws at a time.
    """

    address: str
    name: str
    threads: int
    state: str = "new"
    seen: Any = None
    heard: float = field(default_factory=time.monotonic)
    known: set[str] = field(default_factory=set)
    running: set[str] = field(default_factory=set)
    failed_jobs: set[int] = field(default_factory=set)
    asked: float = 0.0

    def is_silent(self, patience: float) -> bool:
        """Return whether nothing has been heard of it for long."""
        return time.monotonic() - self.heard > patience


class Roll:
    """Asks a scheduler for its workers, in a thread, as an answer may never come."""

    def __init__(self) -> None:
        self.workers: Mapping[str, Mapping[str, Any]] = {}
        self.asked = time.monotonic()
        self._stop = threading.Event()
        self._client: Client | None = None
        threading.Thread(target=self._ask, name="roll", daemon=True).start()

    def use(self, client: Client) -> None:
        """Ask through this client from now on."""
        self._client = client

    def stop(self) -> None:
        """Ask no more."""
        self._stop.set()

    def _ask(self) -> None:
        while not self._stop.is_set():
            client = self._client
            if client is not None:
                with contextlib.suppress(Exception):
                    self.workers = dict(client.scheduler_info(n_workers=-1)["workers"])
                    self.asked = time.monotonic()
            self._stop.wait(ASK_AGAIN)


class Roster:
    """The workers of a scheduler, as far as this side knows.

    Parameters
    ----------
    on
        Where the scheduler is.
    identity
        Returns what this machine's bytes depend on.
    say
        Prints a line.
    silent
        Seconds after which a worker that says nothing counts as gone.
    """

    def __init__(
        self, on: On, identity: Callable[[], Mapping[str, str]], say: Callable[[str], None], silent: float
    ) -> None:
        self.workers: dict[str, Worker] = {}
        self._on, self._identity, self._say, self._silent = on, identity, say, silent
        self._client = connect(on)
        note = security_note(self._client.scheduler.address if self._client.scheduler else "")
        if note:
            say(note)
        self._roll = Roll()
        self._roll.use(self._client)
        self._judges = ThreadPoolExecutor(4, "judge")
        self._next_try = 0.0
        self._is_closed = False

    def update(self, *, has_jobs: bool) -> Iterator[tuple[str, str]]:
        """Take note of who has come and gone; yield the keys of what is lost, and why. Probe newcomers if needed."""
        is_out_of_reach = self._client.status == "closed" or time.monotonic() - self._roll.asked > self._silent
        listed = {} if is_out_of_reach else self._roll.workers
        if is_out_of_reach:
            self._connect_again()
        for address, entry in listed.items():
            worker = self.workers.get(address)
            if worker is None:
                name = str(entry.get("name") or address)
                worker = self.workers[address] = Worker(address, name, int(entry.get("nthreads") or 1))
            if entry.get("last_seen") != worker.seen:
                worker.seen, worker.heard = entry.get("last_seen"), time.monotonic()
            if worker.state == "new" and has_jobs:
                self._probe(worker)
        for address, worker in list(self.workers.items()):
            if address not in listed or worker.is_silent(self._silent):
                why = f"{worker.name} is gone" if address not in listed else f"{worker.name} says nothing"
                yield from [(key, why) for key in list(worker.running)]
            if address not in listed:
                self.workers.pop(address, None)

    def _connect_again(self) -> None:
        """Try to reach a scheduler that was started anew, in a thread."""
        if time.monotonic() < self._next_try or self._is_closed:
            return
        self._next_try = time.monotonic() + 4 * SECONDS_TO_RECONNECT

        def connect_again() -> None:
            with contextlib.suppress(UserError):
                client = connect(self._on, SECONDS_TO_RECONNECT)
                self._client, old = client, self._client
                self._roll.use(client)
                with contextlib.suppress(Exception):
                    old.close(timeout=1)

        self._judges.submit(connect_again)

    def _probe(self, worker: Worker) -> None:
        worker.state, worker.asked = "asked", time.monotonic()
        future = self.submit(tasks.probe, worker)
        future.add_done_callback(lambda done: self._judges.submit(self._judge, worker, done))

    def _judge(self, worker: Worker, future: Future) -> None:
        """Compare a worker with this machine."""
        try:
            theirs = future.result(timeout=SECONDS_TO_PROBE)["identity"]
            why = theirs.get("failed") or theirs.get("refused") or same(self._identity(), theirs)
        except Exception as error:
            if future.status in {"cancelled", "lost"} or self._is_closed:
                return
            why = f"it cannot draw: {error}".splitlines()[0]
        worker.state = "left out" if why else "good"
        if why:
            self._leave_out(worker, why)

    def _leave_out(self, worker: Worker, why: str) -> None:
        worker.state = "left out"
        self._say(f"{worker.name} ({worker.address}) is left out: {why}")

    def note_failure(self, address: str, job: int, why: str) -> None:
        """Take note that a worker has failed; one that fails at job after job is left out."""
        worker = self.workers.get(address)
        if worker is not None and worker.state == "good":
            worker.failed_jobs.add(job)
            if len(worker.failed_jobs) >= MOST_FAILURES:
                self._leave_out(worker, why)

    def may_draw(self, apart_from: frozenset[str] = frozenset()) -> bool:
        """Return whether there is a worker, apart from some, that draws or may turn out to."""
        now = time.monotonic()
        return any(
            worker.state == "good" or (worker.state == "asked" and now - worker.asked < SECONDS_TO_PROBE)
            for worker in self.workers.values()
            if not worker.is_silent(self._silent) and worker.address not in apart_from
        )

    def with_room(self) -> list[Worker]:
        """Return the workers that can be given a claim."""
        return [
            worker
            for worker in self.workers.values()
            if worker.state == "good" and len(worker.running) < worker.threads and not worker.is_silent(self._silent)
        ]

    def count(self) -> int:
        """Return how many workers draw."""
        return sum(worker.state == "good" for worker in list(self.workers.values()))

    def threads(self) -> int:
        """Return how many claims may be drawn at a time, at least 1."""
        return max(1, sum(worker.threads for worker in self.workers.values() if worker.state != "left out"))

    def submit(self, function: Callable[..., Any], worker: Worker, *arguments: Any) -> Future:
        """Have a worker, and no other, call a function."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the scene's files are large
            return self._client.submit(
                function, *arguments, workers=[worker.address], allow_other_workers=False, pure=False, retries=0
            )

    def close(self, running: Sequence[Future]) -> None:
        """Cancel what is still drawn, and leave."""
        self._is_closed = True
        self._roll.stop()
        with contextlib.suppress(Exception):
            self._client.cancel(list(running), force=True)
        self._judges.shutdown(wait=False, cancel_futures=True)
        with contextlib.suppress(Exception):
            self._client.close(timeout=3)


def same(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Return in what a worker's identity differs from ours, in a few words; empty if in nothing.

    Examples
    --------
    >>> same({"numpy": "2.1", "trial mp4": "a"}, {"numpy": "2.0", "trial mp4": "b"})
    'numpy 2.0 there, 2.1 here'
    >>> same({"numpy": "2.1", "trial mp4": "a"}, {"numpy": "2.1", "trial mp4": "b"})
    'its trial mp4 has other bytes'
    """
    for name in (*ours, *theirs):
        here, there = ours.get(name, "none"), theirs.get(name, "none")
        if here != there:
            return f"its {name} has other bytes" if name.startswith("trial") else f"{name} {there} there, {here} here"
    return ""
