"""Draw one picture of a scene as soon as possible: play up to its moment, draw it, and play no further."""

from __future__ import annotations

import gc
import hashlib
import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from PIL import Image

from rendering.core.frames import Frame, Performance, Pixels, Stage
from rendering.core.job import Look
from rendering.core.selections import FrameAt, LastFrames, Selection
from rendering.core.sinks import BaseSink
from rendering.output.png import picture
from rendering.playback.loading import forget_modules
from rendering.playback.play import perform
from rendering.preview.request import PreviewTask, nearest_frame

PICTURES_FOLDER = "pictures"
COLLECT_HARDLY_EVER = (200_000, 50, 1_000)
"""Thresholds of the garbage collector: a process that lives a second or two need not look for cycles."""


@dataclass(frozen=True)
class DrawnFrame:
    """One frame of a scene, drawn.

    Parameters
    ----------
    pixels
        Its pixels.
    number
        Its number in the scene.
    """

    pixels: Pixels
    number: int


class _StopPlaying(BaseException):
    """Nothing more is to be drawn; not an `Exception`, so that no scene catches it."""


class _LatestFrame(BaseSink):
    """A sink that keeps the latest frame."""

    def __init__(self) -> None:
        self.drawn: DrawnFrame | None = None

    def write(self, frame: Frame) -> None:
        """Keep the frame in place of the one before."""
        self.drawn = DrawnFrame(frame.pixels, frame.index + frame.repeat - 1)


class _StopAfter(Selection):
    """Draw what another selection wants of a beat, or of the scene where no beat is named, and then stop playing.

    Parameters
    ----------
    sink
        Gets the frames.
    beat
        The beat's name.
    select_from
        Returns the other selection, given the number of the beat's first frame.
    once
        Whether to stop after the first frame drawn.
    """

    def __init__(
        self, sink: _LatestFrame, beat: str | None, select_from: Callable[[int], Selection], *, once: bool
    ) -> None:
        self.first: int | None = None
        self.stop = 0
        self._sink = sink
        self._beat = beat
        self._select_from = select_from
        self._once = once
        self._selection: Selection | None = None

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:
        """Return True for the plays of the beat that the other selection wants."""
        if self._sink.drawn is not None and (self._once or beat != self._beat):
            raise _StopPlaying
        if self._beat is not None and beat != self._beat:
            if self._selection is not None:
                self.stop = first
                raise _StopPlaying
            return False
        if self._selection is None:
            self.first = first
            self._selection = self._select_from(first)
        self.stop = first + (count or 0)
        return self._selection.wants_play(first, count, beat)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:
        """Return True for the frames of the beat that the other selection wants."""
        if self._once and self._sink.drawn is not None:
            raise _StopPlaying
        return self._selection is not None and self._selection.wants_frame(index, repeat, last=last, beat=beat)


def draw_playhead(task: PreviewTask) -> DrawnFrame:
    """Return the frame at the playhead.

    If the beat has become shorter, this is its last frame; if the beat is gone, the frame at the same time of the
    scene; and if the scene has become shorter, its last frame.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    gc.set_threshold(*COLLECT_HARDLY_EVER)
    look, playhead = task.look, task.request.playhead
    rate = look.rate or Fraction(1)
    if playhead.beat is None:
        return _draw_poster(task, look)
    offset = nearest_frame(playhead.offset, rate)
    drawn, played = _draw_frame(task, look, playhead.beat, lambda first: FrameAt(first + offset))
    if drawn is None and played.first is not None:
        last = FrameAt(played.stop - 1)
        drawn, _ = _draw_frame(task, look, None, lambda _: last)
    if drawn is None:
        moment = FrameAt(nearest_frame(playhead.seconds, rate))
        drawn, _ = _draw_frame(task, look, None, lambda _: moment, finale=True)
    if drawn is None:
        raise ValueError("no picture was drawn")
    return drawn


def _draw_poster(task: PreviewTask, look: Look) -> DrawnFrame:
    """Return the frame that stands for the scene: the end of its own poster beat, or else the end of the scene."""
    sink = _LatestFrame()

    def select(stage: Stage) -> Selection:
        beat = stage.excerpt[-1] if stage.excerpt else None
        if beat is None:
            return FrameAt(-1)  # no frame: the picture at the end is drawn for `finale`
        return _StopAfter(sink, beat, lambda _: LastFrames(), once=False)

    performance = _play(task, look, sink, select, finale=True)
    drawn = sink.drawn or _final_frame(performance)
    if drawn is None:
        raise ValueError("no picture was drawn")
    return drawn


def _draw_frame(
    task: PreviewTask,
    look: Look,
    beat: str | None,
    select_from: Callable[[int], FrameAt],
    *,
    finale: bool = False,
) -> tuple[DrawnFrame | None, _StopAfter]:
    """Draw one frame, if it is reached; a picture that fills many frames gets the number of the one selected."""
    sink = _LatestFrame()
    selection = _StopAfter(sink, beat, select_from, once=True)
    performance = _play(task, look, sink, lambda _: selection, finale=finale)
    if sink.drawn is None:
        return _final_frame(performance), selection
    if selection.first is not None:
        return replace(sink.drawn, number=select_from(selection.first).wanted), selection
    return sink.drawn, selection


def _final_frame(performance: Performance | None) -> DrawnFrame | None:
    """Return the last frame of a scene, if it was played to its end with `finale`."""
    if performance is None or performance.final is None:
        return None
    return DrawnFrame(performance.final, max(0, performance.frames - 1))


def _play(
    task: PreviewTask, look: Look, sink: _LatestFrame, select: Callable[[Stage], Selection], *, finale: bool
) -> Performance | None:
    """Play the scene until its selection stops it; return what it did if it was played to its end."""
    forget_modules(task.target.file)
    try:
        return perform(task.target, look, sink, work_folder=task.work_folder, select=select, finale=finale)
    except _StopPlaying:
        return None


def save_frame(drawn: DrawnFrame, folder: Path) -> str:
    """Write a frame as PNG under the name of its content, and return that name."""
    return save_image(picture(drawn.pixels), folder)


def save_image(image: Image.Image, folder: Path) -> str:
    """Write an image as PNG under the name of its content, and return that name."""
    data = io.BytesIO()
    image.save(data, format="PNG", compress_level=1)  # fastest: the picture is wanted soon, not small
    name = f"{hashlib.sha256(data.getvalue()).hexdigest()[:32]}.png"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        hidden = path.with_suffix(f".{secrets.token_hex(8)}.part")
        hidden.write_bytes(data.getvalue())
        hidden.replace(path)
    return name
