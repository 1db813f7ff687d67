"""Manim's renderer and file writer, with a selection of the frames to draw and a sink that takes them.

Manim's own `CairoRenderer` draws every frame; the subclass here only decides *whether* a frame is drawn and where it
goes. A scene runs through every time step of every play, drawn or not (but see `fast_forward`), so the frames that are
drawn are the ones the stock renderer would have drawn, whatever state the scene carries from frame to frame.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import MovingCamera, Scene, VMobject, config
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.iterables import list_update

from rendering.core.boxes import Box
from rendering.core.frames import Beat, Frame, Pixels, Stage, VideoSection
from rendering.core.plain_text import plain_text
from rendering.core.selections import Selection
from rendering.core.sinks import FrameSink
from rendering.voice.conductor import Conductor


@dataclass
class _Section:
    """A section of Manim's, as it is begun."""

    name: str
    kind: str
    is_skipped: bool
    first: int
    plays: int = 0


class Recorder:
    """Counts frames, beats and sections, and passes the drawn frames to the sink."""

    def __init__(self, stage: Stage, sink: FrameSink, selection: Selection) -> None:
        self.stage = stage
        self.sink = sink
        self.selection = selection
        self.frames = 0
        self.conductor: Conductor | None = None
        """Who speaks over the scene, if anybody does."""
        self.changed: list[Box] | None = None
        """The dirty rectangles of the frame that is drawn next; ``None`` if unknown."""
        self._beat_starts: list[tuple[str, int]] = []
        self._sections: list[_Section] = []

    @property
    def beat(self) -> str:
        """The name of the current beat."""
        return self._beat_starts[-1][0]

    def start_beat(self, name: str) -> None:
        """Begin a beat; one that has no frame yet is replaced, and a name used before gets a number."""
        if self._beat_starts and self._beat_starts[-1][1] == self.frames:
            self._beat_starts.pop()
        taken = {earlier for earlier, _ in self._beat_starts}
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}-{number}", number + 1
        self._beat_starts.append((unique, self.frames))

    def start_section(self, name: str, kind: str, *, is_skipped: bool) -> None:
        """Begin a section; as with Manim, one in which nothing has been played is replaced."""
        if self._sections and not self._sections[-1].plays:
            self._sections.pop()
        self._sections.append(_Section(name, kind, is_skipped, self.frames))

    def note_play(self) -> None:
        """Count a play of the current section."""
        self._sections[-1].plays += 1

    def sections(self) -> tuple[VideoSection, ...]:
        """Return the sections that hold at least one frame."""
        stops = [section.first for section in self._sections[1:]] + [self.frames]
        return tuple(
            VideoSection(number, section.name, section.kind, section.first, stop)
            for number, (section, stop) in enumerate(zip(self._sections, stops, strict=True))
            if stop > section.first and not section.is_skipped
        )

    def emit(self, pixels: Pixels | None, repeat: int) -> None:
        """Count `repeat` frames, and pass their picture on if they were drawn."""
        if pixels is not None and repeat > 0:
            self.sink.write(Frame(self.frames, repeat, len(self._beat_starts) - 1, pixels, self.changed))
        self.frames += repeat

    def beats(self) -> tuple[Beat, ...]:
        """Return the beats that hold at least one frame."""
        stops = [first for _, first in self._beat_starts[1:]] + [self.frames]
        beats = (Beat(name, first, stop) for (name, first), stop in zip(self._beat_starts, stops, strict=True))
        return tuple(beat for beat in beats if beat.stop > beat.first)


class RecordingWriter(SceneFileWriter):  # type: ignore[misc]
    """Manim's file writer without files: sections become beats, and frames go to the recorder."""

    def __init__(self, settings: Any, *, recorder: Recorder) -> None:
        self.recorder = recorder
        super().__init__(settings)

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        """Begin a section, and with it a beat."""
        super().next_section(name, type_, skip_animations)
        self.recorder.start_beat(plain_text(name))
        self.recorder.start_section(name, str(type_), is_skipped=skip_animations)

    def add_partial_movie_file(self, hash_animation: str | None) -> None:
        """Count a play."""
        super().add_partial_movie_file(hash_animation)
        self.recorder.note_play()

    def write_frame(self, pixels: Pixels | None, *, repeat: int = 1) -> None:
        """Pass a frame on, or count it where it was not drawn."""
        self.recorder.emit(pixels, repeat)


class Renderer(CairoRenderer):  # type: ignore[misc]
    """Manim's renderer, drawing only what the selection wants."""

    def __init__(self, *, recorder: Recorder, **kwargs: Any) -> None:
        super().__init__(file_writer_class=functools.partial(RecordingWriter, recorder=recorder), **kwargs)
        self.recorder = recorder
        self.is_plain_play: bool | None = None
        """Whether the current play is plain, once that is known; see `fast_forward`."""
        self._in_play = False
        self._drawn_play = True
        self._last_index: int | None = None

    def begin_scene(self, scene: Scene) -> None:
        """Prepare for a scene that has been constructed and is about to be played; subclasses override this."""

    def end_scene(self) -> None:
        """Handle the end of the scene's last play; subclasses override this."""

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play; until this returns, drawing is for frames and not at the scene's own request."""
        self._in_play = True
        self._drawn_play = True
        self.is_plain_play = None
        try:
            super().play(scene, *args, **kwargs)
        finally:
            self._in_play = False

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Any]) -> Pixels | None:
        """Draw what stands still during a play, if any of the play's frames is wanted."""
        first = self.recorder.frames
        count = self._frame_count(scene)
        self._last_index = None if count is None else first + count - 1
        wants_play = self.recorder.selection.wants_play
        self._drawn_play = not self.skip_animations and wants_play(first, count, self.recorder.beat)
        if self._drawn_play:
            pixels: Pixels | None = super().save_static_frame_data(scene, static_mobjects)
            return pixels
        self.static_image = None
        if static_mobjects:
            self._pass_over(scene, static_mobjects)
        return None

    def _frame_count(self, scene: Scene) -> int | None:
        """Return how many frames the play will have, or ``None`` where a stop condition decides."""
        if scene.stop_condition is not None:
            return None
        if scene.is_current_animation_frozen_frame():
            return int(scene.duration / (1 / self.camera.frame_rate))
        return len(np.arange(0, scene.duration, 1 / config["frame_rate"]))

    def _wanted(self, repeat: int) -> bool:
        index = self.recorder.frames
        last = self._last_index is None or index + repeat - 1 == self._last_index
        wants_frame = self.recorder.selection.wants_frame
        return self._drawn_play and wants_frame(index, repeat, last=last, beat=self.recorder.beat)

    def update_frame(self, scene: Scene, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Draw the mobjects, if the play is drawn at all."""
        if self._drawn_play or not self._in_play:
            super().update_frame(scene, mobjects, *args, **kwargs)
        else:
            self._pass_over(scene, mobjects)

    def render(self, scene: Scene, time: float, moving_mobjects: Iterable[Any] | None = None) -> None:
        """Draw one frame, or pass over it."""
        if self._wanted(1):
            super().render(scene, time, moving_mobjects)
        else:
            self._pass_over(scene, moving_mobjects)
            self.add_frame(None)

    def _pass_over(self, scene: Scene, mobjects: Iterable[Any] | None) -> None:
        """Change the camera's state as drawing these mobjects would change it, without drawing.

        A `ThreeDCamera` computes its rotation matrix whenever it captures mobjects, even none. A plain `Camera` makes
        its Cairo context, and fixes the frame in it, when it first draws a `VMobject`: left out here, a frame that is
        set later would wrongly have an effect. A `MovingCamera` caches no context.
        """
        camera = self.camera
        camera.capture_mobjects(())
        if isinstance(camera, MovingCamera) or camera.pixel_array_to_cairo_context:
            return
        displayed = camera.get_mobjects_to_display(mobjects or list_update(scene.mobjects, scene.foreground_mobjects))
        if any(isinstance(mobject, VMobject) and not mobject.get_background_image() for mobject in displayed):
            camera.get_cairo_context(camera.pixel_array)

    def freeze_current_frame(self, duration: float) -> None:
        """Pass on the current picture for a whole wait."""
        repeat = int(duration / (1 / self.camera.frame_rate))
        self.add_frame(self.get_frame() if self._wanted(repeat) else None, num_frames=repeat)
