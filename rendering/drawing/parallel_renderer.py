"""Manim's renderer for a scene of which each of several processes draws its share, and for a process that draws all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from manim import Camera, MovingCamera, Scene, ThreeDCamera
from manim.utils.iterables import list_update

from rendering.core.frames import Pixels
from rendering.core.profiling import STOPWATCH
from rendering.core.selections import EveryFrame, Within
from rendering.core.sinks import SegmentSink
from rendering.drawing.chunks import Chunk, chunks_of
from rendering.drawing.claims import Claims, DrawTask
from rendering.drawing.helpers import SequentialOnly
from rendering.drawing.painter import Painter
from rendering.playback import fast_forward
from rendering.playback.fingerprint import Fingerprint, fingerprint
from rendering.playback.renderer import Recorder, Renderer

PLAIN_CAMERAS = (Camera, MovingCamera, ThreeDCamera)
"""Cameras whose pictures do not depend on pictures they took before."""


class ParallelRenderer(Renderer):
    """Manim's renderer: it draws the plays of its share and passes over the others.

    Parameters
    ----------
    recorder
        Counts frames and beats.
    task
        What is drawn, and what becomes of it.
    claims
        Says which plays are to be drawn here, and hears what came of them.
    planned
        Takes the number of frames of each play, or chunk of one, by the number of its first.
    """

    def __init__(
        self, *, recorder: Recorder, task: DrawTask, claims: Claims, planned: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(recorder=recorder, **kwargs)
        self.may_read_pixels = True
        self._reads_own_pixels = False
        self._lends = False
        self._claims = claims
        self._planned = planned
        self._open_sink = task.open_sink
        self._selection = task.select(recorder.stage)
        self._recall = task.recall
        self._compares = task.compares
        self._nowhere = recorder.sink
        self._nothing = recorder.selection
        self._painter: Painter | None = None
        self._kept: Painter | None = None
        self._sink: SegmentSink | None = None
        self._chunks: Sequence[Chunk] = []
        self._to_come: deque[Chunk] = deque()
        self._chunk: Chunk | None = None

    def begin_scene(self) -> None:
        """Forbid reading the camera's picture between the plays: there is none."""
        camera = self.camera
        if type(camera) not in PLAIN_CAMERAS:
            raise SequentialOnly
        camera.__class__ = _watched(type(camera), self)
        self.may_read_pixels = False

    def end_scene(self) -> None:
        """Allow reading the camera's picture."""
        self.may_read_pixels = True

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play, tell what came of it, and be as if nothing had been drawn."""
        before = self.recorder.frames
        self._chunks = []
        try:
            super().play(scene, *args, **kwargs)
            if self._chunk is not None and self._sink is not None:
                self._end_chunk(self._chunk, self._sink)
        finally:
            frames = self.recorder.frames - before
            starts = [before, *(chunk.first for chunk in self._chunks[1:]), before + frames]
            self._planned |= {start: stop - start for start, stop in pairwise(starts) if frames}
            if self._chunk is not None:
                self._end_drawing(scene)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Any]) -> Pixels | None:
        """Find out, where the play has begun and nothing of it is drawn yet, whether it is drawn here."""
        if not self.skip_animations:
            first, count = self.recorder.frames, self._frame_count(scene)
            if count != 0 and self._selection.wants_play(first, count, self.recorder.beat):
                self._begin(scene, first, count)
        painter = self._painter
        self._lends = painter is not None
        pixels: Pixels | None = super().save_static_frame_data(scene, static_mobjects)
        self._lends = False
        if painter is not None and pixels is not None:
            pixels = painter.still
            self.static_image: Any = pixels
        return pixels

    def _begin(self, scene: Scene, first: int, count: int | None) -> None:
        """Make ready to draw, if the play or a part of it is this share's and isn't known."""
        if not getattr(type(self.camera), "watched", False):
            raise SequentialOnly
        start = self._start_of(scene) if self._compares or self._recall is not None else None
        everything = isinstance(self._selection, EveryFrame)
        self._chunks = chunks_of(scene, first, count, start) if everything else [Chunk(first, None, start)]
        self._to_come = deque(self._chunks)
        chunk = self._next_chunk()
        if chunk is not None:
            self._draw(scene, chunk)

    def _next_chunk(self) -> Chunk | None:
        """Return the next part of the play that is drawn here, if there is one."""
        while self._to_come:
            chunk = self._to_come.popleft()
            if not self._claims.claim(chunk.first, "" if chunk.start is None else chunk.start.digest):
                continue
            if self._recall is None or chunk.start is None:
                return chunk
            with STOPWATCH.phase("keep"):
                known = self._recall(chunk.first, chunk.start)
            if known is None:
                return chunk
            self._claims.report_known(chunk.first, known)
        return None

    @staticmethod
    def _start_of(scene: Scene) -> Fingerprint | None:
        with STOPWATCH.phase("fingerprint"):
            return fingerprint(scene)

    def _draw(self, scene: Scene, chunk: Chunk) -> None:
        """Make ready to draw the play that has begun, from a part on."""
        self._begin_chunk(chunk)
        at_rest = fast_forward.optimise(scene)
        with self._reading_own_pixels():
            if not Painter.suits(self.camera):
                self._kept = None
            elif self._kept is None or not self._kept.serves(self.camera):
                self._kept = Painter(self.camera)
        self._painter = self._kept
        if self._painter is not None:
            self._painter.begin(at_rest)
        if len(self._chunks) > 1:
            fast_forward.skip_undrawn(scene, lambda: self._wanted(1))

    def _begin_chunk(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self.may_read_pixels = True
        self._sink = self._open_sink(chunk.first, chunk.start if self._recall is not None else None)
        self._sink.open(self.recorder.stage)
        self.recorder.sink = self._sink
        self.recorder.selection = self._selection if chunk.stop is None else Within([(chunk.first, chunk.stop)])
        self.recorder.changed = None

    def _end_chunk(self, chunk: Chunk, sink: SegmentSink) -> None:
        """Tell what came of a part that is drawn, and go on with another one of the play, if it is this share's."""
        frames = self.recorder.frames - chunk.first
        self._claims.report_drawn(chunk.first, {"frames": frames, "sink": dict(sink.answer())})
        self._sink = None
        self.recorder.sink, self.recorder.selection = self._nowhere, self._nothing
        following = self._next_chunk()
        if following is not None:
            self._begin_chunk(following)

    def _end_drawing(self, scene: Scene) -> None:
        """End drawing."""
        fast_forward.restore(scene)
        if self._sink is not None:  # something went wrong
            self._sink.abort()
        self.recorder.sink, self.recorder.selection, self.recorder.changed = self._nowhere, self._nothing, None
        self._sink = self._painter = self._chunk = None
        self.may_read_pixels = False

    def update_frame(self, scene: Scene, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Draw only what has changed, where that is enough; leave the camera as if the frame had been passed over."""
        if self._painter is not None:
            self._pass_over(scene, mobjects)
        remembered = dict(self.camera.pixel_array_to_cairo_context)
        try:
            self._update_frame(scene, mobjects, *args, **kwargs)
        finally:
            if self._painter is not None:
                self.camera.pixel_array_to_cairo_context = remembered

    def _update_frame(self, scene: Scene, mobjects: Iterable[Any] | None, *args: Any, **kwargs: Any) -> None:
        painter = self._painter
        if painter is None or args or kwargs:
            with self._reading_own_pixels(), STOPWATCH.phase("raster"):
                super().update_frame(scene, mobjects, *args, **kwargs)
            if self._kept is not None and (self._drawn_play or not self._in_play):
                self._kept.forget()
            self.recorder.changed = None
            return
        wanted = mobjects or list_update(scene.mobjects, scene.foreground_mobjects)
        over_still = self.static_image is not None
        with self._reading_own_pixels(), STOPWATCH.phase("raster"):
            if scene.static_mobjects and not over_still:
                painter.draw_static(wanted)
                return
            boxes = painter.draw(wanted, over_still=over_still)
        if self.recorder.changed is not None:
            self.recorder.changed += boxes

    def get_frame(self) -> Pixels:
        """Return a copy of the picture, or the picture itself to whoever is done with it before the next."""
        if not self._lends:
            copied: Pixels = super().get_frame()
            return copied
        with self._reading_own_pixels():
            lent: Pixels = self.camera.pixel_array
        return lent

    def render(self, scene: Scene, time: float, moving_mobjects: Iterable[Any] | None = None) -> None:
        """Draw one frame, or pass over it."""
        self._lends = self._sink is not None
        super().render(scene, time, moving_mobjects)
        self._lends = False

    def freeze_current_frame(self, duration: float) -> None:
        """Hand on what stands now for a whole wait."""
        self._lends = self._sink is not None
        super().freeze_current_frame(duration)
        self._lends = False

    def add_frame(self, frame: Pixels | None, num_frames: int = 1) -> None:
        """Hand on a frame, or pass over it; either shows that the process is alive."""
        super().add_frame(frame, num_frames)
        sink, chunk = self._sink, self._chunk
        if sink is None or chunk is None:
            self._claims.report_alive(0)
            return
        if frame is not None:
            self.recorder.changed = []
        self._claims.report_alive(max(0, self.recorder.frames - chunk.first))
        if chunk.stop == self.recorder.frames:
            self._end_chunk(chunk, sink)

    def _pass_over(self, scene: Scene, mobjects: Iterable[Any] | None) -> None:
        with self._reading_own_pixels():
            super()._pass_over(scene, mobjects)

    @contextmanager
    def _reading_own_pixels(self) -> Iterator[None]:
        """Use the camera's picture as its own."""
        outer, self._reads_own_pixels = self._reads_own_pixels, True
        try:
            yield
        finally:
            self._reads_own_pixels = outer

    def note_pixel_access(self) -> None:
        """Take note that the scene uses the camera's picture: while a play is drawn it may change."""
        if self._reads_own_pixels:
            return
        if not self.may_read_pixels:
            raise SequentialOnly
        if self._painter is not None:
            self._painter.forget()
        self.recorder.changed = None


def _watched(camera_class: type, renderer: ParallelRenderer) -> type:
    """Return the camera's class, but for a picture that can be asked for only where there is one."""

    def look(camera: Any) -> Pixels:
        renderer.note_pixel_access()
        pixels: Pixels = camera.__dict__["pixel_array"]
        return pixels

    def replace(camera: Any, pixels: Pixels) -> None:
        camera.__dict__["pixel_array"] = pixels

    same = {name: getattr(camera_class, name) for name in ("__module__", "__qualname__", "__doc__")}
    return type(
        camera_class.__name__, (camera_class,), {**same, "watched": True, "pixel_array": property(look, replace)}
    )
