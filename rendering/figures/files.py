"""Draw one figure: play the scene, choose its poster, and write every file of it but the videos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from rendering.animated.frame_spool import FrameSpool, Rgb, SpoolSink
from rendering.animated.gif import make_gif
from rendering.animated.timing import excerpt, showings
from rendering.animated.webp import make_webp
from rendering.checks.letters import too_small
from rendering.core.environment import cores
from rendering.core.errors import UserError, unknown
from rendering.core.frames import Beat, Performance, Stage
from rendering.core.job import Look
from rendering.core.scene_protocol import GIF_BEATS, POSTER_BEAT, TITLE, has_themes
from rendering.core.selections import Beats, LastFrames, Selection
from rendering.core.sinks import Fanout
from rendering.drawing.parallel import perform_in_parallel
from rendering.figures.filmstrip import WIDTH_MM, strip_of
from rendering.figures.request import FigureRequest, Kind, size_like
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
from rendering.vector.vector_sink import record_frames

EMPTY = 0.01
"""A picture in which no larger share of the pixels differs from its corner shows nothing of substance."""


class ExcerptAndEnds(Selection):
    """Draw every frame of the excerpt, and the last of every play, one of which may be the poster."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._selections = (Beats(names), LastFrames())

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:
        """Want whatever play one of the two wants."""
        return any(selection.wants_play(first, count, beat) for selection in self._selections)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:
        """Want whatever frame one of the two wants."""
        return any(selection.wants_frame(index, repeat, last=last, beat=beat) for selection in self._selections)


@dataclass(frozen=True)
class Drawing:
    """A scene that has been played for a figure.

    Parameters
    ----------
    request
        What was asked for, its look settled.
    folder
        Where the files go.
    performance
        What the scene did.
    spool
        The frames of the excerpt, and the last of every play.
    """

    request: FigureRequest
    folder: Path
    performance: Performance
    spool: FrameSpool

    def words(self, beat: str = "") -> Words:
        """Return what is said of the whole scene, or of a beat's last frame.

        Raises
        ------
        UserError
            If the scene has no words for those who cannot see it, and none were given.
        """
        told = words_of(self.performance.sidecar, beat)
        alt = (self.request.alt or told.alt).strip()
        if not alt:
            raise UserError(
                f"{self.request.name} does not say what it shows to those who cannot see it; give --alt TEXT, or have "
                "the scene's sidecar() return an alt"
            )
        return Words(alt, self.request.caption or told.caption or alt)

    @cached_property
    def poster(self) -> Beat:
        """The beat whose last frame stands for the whole.

        It is the one that was asked for, or the scene's own ``poster_beat``, or the one that its excerpt ends with, or
        the last that ends on a picture of any substance.

        Raises
        ------
        UserError
            If there is no such beat.
        """
        told, beats = self.performance.sidecar, self.performance.beats
        name = self.request.beat or told.get(POSTER_BEAT)
        if name is not None:
            named = [beat for beat in beats if beat.name == name]
            if not named:
                raise UserError(unknown("beat", str(name), [beat.name for beat in beats], where=self.request.name))
            return named[-1]
        if told.get(GIF_BEATS) or self.performance.stage.excerpt:
            return excerpt(self.performance)[-1]
        return next((beat for beat in reversed(beats) if has_substance(self.last_picture(beat))), beats[-1])

    def last_picture(self, beat: Beat) -> Rgb:
        """Return the picture a beat ends on."""
        return self.spool.picture(self.spool.shown()[beat.stop - 1])

    @property
    def title(self) -> str:
        """What the scene calls itself, or what its files are called."""
        return str(self.performance.sidecar.get(TITLE) or self.request.name)

    def vector(
        self, output: str, frame: VectorFrame, alt: str, millimetres: float, bounds: Bounds | None = None
    ) -> tuple[str, OutputFile]:
        """Write a frame as the output of this name (``svg``, ``filmstrip.pdf``), and describe the file."""
        path = self.file(f".{output}" if "." not in output else f"-{output}")
        metadata = replace(still.figure_metadata(self.performance.sidecar, self.request.name), description=alt)
        still.publish(frame, path, bounds=bounds, width_mm=millimetres, metadata=metadata)
        left, top, right, bottom = bounds or frame.bounds
        size = (round(right - left), round(bottom - top))
        small = too_small(frame.x_height, frame_width=right - left, width_mm=millimetres)
        return output, output_file_of(path, path, size=size, frames=1, duration=0.0, notes=(small,) if small else ())

    def file(self, ending: str) -> Path:
        """Return where to write a file."""
        return self.folder / f"{self.request.name}{ending}"


def draw(request: FigureRequest, folder: Path, work: Path) -> Drawing:
    """Play the scene once, and keep the frames a figure may need.

    Parameters
    ----------
    request
        What is asked for.
    folder
        Where the figure's files go.
    work
        An empty folder for what is needed meanwhile.

    Raises
    ------
    UserError
        If the scene cannot be played or plays nothing.
    """
    request = _settled(request)
    forget_modules(request.target.file)
    performance, segments = perform_in_parallel(
        request.target,
        request.look,
        partial(_keeper, work),
        work_folder=work,
        processes=cores(),
        select=_excerpt_and_ends,
    )
    if not performance.frames:
        raise UserError(f"{request.name} plays nothing, so nothing can be made of it but a still")
    spool = FrameSpool(performance.stage, (answer for segment in segments for answer in segment.answer["answers"]))
    return Drawing(request, folder, performance, spool)


def _keeper(folder: Path, first: int, start: Fingerprint | None) -> Fanout:  # noqa: ARG001
    return Fanout([SpoolSink(folder / f"{first:08}.frames")])


def _excerpt_and_ends(stage: Stage) -> ExcerptAndEnds:
    return ExcerptAndEnds(stage.excerpt)


def has_substance(picture: Rgb) -> bool:
    """Say whether a picture shows more than its background."""
    return bool(np.any(picture != picture[0, 0], axis=-1).mean() > EMPTY)


def write_files(drawing: Drawing) -> Iterator[tuple[str, OutputFile]]:
    """Write the files of every kind but videos and captions; yield each under the name of its output."""
    for kind in drawing.request.kinds:
        if kind in _WRITERS:
            yield from _WRITERS[kind](drawing)
    if {Kind.SVG, Kind.PDF, Kind.FILMSTRIP} & set(drawing.request.kinds):
        yield from _vectors(drawing)


def write_captions(drawing: Drawing) -> Iterator[str]:
    """Write the captions, where the scene has any; yield the name of each file."""
    captions = drawing.performance.captions
    for kind, compose in ((Kind.VTT, webvtt), (Kind.SRT, srt)):
        if kind in drawing.request.kinds and captions:
            path = drawing.file(f".{kind.value}")
            path.write_text(compose(captions), encoding="utf-8")
            yield path.name


def write_frames(drawing: Drawing, rate: int) -> tuple[dict[str, Any], list[str]]:
    """Write the excerpt's pictures numbered from 0, as LaTeX's package animate reads them.

    Returns
    -------
    frames, names
        What the snippet has to know (``folder``, ``count``, ``digits``, ``rate``), and the names of the files.
    """
    source = drawing.performance.stage.rate
    shown = drawing.spool.shown()
    order = [shown[index] for beat in excerpt(drawing.performance) for index in range(beat.first, beat.stop)]
    rate = min(rate, int(source))
    chosen = [number for number, _ in showings(len(order), source, Fraction(rate))]
    digits = len(str(len(chosen) - 1))
    folder = f"{drawing.request.name}-frames"
    (drawing.folder / folder).mkdir()
    names = [f"{folder}/{number:0{digits}}.png" for number in range(len(chosen))]
    for name, position in zip(names, chosen, strict=True):
        picture = Image.fromarray(drawing.spool.picture(order[position]))
        save_png(picture, drawing.folder / name, title=drawing.request.name, dpi=drawing.request.measure.dpi)
    return {"folder": folder, "count": len(chosen), "digits": digits, "rate": rate}, names


def _settled(request: FigureRequest) -> FigureRequest:
    """Return the request with size and rate, and without a default theme where the scene knows no themes."""
    scene_class = scene_class_of(request.target)
    if not request.themed and not has_themes(scene_class):
        request = request.without_default_theme()
    frame = resolve_look(Look()).size
    size = size_like(request.measure.pixels, frame or (16, 9))
    return replace(request, look=resolve_look(replace(request.look, size=size)))


def _gif(drawing: Drawing) -> Iterator[tuple[str, OutputFile]]:
    gif = make_gif(drawing.spool, drawing.performance, drawing.request.gif)
    path = drawing.file(".gif")
    path.write_bytes(gif.data)
    yield "gif", output_file_of(path, path, size=gif.size, frames=gif.frames, duration=gif.duration, notes=gif.notes)


def _webp(drawing: Drawing) -> Iterator[tuple[str, OutputFile]]:
    webp = make_webp(drawing.spool, drawing.performance, drawing.request.gif)
    path = drawing.file(".webp")
    path.write_bytes(webp.data)
    yield (
        "webp",
        output_file_of(path, path, size=webp.size, frames=webp.frames, duration=webp.duration, notes=webp.notes),
    )


def _png(drawing: Drawing) -> Iterator[tuple[str, OutputFile]]:
    request, path = drawing.request, drawing.file(".png")
    if request.transparent:
        look = replace(request.look, transparent=True)
        stills.beat_still(request.target, look, drawing.poster.name, path)
        with Image.open(path) as image:
            picture = image.copy()
    else:
        picture = Image.fromarray(drawing.last_picture(drawing.poster))
    save_png(picture, path, title=drawing.title, dpi=request.measure.dpi)
    yield "png", output_file_of(path, path, size=picture.size, frames=1, duration=0.0)


def _vectors(drawing: Drawing) -> Iterator[tuple[str, OutputFile]]:
    """Write SVG and PDF of the poster, and the filmstrip, from one more run in which nothing is rasterised."""
    request, beat, measure = drawing.request, drawing.poster, drawing.request.measure
    strip = Kind.FILMSTRIP in request.kinds
    look = replace(request.look, transparent=request.transparent)
    played = LastFrames(None if strip else frozenset({beat.name}))
    performance, sink = record_frames(request.target, look, lambda _: played)
    frame = sink.by_beat[drawing.performance.beats.index(beat)]
    bounds = still.tight_bounds(frame, f"{request.name}: {beat.name}") if request.tight else None
    for kind in (Kind.SVG, Kind.PDF):
        if kind in request.kinds:
            yield drawing.vector(kind.value, frame, drawing.words(beat.name).alt, measure.millimetres, bounds)
    if strip:
        frame = strip_of(performance, sink, request.name, width_mm=WIDTH_MM)
        for kind in (Kind.SVG, Kind.PDF):
            yield drawing.vector(f"filmstrip.{kind.value}", frame, drawing.words().alt, WIDTH_MM)


_WRITERS: Mapping[Kind, Callable[[Drawing], Iterator[tuple[str, OutputFile]]]] = {
    Kind.GIF: _gif,
    Kind.WEBP: _webp,
    Kind.PNG: _png,
}
