"""Makers: one for each kind of file, from the sinks that need the frames to the finished file under its hidden name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from rendering.animated.frame_spool import FrameSpool, SpoolSink
from rendering.animated.gif import make_gif
from rendering.core.frames import Performance
from rendering.core.job import Format, GifOptions, Look, RenderJob
from rendering.core.profiling import STOPWATCH
from rendering.core.scene_protocol import TITLE
from rendering.core.sinks import Counted, SegmentSink
from rendering.output.captions import chapters_of
from rendering.output.freshness import versions
from rendering.output.png import picture, save_png
from rendering.output.publication import Publication
from rendering.output.segment_store import SEGMENTS_FOLDER, SegmentStore
from rendering.output.sidecar import OutputFile, output_file_of
from rendering.playback.fingerprint import Fingerprint
from rendering.video.codecs import codec_for
from rendering.video.mux import assemble
from rendering.video.track import PictureTrack, SegmentFile

Answers = Sequence[Sequence[Mapping[str, Any]]]
"""For each stretch in order, what each of a maker's sinks answered."""
Kept = tuple[int, Sequence[Mapping[str, Any]]]
"""How many frames a stretch has, and what a maker's sinks answered for it."""
MAKER = "Convolutions in Motion"


class Output(Protocol):
    """Makes one kind of file."""

    look: Look

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:
        """Return the sinks that need the frames of the stretch beginning with frame `first`, and how it begins."""

    def recall(self, first: int, start: Fingerprint) -> Kept | None:
        """Return frames and answers of a stretch that began in the same way, if it was kept."""

    def deliver(self, performance: Performance, answers: Answers) -> OutputFile:
        """Write the finished file under its hidden name, given what the sinks of each stretch answered."""


class VideoOutput:
    """Makes an MP4, WebM or MOV.

    Parameters
    ----------
    job
        What to make.
    look
        The job's look, with size and rate.
    format_
        Which of the three.
    publication
        Where the file is staged.
    scratch
        A folder for the segments.
    source
        Returns the digest of what has been read so far.
    """

    def __init__(
        self, job: RenderJob, look: Look, format_: Format, publication: Publication, scratch: Path, source: Source
    ) -> None:
        self.job = job
        self.look = look
        self.format = format_
        self.output = job.output(format_)
        self.publication = publication
        self._scratch = scratch
        codec = codec_for(format_, transparent=look.transparent)
        common = {"look": repr(replace(look, plays=None)), "codec": repr(codec), **versions()}
        self._archive = StoredSegments(SegmentStore(job.folder.parent / SEGMENTS_FOLDER), common, source)

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:
        """Return the encoder of one segment, which is kept where it is known what it begins with."""
        path = self._segment(first)
        track = PictureTrack(path, first, self.format)
        return [track if start is None else self._archive.keeping(track, path, start)]

    def recall(self, first: int, start: Fingerprint) -> Kept | None:
        """Return frames and place of a segment that was kept."""
        path = self._segment(first)
        frames = self._archive.recall(start, path)
        return None if frames is None else (frames, [{"path": str(path), "first": first}])

    def _segment(self, first: int) -> Path:
        return self._scratch / f"{first:08}.{self.format.value}"

    def deliver(self, performance: Performance, answers: Answers) -> OutputFile:
        """Join picture, captions, chapters and sound."""
        stage = performance.stage
        hidden = self.publication.stage(self.output)
        tags = {"title": title(self.job, performance), "comment": MAKER}
        chapters = chapters_of(performance.beats, stage.rate)
        picture = [SegmentFile(Path(answer["path"]), answer["first"]) for (answer,) in answers]
        assemble(picture, hidden, self.format, performance, chapters, tags)
        size = (stage.width, stage.height)
        duration = performance.duration
        return output_file_of(hidden, self.output, size=size, frames=performance.frames, duration=duration)


class GifOutput:
    """Makes a GIF, from frames drawn at the GIF's own size and rate.

    Drawing them anew beats shrinking the video's: edges are sharper, the file is no larger, every step lasts the same
    time, and the GIF is the same whatever quality the video has.

    Parameters
    ----------
    job
        What to make.
    look
        The job's look, with size and rate.
    publication
        Where the file is staged.
    scratch
        A folder for the frames.
    """

    def __init__(self, job: RenderJob, look: Look, publication: Publication, scratch: Path) -> None:
        self.job = job
        self.look = gif_look(look, job.gif)
        self.output = job.output(Format.GIF)
        self.publication = publication
        self._scratch = scratch

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:  # noqa: ARG002
        """Return the keeper of one stretch of frames."""
        return [SpoolSink(self._scratch / f"{first:08}.frames")]

    def recall(self, first: int, start: Fingerprint) -> Kept | None:  # noqa: ARG002
        """Return nothing: frames are kept for one run only."""
        return None

    def deliver(self, performance: Performance, answers: Answers) -> OutputFile:
        """Choose the palette and write the pictures."""
        gif = make_gif(FrameSpool(performance.stage, (answer for (answer,) in answers)), performance, self.job.gif)
        hidden = self.publication.stage(self.output)
        hidden.write_bytes(gif.data)
        return output_file_of(
            hidden, self.output, size=gif.size, frames=gif.frames, duration=gif.duration, notes=gif.notes
        )


class PictureOutput:
    """Makes a PNG of what stands when the scene is over.

    Parameters
    ----------
    job
        What to make.
    look
        The job's look, with size and rate.
    publication
        Where the file is staged.
    notes
        Why there is a picture where something else was asked for.
    """

    def __init__(self, job: RenderJob, look: Look, publication: Publication, *, notes: tuple[str, ...] = ()) -> None:
        self.job = job
        self.look = look
        self.output = job.output(Format.PNG)
        self.publication = publication
        self.notes = notes

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:  # noqa: ARG002
        """Return nothing: the picture comes with the performance."""
        return []

    def recall(self, first: int, start: Fingerprint) -> Kept | None:  # noqa: ARG002
        """Agree to anything: no frame is needed."""
        return 0, []

    def deliver(self, performance: Performance, answers: Answers) -> OutputFile:  # noqa: ARG002
        """Write the picture."""
        if performance.final is None:
            raise ValueError("the final picture was not drawn")
        hidden = self.publication.stage(self.output)
        save_png(picture(performance.final), hidden, title=title(self.job, performance))
        size = (performance.stage.width, performance.stage.height)
        return output_file_of(hidden, self.output, size=size, frames=1, duration=0.0, notes=self.notes)


def output_of(
    job: RenderJob, look: Look, format_: Format, publication: Publication, scratch: Path, source: Source
) -> Output:
    """Return the maker of one kind of file."""
    if format_ is Format.PNG:
        return PictureOutput(job, look, publication)
    if format_ is Format.GIF:
        return GifOutput(job, look, publication, scratch)
    return VideoOutput(job, look, format_, publication, scratch, source)


def gif_look(look: Look, options: GifOptions) -> Look:
    """Return the look of a GIF's frames: as the video's, but no taller and no faster than a GIF should be."""
    if look.size is None or look.rate is None:
        raise ValueError("size and rate have to be settled")
    width, height = look.size
    if height > options.height:
        width, height = round(Fraction(width * options.height, height)), options.height
    return replace(look, size=(width, height), rate=min(look.rate, Fraction(options.rate)))


def title(job: RenderJob, performance: Performance) -> str:
    """Return what the scene calls itself, or the name of its output."""
    return str(performance.sidecar.get(TITLE, job.target.name))


Source = Callable[[], str]
"""Returns the digest of all source and inputs that have been read so far."""


@dataclass(frozen=True)
class StoredSegments:
    """The store as one job's video sees it.

    Parameters
    ----------
    store
        The store.
    common
        What all segments of the job have in common: encoder, look, versions.
    source
        Returns the digest of all source and inputs that have been read so far.
    """

    store: SegmentStore
    common: Mapping[str, Any]
    source: Source

    def key(self, start: Fingerprint) -> str:
        """Return the key of the segment that begins this way; one that its data alone decides is free of the source."""
        told = {**self.common, "start": start.digest, "source": None if start.is_complete else self.source()}
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()

    def recall(self, start: Fingerprint, path: Path) -> int | None:
        """Put a segment drawn before at `path` and return its number of frames, or ``None`` if there is none."""
        noted = self.store.fetch(self.key(start), path)
        return None if noted is None else int(noted["frames"])

    def keeping(self, sink: SegmentSink, path: Path, start: Fingerprint) -> SegmentSink:
        """Return a sink that hands its frames to another, and keeps the segment that this one makes at `path`."""
        key = self.key(start)

        def keep(_answer: Mapping[str, Any], frames: int) -> None:
            with STOPWATCH.phase("keep"):
                self.store.put(key, path, {"frames": frames})

        return Counted(sink, keep)
