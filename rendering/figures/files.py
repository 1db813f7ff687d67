"""Write the files of one figure: play the scene, choose its poster, and write every file but the videos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from rendering.animated.animated_image import AnimatedImage
from rendering.animated.frame_spool import FrameSpool, Rgb, SpoolSink
from rendering.animated.gif import make_gif
from rendering.animated.timing import excerpt, showings
from rendering.animated.webp import make_webp
from rendering.checks.letters import too_small
from rendering.core.environment import cores
from rendering.core.errors import UserError, unknown
from rendering.core.frames import Beat, Performance, Stage
from rendering.core.job import GifOptions
from rendering.core.scene_protocol import GIF_BEATS, POSTER_BEAT, THEME_NAME, TITLE, has_themes
from rendering.core.selections import Beats, LastFrames, Selection
from rendering.core.sinks import Fanout
from rendering.drawing.parallel import perform_in_parallel
from rendering.figures.filmstrip import WIDTH_MM, compose_filmstrip
from rendering.figures.request import FigureRequest, Kind, size_like
from rendering.interactive.moments import Moments, MomentSink
from rendering.interactive.page import Poster, fitting_page, module_of, script_of, too_large
from rendering.jobs import stills
from rendering.output.captions import srt, webvtt
from rendering.output.png import save_png
from rendering.output.sidecar import OutputFile, output_file_of
from rendering.output.words import Words, words_of
from rendering.playback.fingerprint import Fingerprint
from rendering.playback.loading import forget_modules, scene_class_of
from rendering.playback.play import resolve_look
from rendering.vector import still
from rendering.vector.vector_frame import Bounds, VectorFrame
from rendering.vector.vector_sink import VectorSink, record_frames

EMPTY = 0.01
"""A picture counts as empty up to this share of pixels that differ from its top left one: at 720p, 9200 pixels."""


class ExcerptAndEnds(Selection):
    """Draw every frame of the excerpt, and the last frame of every play, since any of these may be the poster."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._selections = (Beats(names), LastFrames())

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:
        """Return whether either selection wants the play."""
        return any(selection.wants_play(first, count, beat) for selection in self._selections)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:
        """Return whether either selection wants the frame."""
        return any(selection.wants_frame(index, repeat, last=last, beat=beat) for selection in self._selections)


@dataclass(frozen=True)
class PlayedScene:
    """A scene that was played for a figure, and the frames that were kept.

    Parameters
    ----------
    request
        The request, with size and rate in its look.
    folder
        Where the files go.
    performance
        The performance.
    spool
        The frames of the excerpt, and the last frame of every play.
    """

    request: FigureRequest
    folder: Path
    performance: Performance
    spool: FrameSpool

    def words(self, beat: str = "") -> Words:
        """Return the alternative text and caption of the whole scene, or of a beat's last frame.

        Raises
        ------
        UserError
            If the scene has no alternative text, and the request gives none.
        """
        own = words_of(self.performance.sidecar, beat)
        alt = (self.request.alt or own.alt).strip()
        if not alt:
            raise UserError(
                f"{self.request.name} does not say what it shows to those who cannot see it; give --alt TEXT, or have "
                "the scene's sidecar() return an alt"
            )
        return Words(alt, self.request.caption or own.caption or alt)

    @cached_property
    def poster(self) -> Beat:
        """The beat whose last frame is the poster.

        It is the requested one, or the scene's own ``poster_beat``, or the last of its excerpt, or the last beat whose
        last frame is not empty.

        Raises
        ------
        UserError
            If there is no such beat.
        """
        metadata, beats = self.performance.sidecar, self.performance.beats
        name = self.request.beat or metadata.get(POSTER_BEAT)
        if name is not None:
            named = [beat for beat in beats if beat.name == name]
            if not named:
                raise UserError(unknown("beat", str(name), [beat.name for beat in beats], where=self.request.name))
            return named[-1]
        if metadata.get(GIF_BEATS) or self.performance.stage.excerpt:
            return excerpt(self.performance)[-1]
        return next((beat for beat in reversed(beats) if not is_empty(self.last_picture(beat))), beats[-1])

    def last_picture(self, beat: Beat) -> Rgb:
        """Return the last frame of a beat."""
        return self.spool.picture(self.spool.shown()[beat.stop - 1])

    @property
    def title(self) -> str:
        """The scene's title, or else the name of its files."""
        return str(self.performance.sidecar.get(TITLE) or self.request.name)

    def write_vector(
        self, output: str, frame: VectorFrame, alt: str, millimetres: float, bounds: Bounds | None = None
    ) -> tuple[str, OutputFile]:
        """Write a vector frame as the output of this name (``svg``, ``filmstrip.pdf``), and describe the file."""
        path = self.path_of(f".{output}" if "." not in output else f"-{output}")
        metadata = replace(still.figure_metadata(self.performance.sidecar, self.request.name), description=alt)
        still.publish(frame, path, bounds=bounds, width_mm=millimetres, metadata=metadata)
        left, top, right, bottom = bounds or frame.bounds
        size = (round(right - left), round(bottom - top))
        small = too_small(frame.x_height, frame_width=right - left, width_mm=millimetres)
        return output, output_file_of(path, path, size=size, frames=1, duration=0.0, notes=(small,) if small else ())

    def path_of(self, ending: str) -> Path:
        """Return the path of the file with an ending."""
        return self.folder / f"{self.request.name}{ending}"


def play_scene(request: FigureRequest, folder: Path, work_folder: Path) -> PlayedScene:
    """Play the scene once, and keep the frames that a figure may need.

    Parameters
    ----------
    request
        The request.
    folder
        Where the figure's files go.
    work_folder
        An empty folder for temporary files.

    Raises
    ------
    UserError
        If the scene cannot be played or plays nothing.
    """
    forget_modules(request.target.file)
    request = _settled(request, work_folder)
    performance, segments = perform_in_parallel(
        request.target,
        request.look,
        partial(_open_spool, work_folder),
        work_folder=work_folder,
        processes=cores(),
        select=_excerpt_and_ends,
    )
    if not performance.frames:
        raise UserError(f"{request.name} plays nothing, so nothing can be made of it but a still")
    spool = FrameSpool(performance.stage, (answer for segment in segments for answer in segment.answer["answers"]))
    return PlayedScene(request, folder, performance, spool)


def _open_spool(folder: Path, first: int, start: Fingerprint | None) -> Fanout:  # noqa: ARG001
    return Fanout([SpoolSink(folder / f"{first:08}.frames")])


def _excerpt_and_ends(stage: Stage) -> ExcerptAndEnds:
    return ExcerptAndEnds(stage.excerpt)


def is_empty(picture: Rgb) -> bool:
    """Return whether a picture shows hardly more than its background."""
    return bool(np.any(picture != picture[0, 0], axis=-1).mean() <= EMPTY)


def write_files(played: PlayedScene) -> Iterator[tuple[str, OutputFile]]:
    """Write the files of every kind but videos and captions; yield each under the name of its output."""
    for kind in played.request.kinds:
        if kind in _WRITERS:
            yield from _WRITERS[kind](played)
    if {Kind.SVG, Kind.PDF, Kind.FILMSTRIP, Kind.HTML} & set(played.request.kinds):
        yield from _vectors(played)


def write_captions(played: PlayedScene) -> Iterator[str]:
    """Write the captions, if the scene has any; yield the name of each file."""
    captions = played.performance.captions
    for kind, compose in ((Kind.VTT, webvtt), (Kind.SRT, srt)):
        if kind in played.request.kinds and captions:
            path = played.path_of(f".{kind.value}")
            path.write_text(compose(captions), encoding="utf-8")
            yield path.name


def write_frames(played: PlayedScene, rate: int) -> tuple[dict[str, Any], list[str]]:
    """Write the excerpt's frames as numbered PNG files, from 0, as LaTeX's package animate reads them.

    Returns
    -------
    frames, names
        What the LaTeX snippet needs (``folder``, ``count``, ``digits``, ``rate``), and the names of the files.
    """
    source = played.performance.stage.rate
    shown = played.spool.shown()
    order = [shown[index] for beat in excerpt(played.performance) for index in range(beat.first, beat.stop)]
    rate = min(rate, int(source))
    chosen = [number for number, _ in showings(len(order), source, Fraction(rate))]
    digits = len(str(len(chosen) - 1))
    folder = f"{played.request.name}-frames"
    (played.folder / folder).mkdir()
    names = [f"{folder}/{number:0{digits}}.png" for number in range(len(chosen))]
    for name, position in zip(names, chosen, strict=True):
        picture = Image.fromarray(played.spool.picture(order[position]))
        save_png(picture, played.folder / name, title=played.request.name, dpi=played.request.measure.dpi)
    return {"folder": folder, "count": len(chosen), "digits": digits, "rate": rate}, names


def _settled(request: FigureRequest, work_folder: Path) -> FigureRequest:
    """Return the request with size and rate, and without the default theme if the scene has no themes."""
    scene_class = scene_class_of(request.target)
    if not request.themed and not has_themes(scene_class):
        request = request.without_default_theme()
    look = resolve_look(request.look, request.target, work_folder)
    return replace(request, look=replace(look, size=size_like(request.measure.pixels, look.size or (16, 9))))


def _animated(
    kind: Kind, make: Callable[[FrameSpool, Performance, GifOptions], AnimatedImage], played: PlayedScene
) -> Iterator[tuple[str, OutputFile]]:
    """Write the excerpt as a GIF or WebP."""
    made = make(played.spool, played.performance, played.request.gif)
    path = played.path_of(f".{kind.value}")
    path.write_bytes(made.data)
    described = output_file_of(path, path, size=made.size, frames=made.frames, duration=made.duration, notes=made.notes)
    yield kind.value, described


def _png(played: PlayedScene) -> Iterator[tuple[str, OutputFile]]:
    """Write the poster as a PNG; a transparent one is drawn again, since spooled frames have no alpha."""
    request, path = played.request, played.path_of(".png")
    if request.transparent:
        look = replace(request.look, transparent=True)
        stills.beat_still(request.target, look, played.poster.name, path)
        with Image.open(path) as image:
            picture = image.copy()
    else:
        picture = Image.fromarray(played.last_picture(played.poster))
    save_png(picture, path, title=played.title, dpi=request.measure.dpi)
    yield "png", output_file_of(path, path, size=picture.size, frames=1, duration=0.0)


def _vectors(played: PlayedScene) -> Iterator[tuple[str, OutputFile]]:
    """Write SVG and PDF, the filmstrip and the page, from one more performance that records vector frames."""
    request, beat, measure = played.request, played.poster, played.request.measure
    wants_filmstrip, wants_page = Kind.FILMSTRIP in request.kinds, Kind.HTML in request.kinds
    look = replace(request.look, transparent=request.transparent)
    moments = Moments()
    selection = moments if wants_page else LastFrames(None if wants_filmstrip else frozenset({beat.name}))
    sink: VectorSink = MomentSink(moments) if wants_page else VectorSink()
    performance, _ = record_frames(request.target, look, lambda _: selection, sink=sink)
    frame = sink.by_beat[played.performance.beats.index(beat)]
    bounds = still.tight_bounds(frame, f"{request.name}: {beat.name}") if request.tight else None
    for kind in (Kind.SVG, Kind.PDF):
        if kind in request.kinds:
            yield played.write_vector(kind.value, frame, played.words(beat.name).alt, measure.millimetres, bounds)
    if wants_filmstrip:
        filmstrip = compose_filmstrip(performance, sink, request.name, width_mm=WIDTH_MM)
        for kind in (Kind.SVG, Kind.PDF):
            yield played.write_vector(f"filmstrip.{kind.value}", filmstrip, played.words().alt, WIDTH_MM)
    if isinstance(sink, MomentSink):
        yield from _interactive(played, performance, sink)


def _in_dark(request: FigureRequest, light: MomentSink) -> MomentSink | None:
    """Return the moments in the dark theme where the user has named none and the scene has both."""
    if request.themed or THEME_NAME not in request.look.attributes:
        return None
    look = replace(request.look, attributes={**request.look.attributes, THEME_NAME: "dark"})
    moments = Moments()
    sink = MomentSink(moments, light.encoder)
    record_frames(request.target, look, lambda _: moments, sink=sink)
    return sink


def _interactive(played: PlayedScene, performance: Performance, sink: MomentSink) -> Iterator[tuple[str, OutputFile]]:
    """Write the interactive figure as a page, a script and an ES module; of both themes, what is not too large."""
    beat, whole = played.poster, played.words()
    poster = Poster(played.performance.beats.index(beat), played.last_picture(beat), played.words(beat.name).alt)
    dark = _in_dark(played.request, sink)
    data, page = fitting_page(performance, sink, dark, poster, alt=whole.alt, caption=whole.caption)
    for output, ending, text in (
        ("html", ".interactive.html", page),
        ("html.script", ".interactive.js", script_of(data, performance.sidecar)),
        ("html.module", ".interactive.mjs", module_of(data, performance.sidecar)),
    ):
        path = played.path_of(ending)
        path.write_text(text, encoding="utf-8")
        size, notes = (performance.stage.width, performance.stage.height), too_large(text)
        seconds, frames = performance.duration, performance.frames
        yield output, output_file_of(path, path, size=size, frames=frames, duration=seconds, notes=notes)


_WRITERS: Mapping[Kind, Callable[[PlayedScene], Iterator[tuple[str, OutputFile]]]] = {
    Kind.GIF: partial(_animated, Kind.GIF, make_gif),
    Kind.WEBP: partial(_animated, Kind.WEBP, make_webp),
    Kind.PNG: _png,
}
