"""Draw one picture of a scene as soon as can be: play up to its moment, draw it, and leave."""

from __future__ import annotations

import gc
import hashlib
import io
import os
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
SELDOM = (200_000, 50, 1_000)
"""A process of a second or two need not look for cycles."""


@dataclass(frozen=True)
class Shot:
    """One picture of a scene.

    Parameters
    ----------
    pixels
        The picture.
    frame
        Its number in the scene; ``None`` for what stands at the end.
    """

    pixels: Pixels
    frame: int | None


class _Enough(BaseException):
    """There is nothing more to be drawn; not an `Exception`, so that no scene catches it."""


class _Camera(BaseSink):
    """A sink that keeps the latest picture."""

    def __init__(self) -> None:
        self.shot: Shot | None = None

    def write(self, frame: Frame) -> None:
        """Keep the picture in place of the one before."""
        self.shot = Shot(frame.pixels, frame.index + frame.repeat - 1)


class _Until(Selection):
    """Draw what another selection wants of a beat, or of the scene where no beat is named, and then play no further.

    Parameters
    ----------
    camera
        Gets the picture.
    beat
        The beat's name.
    within
        Returns the selection, given the number of the beat's first frame.
    once
        Whether the first picture will do.
    """

    def __init__(self, camera: _Camera, beat: str | None, within: Callable[[int], Selection], *, once: bool) -> None:
        self.first: int | None = None
        self.stop = 0
        self._camera = camera
        self._beat = beat
        self._within = within
        self._once = once
        self._wanted: Selection | None = None

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:
        """Want the plays of the beat that the other selection wants."""
        if self._camera.shot is not None and (self._once or beat != self._beat):
            raise _Enough
        if self._beat is not None and beat != self._beat:
            if self._wanted is not None:
                self.stop = first
                raise _Enough
            return False
        if self._wanted is None:
            self.first = first
            self._wanted = self._within(first)
        self.stop = first + (count or 0)
        return self._wanted.wants_play(first, count, beat)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:
        """Want what the other selection wants."""
        if self._once and self._camera.shot is not None:
            raise _Enough
        return self._wanted is not None and self._wanted.wants_frame(index, repeat, last=last, beat=beat)


def take(task: PreviewTask) -> Shot:
    """Return the picture at the playhead.

    A beat that has become shorter gives its last picture; one that is gone, the picture at the same time of the scene;
    and a scene that has become shorter, what stands at its end.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    gc.set_threshold(*SELDOM)
    look, playhead = task.request.look, task.request.playhead
    rate = look.rate or Fraction(1)
    if playhead.beat is None:
        return _poster(task, look)
    offset = nearest_frame(playhead.offset, rate)
    shot, seen = _shoot(task, look, playhead.beat, lambda first: FrameAt(first + offset))
    if shot is None and seen.first is not None:
        last = FrameAt(seen.stop - 1)
        shot, _ = _shoot(task, look, None, lambda _: last)
    if shot is None:
        moment = FrameAt(nearest_frame(playhead.seconds, rate))
        shot, _ = _shoot(task, look, None, lambda _: moment, finale=True)
    if shot is None:
        raise ValueError("no picture was drawn")
    return shot


def _poster(task: PreviewTask, look: Look) -> Shot:
    """Return what stands for the whole: the end of the scene's own poster beat, else what stands at the scene's end."""
    camera = _Camera()

    def select(stage: Stage) -> Selection:
        beat = stage.excerpt[-1] if stage.excerpt else None
        if beat is None:
            return FrameAt(-1)
        return _Until(camera, beat, lambda _: LastFrames(), once=False)

    performance = _play(task, look, camera, select, finale=True)
    if camera.shot is None and performance is not None and performance.final is not None:
        return Shot(performance.final, max(0, performance.frames - 1))
    if camera.shot is None:
        raise ValueError("no picture was drawn")
    return camera.shot


def _shoot(
    task: PreviewTask,
    look: Look,
    beat: str | None,
    within: Callable[[int], FrameAt],
    *,
    finale: bool = False,
) -> tuple[Shot | None, _Until]:
    """Draw one frame, if it is reached; a picture that stands for many frames is of the one that was asked for."""
    camera = _Camera()
    until = _Until(camera, beat, within, once=True)
    performance = _play(task, look, camera, lambda _: until, finale=finale)
    if camera.shot is None and performance is not None and performance.final is not None:
        return Shot(performance.final, max(0, performance.frames - 1)), until
    if camera.shot is not None and until.first is not None:
        return replace(camera.shot, frame=within(until.first).wanted), until
    return camera.shot, until


def _play(
    task: PreviewTask, look: Look, camera: _Camera, select: Callable[[Stage], Selection], *, finale: bool
) -> Performance | None:
    """Play the scene until there is enough; return what it did if it was played to its end."""
    forget_modules(task.target.file)
    try:
        return perform(
            task.target,
            look,
            camera,
            work_folder=task.work_folder,
            select=select,
            finale=finale,
        )
    except _Enough:
        return None


def keep(shot: Shot, folder: Path) -> str:
    """Write a shot as PNG under the name of its content, and return that name."""
    return keep_image(picture(shot.pixels), folder)


def keep_image(image: Image.Image, folder: Path) -> str:
    """Write an image as PNG under the name of its content, and return that name."""
    data = io.BytesIO()
    image.save(data, format="PNG", compress_level=1)
    name = f"{hashlib.sha256(data.getvalue()).hexdigest()[:32]}.png"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        hidden = path.with_suffix(f".{os.getpid()}.part")
        hidden.write_bytes(data.getvalue())
        hidden.replace(path)
    return name
