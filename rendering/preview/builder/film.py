"""Make the moving preview of a scene: a clip of the beat under the playhead first, then of the others, then the film.

The film is the video of the whole scene, as the page plays it; a clip is the video of one beat.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from rendering.core.environment import cores
from rendering.core.frames import Beat, Performance, Sound, Stage
from rendering.core.job import Format, RenderJob
from rendering.core.selections import Beats, EveryFrame, NoFrame, Selection
from rendering.core.sinks import Counted, SegmentSink
from rendering.drawing.parallel import perform_in_parallel
from rendering.drawing.segment_sinks import Segment
from rendering.jobs.outputs import VideoOutput
from rendering.output.freshness import InputRecorder, sha256
from rendering.output.publication import Publication
from rendering.playback.fingerprint import Fingerprint
from rendering.playback.loading import forget_modules
from rendering.preview.builder.timeline import PlayStarts
from rendering.preview.request import PreviewTask
from rendering.video.mux import assemble
from rendering.video.track import SegmentFile

SendEvent = Callable[..., None]
"""Takes the name of an event and its details."""
FILMS_FOLDER = "films"
RECORD_SUFFIX = ".made"
"""The ending of the record written beside a finished segment, by which other processes learn of it."""


@dataclass(frozen=True)
class Clip:
    """The video of one beat.

    Parameters
    ----------
    name
        The file's name, made from its content.
    first
        The number of its first frame in the scene.
    frames
        How many frames it has.
    """

    name: str
    first: int
    frames: int


@dataclass
class ClipJoiner:
    """Joins the segments of each beat as soon as all of them are finished.

    Parameters
    ----------
    scratch
        The folder of the segments and their records.
    folder
        The folder that the clips go to.
    performance
        What the scene did.
    """

    scratch: Path
    folder: Path
    performance: Performance
    done: set[str] = field(default_factory=set)
    _segments: dict[int, tuple[Path, int]] = field(default_factory=dict)

    def join_finished(self) -> Iterator[tuple[Beat, Clip]]:
        """Yield the beats that have become complete, with their clips."""
        for path in self.scratch.glob(f"*{RECORD_SUFFIX}"):
            record = json.loads(path.read_text(encoding="utf-8"))
            self._segments[record["first"]] = (Path(record["path"]), record["frames"])
            path.unlink()
        for beat in self.performance.beats:
            segments = None if beat.name in self.done else self._segments_of(beat)
            if segments:
                self.done.add(beat.name)
                yield beat, self._join(beat, segments)

    def _segments_of(self, beat: Beat) -> list[SegmentFile] | None:
        """Return a beat's segments, if every frame of it is in one."""
        found, frame = [], beat.first
        while frame < beat.stop:
            path, count = self._segments.get(frame, (None, 0))
            if path is None or not count:
                return None
            found.append(SegmentFile(path, frame - beat.first))
            frame += count
        return found

    def _join(self, beat: Beat, segments: Sequence[SegmentFile]) -> Clip:
        part = replace(self.performance, captions=(), sound=_sound_over(beat, self.performance))
        hidden = self.scratch / f"{beat.first:08}.clip"
        assemble(segments, hidden, Format.MP4, part, (), {})
        return Clip(_publish(hidden, self.folder), beat.first, beat.stop - beat.first)


def _sound_over(beat: Beat, performance: Performance) -> Sound | None:
    """Return what is heard over a beat."""
    sound, rate = performance.sound, performance.stage.rate
    if sound is None:
        return None
    first, stop = (round(frame / rate * sound.sample_rate) * sound.channels for frame in (beat.first, beat.stop))
    samples = sound.samples[first:stop]
    return replace(sound, samples=samples) if len(samples) else None


def make_film(
    task: PreviewTask,
    recorder: InputRecorder,
    send: SendEvent,
    report_performance: Callable[[Performance, frozenset[int]], None],
) -> None:
    """Make the clips and the film, and send an event for each.

    Parameters
    ----------
    task
        What is to be shown.
    recorder
        Notes what the scene reads.
    send
        Gets ``clip`` (beat, file, first, frames), ``progress`` (frames, of) and ``film`` (file, frames).
    report_performance
        Gets what the scene did, and the frames that its plays begin with, as soon as that is known.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    encoder = _SegmentEncoder(task, recorder)
    beat = task.request.playhead.beat
    selection: Selection = NoFrame() if beat is None else Beats((beat,))
    performance, _ = encoder.perform(selection, lambda _frames, _known: None)
    report_performance(performance, frozenset(encoder.plays.starts))
    if not performance.frames:
        return
    folder = task.preview_folder / FILMS_FOLDER
    joiner = ClipJoiner(task.work_folder, folder, performance)

    def send_progress(frames: int, _known: int) -> None:
        for beat, clip in joiner.join_finished():
            send("clip", beat=beat.name, file=clip.name, first=clip.first, frames=clip.frames)
        send("progress", frames=frames, of=performance.frames)

    send_progress(0, 0)
    whole, segments = encoder.perform(EveryFrame(), send_progress)
    send_progress(whole.frames, 0)
    files = [SegmentFile(Path(segment.answer["path"]), segment.first) for segment in segments]
    hidden = task.work_folder / "whole.film"
    assemble(files, hidden, Format.MP4, whole, (), {})
    send("film", file=_publish(hidden, folder), frames=whole.frames)


class _SegmentEncoder:
    """Plays the scene, and has its segments encoded or found in the store."""

    def __init__(self, task: PreviewTask, recorder: InputRecorder) -> None:
        self.plays = PlayStarts(NoFrame())
        self._scratch = task.work_folder
        self._job = RenderJob(
            target=task.target,
            folder=task.preview_folder,  # beside the folders of what is rendered, whose store it shares
            look=task.look,
            processes=cores(),
        )
        self._output = VideoOutput(
            self._job, self._job.look, Format.MP4, Publication(), self._scratch, recorder.digest_so_far
        )

    def perform(self, selection: Selection, report: Callable[[int, int], None]) -> tuple[Performance, list[Segment]]:
        """Play the scene with its modules imported anew; draw what is selected and not in the store."""
        forget_modules(self._job.target.file)
        self.plays = PlayStarts(selection)
        return perform_in_parallel(
            self._job.target,
            self._job.look,
            partial(_open_sink, self._output, self._scratch),
            work_folder=self._scratch,
            processes=self._job.processes,
            select=self._select,
            recall=partial(_recall, self._output, self._scratch),
            report=report,
        )

    def _select(self, _stage: Stage) -> Selection:
        return self.plays


def _open_sink(output: VideoOutput, scratch: Path, first: int, start: Fingerprint | None) -> SegmentSink:
    """Open the encoder of a segment; whichever process finishes it writes its record."""
    (sink,) = output.sinks(first, start)
    record = _record_path(scratch, first)
    return Counted(sink, lambda answer, frames: _write_record(record, {**answer, "frames": frames}))


def _recall(output: VideoOutput, scratch: Path, first: int, start: Fingerprint) -> Mapping[str, Any] | None:
    """Return what the sink answered for a segment that is in the store, and write its record as if just finished."""
    kept = output.find_stored(first, start)
    if kept is None:
        return None
    frames, (answer,) = kept
    _write_record(_record_path(scratch, first), {**answer, "frames": frames})
    return {"frames": frames, "sink": answer}


def _record_path(scratch: Path, first: int) -> Path:
    return scratch / f"{first:08}{RECORD_SUFFIX}"


def _write_record(path: Path, content: Mapping[str, Any]) -> None:
    """Write a segment's record by an atomic rename, as another process may be looking for it."""
    hidden = path.with_suffix(f".{secrets.token_hex(8)}.part")
    hidden.write_text(json.dumps(content), encoding="utf-8")
    hidden.replace(path)


def _publish(hidden: Path, folder: Path) -> str:
    """Move a finished video to where it is served from, under the name of its content, and return that name."""
    name = f"{sha256(hidden)[:32]}.mp4"
    folder.mkdir(parents=True, exist_ok=True)
    hidden.replace(folder / name)
    return name
