"""Worker processes as their parent sees them: start them, send them jobs, receive their events.

A worker runs each job in a forked child: every job starts from clean modules, and what a scene does to its process it
does to that child. Where processes cannot be forked, a worker runs one job.
"""

from __future__ import annotations

import os
import select
import subprocess
import threading
from queue import SimpleQueue
from typing import Any

from rendering.core.children import ChildProcess
from rendering.core.job import RenderJob
from rendering.jobs.worker import END_OF_JOB, LENDS

CHUNK = 1 << 16
WAIT_FOR_LINE = 0.5
"""Seconds after which the beginning of a line is passed on."""
Events = SimpleQueue[tuple[int, dict[str, Any]]]
"""The index of a job, and an event of its worker."""


class WorkerProcess:
    """A process that runs jobs.

    Parameters
    ----------
    events
        Receives every event of a job, the last of which is ``exit``.
    preload
        Whether it imports Manim itself, once for all its jobs; ignored where processes cannot be forked.
    scene_input
        Whether a scene may read this process's standard input: several at a time could not share it.
    """

    def __init__(self, events: Events, *, preload: bool, scene_input: bool = False) -> None:
        self.pid = 0
        self._index = -1
        self._is_busy = self._is_dismissed = False
        self._status: int | None = None
        self._events = events
        self._lock = threading.Lock()
        self._output_complete = threading.Event()
        self._child = ChildProcess(
            "rendering.jobs.worker",
            *(["preload"] if preload else []),
            stderr=subprocess.PIPE,
            scene_input=scene_input,
            own_session=True,  # Ctrl-C reaches this process alone, which then stops its workers
        )
        self._stderr_thread = threading.Thread(target=self._relay_stderr, daemon=True)
        self._stderr_thread.start()
        threading.Thread(target=self._relay_events, daemon=True).start()

    @property
    def is_free(self) -> bool:
        """Whether it can be given a job."""
        return not self._is_busy and not self._is_dismissed

    def start(self, index: int, job: RenderJob, *, lends: bool = False) -> None:
        """Run a job in it; say whether its segments may be drawn on other machines."""
        with self._lock:
            self._index, self._is_busy = index, True
        self.pid = self._child.process.pid
        if self._status is not None:
            self._report_exit(self._status)
        self._child.send({**job.as_json(), LENDS: lends})

    def allow_more(self, more: int) -> None:
        """Set how many more processes than the job's own may draw by now."""
        self._child.send(more)

    def deliver(self, message: dict[str, Any]) -> None:
        """Say what has come of a segment that is drawn on another machine."""
        self._child.send(message)

    def kill(self) -> None:
        """Kill the process."""
        self._child.kill()

    def dismiss(self) -> None:
        """End the process if it has no job."""
        if self.is_free:
            self._is_dismissed = True
            self._child.close_input()

    def stop(self) -> None:
        """End the process after it has removed its unfinished files; kill it if that takes too long."""
        self._child.stop()

    def _relay_events(self) -> None:
        """Forward every event of the process, in a thread of its own, and report its exit."""
        for event in self._child.messages():
            self._relay(event)
        self._stderr_thread.join()
        with self._lock:
            self._status = self._child.wait()
            is_busy = self._is_busy
        if is_busy:
            self._report_exit(self._status)

    def _relay(self, event: dict[str, Any]) -> None:
        if event["event"] == "started":
            self.pid = event["pid"]
        elif event["event"] == "finished":
            self._output_complete.wait()
            self._output_complete.clear()
            self._is_busy = False
            self._report_exit(event["status"])
        else:
            self._events.put((self._index, event))

    def _report_exit(self, status: int) -> None:
        self._events.put((self._index, {"event": "exit", "status": status}))

    def _relay_stderr(self) -> None:
        """Forward every line of standard error, in a thread of its own, and note where a job's output ends."""
        unfinished = b""
        with self._child.stderr as stream:
            while data := os.read(stream.fileno(), CHUNK):
                *lines, unfinished = (unfinished + data).split(b"\n")
                for line in lines:
                    self._relay_line(line)
                # Elsewhere a pipe cannot be waited for with a limit, so what has no end of line waits for one.
                if unfinished and os.name == "posix" and not select.select([stream], [], [], WAIT_FOR_LINE)[0]:
                    self._relay_line(unfinished)  # a question that waits for its answer
                    unfinished = b""
        if unfinished:
            self._relay_line(unfinished)

    def _relay_line(self, line: bytes) -> None:
        printed, ends_job, _ = line.partition(END_OF_JOB)
        text = printed.decode("utf-8", "replace").rstrip()
        if text or not ends_job:
            self._events.put((self._index, {"event": "log", "line": text}))
        if ends_job:
            self._output_complete.set()
