"""One output for each kind of file, from the sinks that take its frames to the finished file under its staged name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from rendering.animated.frame_spool import FrameSpool, SpoolSink
from rendering.animated.gif import make_gif
from rendering.core.frames import Performance
from rendering.core.job import Format, GifOptions, Look, RenderJob
from rendering.core.profiling import STOPWATCH
from rendering.core.scene_protocol import TITLE
from rendering.core.sinks import Counted, SegmentSink
from rendering.jobs.frame_sequence import PngSequenceOutput
from rendering.jobs.sections import write_sections
from rendering.jobs.unstored import Unstored
from rendering.output.captions import chapters_of
from rendering.output.freshness import versions
from rendering.output.png import SOFTWARE, picture, save_png
from rendering.output.publication import Publication
from rendering.output.segment_store import SEGMENTS_FOLDER, SegmentStore
from rendering.output.sidecar import OutputFile, output_file_of
from rendering.playback.fingerprint import Fingerprint
from rendering.video.codecs import codec_for
from rendering.video.mux import assemble
from rendering.video.track import PictureTrack, SegmentFile

SegmentAnswers = Sequence[Sequence[Mapping[str, Any]]]
"""For each segment in order, the answer of each of an output's sinks."""
StoredSegment = tuple[int, Sequence[Mapping[str, Any]]]
"""The number of frames of a segment, and the answers of an output's sinks for it."""
Keeper = Callable[[int], None] | None
"""Stores a segment of so many frames that was drawn elsewhere; ``None`` where segments are not stored."""
Source = Callable[[], str]
"""Returns the digest of all source and inputs that have been read so far."""


class Output(Protocol):
    """One kind of file that a job makes.

    Attributes
    ----------
    look
        The look its frames are drawn with; outputs of one look share one performance.
    """

    look: Look

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:
        """Return the sinks for the segment that begins with frame `first`; `start` is its fingerprint, if known."""

    def find_stored(self, first: int, start: Fingerprint) -> StoredSegment | None:
        """Return the stored segment with this fingerprint, or ``None`` if there is none."""

    def keeper(self, first: int, start: Fingerprint) -> Keeper:
        """Return what stores the segment with this fingerprint once its files have come from elsewhere."""

    def write_file(self, performance: Performance, answers: SegmentAnswers) -> OutputFile:
        """Write the finished file under its staged name, given the sinks' answers for each segment."""


class VideoOutput:
    """An MP4, WebM or MOV.

    Parameters
    ----------
    job
        The job.
    look
        The job's look, with size and rate.
    format_
        Which of the three.
    publication
        Where the file is staged.
    scratch
        A folder for the segments.
    source
        Returns the digest of all source and inputs that have been read so far.
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
        codec = codec_for(format_, transparent=look.transparent, mov_codec=job.video_codec)
        common = {"look": repr(replace(look, plays=None, voice=None)), "codec": repr(codec), **versions()}
        self._segment_store = JobSegmentStore(SegmentStore(job.folder.parent / SEGMENTS_FOLDER), common, source)

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:
        """Return the encoder of one segment, which is also stored if its fingerprint is known."""
        path = self._segment_path(first)
        track = PictureTrack(path, first, self.format, mov_codec=self.job.video_codec)
        return [track if start is None else self._segment_store.storing(track, path, start)]

    def find_stored(self, first: int, start: Fingerprint) -> StoredSegment | None:
        """Put the stored segment into the scratch folder, and return its number of frames and its path."""
        path = self._segment_path(first)
        frames = self._segment_store.find_stored(start, path)
        return None if frames is None else (frames, [{"path": str(path), "first": first}])

    def keeper(self, first: int, start: Fingerprint) -> Keeper:
        """Return what puts the segment into the store, under the key that it has now."""
        return partial(self._segment_store.put, self._segment_store.key(start), self._segment_path(first))

    def _segment_path(self, first: int) -> Path:
        return self._scratch / f"{first:08}.{self.format.value}"

    def write_file(self, performance: Performance, answers: SegmentAnswers) -> OutputFile:
        """Join the segments and mux them with captions, chapters and sound."""
        stage = performance.stage
        hidden = self.publication.stage(self.output)
        tags = {"title": title(self.job, performance), "comment": SOFTWARE}
        chapters = chapters_of(performance.beats)
        picture = [SegmentFile(Path(answer["path"]), answer["first"]) for (answer,) in answers]
        assemble(picture, hidden, self.format, performance, chapters, tags)
        parts: Mapping[Path, Path] = {}
        if self.job.sections:
            parts = write_sections(self.job, self.format, performance, picture, tags, self.publication)
        return output_file_of(
            hidden,
            self.output,
            size=(stage.width, stage.height),
            frames=performance.frames,
            duration=performance.duration,
            parts=parts,
        )


class GifOutput(Unstored):
    """A GIF, made from frames drawn at the GIF's own size and rate.

    Drawing them again beats scaling the video's: edges are sharper, the file is no larger, every step lasts the same
    time, and the GIF is the same whatever quality the video has.

    Parameters
    ----------
    job
        The job.
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
        """Return a spool for the frames of one segment."""
        return [SpoolSink(self._scratch / f"{first:08}.frames")]

    def write_file(self, performance: Performance, answers: SegmentAnswers) -> OutputFile:
        """Choose the palette and encode the GIF."""
        gif = make_gif(FrameSpool(performance.stage, (answer for (answer,) in answers)), performance, self.job.gif)
        hidden = self.publication.stage(self.output)
        hidden.write_bytes(gif.data)
        return output_file_of(
            hidden, self.output, size=gif.size, frames=gif.frames, duration=gif.duration, notes=gif.notes
        )


class PngOutput:
    """A PNG of the final frame.

    Parameters
    ----------
    job
        The job.
    look
        The job's look, with size and rate.
    publication
        Where the file is staged.
    notes
        Notes on the file, such as why it is a PNG although a video was requested.
    """

    def __init__(self, job: RenderJob, look: Look, publication: Publication, *, notes: tuple[str, ...] = ()) -> None:
        self.job = job
        self.look = look
        self.output = job.output(Format.PNG)
        self.publication = publication
        self.notes = notes

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:  # noqa: ARG002
        """Return no sinks: the final frame comes with the performance."""
        return []

    def find_stored(self, first: int, start: Fingerprint) -> StoredSegment | None:  # noqa: ARG002
        """Return an empty segment for any fingerprint, since no frame is needed."""
        return 0, []

    def keeper(self, first: int, start: Fingerprint) -> Keeper:  # noqa: ARG002
        """Return None: there is nothing to store."""
        return None

    def write_file(self, performance: Performance, answers: SegmentAnswers) -> OutputFile:  # noqa: ARG002
        """Write the PNG."""
        if performance.final is None:
            raise ValueError("the final picture was not drawn")
        hidden = self.publication.stage(self.output)
        save_png(picture(performance.final), hidden, title=title(self.job, performance))
        size = (performance.stage.width, performance.stage.height)
        return output_file_of(hidden, self.output, size=size, frames=1, duration=0.0, notes=self.notes)


def output_of(
    job: RenderJob, look: Look, format_: Format, publication: Publication, scratch: Path, source: Source
) -> Output:
    """Return the output for one kind of file."""
    if format_ is Format.PNG:
        return PngOutput(job, look, publication)
    if format_ is Format.GIF:
        return GifOutput(job, look, publication, scratch)
    if format_ is Format.PNG_SEQUENCE:
        return PngSequenceOutput(job, look, publication, scratch)
    return VideoOutput(job, look, format_, publication, scratch, source)


def gif_look(look: Look, options: GifOptions) -> Look:
    """Return the look of a GIF's frames: the video's look, limited to the height and rate of the GIF options."""
    if look.size is None or look.rate is None:
        raise ValueError("size and rate have to be settled")
    width, height = look.size
    if height > options.height:
        width, height = round(Fraction(width * options.height, height)), options.height
    return replace(look, size=(width, height), rate=min(look.rate, Fraction(options.rate)), voice=None)


def title(job: RenderJob, performance: Performance) -> str:
    """Return the scene's title, or else the name of its output."""
    return str(performance.sidecar.get(TITLE, job.target.name))


@dataclass(frozen=True)
class JobSegmentStore:
    """The segment store as seen by one job's video.

    Parameters
    ----------
    store
        The store.
    common
        What the keys of all the job's segments share: encoder, look, versions.
    source
        Returns the digest of all source and inputs that have been read so far.
    """

    store: SegmentStore
    common: Mapping[str, Any]
    source: Source

    def key(self, start: Fingerprint) -> str:
        """Return the key of the segment with this fingerprint; it covers the source unless the fingerprint suffices."""
        key_data = {**self.common, "start": start.digest, "source": None if start.is_complete else self.source()}
        return hashlib.sha256(json.dumps(key_data, sort_keys=True, default=str).encode()).hexdigest()

    def find_stored(self, start: Fingerprint, path: Path) -> int | None:
        """Put the stored segment at `path` and return its number of frames, or ``None`` if there is none."""
        stored = self.store.fetch(self.key(start), path)
        return None if stored is None else stored.get("frames")

    def storing(self, sink: SegmentSink, path: Path, start: Fingerprint) -> SegmentSink:
        """Return a sink that passes its frames to `sink`, and stores the segment that `sink` writes at `path`."""
        key = self.key(start)

        def store(_answer: Mapping[str, Any], frames: int) -> None:
            self.put(key, path, frames)

        return Counted(sink, store)

    def put(self, key: str, path: Path, frames: int) -> None:
        """Store a segment of so many frames."""
        with STOPWATCH.phase("keep"):
            self.store.put(key, path, {"frames": frames})
