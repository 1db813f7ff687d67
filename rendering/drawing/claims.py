"""Share the plays of a scene among processes that all play it.

Every process plays the whole scene, in order, and draws the plays that it comes to first: whoever creates a play's file
in a common folder has it, the others pass over it. So all are busy to the end, however long the plays are, and another
may join at any time. That all of them are indeed playing the same is seen by what each play begins with.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from rendering.core.children import messages
from rendering.core.job import Look
from rendering.core.processes import can_fork, describe_exit
from rendering.core.profiling import STOPWATCH
from rendering.core.selections import Select
from rendering.core.sinks import SegmentSink
from rendering.core.targets import Target
from rendering.drawing.helpers import ForkedHelper, Helper, Say, SequentialOnly, SpawnedHelper
from rendering.playback.fingerprint import Fingerprint

_LOG = logging.getLogger(__name__)

OpenSink = Callable[[int, Fingerprint | None], SegmentSink]
"""Makes the sink for the stretch that starts with the frame of this number, in the process that draws it.

It is also given what the stretch begins with, where that says all about its frames.
"""
Recall = Callable[[int, Fingerprint], Mapping[str, Any] | None]
"""Returns what is known of a stretch that starts with this frame and in this way."""
LONGEST_SILENCE = 60.0
"""Seconds a process may be silent before it is taken for hung and killed."""
_HEARTBEAT = 0.25
_GRACE = 5.0
"""Seconds a process that has told everything may take to end."""


@dataclass(frozen=True)
class LostPlay:
    """A play that did not get drawn.

    Parameters
    ----------
    work
        The number of its first frame.
    reason
        What happened to the process that had it.
    """

    first_frame: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class DrawTask:
    """What a process has to know to draw its share; it travels pickled.

    Parameters
    ----------
    target
        The scene.
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
    claims
        An empty folder that all processes have in common.
    compares
        Whether there may be several processes.
    """

    target: Target
    look: Look
    open_sink: OpenSink
    work_folder: Path
    select: Select
    recall: Recall | None
    claims: Path
    compares: bool


class Claims:
    """One process's side: it takes the plays that nobody has taken yet, and tells what comes of them.

    Parameters
    ----------
    claims
        The folder that all have in common.
    say
        Passes a message on to whoever gathers them.
    """

    def __init__(self, claims: Path, say: Say) -> None:
        self._claims = claims
        self._say = say
        self._done = 0
        self._last = 0.0

    def claim(self, first_frame: int, start: str) -> bool:
        """Say what a play begins with, and return whether it is this process's to draw."""
        try:
            (self._claims / str(first_frame)).touch(exist_ok=False)
        except FileExistsError:
            self._say({"start": start, "first_frame": first_frame})
            return False
        self._say({"start": start, "first_frame": first_frame, "taken": True})
        return True

    def report_known(self, first_frame: int, answer: Mapping[str, Any]) -> None:
        """Tell what is known of a play."""
        self._tell(first_frame, answer, known=1)

    def report_drawn(self, first_frame: int, answer: Mapping[str, Any]) -> None:
        """Tell what came of a play."""
        self._tell(first_frame, answer, known=0)

    def report_alive(self, done: int) -> None:
        """Say, now and then, how many frames of the play at hand have been drawn."""
        now = time.monotonic()
        if now - self._last >= _HEARTBEAT:
            self._last = now
            self._say({"done": self._done + done})

    def _tell(self, first_frame: int, answer: Mapping[str, Any], *, known: int) -> None:
        self._done += int(answer["frames"])
        spent = STOPWATCH.read()
        self._say(
            {"first_frame": first_frame, "answer": dict(answer), "done": self._done, "known": known, "spent": spent}
        )


class HelperGroup:
    """The share of this process and the processes that draw the others.

    Parameters
    ----------
    task
        What to draw.
    draw
        Does a share of an task in another process.
    others
        How many other processes there are.
    more
        Returns how many more there may be by now.
    patience
        Seconds of silence after which a process is killed, once this one is done.
    watch
        Is told how many frames have been drawn, and how many plays were not drawn as they were known.

    Raises
    ------
    SequentialOnly
        By most methods: if the processes do not play the same, or one of them found that they cannot.
    """

    def __init__(
        self,
        task: DrawTask,
        draw: Callable[[DrawTask, Say], None],
        *,
        others: int,
        more: Callable[[], int] = lambda: 0,
        patience: float = LONGEST_SILENCE,
        watch: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        self.own_claims = Claims(task.claims, lambda message: self._handle_own(message))
        self.answers: dict[int, dict[str, Any]] = {}
        self._task = task
        self._draw = draw
        self._others = others
        self._more = more
        self._patience = patience
        self._watch = watch
        self._starts: dict[int, str] = {}
        self._owners: dict[int, int] = {}
        self._done: dict[int, int] = {}
        self._known = 0
        self._spent: dict[int, Mapping[str, Any]] = {}
        self._ended: dict[int, str] = {}
        self._heard: SimpleQueue[tuple[int, dict[str, Any] | None]] = SimpleQueue()
        self._helpers: dict[int, Helper] = {}
        self._has_begun = False
        self._can_travel = True

    @contextlib.contextmanager
    def attended(self) -> Iterator[HelperGroup]:
        """Start the other processes, and leave none of them behind, however the block ends."""
        try:
            for _ in range(self._others):
                self._start()
            self._has_begun = True
            yield self
        finally:
            for helper in self._helpers.values():
                helper.kill()
                helper.wait()
                helper.close_input()

    @property
    def lost(self) -> list[LostPlay]:
        """The plays that somebody took and nobody drew."""
        unknown = next(iter(self._ended.values()), "is gone")
        missing = sorted(self._starts.keys() - self.answers.keys())
        return [LostPlay(first, self._ended.get(self._owners.get(first, -1), unknown)) for first in missing]

    def finish(self) -> None:
        """Wait until the other processes have drawn what they took, or have ended."""
        silent_since = dict.fromkeys(self._helpers, time.monotonic())
        with STOPWATCH.phase("wait"):
            while self.lost and len(self._ended) < len(self._helpers):
                with contextlib.suppress(Empty):
                    number, message = self._heard.get(timeout=0.2)
                    silent_since[number] = time.monotonic()
                    self._handle(number, message)
                for number, since in silent_since.items():
                    if number not in self._ended and time.monotonic() - since > self._patience:
                        self._helpers[number].kill()
                        self._ended[number] = f"said nothing for {self._patience:g} s and was killed"
        for spent in self._spent.values():
            STOPWATCH.add(spent)

    def _start(self) -> None:
        """Have one more process draw, unless it cannot be told what."""
        number = len(self._helpers) + 1
        folder = Path(tempfile.mkdtemp(prefix=f"helper-{number}-", dir=self._task.work_folder))
        task = replace(self._task, work_folder=folder)
        forks = can_fork() and not self._has_begun
        try:
            helper = ForkedHelper(lambda say: self._draw(task, say)) if forks else SpawnedHelper(task)
        except TypeError:
            self._can_travel = False
            return
        self._helpers[number] = helper
        threading.Thread(target=self._listen, args=(number, helper), daemon=True).start()

    def _listen(self, number: int, helper: Helper) -> None:
        with helper.stdout as stream:
            for message in messages(stream):
                self._heard.put((number, message))
        self._heard.put((number, None))

    def _handle_own(self, message: dict[str, Any]) -> None:
        """Take note of what this process's share says, and of what the others have said meanwhile."""
        self._handle(0, message)
        with contextlib.suppress(Empty):
            while True:
                self._handle(*self._heard.get_nowait())
        while self._can_travel and len(self._helpers) < self._others + self._more():
            self._start()

    def _handle(self, number: int, message: dict[str, Any] | None) -> None:
        if message is None:
            self._note_end(number)
            return
        if message.get("sequential"):
            raise SequentialOnly
        if "warning" in message:
            _LOG.warning("%s", message["warning"])
        if "start" in message:
            first_frame, start = message["first_frame"], message["start"]
            if self._starts.setdefault(first_frame, start) != start:
                raise SequentialOnly
            if message.get("taken"):
                self._owners[first_frame] = number
        elif "answer" in message:
            self.answers[message["first_frame"]] = message["answer"]
        elif "ended" in message:
            self._ended[number] = message["ended"]
            _LOG.debug("helper %d: %s", number, message.get("traceback", ""))
        if number and "spent" in message:
            self._spent[number] = message["spent"]
        self._known += message.get("known", 0)
        self._done[number] = message.get("done", self._done.get(number, 0))
        self._watch(sum(self._done.values()), self._known)

    def _note_end(self, number: int) -> None:
        """Take note of how a process ended that cannot say it any more."""
        if number not in self._ended:
            try:
                reason = describe_exit(self._helpers[number].wait(_GRACE))
            except subprocess.TimeoutExpired:  # it has closed its pipe and goes on
                self._helpers[number].kill()
                reason = "closed its output but kept running"
            self._ended[number] = reason
