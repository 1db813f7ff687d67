"""Which frames of a scene are drawn; the others are played without being drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

from rendering.core.frames import Stage


class Selection:
    """Decides which frames are drawn: all of them, unless a subclass decides otherwise."""

    @classmethod
    def of(cls, stage: Stage) -> Self:  # noqa: ARG003
        """Return the selection for any stage, where it needs to know nothing else."""
        return cls()

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Return whether any of the play's frames may be wanted; `count` is ``None`` where a condition ends it."""
        return True

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Return whether a picture filling `repeat` frames is wanted; `last` where it may be the last of its play."""
        return True


Select: TypeAlias = Callable[[Stage], Selection]
"""Given size and rate, returns which frames are drawn."""


class EveryFrame(Selection):
    """Draw everything."""


class NoFrame(Selection):
    """Draw nothing."""

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Return False for every play."""
        return False

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Return False for every frame."""
        return False


@dataclass(frozen=True)
class FrameAt(Selection):
    """Draw one frame, by its number."""

    wanted: int

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Return True for the play that holds the frame."""
        return first <= self.wanted and (count is None or self.wanted < first + count)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Return True for the frame itself."""
        return index <= self.wanted < index + repeat


@dataclass(frozen=True)
class Within(Selection):
    """Draw the frames of some ranges, each given by its first frame and the one after its last."""

    ranges: Sequence[tuple[int, int]]

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Return True for the plays that overlap a range."""
        return any(first < stop and (count is None or start < first + count) for start, stop in self.ranges)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Return True for every frame of a range."""
        return any(start <= index < stop for start, stop in self.ranges)


@dataclass(frozen=True)
class LastFrames(Selection):
    """Draw the last frame of every play of the named beats (of all beats for ``None``).

    Which play ends a beat is known only when the next beat starts, so the last frame of each is drawn.
    """

    beats: frozenset[str] | None = None

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Return True for the plays of the named beats."""
        return self.beats is None or beat in self.beats

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Return True for a play's last frame."""
        return last


@dataclass(frozen=True)
class Beats(Selection):
    """Draw every frame of the named beats (of all beats where none is named)."""

    names: tuple[str, ...]

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Return True for the plays of the named beats."""
        return not self.names or beat in self.names

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Return True for every frame of the named beats."""
        return not self.names or beat in self.names
