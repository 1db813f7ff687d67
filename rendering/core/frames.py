"""What a scene did while it played: its beats, captions, sound and length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, the latter two excluded."""
Pixels = NDArray[np.uint8]
"""One frame, shape (height, width, 4): red, green, blue, alpha, rows from the top."""


@dataclass(frozen=True)
class Stage:
    """What is known before the first frame.

    Parameters
    ----------
    width, height
        Size in pixels.
    rate
        Frames a second.
    transparent
        Whether frames have a transparent background.
    excerpt
        The beats that the scene names as its excerpt; none means all of it.
    loops
        Whether the scene says that its excerpt ends as it begins.
    """

    width: int
    height: int
    rate: Fraction
    transparent: bool
    excerpt: tuple[str, ...] = ()
    loops: bool = False


@dataclass(frozen=True)
class Frame:
    """One picture and how often it is shown.

    Parameters
    ----------
    index
        Number of the first frame it fills, from 0.
    repeat
        How many frames it fills.
    beat
        Number of the beat it belongs to, from 0.
    pixels
        The picture; never changed after it has been handed over (but see `StretchSink`).
    changed
        The rectangles outside which it is the picture before it in the same stretch; ``None`` where nobody knows.
    """

    index: int
    repeat: int
    beat: int
    pixels: Pixels
    changed: Sequence[Box] | None = None


@dataclass(frozen=True)
class Beat:
    """A named stretch of the scene: frames `first` up to but not including `stop`."""

    name: str
    first: int
    stop: int

    def start_seconds(self, rate: Fraction) -> float:
        """Return when the beat starts, in seconds."""
        return float(self.first / rate)

    def end_seconds(self, rate: Fraction) -> float:
        """Return when the beat ends, in seconds."""
        return float(self.stop / rate)


@dataclass(frozen=True)
class Caption:
    """A line to read, from `start` to `end` seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Sound:
    """Interleaved 16-bit samples to be heard from the first frame on."""

    samples: NDArray[np.int16]
    channels: int
    sample_rate: int


@dataclass(frozen=True, kw_only=True)
class Performance:
    """What one run of a scene gave beside its frames.

    Parameters
    ----------
    stage
        Size and rate.
    frames
        How many frames were played.
    plays
        How many calls of ``play`` and ``wait``.
    beats
        The named stretches that hold at least one frame, in order.
    captions
        What is to be read, in order of their start.
    sound
        What is to be heard, or ``None``.
    sidecar
        What the scene itself says of the run (title, ledger, ...).
    final
        What stands when the last play is over, if it was asked for.
    """

    stage: Stage
    frames: int
    plays: int
    beats: tuple[Beat, ...] = ()
    captions: tuple[Caption, ...] = ()
    sound: Sound | None = None
    sidecar: Mapping[str, Any] = field(default_factory=dict)
    final: Pixels | None = None

    @property
    def duration(self) -> float:
        """The length in seconds."""
        return float(self.frames / self.stage.rate)


class FrameSink(Protocol):
    """Takes the frames of one performance, in order."""

    def open(self, stage: Stage) -> None:
        """Prepare for frames of this size and rate."""

    def write(self, frame: Frame) -> None:
        """Take one frame."""

    def finish(self, performance: Performance) -> None:
        """Complete what was made of the frames."""

    def abort(self) -> None:
        """Drop whatever has been made; nothing stays on disk."""


class StretchSink(FrameSink, Protocol):
    """Takes the frames of one stretch of the scene, in the process that draws them.

    A picture is its own only until `write` returns: the next one may be drawn on the same canvas.
    """

    def answer(self) -> Mapping[str, Any]:
        """Complete the stretch, and return what has to be known of it elsewhere, as JSON-able data."""


class Selection(Protocol):
    """Says which frames are to be drawn; the others are played without being drawn."""

    def play(self, first: int, count: int | None, beat: str) -> bool:
        """Say whether any of the play's frames may be wanted (`count` is ``None`` where nobody can know it yet)."""

    def frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:
        """Say whether a picture filling `repeat` frames is wanted; `last` where it may be the last of its play."""


Select: TypeAlias = Callable[[Stage], Selection]
"""Given size and rate, says which frames are drawn."""


class EveryFrame:
    """Draw everything."""

    @classmethod
    def of(cls, stage: Stage) -> EveryFrame:  # noqa: ARG003
        """Return the selection for any stage."""
        return cls()

    def play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Want every play."""
        return True

    def frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Want every frame."""
        return True


class NoFrame:
    """Draw nothing."""

    @classmethod
    def of(cls, stage: Stage) -> NoFrame:  # noqa: ARG003
        """Return the selection for any stage."""
        return cls()

    def play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Want no play."""
        return False

    def frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Want no frame."""
        return False


@dataclass(frozen=True)
class FrameAt:
    """Draw one frame, by its number."""

    wanted: int

    def play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Want the play that holds the frame."""
        return first <= self.wanted and (count is None or self.wanted < first + count)

    def frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Want the frame itself."""
        return index <= self.wanted < index + repeat


@dataclass(frozen=True)
class Within:
    """Draw the frames of some ranges, each told by its first frame and the one after its last."""

    ranges: Sequence[tuple[int, int]]

    def play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Want the plays that a range reaches into."""
        return any(first < stop and (count is None or start < first + count) for start, stop in self.ranges)

    def frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Want every frame of a range."""
        return any(start <= index < stop for start, stop in self.ranges)


@dataclass(frozen=True)
class LastFrames:
    """Draw the last frame of every play of the named beats (of all beats for ``None``).

    Which play ends a beat is known only when the next beat starts, so the last frame of each is drawn.
    """

    beats: frozenset[str] | None = None

    def play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Want the plays of the named beats."""
        return self.beats is None or beat in self.beats

    def frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Want a play's last frame."""
        return last


@dataclass(frozen=True)
class Beats:
    """Draw every frame of the named beats (of all beats where none is named)."""

    names: tuple[str, ...]

    def play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Want the plays of the named beats."""
        return not self.names or beat in self.names

    def frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Want every frame of the named beats."""
        return not self.names or beat in self.names
