"""Processes that make jobs, and what is heard of them; one that stays makes one job after another.

A process that stays has Manim imported, and makes each job in a child of its own: every job begins from clean modules.
"""

from __future__ import annotations

import subprocess
import threading
from queue import SimpleQueue
from typing import Any

from rendering.core.children import ChildProcess
from rendering.core.job import RenderJob
from rendering.core.processes import can_fork
from rendering.jobs.worker import END_OF_JOB

Events = SimpleQueue[tuple[int, dict[str, Any]]]
"""The number of a job, and what was heard of it."""


class WorkerProcess:
    """A process that makes jobs.

    Parameters
    ----------
    events
        Where everything is told that is heard of a job, the last of which is ``exit``.
    stays
        Whether it makes more than one job; not where processes cannot be forked.
    """

    def __init__(self, events: Events, *, stays: bool) -> None:
        self.pid = 0
        self._index = -1
        self._is_busy = self._is_dismissed = False
        self._status: int | None = None
        self._events = events
        self._lock = threading.Lock()
        self._has_said_all = threading.Event()
        self._child = ChildProcess(
            "rendering.jobs.worker",
            *(["stay"] if stays and can_fork() else []),
            stderr=subprocess.PIPE,
            own_session=True,  # Ctrl-C is for us alone; we tell the workers
        )
        self._prints = threading.Thread(target=self._relay_prints, daemon=True)
        self._prints.start()
        threading.Thread(target=self._relay_events, daemon=True).start()

    @property
    def is_free(self) -> bool:
        """Whether it has nothing to do, and may be given something."""
        return not self._is_busy and not self._is_dismissed

    def begin(self, index: int, job: RenderJob) -> None:
        """Have it make a job."""
        with self._lock:
            self._index, self._is_busy = index, True
        self.pid = self._child.process.pid
        if self._status is not None:
            self._tell_end(self._status)
        self._child.send(job.as_json())

    def allow(self, more: int) -> None:
        """Say how many more processes than the job's own may draw by now."""
        self._child.send(more)

    def kill(self) -> None:
        """End it at once."""
        self._child.kill()

    def dismiss(self) -> None:
        """Have it end if it has nothing to do."""
        if self.is_free:
            self._is_dismissed = True
            self._child.close_input()

    def stop(self) -> None:
        """Have it clear up and end; kill it if it takes too long."""
        self._child.stop()

    def _relay_events(self) -> None:
        for event in self._child.messages():
            self._relay(event)
        self._prints.join()
        with self._lock:
            self._status = self._child.wait()
            is_busy = self._is_busy
        if is_busy:
            self._tell_end(self._status)

    def _relay(self, event: dict[str, Any]) -> None:
        if event["event"] == "began":
            self.pid = event["pid"]
        elif event["event"] == "ended":
            self._has_said_all.wait()
            self._has_said_all.clear()
            self._is_busy = False
            self._tell_end(event["status"])
        else:
            self._events.put((self._index, event))

    def _tell_end(self, status: int) -> None:
        self._events.put((self._index, {"event": "exit", "status": status}))

    def _relay_prints(self) -> None:
        stream = self._child.process.stderr
        if stream is not None:
            with stream:
                for line in stream:
                    said, _, end = line.partition(END_OF_JOB)
                    text = said.decode("utf-8", "replace").rstrip()
                    if text or not end:
                        self._events.put((self._index, {"event": "said", "line": text}))
                    if end:
                        self._has_said_all.set()
