"""Manim's renderer and file writer, told which frames to draw and where to hand them.

Manim's own `CairoRenderer` draws every frame; the subclass here only decides *whether* a frame is drawn and where it
goes. A scene always runs through every time step of every play, drawn or not, so the frames that are drawn are the ones
the stock renderer would have drawn, whatever state the scene carries along.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import numpy as np
from manim import MovingCamera, Scene, VMobject, config
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.iterables import list_update

from rendering.core.boxes import Box
from rendering.core.frames import Beat, Frame, Pixels, Stage
from rendering.core.selections import Selection
from rendering.core.sinks import FrameSink


class Recorder:
    """Counts frames and beats as they pass, and hands the drawn frames to the sink."""

    def __init__(self, stage: Stage, sink: FrameSink, selection: Selection) -> None:
        self.stage = stage
        self.sink = sink
        self.selection = selection
        self.frames = 0
        self.changed: list[Box] | None = None
        self.pictures = 0
        self._starts: list[tuple[str, int]] = []

    @property
    def beat(self) -> str:
        """The name of the beat that is being played."""
        return self._starts[-1][0]

    def start_beat(self, name: str) -> None:
        """Begin a beat; one that has no frame yet is replaced, and a name used before gets a number."""
        if self._starts and self._starts[-1][1] == self.frames:
            self._starts.pop()
        taken = {earlier for earlier, _ in self._starts}
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}-{number}", number + 1
        self._starts.append((unique, self.frames))

    def emit(self, pixels: Pixels | None, repeat: int) -> None:
        """Count `repeat` frames and hand them on if they were drawn."""
        if pixels is not None and repeat > 0:
            self.sink.write(Frame(self.frames, repeat, len(self._starts) - 1, pixels, self.changed))
        self.frames += repeat
        self.pictures += 1

    def beats(self) -> tuple[Beat, ...]:
        """Return the beats that hold at least one frame."""
        stops = [first for _, first in self._starts[1:]] + [self.frames]
        beats = (Beat(name, first, stop) for (name, first), stop in zip(self._starts, stops, strict=True))
        return tuple(beat for beat in beats if beat.stop > beat.first)


class Writer(SceneFileWriter):  # type: ignore[misc]
    """Manim's file writer without files: sections become beats, frames go to the recorder."""

    def __init__(self, settings: Any, *, recorder: Recorder) -> None:
        self.recorder = recorder
        super().__init__(settings)

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        """Begin a section, which is a beat."""
        super().next_section(name, type_, skip_animations)
        self.recorder.start_beat(name)

    def write_frame(self, pixels: Pixels | None, *, repeat: int = 1) -> None:
        """Hand a frame on, or count it where it was not drawn."""
        self.recorder.emit(pixels, repeat)


class Renderer(CairoRenderer):  # type: ignore[misc]
    """Manim's renderer, drawing only what the selection wants."""

    def __init__(self, *, recorder: Recorder, **kwargs: Any) -> None:
        super().__init__(file_writer_class=functools.partial(Writer, recorder=recorder), **kwargs)
        self.recorder = recorder
        self._in_play = False
        self._drawn_play = True
        self._last_index: int | None = None

    def begin_scene(self) -> None:
        """Prepare for a scene that has been made and is about to be played."""

    def end_scene(self) -> None:
        """Take note that the scene's last play is over."""

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play, remembering that drawing is for frames now."""
        self._in_play = True
        self._drawn_play = True
        try:
            super().play(scene, *args, **kwargs)
        finally:
            self._in_play = False

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Any]) -> Pixels | None:
        """Draw what stands still during a play, if any of its frames is wanted."""
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
        """Do to the camera what drawing these mobjects would do to it, beside the picture.

        A camera in space works out where it looks from, and a plain one fixes its frame, when it first draws.
        """
        camera = self.camera
        camera.capture_mobjects(())
        if isinstance(camera, MovingCamera) or camera.pixel_array_to_cairo_context:
            return
        displayed = camera.get_mobjects_to_display(mobjects or list_update(scene.mobjects, scene.foreground_mobjects))
        if any(isinstance(mobject, VMobject) and not mobject.get_background_image() for mobject in displayed):
            camera.get_cairo_context(camera.pixel_array)

    def freeze_current_frame(self, duration: float) -> None:
        """Hand on what stands now for a whole wait."""
        repeat = int(duration / (1 / self.camera.frame_rate))
        self.add_frame(self.get_frame() if self._wanted(repeat) else None, num_frames=repeat)
