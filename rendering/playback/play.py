"""Play a Manim scene, and pass its frames to a sink one after another."""

from __future__ import annotations

import functools
import importlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import numpy as np
from manim import config
from manim._config.video_encoder import to_av_frame_rate
from manim.constants import RendererType
from manim.manager import Manager

from rendering.core.errors import UserError, is_input_error, one_line, scene_code
from rendering.core.failures import raise_if_full
from rendering.core.frames import Caption, Performance, Pixels, Sound, Stage
from rendering.core.job import Look
from rendering.core.plain_text import plain_text
from rendering.core.profiling import STOPWATCH
from rendering.core.scene_protocol import NARRATION, SceneSidecar, excerpt_beats, loops, sidecar_of
from rendering.core.selections import EveryFrame, Select
from rendering.core.sinks import FrameSink
from rendering.core.targets import Target
from rendering.core.work_folder import work_folder as temporary_work_folder
from rendering.playback import fast_forward, patches
from rendering.playback.loading import scene_class_of, settings_of, with_attributes
from rendering.playback.renderer import Recorder, Renderer
from rendering.voice.conductor import Conductor
from rendering.voice.mix import mixed
from rendering.voice.voices import speaker_of


class _Manager(Manager):  # type: ignore[misc]
    """Manim's manager, which turns input errors of ``setup`` into `UserError`: there they mean bad parameters."""

    def setup(self) -> None:
        try:
            super().setup()
        except ValueError as error:
            if is_input_error(error):
                raise UserError(one_line(error)) from error
            raise


def perform(
    target: Target,
    look: Look,
    sink: FrameSink,
    *,
    work_folder: Path | None = None,
    select: Select = EveryFrame.of,
    finale: bool = False,
    renderer: type[Renderer] = Renderer,
    **options: Any,
) -> Performance:
    """Play a scene from its first frame to its last.

    Parameters
    ----------
    target
        The scene.
    look
        What decides the pixels.
    sink
        Takes the frames that are drawn, in order; aborted if the scene fails.
    work_folder
        An empty folder for what Manim itself writes on the way (glyphs of texts); by default a temporary one.
    select
        Given size and rate, returns which frames are drawn; all of them by default.
    finale
        Also draw the picture after the last play, as Manim's ``-s`` does. For a scene without plays it is always drawn.
    renderer, **options
        The class of the renderer, and arguments of its own.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.

    Notes
    -----
    Manim keeps its settings, and Python its random generators, in global variables: one scene at a time per process.
    """
    with played(target, look, sink, work_folder=work_folder, select=select, renderer=renderer, **options) as (
        scene,
        recorder,
    ):
        performance = performance_of(scene, recorder, finale=finale, mixes_voice=False)
        sink.finish(performance)
    return performance


@contextmanager
def played(
    target: Target,
    look: Look,
    sink: FrameSink,
    *,
    work_folder: Path | None = None,
    select: Select = EveryFrame.of,
    renderer: type[Renderer] = Renderer,
    **options: Any,
) -> Iterator[tuple[Any, Recorder]]:
    """Play a scene to its end, then run the block with the scene and its recorder while Manim's settings still hold.

    The parameters are those of `perform`. The sink is aborted if the scene or the block fails; the caller finishes it.
    """
    with ExitStack() as stack:
        stack.enter_context(scene_code(target.file))
        if work_folder is None:
            work_folder = stack.enter_context(temporary_work_folder())
        scene_class, stage = stack.enter_context(_staged(target, look, work_folder))
        recorder = Recorder(stage, sink, select(stage))
        sink.open(stage)
        try:
            scene = _construct(scene_class, renderer, recorder=recorder, **options)
            if look.voice is not None:
                recorder.conductor = Conductor(scene, recorder, speaker_of(look.voice), look.voice.scene)
            scene.renderer.begin_scene(scene)
            with STOPWATCH.phase("construct"):
                scene.render()
            scene.renderer.end_scene()
            yield scene, recorder
        except BaseException:
            sink.abort()
            raise_if_full(work_folder)
            raise


def resolve_look(look: Look, target: Target, work_folder: Path) -> Look:
    """Import the scene, and return the look with its size, its rate and its transparency settled.

    Raises
    ------
    UserError
        If the scene cannot be found.
    """
    with scene_code(target.file), _staged(target, look, work_folder) as (_, stage):
        return replace(
            look,
            size=(stage.width, stage.height),
            rate=stage.rate,
            fixes_size=True,
            fixes_rate=True,
            transparent=stage.transparent,
        )


@contextmanager
def _staged(target: Target, look: Look, work_folder: Path) -> Iterator[tuple[type, Stage]]:
    """Set Manim up for one run; yield the scene's class and what is known before its first frame."""
    before = config.copy()
    if config.renderer == RendererType.OPENGL:
        raise UserError("only Manim's Cairo renderer is supported; remove `renderer = opengl` from manim.cfg")
    try:
        _set(look)
        with STOPWATCH.phase("start"):
            own_class = scene_class_of(target)
        config.update(settings_of(own_class))
        _set(look, only_fixed=True)
        scene_class = with_attributes(own_class, look.attributes)
        _set_engine(look, work_folder)
        stage = Stage(
            width=int(config.pixel_width),
            height=int(config.pixel_height),
            rate=Fraction(to_av_frame_rate(config.frame_rate)),
            transparent=bool(config.transparent),
            excerpt=excerpt_beats(scene_class),
            loops=loops(scene_class),
        )
        with patches.applied():
            yield scene_class, stage
    finally:
        config.update(before)


def _set(look: Look, *, only_fixed: bool = False) -> None:
    """Set size and rate, where they are not ``None``."""
    if look.size is not None and (look.fixes_size or not only_fixed):
        config.pixel_width, config.pixel_height = look.size
    if look.rate is not None and (look.fixes_rate or not only_fixed):
        config.frame_rate = float(look.rate) if look.rate.denominator != 1 else look.rate.numerator


def _set_engine(look: Look, work_folder: Path) -> None:
    """Set what no scene may choose."""
    if look.transparent and not config.transparent:  # it may be translucent
        config.transparent = True
    config.seed = look.seed
    if look.plays is not None:
        first, last = look.plays
        config.from_animation_number, config.upto_animation_number = first, -1 if last is None else last
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


def _construct(scene_class: type, renderer_class: type[Renderer], **options: Any) -> Any:
    """Return an instance of the scene that draws with `renderer_class`.

    ``Scene.__init__`` takes a renderer, but a subclass may have an ``__init__`` that doesn't. So the class that Manim's
    would instantiate is replaced instead.
    """
    scene_module: Any = importlib.import_module("manim.scene.scene")
    stock = scene_module.CairoRenderer
    scene_module.CairoRenderer = functools.partial(renderer_class, **options)
    try:
        scene = scene_class()
    finally:
        scene_module.CairoRenderer = stock
    if not isinstance(scene.renderer, renderer_class):
        raise UserError(f"{scene_class.__name__} brings its own renderer; only Manim's Cairo renderer is supported")
    _Manager(scene)
    fast_forward.install(scene)
    return scene


def _finale(scene: Any) -> Pixels:
    """Draw the whole scene as it is now, as ``CairoRenderer.scene_finished`` does for a still."""
    renderer = scene.renderer
    renderer.static_image = None
    renderer.update_frame(scene)
    pixels: Pixels = renderer.get_frame()
    return pixels


def performance_of(scene: Any, recorder: Recorder, *, finale: bool, mixes_voice: bool = True) -> Performance:
    """Return what a scene did while it played, with its last picture if that is asked for or nothing was played.

    What is spoken over it becomes sound only where `mixes_voice` is set: that takes as long as many a scene.
    """
    length = float(recorder.frames / recorder.stage.rate)
    writer = scene.renderer.file_writer
    captions, sound, sidecar = _captions(writer.subcaptions, length), _sound(writer), sidecar_of(scene)
    if recorder.conductor is not None and recorder.conductor.spans:
        captions = recorder.conductor.captions(captions, length)
        sound = mixed(recorder.conductor.spans, sound, length) if mixes_voice else sound
        sidecar = cast("SceneSidecar", {**sidecar, NARRATION: recorder.conductor.narration()})
    return Performance(
        stage=recorder.stage,
        frames=recorder.frames,
        plays=int(scene.renderer.num_plays),
        beats=recorder.beats(),
        sections=recorder.sections(),
        captions=captions,
        sound=sound,
        sidecar=sidecar,
        final=_finale(scene) if finale or recorder.frames == 0 else None,
    )


def _captions(subtitles: Iterable[Any], length: float) -> tuple[Caption, ...]:
    """Return Manim's subcaptions in order, cut to the length of the scene."""
    spans = (
        Caption(
            max(0.0, item.start.total_seconds()),
            min(length, item.end.total_seconds()),
            plain_text(str(item.content)).strip(),
        )
        for item in subtitles
    )
    return tuple(sorted((span for span in spans if span.text and span.end > span.start), key=lambda span: span.start))


def _sound(writer: Any) -> Sound | None:
    if not writer.includes_sound:
        return None
    segment = writer.audio_segment.set_sample_width(2)
    samples = np.frombuffer(segment.raw_data, dtype=np.int16)
    return Sound(samples, int(segment.channels), int(segment.frame_rate))
