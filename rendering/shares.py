"""Draw a scene in several processes that are started afresh, where none can be forked.

Every process plays the whole scene and draws its share of the plays. Whose turn it is follows from what has been played
so far, so nobody has to ask; that all of them are indeed playing the same is seen by what each play begins with.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from rendering.children import PATIENCE, Lost, end_of
from rendering.environment import engine_environment
from rendering.job import Look
from rendering.performance import Selection, Stage
from rendering.snapshot_renderer import InOrder, OpenSink, Recall
from rendering.stopwatch import STOPWATCH

_HEARTBEAT = 0.25
_GRACE = 5.0
"""Seconds a process that has told everything may take to end."""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a process has to know to draw its share; it travels pickled.

    Parameters
    ----------
    file, class_name
        Where the scene is.
    look
        What decides the pixels.
    open_sink
        Makes the sink for one stretch of frames.
    work_folder
        An empty folder for what Manim itself writes on the way.
    select
        Given size and rate, says which frames are drawn.
    recall
        Returns what is known of a stretch that was drawn before; ``None`` where nobody keeps any.
    shares
        Among how many processes the plays are dealt.
    number
        Which of them this is, from 0.
    """

    file: Path
    class_name: str
    look: Look
    open_sink: OpenSink
    work_folder: Path
    select: Callable[[Stage], Selection]
    recall: Recall | None
    shares: int
    number: int = 0


class Share:
    """One process's side: it takes the plays that are its own, and tells what came of them.

    A play goes to the share with the fewest pictures so far; a hold is one picture.

    Parameters
    ----------
    number
        Which share this is, from 0.
    shares
        How many there are.
    say
        Passes a message on to whoever gathers them.
    """

    def __init__(self, number: int, shares: int, say: Callable[[dict[str, Any]], None]) -> None:
        self.number = number
        self._say = say
        self._pictures = [0] * shares
        self._turn: int | None = None
        self._work = self._done = 0
        self._last = 0.0

    def deal(self, work: int, start: str) -> bool:
        """Say whose play this is, and return whether it is this share's."""
        self._turn = self._pictures.index(min(self._pictures))
        self._say({"dealt": self._turn, "work": work, "start": start})
        return self._turn == self.number

    def played(self, pictures: int) -> None:
        """Take note of how many pictures the play had that was dealt last."""
        if self._turn is not None:
            self._pictures[self._turn] += pictures
            self._turn = None

    def fork(self, work: int) -> Share:
        """Draw a play here."""
        self._work = work
        return self

    def recall(self, work: int, answer: Mapping[str, Any], done: int) -> None:
        """Tell what is known of a play."""
        self._done += done
        self._say({"work": work, "answer": dict(answer), "done": self._done, "recalled": 1})

    def alive(self, done: int) -> None:
        """Say, now and then, how much has been done."""
        now = time.monotonic()
        if now - self._last >= _HEARTBEAT:
            self._last = now
            self._say({"done": self._done + done})

    def leave(self, answer: dict[str, Any]) -> None:
        """Tell what came of a play."""
        self._done += int(answer["frames"])
        self._say({"work": self._work, "answer": answer, "done": self._done})

    def fail(self, error: BaseException) -> None:
        """Leave it to whoever hears of the error."""


class Shares:
    """The share of this process and the processes that draw the others.

    Parameters
    ----------
    errand
        What to draw.
    patience
        Seconds of silence after which a process is killed, once this one is done.
    watch
        Is told how many frames have been drawn, and how many plays were not drawn as they were known.

    Raises
    ------
    InOrder
        By most methods: if the processes do not play the same, or one of them found that they cannot.
    """

    def __init__(
        self, errand: Errand, *, patience: float = PATIENCE, watch: Callable[[int, int], None] = lambda *_: None
    ) -> None:
        self.own = Share(0, errand.shares, lambda message: self._own(message))
        self.answers: dict[int, dict[str, Any]] = {}
        self._errand = errand
        self._patience = patience
        self._watch = watch
        self._owners: dict[int, int] = {}
        self._starts: list[dict[int, str]] = [{} for _ in range(errand.shares)]
        self._done = [0] * errand.shares
        self._recalled = 0
        self._ended: dict[int, tuple[str, str]] = {}
        self._heard: SimpleQueue[tuple[int, dict[str, Any] | None]] = SimpleQueue()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @contextlib.contextmanager
    def attended(self) -> Iterator[Shares]:
        """Start the other processes, and leave none of them behind, however the block ends."""
        try:
            for number in range(1, self._errand.shares):
                self._start(number)
            yield self
        finally:
            for process in self._processes.values():
                process.kill()
                process.wait()
                if process.stdin is not None:
                    with contextlib.suppress(OSError):
                        process.stdin.close()

    @property
    def lost(self) -> list[Lost]:
        """The plays that a process should have drawn and didn't."""
        return [
            Lost(work, *self._ended[owner])
            for work, owner in self._owners.items()
            if owner in self._ended and work not in self.answers
        ]

    def finish(self) -> None:
        """Wait for the other processes."""
        silent_since = dict.fromkeys(self._processes, time.monotonic())
        with STOPWATCH.phase("wait"):
            while len(self._ended) < len(self._processes):
                with contextlib.suppress(Empty):
                    number, message = self._heard.get(timeout=0.2)
                    silent_since[number] = time.monotonic()
                    self._heed(number, message)
                for number, since in silent_since.items():
                    if number not in self._ended and time.monotonic() - since > self._patience:
                        self._processes[number].kill()
                        self._ended[number] = (f"said nothing for {self._patience:g} s and was killed", "")
        if any(self._starts[number] != self._starts[0] for number, (reason, _) in self._ended.items() if not reason):
            raise InOrder

    def _start(self, number: int) -> None:
        folder = Path(tempfile.mkdtemp(prefix=f"share-{number}-", dir=self._errand.work_folder))
        try:
            told = pickle.dumps(replace(self._errand, number=number, work_folder=folder))
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise InOrder from error
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rendering.spawned"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a scene prints is heard from this process
            env=engine_environment(),
        )
        self._processes[number] = process
        threading.Thread(target=self._listen, args=(number, process), daemon=True).start()
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.write(told)
                process.stdin.flush()

    def _listen(self, number: int, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is not None:
            with process.stdout as stream:
                for line in stream:
                    self._heard.put((number, json.loads(line)))
        self._heard.put((number, None))

    def _own(self, message: dict[str, Any]) -> None:
        """Take note of what this process's share says, and of what the others have said meanwhile."""
        self._heed(0, message)
        with contextlib.suppress(Empty):
            while True:
                self._heed(*self._heard.get_nowait())

    def _heed(self, number: int, message: dict[str, Any] | None) -> None:
        if message is None:
            self._bury(number)
            return
        if message.get("in order"):
            raise InOrder
        if "dealt" in message:
            work, start = message["work"], message["start"]
            if any(starts.get(work, start) != start for starts in self._starts):
                raise InOrder
            self._starts[number][work] = start
            self._owners[work] = message["dealt"]
        elif "answer" in message:
            self.answers[message["work"]] = message["answer"]
        elif "ended" in message:
            self._ended[number] = (message["ended"], message.get("traceback", ""))
            STOPWATCH.add(message.get("spent", {}))
        self._recalled += message.get("recalled", 0)
        self._done[number] = message.get("done", self._done[number])
        self._watch(sum(self._done), self._recalled)

    def _bury(self, number: int) -> None:
        """Take note of how a process ended that cannot say it any more."""
        if number not in self._ended:
            process = self._processes[number]
            try:
                reason = end_of(process.wait(_GRACE))
            except subprocess.TimeoutExpired:
                process.kill()
                reason = "closed its mouth and went on"
            self._ended[number] = (reason, "")
