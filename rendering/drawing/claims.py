"""Divide the plays of a scene among processes that all play it.

Every process plays the whole scene, in order, and draws the plays that it comes to first: whoever creates a play's file
in a common folder has claimed it, and the others pass over it. So all processes are busy to the end, however unequal
the plays are, and another may join at any time. That all of them play the same scene is checked by comparing the
fingerprints with which each play begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from rendering.core.job import Look
from rendering.core.profiling import STOPWATCH
from rendering.core.selections import Select
from rendering.core.sinks import SegmentSink
from rendering.core.targets import Target
from rendering.drawing.helpers import Send
from rendering.playback.fingerprint import Fingerprint

OpenSink: TypeAlias = Callable[[int, Fingerprint | None], SegmentSink]
"""Makes the sink for the segment that starts with the frame of this number, in the process that draws it.

It is also given the segment's fingerprint, where segments are kept and that decides all of its frames.
"""
Recall: TypeAlias = Callable[[int, Fingerprint], Mapping[str, Any] | None]
"""Returns the answer of a kept segment that starts with this frame and has this fingerprint, or ``None``."""
_HEARTBEAT = 0.25
"""Seconds between two reports of progress: often enough to look alive, too seldom to cost anything."""


@dataclass(frozen=True)
class LostPlay:
    """A play, or chunk of one, that was claimed and not drawn.

    Parameters
    ----------
    first_frame
        The number of its first frame.
    reason
        What happened to the process that had claimed it.
    """

    first_frame: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class DrawTask:
    """What a process has to know to draw the plays it claims; it travels pickled.

    Parameters
    ----------
    target
        The scene.
    look
        What decides the pixels.
    open_sink
        Makes the sink for one segment.
    work_folder
        An empty folder for what Manim itself writes on the way.
    select
        Given size and rate, returns which frames are drawn.
    recall
        Returns the answer of a segment that was drawn before; ``None`` where segments are not kept.
    claims_folder
        An empty folder that all processes have in common.
    compares
        Whether there may be several processes, whose plays have to be compared by their fingerprints.
    """

    target: Target
    look: Look
    open_sink: OpenSink
    work_folder: Path
    select: Select
    recall: Recall | None
    claims_folder: Path
    compares: bool


class Claims:
    """The plays that one process claims, and its messages about them to the process that gathers the answers.

    Parameters
    ----------
    folder
        The folder that all processes have in common.
    send
        Sends a message to the process that gathers the answers.
    """

    def __init__(self, folder: Path, send: Send) -> None:
        self._folder = folder
        self._send = send
        self._frames_done = 0
        self._last_heartbeat = 0.0

    def claim(self, first_frame: int, start: str) -> bool:
        """Send the digest of what a play begins with, and return whether this process is to draw the play."""
        try:
            # Creating a file that must not exist yet is atomic, so exactly one process succeeds.
            (self._folder / str(first_frame)).touch(exist_ok=False)
        except FileExistsError:
            self._send({"start": start, "first_frame": first_frame})
            return False
        self._send({"start": start, "first_frame": first_frame, "claimed": True})
        return True

    def report_recalled(self, first_frame: int, answer: Mapping[str, Any]) -> None:
        """Send the answer of a claimed play that was drawn before."""
        self._send_answer(first_frame, answer, recalled=1)

    def report_drawn(self, first_frame: int, answer: Mapping[str, Any]) -> None:
        """Send the answer of a claimed play that has been drawn."""
        self._send_answer(first_frame, answer, recalled=0)

    def report_progress(self, frames: int) -> None:
        """Send, at most four times a second, how many frames of the current play have been drawn."""
        now = time.monotonic()
        if now - self._last_heartbeat >= _HEARTBEAT:
            self._last_heartbeat = now
            self._send({"frames_done": self._frames_done + frames})

    def _send_answer(self, first_frame: int, answer: Mapping[str, Any], *, recalled: int) -> None:
        self._frames_done += int(answer["frames"])
        self._send(
            {
                "first_frame": first_frame,
                "answer": dict(answer),
                "frames_done": self._frames_done,
                "recalled": recalled,
                "phases": STOPWATCH.read(),
            }
        )
