"""What a scene is drawn for: the frames that are wanted, where they go, and what is known of them from before."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from rendering.core.job import Look
from rendering.core.selections import EveryFrame, Select
from rendering.core.sinks import SegmentSink
from rendering.core.targets import Target
from rendering.playback.fingerprint import Fingerprint

OpenSink: TypeAlias = Callable[[int, Fingerprint | None], SegmentSink]
"""Makes the sink for the segment that starts with the frame of this number, in the process that draws it.

It is also given the segment's fingerprint, where segments are kept and that decides all of its frames.
"""
Recall: TypeAlias = Callable[[int, Fingerprint], Mapping[str, Any] | None]
"""Returns the answer of a kept segment that starts with this frame and has this fingerprint, or ``None``."""


class Lender(Protocol):
    """Has segments drawn on other machines, while this process plays on."""

    def offer(self, first: int, pictures: int, start: Fingerprint) -> bool:
        """Return whether the segment that begins with frame `first`, with so many pictures, is drawn elsewhere."""

    def recall(self, first: int, start: Fingerprint) -> Mapping[str, Any] | None:
        """Return the answer of a segment that has arrived, or ``None``."""

    def collect(self, note_answer: Callable[[int, Mapping[str, Any]], None]) -> None:
        """Wait for all that is drawn elsewhere, and pass each answer on.

        Raises
        ------
        LentLost
            If something does not arrive.
        """


@dataclass(frozen=True, kw_only=True)
class DrawTask:
    """What is drawn of a scene.

    Parameters
    ----------
    target
        The scene.
    look
        What decides the pixels.
    open_sink
        Makes the sink for one segment.
    work_folder
        An empty folder for what Manim itself writes on the way; by default a temporary one.
    select
        Given size and rate, returns which frames are drawn; all of them by default.
    recall
        Returns the answer of a segment that was drawn before; ``None`` where segments are not kept.
    lender
        Has segments drawn on other machines; ``None`` where all are drawn on this one.
    only
        The digest of each segment that is drawn, by its first frame; ``None`` for all that are wanted.
    """

    target: Target
    look: Look
    open_sink: OpenSink
    work_folder: Path | None = None
    select: Select = EveryFrame.of
    recall: Recall | None = None
    lender: Lender | None = None
    only: Mapping[int, str] | None = None

    @property
    def tells_segments_apart(self) -> bool:
        """Whether the fingerprints of segments are asked for."""
        return self.recall is not None or self.lender is not None or self.only is not None

    def may_ask_for(self, first: int, count: int | None) -> bool:
        """Return whether a segment that is drawn may begin in a play, given its first frame and how many it has."""
        stop = math.inf if count is None else first + count
        return self.only is None or any(first <= begin < stop for begin in self.only)

    def check_all_drawn(self, answers: Mapping[int, Any]) -> None:
        """Raise `AllDrawn` if the segments that are asked for, and no others, are among those that have answers."""
        if self.only is not None and self.only.keys() <= answers.keys():
            raise AllDrawn


class PlayAgain(BaseException):
    """What has been drawn will not do: the scene is to be played again, and all of it drawn by the process that plays.

    Not an `Exception`, so that no scene catches it.

    Parameters
    ----------
    reason
        Why, as a warning to the user; empty where there is nothing to warn of.
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class LentLost(PlayAgain):
    """Something that was to be drawn on another machine did not arrive, and is drawn here instead."""


class AllDrawn(BaseException):
    """All segments that a task asks for are drawn, so the scene need not be played to its end."""
