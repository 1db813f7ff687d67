"""Fork children that do one piece of work each, listen to them, and outlive any of them.

A child starts as a copy of this process at the moment of the fork: whatever is in memory need not be sent to it. It
answers in lines of JSON over a pipe and leaves by ``os._exit``, so nothing of the parent's (open files, ``finally``
blocks, exit handlers) runs twice.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import gc
import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from rendering.stopwatch import STOPWATCH

PATIENCE = 60.0
"""Seconds a child may be silent before it is taken for hung and killed."""
_HEARTBEAT = 0.25
_SET_PARENT_DEATH_SIGNAL = 1


NO_FORK = "RENDER_NO_FORK"
"""An environment variable: where it is set, processes are not forked although they could be."""


def can_fork() -> bool:
    """Say whether processes may be forked here (macOS's own frameworks do not survive it, Windows cannot)."""
    return hasattr(os, "fork") and sys.platform not in {"darwin", "win32"} and not os.environ.get(NO_FORK)


@dataclass(frozen=True)
class Lost:
    """A piece of work that did not get done.

    Parameters
    ----------
    work
        Its number.
    reason
        What happened to the child.
    traceback
        Where, if the child could say it.
    """

    work: int
    reason: str
    traceback: str = ""


class Voice:
    """A child's side of the pipe."""

    def __init__(self, descriptor: int, parent: int) -> None:
        self._descriptor = descriptor
        self._parent = parent
        self._last = time.monotonic()

    def alive(self, done: int) -> None:
        """Say, now and then, how much has been done; leave if there is nobody to hear it."""
        now = time.monotonic()
        if now - self._last >= _HEARTBEAT:
            self._last = now
            if os.getppid() != self._parent:
                os._exit(1)
            self._say({"alive": done})

    def leave(self, answer: dict[str, Any]) -> NoReturn:
        """Answer and end."""
        self._say({"answer": answer, "spent": STOPWATCH.read()})
        os._exit(0)

    def fail(self, error: BaseException) -> NoReturn:
        """Say what went wrong and end."""
        told = "".join(traceback.format_exception(error))
        with contextlib.suppress(OSError):
            self._say({"error": f"{type(error).__name__}: {error}", "traceback": told})
        os._exit(1)

    def _say(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self._descriptor, data) :]


@dataclass
class _Child:
    """The parent's side."""

    work: int
    process: int
    heard: bytearray = field(default_factory=bytearray)
    last: float = field(default_factory=time.monotonic)
    done: int = 0
    answer: dict[str, Any] | None = None
    error: str = ""
    traceback: str = ""

    def listen(self, data: bytes) -> None:
        """Take in what the child wrote."""
        self.last = time.monotonic()
        self.heard += data
        while (end := self.heard.find(b"\n")) >= 0:
            message = json.loads(self.heard[:end])
            del self.heard[: end + 1]
            self.done = message.get("alive", self.done)
            self.answer = message.get("answer", self.answer)
            STOPWATCH.add(message.get("spent", {}))
            self.error = message.get("error", self.error)
            self.traceback = message.get("traceback", self.traceback)


class Children:
    """At most `most` children at a time.

    Parameters
    ----------
    most
        How many may run at once.
    patience
        Seconds of silence after which a child is killed.
    watch
        Is told how much has been done, and how many pieces of work were not children's.
    """

    def __init__(
        self,
        most: int,
        *,
        patience: float = PATIENCE,
        watch: Callable[[int, int], None] = lambda _done, _recalled: None,
    ) -> None:
        self.answers: dict[int, dict[str, Any]] = {}
        self.lost: list[Lost] = []
        self._most = most
        self._patience = patience
        self._watch = watch
        self.recalled = 0
        self._running: dict[int, _Child] = {}
        self._buried = 0

    @property
    def done(self) -> int:
        """How much all children together say they have done."""
        return self._buried + sum(child.done for child in self._running.values())

    def fork(self, work: int) -> Voice | None:
        """Start a child for a piece of work, waiting for room; return a voice in the child, ``None`` in the parent."""
        with STOPWATCH.phase("wait"):
            while len(self._running) >= self._most:
                self._attend()
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        chance = random.getstate()
        gc.freeze()
        process = os.fork()
        if process:
            gc.unfreeze()
            os.close(writing)
            self._running[reading] = _Child(work, process)
            return None
        os.close(reading)
        for descriptor in self._running:
            os.close(descriptor)
        self._running.clear()
        STOPWATCH.start_over("animate")
        random.setstate(chance)  # Python seeds it anew in every forked child
        _settle_in(parent)
        return Voice(writing, parent)

    def recall(self, work: int, answer: Mapping[str, Any], done: int) -> None:
        """Take the answer to a piece of work from elsewhere."""
        self.answers[work] = dict(answer)
        self.recalled += 1
        self._buried += done
        self._watch(self.done, self.recalled)

    def finish(self) -> None:
        """Wait for all children."""
        with STOPWATCH.phase("wait"):
            while self._running:
                self._attend()

    def stop(self) -> None:
        """Kill all children and wait until they are gone."""
        for child in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.process, signal.SIGKILL)
        for reading, child in self._running.items():
            os.close(reading)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child.process, 0)
        self._running.clear()

    @contextlib.contextmanager
    def attended(self) -> Iterator[Children]:
        """Leave no child behind, however the block ends."""
        try:
            yield self
            self.finish()
        finally:
            self.stop()

    def glance(self) -> None:
        """Hear what children have to say, without waiting."""
        self._attend(0.0)

    def _attend(self, timeout: float = 1.0) -> None:
        """Listen to the children for a while, and bury those that have ended or hang."""
        if not self._running:
            return
        ready, _, _ = select.select(list(self._running), [], [], timeout)
        for reading in ready:
            data = os.read(reading, 1 << 16)
            if data:
                self._running[reading].listen(data)
            else:
                self._bury(reading)
        now = time.monotonic()
        for reading, child in list(self._running.items()):
            if now - child.last > self._patience:
                os.kill(child.process, signal.SIGKILL)
                child.error = f"said nothing for {self._patience:g} s and was killed"
                self._bury(reading)
        self._watch(self.done, self.recalled)

    def _bury(self, reading: int) -> None:
        child = self._running.pop(reading)
        os.close(reading)
        _, status = os.waitpid(child.process, 0)
        code = os.waitstatus_to_exitcode(status)
        if code == 0 and child.answer is not None:
            self.answers[child.work] = child.answer
            self._buried += child.done
        else:
            self.lost.append(Lost(child.work, child.error or end_of(code), child.traceback))


def _settle_in(parent: int) -> None:
    """Make a forked process a good child: it dies with its parent, heeds signals, and prints nothing twice."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)  # a thread pool does not survive a fork; without one, nothing waits for it


def end_of(code: int) -> str:
    """Say how a process ended that gave no answer."""
    if code < 0:
        try:
            return f"was killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"was killed by signal {-code}"
    return f"ended with status {code} and no answer"
