"""Manim's renderer for a scene that is played in one process and drawn in others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from manim import Camera, MovingCamera, Scene, ThreeDCamera
from manim.utils.iterables import list_update

from rendering import forwarding
from rendering.boxes import NOWHERE, around
from rendering.fingerprint import Fingerprint, fingerprint
from rendering.manim_renderer import Recorder, Renderer
from rendering.painter import Painter
from rendering.performance import Pixels, Selection, StretchSink
from rendering.stopwatch import STOPWATCH

OpenSink = Callable[[int, Fingerprint | None], StretchSink]
"""Makes the sink for the stretch that starts with the frame of this number, in the process that draws it.

It is also given what the stretch begins with, where that says all about its frames.
"""
Recall = Callable[[int, Fingerprint], Mapping[str, Any] | None]
PLAIN_CAMERAS = (Camera, MovingCamera, ThreeDCamera)
"""Cameras whose pictures do not depend on pictures they took before."""


class InOrder(BaseException):
    """The scene has to be drawn frame after frame in one process; not an `Exception`, so that no scene catches it."""


class Voice(Protocol):
    """Tells whoever waits for it how drawing a play gets on."""

    def alive(self, done: int) -> None:
        """Say how many frames have been drawn."""

    def leave(self, answer: dict[str, Any]) -> None:
        """Say what came of it."""

    def fail(self, error: BaseException) -> None:
        """Say what went wrong."""


class Hands(Protocol):
    """Have plays drawn."""

    def fork(self, work: int) -> Voice | None:
        """Have the play that begins with a frame drawn; return a voice where that is to be done."""

    def recall(self, work: int, answer: Mapping[str, Any], done: int) -> None:
        """Take a play's answer and number of frames from elsewhere."""


class SnapshotRenderer(Renderer):
    """Manim's renderer: in the parent it draws nothing, in a child one play.

    Parameters
    ----------
    recorder
        Counts frames and beats.
    hands
        Have the plays drawn by children.
    open_sink
        Makes, in a child, the sink of its stretch.
    selection
        Says which frames are drawn.
    recall
        Returns what the sink of a stretch that begins in the same way answered before, if it is known; ``None`` where
        nobody keeps any.
    """

    def __init__(
        self,
        *,
        recorder: Recorder,
        hands: Hands,
        open_sink: OpenSink,
        selection: Selection,
        recall: Recall | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(recorder=recorder, **kwargs)
        self.may_look = True
        self._looks = False
        self._lends = False
        self.planned: dict[int, int] = {}
        self._hands = hands
        self._open_sink = open_sink
        self._selection = selection
        self._recall = recall
        self._painter: Painter | None = None
        self._voice: Voice | None = None
        self._sink: StretchSink | None = None
        self._first = 0

    def forbid_looking(self) -> None:
        """From now on, whoever asks this camera for its picture in the parent learns that there is none."""
        camera = self.camera
        if type(camera) not in PLAIN_CAMERAS:
            raise InOrder
        camera.__class__ = _watched(type(camera), self)
        self.may_look = False

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play; in a child, that is all there is to do."""
        before = self.recorder.frames
        try:
            super().play(scene, *args, **kwargs)
            if self._voice is not None and self._sink is not None:
                frames = self.recorder.frames - self._first
                answer = {"frames": frames, "sink": dict(self._sink.answer())}
                self._voice.leave(answer)
        except BaseException as error:
            if self._voice is not None:
                self._voice.fail(error)
            raise
        finally:
            if self.recorder.frames > before:
                self.planned[before] = self.recorder.frames - before

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Any]) -> Pixels | None:
        """Fork here, where the play has begun and nothing of it is drawn yet."""
        if self._voice is None and not self.skip_animations:
            first, count = self.recorder.frames, self._frame_count(scene)
            if count != 0 and self._selection.play(first, count, self.recorder.beat):
                self._begin(scene, first)
        pixels: Pixels | None = super().save_static_frame_data(scene, static_mobjects)
        return pixels

    def _begin(self, scene: Scene, first: int) -> None:
        """Have a play drawn."""
        self._check()
        self._draw(scene, first, None if self._recall is None else self._start_of(scene))

    def _check(self) -> None:
        """Make sure that plays may be drawn apart from one another."""
        if not getattr(type(self.camera), "watched", False) or _other_threads():
            raise InOrder

    @staticmethod
    def _start_of(scene: Scene) -> Fingerprint | None:
        with STOPWATCH.phase("fingerprint"):
            return fingerprint(scene)

    def _draw(self, scene: Scene, first: int, start: Fingerprint | None) -> None:
        """Fork, and in the child make ready to draw; a stretch that is known need not be drawn."""
        known = None
        if self._recall is not None and start is not None:
            with STOPWATCH.phase("keep"):
                known = self._recall(first, start)
        if known is not None:
            self._hands.recall(first, known, int(known["frames"]))
            return
        self._first = first
        self._voice = self._hands.fork(first)
        if self._voice is not None:
            self.may_look = True
            self._sink = self._open_sink(first, start)
            self._sink.open(self.recorder.stage)
            self.recorder.sink = self._sink
            self.recorder.selection = self._selection
            at_rest = forwarding.rest(scene)
            with self._looking():
                self._painter = Painter(self.camera) if Painter.suits(self.camera) else None
            if self._painter is not None:
                self._painter.leave_at_rest(at_rest)

    def update_frame(self, scene: Scene, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Draw; in a child, only what has changed where that is known to be enough."""
        painter = self._painter
        static: Any = self.static_image
        draws_static = static is None and bool(scene.static_mobjects)
        if painter is None or self._voice is None or args or kwargs:
            with self._looking(), STOPWATCH.phase("raster"):
                super().update_frame(scene, mobjects, *args, **kwargs)
            if painter is not None:
                painter.forget()
            self.recorder.changed = None
            return
        wanted = mobjects or list_update(scene.mobjects, scene.foreground_mobjects)
        with self._looking(), STOPWATCH.phase("raster"):
            base = self.camera.background if static is None else static
            box = painter.paint(wanted, base, is_own=static is not None)
        if draws_static:
            painter.forget()
        if self.recorder.changed is not None:
            self.recorder.changed = around(self.recorder.changed, box)

    def get_frame(self) -> Pixels:
        """Return a copy of the picture, or the picture itself to whoever is done with it before the next."""
        if not self._lends:
            copied: Pixels = super().get_frame()
            return copied
        with self._looking():
            lent: Pixels = self.camera.pixel_array
        return lent

    def render(self, scene: Scene, time: float, moving_mobjects: Iterable[Any] | None = None) -> None:
        """Draw one frame, or pass over it."""
        self._lends = self._voice is not None
        super().render(scene, time, moving_mobjects)
        self._lends = False

    def freeze_current_frame(self, duration: float) -> None:
        """Hand on what stands now for a whole wait."""
        self._lends = self._voice is not None
        super().freeze_current_frame(duration)
        self._lends = False

    def add_frame(self, frame: Pixels | None, num_frames: int = 1) -> None:
        """Hand on a frame; a child also shows that it is alive."""
        super().add_frame(frame, num_frames)
        if self._voice is not None:
            self.recorder.changed = NOWHERE
            self._voice.alive(self.recorder.frames - self._first)

    def _pass_over(self, scene: Scene, mobjects: Iterable[Any] | None) -> None:
        with self._looking():
            super()._pass_over(scene, mobjects)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Use the camera's picture as its own."""
        outer, self._looks = self._looks, True
        try:
            yield
        finally:
            self._looks = outer

    def be_looked_at(self) -> None:
        """Take note that the scene uses the camera's picture: in the parent there is none, in a child it may change."""
        if self._looks:
            return
        if not self.may_look:
            raise InOrder
        if self._painter is not None:
            self._painter.forget()
        self.recorder.changed = None


def _watched(camera_class: type, renderer: SnapshotRenderer) -> type:
    """Return the camera's class, but for a picture that can be asked for only where there is one."""

    def look(camera: Any) -> Pixels:
        renderer.be_looked_at()
        pixels: Pixels = camera.__dict__["pixel_array"]
        return pixels

    def replace(camera: Any, pixels: Pixels) -> None:
        camera.__dict__["pixel_array"] = pixels

    same = {name: getattr(camera_class, name) for name in ("__module__", "__qualname__", "__doc__")}
    return type(
        camera_class.__name__, (camera_class,), {**same, "watched": True, "pixel_array": property(look, replace)}
    )


def _other_threads() -> list[threading.Thread]:
    """Return the threads that a forked child would miss: all but this one and those that only wait for the end."""
    return [
        thread for thread in threading.enumerate() if thread is not threading.current_thread() and not thread.daemon
    ]
