"""Make the moving preview of a scene: the beat under the playhead first, then the others, then one film of all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from rendering.core.environment import cores
from rendering.core.frames import Beat, Performance, Stage
from rendering.core.job import Format, RenderJob
from rendering.core.selections import Beats, EveryFrame, NoFrame, Selection
from rendering.core.sinks import Counted, SegmentSink
from rendering.drawing.parallel import Segment, perform_in_parallel
from rendering.jobs.outputs import VideoOutput
from rendering.output.captions import Chapters
from rendering.output.freshness import InputRecorder, sha256
from rendering.output.publication import Publication
from rendering.playback.fingerprint import Fingerprint
from rendering.playback.loading import forget_modules
from rendering.preview.builder.timeline import Plays
from rendering.preview.request import PreviewTask
from rendering.video.mux import assemble
from rendering.video.track import SegmentFile

Tell = Callable[..., None]
"""Takes the name of an event and its details."""
FILMS_FOLDER = "films"
NOTE = ".made"
"""The ending of the note that lies beside a finished segment."""


@dataclass(frozen=True)
class Clip:
    """A finished piece of the film.

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


def leave_note(path: Path, content: Mapping[str, Any]) -> None:
    """Write a note, whole or not at all."""
    hidden = path.with_suffix(f".{os.getpid()}.part")
    hidden.write_text(json.dumps(content), encoding="utf-8")
    hidden.replace(path)


@dataclass
class ClipJoiner:
    """Joins the segments of each beat as soon as they are all there.

    Parameters
    ----------
    scratch
        Where segments and their notes are.
    folder
        Where the clips go.
    performance
        What the scene did.
    """

    scratch: Path
    folder: Path
    performance: Performance
    done: set[str] = field(default_factory=set)
    _segments: dict[int, tuple[Path, int]] = field(default_factory=dict)

    def cut(self) -> Iterator[tuple[Beat, Clip]]:
        """Yield the beats that have become complete, with their clips."""
        for note in self.scratch.glob(f"*{NOTE}"):
            told = json.loads(note.read_text(encoding="utf-8"))
            self._segments[told["first"]] = (Path(told["path"]), told["frames"])
            note.unlink()
        for beat in self.performance.beats:
            segments = None if beat.name in self.done else self._of(beat)
            if segments:
                self.done.add(beat.name)
                yield beat, self._join(beat, segments)

    def _of(self, beat: Beat) -> list[SegmentFile] | None:
        """Return a beat's segments, if there is one for every frame."""
        found, frame = [], beat.first
        while frame < beat.stop:
            path, count = self._segments.get(frame, (None, 0))
            if path is None or not count:
                return None
            found.append(SegmentFile(path, frame - beat.first))
            frame += count
        return found

    def _join(self, beat: Beat, segments: Sequence[SegmentFile]) -> Clip:
        silent = replace(self.performance, captions=(), sound=None)
        hidden = self.scratch / f"{beat.first:08}.clip"
        assemble(segments, hidden, Format.MP4, silent, Chapters(()), {})
        return Clip(published(hidden, self.folder), beat.first, beat.stop - beat.first)


def published(hidden: Path, folder: Path) -> str:
    """Move a finished film to where it is served from, under the name of its content, and return that name."""
    name = f"{sha256(hidden)[:32]}.mp4"
    folder.mkdir(parents=True, exist_ok=True)
    hidden.replace(folder / name)
    return name


def make(
    commission: PreviewTask,
    recorder: InputRecorder,
    tell: Tell,
    perform_told: Callable[[Performance, frozenset[int]], None],
) -> None:
    """Make the film, telling of every piece of it.

    Parameters
    ----------
    commission
        What is wanted.
    recorder
        Notes what the scene reads.
    tell
        Is told ``clip`` (beat, file, first, frames), ``progress`` (frames, of) and ``film`` (file, frames).
    perform_told
        Is told what the scene did, and the frames that its plays begin with, as soon as that is known.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    shop = _Shop(commission, recorder)
    beat = commission.wish.playhead.beat
    chosen: Selection = NoFrame() if beat is None else Beats((beat,))
    performance, _ = shop.perform(chosen, lambda _frames, _known: None)
    perform_told(performance, frozenset(shop.plays.starts))
    if not performance.frames:
        return
    room = ClipJoiner(commission.work_folder, shop.folder, performance)

    def look_around(frames: int, _known: int) -> None:
        for beat, clip in room.cut():
            tell("clip", beat=beat.name, file=clip.name, first=clip.first, frames=clip.frames)
        tell("progress", frames=frames, of=performance.frames)

    look_around(0, 0)
    whole, segments = shop.perform(EveryFrame(), look_around)
    look_around(whole.frames, 0)
    files = [SegmentFile(Path(segment.answer["path"]), segment.first) for segment in segments]
    hidden = commission.work_folder / "whole.film"
    assemble(files, hidden, Format.MP4, whole, Chapters(()), {})
    tell("film", file=published(hidden, shop.folder), frames=whole.frames)


class _Shop:
    """Plays the scene, and has its segments encoded or found in the store."""

    def __init__(self, commission: PreviewTask, recorder: InputRecorder) -> None:
        self.folder = commission.preview_folder / FILMS_FOLDER
        self.plays = Plays(NoFrame())
        self._commission = commission
        target = commission.target
        self._job = RenderJob(
            target=target,
            folder=commission.preview_folder,  # beside the folders of what is rendered, whose store it shares
            look=commission.wish.look,
            processes=cores(),
        )
        scratch = commission.work_folder
        self._maker = VideoOutput(self._job, self._job.look, Format.MP4, Publication(), scratch, recorder.digest_so_far)

    def perform(self, selection: Selection, report: Callable[[int, int], None]) -> tuple[Performance, list[Segment]]:
        """Play the scene from a clean state, and draw what is selected and not known."""
        forget_modules(self._job.target.file)
        self.plays = Plays(selection)
        scratch = self._commission.work_folder
        return perform_in_parallel(
            self._job.target,
            self._job.look,
            partial(_open_sink, self._maker, scratch),
            work_folder=scratch,
            processes=self._job.processes,
            select=self._select,
            recall=partial(_recall, self._maker, scratch),
            report=report,
        )

    def _select(self, _stage: Stage) -> Selection:
        return self.plays


def _open_sink(maker: VideoOutput, scratch: Path, first: int, start: Fingerprint | None) -> SegmentSink:
    """Open the encoder of a segment, beside which a note is left when it is finished, whichever process works on it."""
    (sink,) = maker.sinks(first, start)
    note = _note(scratch, first)
    return Counted(sink, lambda answer, frames: leave_note(note, {**answer, "frames": frames}))


def _recall(maker: VideoOutput, scratch: Path, first: int, start: Fingerprint) -> Mapping[str, Any] | None:
    """Return what was answered for a segment that is in the store, and note it like one just made."""
    kept = maker.find_stored(first, start)
    if kept is None:
        return None
    frames, (answer,) = kept
    leave_note(_note(scratch, first), {**answer, "frames": frames})
    return {"frames": frames, "sink": answer}


def _note(scratch: Path, first: int) -> Path:
    return scratch / f"{first:08}{NOTE}"
