"""Manim's renderer for a process that draws only the plays that it claims, among others that play the same scene."""

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
"""Cameras whose pictures do not depend on pictures they took before; another class may build on its last picture."""


class ParallelRenderer(Renderer):
    """Manim's renderer, drawing the plays that its process claims and passing over the others.

    Parameters
    ----------
    recorder
        Counts frames and beats.
    task
        What is drawn, and what becomes of it.
    claims
        The plays that this process claims.
    planned
        Receives the number of frames of each play, or chunk of one, by the number of its first.
    """

    def __init__(
        self, *, recorder: Recorder, task: DrawTask, claims: Claims, planned: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(recorder=recorder, **kwargs)
        self.may_read_pixels = True
        self._reads_own_pixels = False
        self._lends_pixels = False
        self._claims = claims
        self._planned = planned
        self._open_sink = task.open_sink
        self._selection = task.select(recorder.stage)
        self._recall = task.recall
        self._compares = task.compares
        self._idle_sink = recorder.sink
        self._idle_selection = recorder.selection
        self._painter: Painter | None = None
        self._last_painter: Painter | None = None
        self._sink: SegmentSink | None = None
        self._chunks: Sequence[Chunk] = []
        self._unclaimed: deque[Chunk] = deque()
        self._chunk: Chunk | None = None

    def begin_scene(self) -> None:
        """Forbid reading the camera's picture between the plays: there is none."""
        camera = self.camera
        if type(camera) not in PLAIN_CAMERAS:
            raise SequentialOnly
        camera.__class__ = _guarded(type(camera), self)
        self.may_read_pixels = False

    def end_scene(self) -> None:
        """Allow reading the camera's picture."""
        self.may_read_pixels = True

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play, report what has been drawn, and leave the renderer as if nothing had been."""
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
        """Claim what can be claimed of the play, then draw what stands still during it, if any of it is drawn here.

        Manim calls this once for each play, when its animations have begun and nothing of it is drawn yet.
        """
        if not self.skip_animations:
            first, count = self.recorder.frames, self._frame_count(scene)
            if count != 0 and self._selection.wants_play(first, count, self.recorder.beat):
                self._begin_play(scene, first, count)
        painter = self._painter
        self._lends_pixels = painter is not None
        pixels: Pixels | None = super().save_static_frame_data(scene, static_mobjects)
        self._lends_pixels = False
        if painter is not None and pixels is not None:
            pixels = painter.static_picture
            self.static_image: Any = pixels
        return pixels

    def _begin_play(self, scene: Scene, first: int, count: int | None) -> None:
        """Prepare to draw, if the play or a chunk of it can be claimed and has not been drawn before."""
        if not getattr(type(self.camera), "is_guarded", False):  # the scene has replaced its camera
            raise SequentialOnly
        start = self._start_of(scene) if self._compares or self._recall is not None else None
        # A chunk replaces the selection while it is drawn, so only where all frames are selected is a play divided.
        divides = isinstance(self._selection, EveryFrame)
        self._chunks = chunks_of(scene, first, count, start) if divides else [Chunk(first, None, start)]
        self._unclaimed = deque(self._chunks)
        chunk = self._claim_chunk()
        if chunk is not None:
            self._begin_drawing(scene, chunk)

    def _claim_chunk(self) -> Chunk | None:
        """Claim the next chunk of the play that has to be drawn, if there is one; report those that can be recalled."""
        while self._unclaimed:
            chunk = self._unclaimed.popleft()
            if not self._claims.claim(chunk.first, "" if chunk.start is None else chunk.start.digest):
                continue
            if self._recall is None or chunk.start is None:
                return chunk
            with STOPWATCH.phase("keep"):
                answer = self._recall(chunk.first, chunk.start)
            if answer is None:
                return chunk
            self._claims.report_recalled(chunk.first, answer)
        return None

    @staticmethod
    def _start_of(scene: Scene) -> Fingerprint | None:
        with STOPWATCH.phase("fingerprint"):
            return fingerprint(scene)

    def _begin_drawing(self, scene: Scene, chunk: Chunk) -> None:
        """Prepare to draw the play that has begun, from a chunk on."""
        self._begin_chunk(chunk)
        unchanging = fast_forward.optimise(scene)
        with self._reading_own_pixels():
            if not Painter.supports(self.camera):
                self._last_painter = None
            elif self._last_painter is None or not self._last_painter.is_for(self.camera):
                self._last_painter = Painter(self.camera)
        self._painter = self._last_painter
        if self._painter is not None:
            self._painter.begin_play(unchanging)
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
        """Report a chunk that is drawn, and begin another one of the play, if there is one to claim."""
        frames = self.recorder.frames - chunk.first
        self._claims.report_drawn(chunk.first, {"frames": frames, "sink": dict(sink.answer())})
        self._sink = None
        self.recorder.sink, self.recorder.selection = self._idle_sink, self._idle_selection
        following = self._claim_chunk()
        if following is not None:
            self._begin_chunk(following)

    def _end_drawing(self, scene: Scene) -> None:
        """Go back to passing over what is played."""
        fast_forward.restore(scene)
        if self._sink is not None:  # the play has raised an error
            self._sink.abort()
        self.recorder.sink, self.recorder.selection, self.recorder.changed = self._idle_sink, self._idle_selection, None
        self._sink = self._painter = self._chunk = None
        self.may_read_pixels = False

    def update_frame(self, scene: Scene, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Draw only what has changed, where the painter can; leave the camera as if the frame had been passed over.

        A camera fixes its frame in the Cairo context that it caches when it first draws. Processes that pass over the
        play must end up with the same cached contexts, or what they draw next would differ.
        """
        if self._painter is not None:
            self._pass_over(scene, mobjects)
        contexts = dict(self.camera.pixel_array_to_cairo_context)
        try:
            self._update_frame(scene, mobjects, *args, **kwargs)
        finally:
            if self._painter is not None:
                self.camera.pixel_array_to_cairo_context = contexts

    def _update_frame(self, scene: Scene, mobjects: Iterable[Any] | None, *args: Any, **kwargs: Any) -> None:
        painter = self._painter
        if painter is None or args or kwargs:
            with self._reading_own_pixels(), STOPWATCH.phase("raster"):
                super().update_frame(scene, mobjects, *args, **kwargs)
            if self._last_painter is not None and (self._drawn_play or not self._in_play):
                self._last_painter.forget()
            self.recorder.changed = None
            return
        displayed = mobjects or list_update(scene.mobjects, scene.foreground_mobjects)  # as `CairoRenderer` does
        over_static = self.static_image is not None
        with self._reading_own_pixels(), STOPWATCH.phase("raster"):
            if scene.static_mobjects and not over_static:  # called by `save_static_frame_data`
                painter.draw_static(displayed)
                return
            boxes = painter.draw(displayed, over_static=over_static)
        if self.recorder.changed is not None:
            self.recorder.changed += boxes

    def get_frame(self) -> Pixels:
        """Return a copy of the picture, or the picture itself to a caller that is done with it before the next one."""
        if not self._lends_pixels:
            copied: Pixels = super().get_frame()
            return copied
        with self._reading_own_pixels():
            pixels: Pixels = self.camera.pixel_array
        return pixels

    def render(self, scene: Scene, time: float, moving_mobjects: Iterable[Any] | None = None) -> None:
        """Draw one frame, or pass over it."""
        self._lends_pixels = self._sink is not None
        super().render(scene, time, moving_mobjects)
        self._lends_pixels = False

    def freeze_current_frame(self, duration: float) -> None:
        """Pass on the current picture for a whole wait."""
        self._lends_pixels = self._sink is not None
        super().freeze_current_frame(duration)
        self._lends_pixels = False

    def add_frame(self, frame: Pixels | None, num_frames: int = 1) -> None:
        """Pass a frame on, or count it; either way report that the process is alive."""
        super().add_frame(frame, num_frames)
        sink, chunk = self._sink, self._chunk
        if sink is None or chunk is None:
            self._claims.report_progress(0)
            return
        if frame is not None:
            self.recorder.changed = []
        self._claims.report_progress(max(0, self.recorder.frames - chunk.first))
        if chunk.stop == self.recorder.frames:
            self._end_chunk(chunk, sink)

    def _pass_over(self, scene: Scene, mobjects: Iterable[Any] | None) -> None:
        with self._reading_own_pixels():
            super()._pass_over(scene, mobjects)

    @contextmanager
    def _reading_own_pixels(self) -> Iterator[None]:
        """Read the camera's picture in the block without `note_pixel_access` taking that for the scene's doing."""
        outer, self._reads_own_pixels = self._reads_own_pixels, True
        try:
            yield
        finally:
            self._reads_own_pixels = outer

    def note_pixel_access(self) -> None:
        """Handle that the scene reads, and may change, the camera's picture.

        While a play is drawn here there is a picture, which is drawn in full from then on. Otherwise there is none, as
        the play is passed over, or it would lack what another process has drawn.
        """
        if self._reads_own_pixels:
            return
        if not self.may_read_pixels:
            raise SequentialOnly
        if self._painter is not None:
            self._painter.forget()
        self.recorder.changed = None


def _guarded(camera_class: type, renderer: ParallelRenderer) -> type:
    """Return the camera's class, with a ``pixel_array`` that notifies the renderer whenever it is read."""

    def read(camera: Any) -> Pixels:
        renderer.note_pixel_access()
        pixels: Pixels = camera.__dict__["pixel_array"]
        return pixels

    def replace(camera: Any, pixels: Pixels) -> None:
        camera.__dict__["pixel_array"] = pixels

    same = {name: getattr(camera_class, name) for name in ("__module__", "__qualname__", "__doc__")}
    return type(
        camera_class.__name__, (camera_class,), {**same, "is_guarded": True, "pixel_array": property(read, replace)}
    )
