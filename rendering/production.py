"""Make one job's files in this process: play the scene, feed the sinks, assemble, publish."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from rendering import sidecar
from rendering.assembly import assemble
from rendering.captions import chapters_of, srt, webvtt
from rendering.errors import UserError
from rendering.freshness import InputRecorder
from rendering.job import Format, RenderJob
from rendering.manim_stage import perform
from rendering.performance import EveryFrame, Frame, FrameSink, NoFrame, Performance, Stage
from rendering.publish import Publication, sweep
from rendering.queued import Fanout, Queued
from rendering.sidecar import Footage, footage_of
from rendering.stills import picture, save_png
from rendering.video import PictureTrack

Report = Callable[[str, int], None]
"""Takes the name of what is being done and how many frames have been done."""


class Maker(Protocol):
    """Makes one kind of file."""

    def sinks(self) -> list[FrameSink]:
        """Return the sinks that need the frames."""

    def deliver(self, performance: Performance) -> Footage:
        """Write the finished file under its hidden name and describe it."""


class VideoMaker:
    """Makes an MP4, WebM or MOV."""

    def __init__(self, job: RenderJob, format_: Format, publication: Publication) -> None:
        self.job = job
        self.format = format_
        self.output = job.output(format_)
        self.publication = publication
        self._picture = publication.scratch(self.output)

    def sinks(self) -> list[FrameSink]:
        """Return the encoder, in a thread of its own."""
        return [Queued(PictureTrack(self._picture, self.format, threads=self.job.encoder_threads))]

    def deliver(self, performance: Performance) -> Footage:
        """Join picture, captions, chapters and sound."""
        stage = performance.stage
        chapters = chapters_of(performance.beats, stage.rate)
        hidden = self.publication.stage(self.output)
        tags = {"title": str(performance.sidecar.get("title", self.job.name)), "comment": "Convolutions in Motion"}
        assemble(self._picture, hidden, self.format, performance, chapters, tags)
        return footage_of(
            hidden,
            self.output.name,
            self.format,
            size=(stage.width, stage.height),
            frames=performance.frames,
            duration=performance.duration,
        )


class PictureMaker:
    """Makes a PNG of what stands when the scene is over."""

    def __init__(self, job: RenderJob, publication: Publication, *, notes: tuple[str, ...] = ()) -> None:
        self.job = job
        self.output = job.output(Format.PNG)
        self.publication = publication
        self.notes = notes

    def sinks(self) -> list[FrameSink]:
        """Return nothing: the picture comes with the performance."""
        return []

    def deliver(self, performance: Performance) -> Footage:
        """Write the picture."""
        if performance.final is None:
            raise ValueError("the final picture was not drawn")
        hidden = self.publication.stage(self.output)
        save_png(picture(performance.final), hidden, title=str(performance.sidecar.get("title", self.job.name)))
        size = (performance.stage.width, performance.stage.height)
        return footage_of(hidden, self.output.name, Format.PNG, size=size, frames=1, duration=0.0, notes=self.notes)


class Counter:
    """A sink that reports how many frames have passed."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def open(self, stage: Stage) -> None:
        """Nothing to prepare."""

    def write(self, frame: Frame) -> None:
        """Report the frames so far."""
        self._report("frames", frame.index + frame.repeat)

    def finish(self, performance: Performance) -> None:
        """Nothing to complete."""

    def abort(self) -> None:
        """Nothing to undo."""


def produce(job: RenderJob, report: Report) -> Mapping[Format, Footage]:
    """Make every file of a job, its captions and its sidecar, and publish them together.

    Raises
    ------
    UserError
        If the scene cannot be found, refuses its parameters, or has nothing to be rendered.
    """
    sweep(job.folder)
    with tempfile.TemporaryDirectory(prefix="manim-", ignore_cleanup_errors=True) as work, Publication() as publication:
        recorder = InputRecorder(apart_from=(Path(work), job.folder))
        makers = {format_: _maker(job, format_, publication) for format_ in job.formats}
        sinks = [sink for maker in makers.values() for sink in maker.sinks()]
        performance = perform(
            job.file,
            job.class_name,
            job.look,
            Fanout([*sinks, Counter(report)]),
            work_folder=Path(work),
            select=EveryFrame.of if sinks else NoFrame.of,
            finale=Format.PNG in job.formats,
        )
        if performance.frames == 0 and sinks:
            note = "the scene plays nothing, so its picture was saved instead of a video"
            makers = {Format.PNG: PictureMaker(job, publication, notes=(note,))}
        report("assembling", performance.frames)
        made = {format_: maker.deliver(performance) for format_, maker in makers.items()}
        companions = _write_captions(job, performance, publication)
        content = sidecar.compose(job, performance, made, recorder.digests(job.folder), companions)
        sidecar.dump(content, publication.stage(job.beside(".json")))
    return made


def _maker(job: RenderJob, format_: Format, publication: Publication) -> Maker:
    if format_ is Format.PNG:
        return PictureMaker(job, publication)
    if format_ is Format.GIF:
        raise UserError("GIF is not there yet")
    return VideoMaker(job, format_, publication)


def _write_captions(job: RenderJob, performance: Performance, publication: Publication) -> list[str]:
    """Write SRT and WebVTT where the scene has captions; return the names of the files."""
    if not performance.captions:
        return []
    for ending, text in ((".srt", srt(performance.captions)), (".vtt", webvtt(performance.captions))):
        publication.stage(job.beside(ending)).write_text(text, encoding="utf-8")
    return [job.beside(ending).name for ending in (".srt", ".vtt")]
