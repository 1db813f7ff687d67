"""Manim's renderer for the process that plays a scene, and has forks of itself draw what they can."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from manim import Scene
from manim.utils.iterables import list_update

from rendering.core.frames import Pixels
from rendering.core.profiling import STOPWATCH
from rendering.core.selections import EveryFrame, Within
from rendering.core.sinks import SegmentSink
from rendering.drawing.chunks import Chunk, chunks_of
from rendering.drawing.draw_task import DrawTask, PlayAgain
from rendering.drawing.drawers import Drawers
from rendering.drawing.painter import Painter
from rendering.playback import fast_forward
from rendering.playback.fast_forward import PLAIN_CAMERAS, is_drawn_plainly, is_plain
from rendering.playback.fingerprint import Fingerprint, fingerprint
from rendering.playback.loading import mentions_pixels
from rendering.playback.renderer import Recorder, Renderer

WORTH_FORKING = 10_000_000
"""Pixels that a play has to draw, over all its pictures, to be worth what a fork costs."""


class ParallelRenderer(Renderer):
    """Manim's renderer, drawing the wanted plays itself or in a fork, and passing over the others.

    Parameters
    ----------
    recorder
        Counts frames and beats.
    task
        What is drawn, and what becomes of it.
    drawers
        The forks that draw, and the answers.
    draws_all
        Whether this process draws everything that is wanted.
    """

    def __init__(self, *, recorder: Recorder, task: DrawTask, drawers: Drawers, draws_all: bool, **kwargs: Any) -> None:
        super().__init__(recorder=recorder, **kwargs)
        self.may_read_pixels = True
        self._draws_all = draws_all
        self._reads_own_pixels = False
        self._lends_pixels = False
        self._drawers = drawers
        self._open_sink = task.open_sink
        self._selection = task.select(recorder.stage)
        self._recall = task.recall
        self._task = task
        self._idle_sink = recorder.sink
        self._idle_selection = recorder.selection
        self._painter: Painter | None = None
        self._last_painter: Painter | None = None
        self._sink: SegmentSink | None = None
        self._undrawn: deque[Chunk] = deque()
        self._is_divided = False
        self._pictures = 1
        self._may_fork = False
        self._chunk: Chunk | None = None

    def begin_scene(self, scene: Scene) -> None:
        """Prepare for a scene that has been constructed and is about to be played."""
        self._draws_all = self._draws_all or mentions_pixels(type(scene))
        self._watch_camera()
        self.may_read_pixels = self._draws_all

    def end_scene(self) -> None:
        """Allow reading the camera's picture."""
        self.may_read_pixels = True

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play, report what has been drawn, and leave the renderer as if nothing had been."""
        try:
            super().play(scene, *args, **kwargs)
            if self._chunk is not None and self._sink is not None:
                self._end_chunk(self._chunk, self._sink)
            self._task.check_all_drawn(self._drawers.answers)
        except BaseException as error:
            if self._drawers.is_drawer:
                self._drawers.end_drawer(error)
            raise
        finally:
            if self._chunk is not None:
                self._end_drawing(scene)

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Any]) -> Pixels | None:
        """Begin to draw the play, or have it drawn; draw what stands still during it, if any of it is drawn here.

        Manim calls this once for each play, when its animations have begun and nothing of it is drawn yet.
        """
        if not self.skip_animations:
            first, count = self.recorder.frames, self._frame_count(scene)
            self.may_read_pixels = self._draws_all
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

    def _watch_camera(self) -> None:
        """Notice when the picture is read of a camera of Manim's own; draw everything for a camera of another kind."""
        camera = self.camera
        if _is_guarded(camera):
            return
        if type(camera) in PLAIN_CAMERAS:
            camera.__class__ = _guarded(type(camera), self)
        else:
            self._draws_all = True

    def _begin_play(self, scene: Scene, first: int, count: int | None) -> None:
        """Prepare to draw, unless all of the play is drawn by others or has been drawn before."""
        self._watch_camera()
        tells_apart = self._task.tells_segments_apart and self._task.may_ask_for(first, count)
        start = self._start_of(scene) if tells_apart and not self._draws_all else None
        # A chunk replaces the selection while it is drawn, so only where all frames are selected is a play divided.
        divides = isinstance(self._selection, EveryFrame)
        chunks = chunks_of(scene, first, count, start) if divides else [Chunk(first, None, start)]
        self._is_divided = len(chunks) > 1
        pictures = 1 if count is None or scene.is_current_animation_frozen_frame() else count
        is_worth_it = pictures * self.camera.pixel_width * self.camera.pixel_height >= WORTH_FORKING
        self._may_fork = is_worth_it and not self._draws_all and is_plain(scene)
        self._pictures = pictures
        self._undrawn = deque(chunk for chunk in chunks if self._is_asked_for(chunk))
        chunk = self._next_chunk()
        if chunk is not None:
            self._begin_drawing(scene, chunk)

    def _next_chunk(self) -> Chunk | None:
        """Return the next chunk of the play that is to be drawn here, if there is one; recall or fork those before."""
        while self._undrawn:
            chunk = self._undrawn.popleft()
            if self._recall is not None and chunk.start is not None:
                with STOPWATCH.phase("keep"):
                    answer = self._recall(chunk.first, chunk.start)
                if answer is not None:
                    self._drawers.note_answer(chunk.first, answer, recalled=True)
                    continue
            if self._is_lent(chunk):
                continue
            if self._may_fork and self._drawers.have_room():
                if not self._drawers.fork(chunk.first):
                    continue
                self._undrawn.clear()
            return chunk
        return None

    def _is_asked_for(self, chunk: Chunk) -> bool:
        only = self._task.only
        return only is None or (chunk.start is not None and only.get(chunk.first) == chunk.start.digest)

    def _is_lent(self, chunk: Chunk) -> bool:
        """Return whether a chunk is drawn on another machine."""
        lender = self._task.lender
        if lender is None or chunk.start is None:
            return False
        return lender.offer(chunk.first, self._pictures_of(chunk), chunk.start)

    def _pictures_of(self, chunk: Chunk) -> int:
        return self._pictures if chunk.stop is None else chunk.stop - chunk.first

    @staticmethod
    def _start_of(scene: Scene) -> Fingerprint | None:
        with STOPWATCH.phase("fingerprint"):
            return fingerprint(scene)

    def _begin_drawing(self, scene: Scene, chunk: Chunk) -> None:
        """Prepare to draw the play that has begun, from a chunk on."""
        self._begin_chunk(chunk)
        unchanging = fast_forward.optimise(scene)
        with self._reading_own_pixels():
            if not (Painter.supports(self.camera) and is_drawn_plainly(scene)):
                self._last_painter = None
            elif self._last_painter is None or not self._last_painter.is_for(self.camera):
                self._last_painter = Painter(self.camera)
        self._painter = self._last_painter
        if self._painter is not None:
            self._painter.begin_play(unchanging)
        if self._is_divided:
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
        """Report a chunk that is drawn, and begin another one of the play, if there is one to draw here."""
        frames = self.recorder.frames - chunk.first
        answer = {"frames": frames, "pictures": self._pictures_of(chunk), "sink": dict(sink.answer())}
        self._drawers.note_answer(chunk.first, answer)
        self._sink = None
        self.recorder.sink, self.recorder.selection = self._idle_sink, self._idle_selection
        following = self._next_chunk()
        if following is not None:
            self._begin_chunk(following)

    def _end_drawing(self, scene: Scene) -> None:
        """Go back to passing over what is played."""
        fast_forward.restore(scene)
        if self._sink is not None:  # the play has raised an error
            self._sink.abort()
        self.recorder.sink, self.recorder.selection, self.recorder.changed = self._idle_sink, self._idle_selection, None
        self._sink = self._painter = self._chunk = None
        self.may_read_pixels = self._draws_all

    def update_frame(self, scene: Scene, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Draw only what has changed, where the painter can; leave the camera as if the frame had been passed over.

        A camera fixes its frame in the Cairo context that it caches when it first draws. Whether the play is drawn here
        or passed over, it must end up with the same cached contexts.
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
            self._drawers.note_progress(0)
            return
        if frame is not None:
            self.recorder.changed = []
        self._drawers.note_progress(max(0, self.recorder.frames - chunk.first))
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
        the play is passed over or drawn by a fork.
        """
        if self._reads_own_pixels:
            return
        if not self.may_read_pixels:
            raise PlayAgain
        if self._last_painter is not None:
            self._last_painter.forget()
        self.recorder.changed = None


def _is_guarded(camera: Any) -> bool:
    return getattr(type(camera), "is_guarded", False)


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
