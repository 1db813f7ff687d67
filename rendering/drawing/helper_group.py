"""The helpers of one process: start them, gather the answers to what they have drawn, and end them."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from rendering.core.children import messages
from rendering.core.processes import can_fork, describe_exit
from rendering.core.profiling import STOPWATCH
from rendering.drawing.claims import Claims, DrawTask, LostPlay
from rendering.drawing.helpers import ForkedHelper, Helper, Send, SequentialOnly, SpawnedHelper

_LOG = logging.getLogger(__name__)

ReportFrames: TypeAlias = Callable[[int, int], None]
"""Receives how many frames there are so far, and how many segments of them were recalled instead of drawn."""
LONGEST_SILENCE = 60.0
"""Seconds without a message after which a helper counts as hung: a live one reports after every frame."""
_GRACE = 5.0
"""Seconds that a helper may take to end after it has closed its output; then it is killed."""
_POLL = 0.2
"""Seconds between two looks at who has been silent for too long."""
_OWN = 0
"""The number of this process; helpers count from 1."""


class HelperGroup:
    """The claims of this process, and the helpers that draw what it does not claim.

    Parameters
    ----------
    task
        What to draw.
    draw
        Draws, in a helper, what that claims of a task.
    helpers
        How many helpers to start at once.
    more_helpers
        Returns how many more there may be by now.
    max_silence
        Seconds without a message after which a helper is killed, once this process is done.
    report
        Receives the progress of all processes together.

    Raises
    ------
    SequentialOnly
        By most methods: if the processes do not play the same, or one of them found that the scene cannot be divided.
    """

    def __init__(
        self,
        task: DrawTask,
        draw: Callable[[DrawTask, Send], None],
        *,
        helpers: int,
        more_helpers: Callable[[], int] = lambda: 0,
        max_silence: float = LONGEST_SILENCE,
        report: ReportFrames = lambda *_: None,
    ) -> None:
        self.own_claims = Claims(task.claims_folder, lambda message: self._handle_own(message))
        self.answers: dict[int, dict[str, Any]] = {}
        self._task = task
        self._draw = draw
        self._helper_count = helpers
        self._more_helpers = more_helpers
        self._max_silence = max_silence
        self._report = report
        self._starts: dict[int, str] = {}
        self._owners: dict[int, int] = {}
        self._frames_done: dict[int, int] = {}
        self._recalled = 0
        self._phases: dict[int, Mapping[str, Any]] = {}
        self._end_reasons: dict[int, str] = {}
        self._messages: SimpleQueue[tuple[int, dict[str, Any] | None]] = SimpleQueue()
        self._helpers: dict[int, Helper] = {}
        self._is_playing = False
        self._can_pickle_task = True

    @contextlib.contextmanager
    def running(self) -> Iterator[HelperGroup]:
        """Start the helpers, and leave none of them behind, however the block ends."""
        try:
            for _ in range(self._helper_count):
                self._start_helper()
            self._is_playing = True
            yield self
        finally:
            for helper in self._helpers.values():
                helper.kill()
                helper.wait()
                helper.close_input()

    @property
    def lost(self) -> list[LostPlay]:
        """The plays that a process claimed and none has drawn."""
        unknown = next(iter(self._end_reasons.values()), "is gone")
        missing = sorted(self._starts.keys() - self.answers.keys())
        return [LostPlay(first, self._end_reasons.get(self._owners.get(first, -1), unknown)) for first in missing]

    def finish(self) -> None:
        """Wait until the helpers have drawn what they claimed, or have ended."""
        last_message = dict.fromkeys(self._helpers, time.monotonic())
        with STOPWATCH.phase("wait"):
            while self.lost and len(self._end_reasons) < len(self._helpers):
                with contextlib.suppress(Empty):
                    number, message = self._messages.get(timeout=_POLL)
                    last_message[number] = time.monotonic()
                    self._handle(number, message)
                self._kill_silent_helpers(last_message)
        for phases in self._phases.values():
            STOPWATCH.add(phases)

    def _kill_silent_helpers(self, last_message: Mapping[int, float]) -> None:
        for number, received in last_message.items():
            if number not in self._end_reasons and time.monotonic() - received > self._max_silence:
                self._helpers[number].kill()
                self._end_reasons[number] = f"sent nothing for {self._max_silence:g} s and was killed"

    def _start_helper(self) -> None:
        """Start one more helper, unless the task can neither be inherited by a fork nor be pickled."""
        number = len(self._helpers) + 1
        folder = Path(tempfile.mkdtemp(prefix=f"helper-{number}-", dir=self._task.work_folder))
        task = replace(self._task, work_folder=folder)
        # Once the scene is playing, a fork would inherit its half-played state: settings, modules, random generators.
        forks = can_fork() and not self._is_playing
        try:
            helper = ForkedHelper(lambda send: self._draw(task, send)) if forks else SpawnedHelper(task)
        except TypeError:
            self._can_pickle_task = False
            return
        self._helpers[number] = helper
        threading.Thread(
            target=self._receive, args=(number, helper), name=f"messages of helper {number}", daemon=True
        ).start()

    def _receive(self, number: int, helper: Helper) -> None:
        """Queue the messages of a helper, in a thread, and ``None`` when it has closed its output."""
        with helper.stdout as stream:
            for message in messages(stream):
                self._messages.put((number, message))
        self._messages.put((number, None))

    def _handle_own(self, message: dict[str, Any]) -> None:
        """Handle a message of this process's own claims, and those that have arrived from helpers meanwhile."""
        self._handle(_OWN, message)
        with contextlib.suppress(Empty):
            while True:
                self._handle(*self._messages.get_nowait())
        while self._can_pickle_task and len(self._helpers) < self._helper_count + self._more_helpers():
            self._start_helper()

    def _handle(self, number: int, message: dict[str, Any] | None) -> None:
        """Handle one message of a process; ``None`` is the end of its output."""
        if message is None:
            self._note_end(number)
            return
        if message.get("sequential"):
            raise SequentialOnly
        if "warning" in message:
            _LOG.warning("%s", message["warning"])
        if "start" in message:
            self._note_start(number, message)
        elif "answer" in message:
            self.answers[message["first_frame"]] = message["answer"]
        elif "ended" in message:
            self._end_reasons[number] = message["ended"]
            _LOG.debug("helper %d: %s", number, message.get("traceback", ""))
        if number != _OWN and "phases" in message:
            self._phases[number] = message["phases"]  # this process's own are in its stopwatch already
        self._recalled += message.get("recalled", 0)
        self._frames_done[number] = message.get("frames_done", self._frames_done.get(number, 0))
        self._report(sum(self._frames_done.values()), self._recalled)

    def _note_start(self, number: int, message: Mapping[str, Any]) -> None:
        """Compare what a play begins with in all processes, and remember which of them has claimed it."""
        first_frame, start = message["first_frame"], message["start"]
        if self._starts.setdefault(first_frame, start) != start:
            raise SequentialOnly
        if message.get("claimed"):
            self._owners[first_frame] = number

    def _note_end(self, number: int) -> None:
        """Remember how a helper ended that did not send a reason."""
        if number in self._end_reasons:
            return
        try:
            reason = describe_exit(self._helpers[number].wait(_GRACE))
        except subprocess.TimeoutExpired:
            self._helpers[number].kill()
            reason = "closed its output but kept running"
        self._end_reasons[number] = reason
