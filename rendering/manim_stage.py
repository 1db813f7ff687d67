"""Play a Manim scene and hand out its frames: the one module that knows Manim's internals.

Manim's own `CairoRenderer` draws every frame; the subclass here only decides *whether* a frame is drawn and where it
goes. A scene always runs through every time step of every play, drawn or not, so the frames that are drawn are the ones
the stock renderer would have drawn, whatever state the scene carries along.
"""

from __future__ import annotations

import functools
import importlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from manim import Scene, config
from manim._config.video_encoder import to_av_frame_rate
from manim.constants import RendererType
from manim.manager import Manager
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter

from rendering.errors import UserError, is_input_error, one_line
from rendering.job import Look
from rendering.performance import (
    Beat,
    Caption,
    EveryFrame,
    Frame,
    FrameSink,
    Performance,
    Pixels,
    Selection,
    Sound,
    Stage,
)
from rendering.scene_loading import find_scene_class, load_module, with_attributes

AUTOCREATED = "autocreated"
"""Manim's name for the section that every scene starts with."""


class _Recorder:
    """Counts frames and beats as they pass, and hands the drawn frames to the sink."""

    def __init__(self, stage: Stage, sink: FrameSink, selection: Selection) -> None:
        self.stage = stage
        self.sink = sink
        self.selection = selection
        self.frames = 0
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
            self.sink.write(Frame(self.frames, repeat, len(self._starts) - 1, pixels))
        self.frames += repeat

    def beats(self) -> tuple[Beat, ...]:
        """Return the beats that hold at least one frame."""
        stops = [first for _, first in self._starts[1:]] + [self.frames]
        beats = (Beat(name, first, stop) for (name, first), stop in zip(self._starts, stops, strict=True))
        return tuple(beat for beat in beats if beat.stop > beat.first)


class _Writer(SceneFileWriter):  # type: ignore[misc]
    """Manim's file writer without files: sections become beats, frames go to the recorder."""

    def __init__(self, settings: Any, *, recorder: _Recorder) -> None:
        self.recorder = recorder
        super().__init__(settings)

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        super().next_section(name, type_, skip_animations)
        self.recorder.start_beat(name)

    def write_frame(self, pixels: Pixels | None, *, repeat: int = 1) -> None:
        self.recorder.emit(pixels, repeat)


class _Renderer(CairoRenderer):  # type: ignore[misc]
    """Manim's renderer, drawing only what the selection wants."""

    def __init__(self, *, recorder: _Recorder, **kwargs: Any) -> None:
        super().__init__(file_writer_class=functools.partial(_Writer, recorder=recorder), **kwargs)
        self.recorder = recorder
        self._in_play = False
        self._drawn_play = True
        self._last_index: int | None = None

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        self._in_play = True
        self._drawn_play = True
        try:
            super().play(scene, *args, **kwargs)
        finally:
            self._in_play = False

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Any]) -> Pixels | None:
        first = self.recorder.frames
        count = self._frame_count(scene)
        self._last_index = None if count is None else first + count - 1
        self._drawn_play = not self.skip_animations and self.recorder.selection.play(first, count, self.recorder.beat)
        if self._drawn_play:
            pixels: Pixels | None = super().save_static_frame_data(scene, static_mobjects)
            return pixels
        self.static_image = None
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
        return self._drawn_play and self.recorder.selection.frame(index, repeat, last=last, beat=self.recorder.beat)

    def update_frame(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        if self._drawn_play or not self._in_play:
            super().update_frame(scene, *args, **kwargs)

    def render(self, scene: Scene, time: float, moving_mobjects: Iterable[Any] | None = None) -> None:
        if self._wanted(1):
            super().render(scene, time, moving_mobjects)
        else:
            self.add_frame(None)

    def freeze_current_frame(self, duration: float) -> None:
        repeat = int(duration / (1 / self.camera.frame_rate))
        self.add_frame(self.get_frame() if self._wanted(repeat) else None, num_frames=repeat)


class _Manager(Manager):  # type: ignore[misc]
    """Manim's manager, with errors of ``setup`` told apart: there they mean bad parameters."""

    def setup(self) -> None:
        try:
            super().setup()
        except ValueError as error:
            if is_input_error(error):
                raise UserError(one_line(error)) from error
            raise


def perform(
    file: Path,
    class_name: str,
    look: Look,
    sink: FrameSink,
    *,
    work_folder: Path,
    select: Callable[[Stage], Selection] = EveryFrame.of,
    finale: bool = False,
) -> Performance:
    """Play a scene from its first frame to its last.

    Parameters
    ----------
    file, class_name
        Where the scene is.
    look
        What decides the pixels.
    sink
        Takes the frames that are drawn, in order; aborted if the scene fails.
    work_folder
        An empty folder for what Manim itself writes on the way (glyphs of texts).
    select
        Given size and rate, says which frames are drawn; all of them by default.
    finale
        Also draw what stands after the last play, as Manim's ``-s`` does. A scene that plays nothing always has it.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.

    Notes
    -----
    Manim keeps its settings, and Python its random generators, in global variables: one scene at a time per process.
    """
    with _settings(look, work_folder) as stage:
        scene_class = with_attributes(find_scene_class(load_module(file), class_name, Scene), look.attributes)
        stage = replace(stage, excerpt=tuple(getattr(scene_class, "gif_beats", ())))
        recorder = _Recorder(stage, sink, select(stage))
        sink.open(stage)
        try:
            scene = _construct(scene_class, recorder)
            scene.render()
            performance = _performance(scene, recorder, finale=finale or recorder.frames == 0)
            sink.finish(performance)
        except BaseException:
            sink.abort()
            raise
    return performance


def settle(look: Look) -> Look:
    """Return the look with size and rate filled in from ``manim.cfg`` where it left them open."""
    size = look.size or (int(config.pixel_width), int(config.pixel_height))
    return replace(look, size=size, rate=look.rate or Fraction(to_av_frame_rate(config.frame_rate)))


@contextmanager
def _settings(look: Look, work_folder: Path) -> Iterator[Stage]:
    """Set Manim's global settings for one run; what `look` leaves open stays as ``manim.cfg`` has it."""
    before = config.copy()
    if config.renderer == RendererType.OPENGL:
        raise UserError("only Manim's Cairo renderer is supported; remove `renderer = opengl` from manim.cfg")
    try:
        if look.size is not None:
            config.pixel_width, config.pixel_height = look.size
        if look.rate is not None:
            config.frame_rate = float(look.rate) if look.rate.denominator != 1 else look.rate.numerator
        if look.transparent:
            config.transparent = True
        config.seed = look.seed
        config.dry_run = True
        config.preview = False
        config.disable_caching = True
        config.progress_bar = "none"
        config.notify_outdated_version = False
        config.log_to_file = False
        config.media_dir = str(work_folder)
        config.text_dir = "{media_dir}/texts"
        config.tex_dir = "{media_dir}/tex"
        logging.getLogger("manim").setLevel(logging.WARNING)
        yield Stage(
            width=int(config.pixel_width),
            height=int(config.pixel_height),
            rate=Fraction(to_av_frame_rate(config.frame_rate)),
            transparent=bool(config.transparent),
        )
    finally:
        config.update(before)


def _construct(scene_class: type, recorder: _Recorder) -> Any:
    """Return an instance of the scene that draws through our renderer, whatever its ``__init__`` looks like."""
    scene_module: Any = importlib.import_module("manim.scene.scene")
    stock = scene_module.CairoRenderer
    scene_module.CairoRenderer = functools.partial(_Renderer, recorder=recorder)
    try:
        scene = scene_class()
    finally:
        scene_module.CairoRenderer = stock
    if not isinstance(scene.renderer, _Renderer):
        raise UserError(f"{scene_class.__name__} brings its own renderer; only Manim's Cairo renderer is supported")
    _Manager(scene)
    return scene


def _finale(scene: Any) -> Pixels:
    renderer = scene.renderer
    renderer.static_image = None
    renderer.update_frame(scene)
    pixels: Pixels = renderer.get_frame()
    return pixels


def _performance(scene: Any, recorder: _Recorder, *, finale: bool) -> Performance:
    describe = getattr(scene, "sidecar", None)
    length = float(recorder.frames / recorder.stage.rate)
    writer = scene.renderer.file_writer
    return Performance(
        stage=recorder.stage,
        frames=recorder.frames,
        plays=int(scene.renderer.num_plays),
        beats=recorder.beats(),
        captions=_captions(writer.subcaptions, length),
        sound=_sound(writer),
        sidecar=describe() if callable(describe) else {},
        final=_finale(scene) if finale else None,
    )


def _captions(subtitles: Iterable[Any], length: float) -> tuple[Caption, ...]:
    """Return Manim's subcaptions in order, cut to the length of the scene."""
    spans = (
        Caption(max(0.0, item.start.total_seconds()), min(length, item.end.total_seconds()), str(item.content).strip())
        for item in subtitles
    )
    return tuple(sorted((span for span in spans if span.text and span.end > span.start), key=lambda span: span.start))


def _sound(writer: Any) -> Sound | None:
    if not writer.includes_sound:
        return None
    segment = writer.audio_segment.set_sample_width(2)
    samples = np.frombuffer(segment.raw_data, dtype=np.int16)
    return Sound(samples, int(segment.channels), int(segment.frame_rate))
