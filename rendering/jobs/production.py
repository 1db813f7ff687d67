"""Make one job's files in this process: play the scene, write frames to the sinks, assemble, publish."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from rendering.core.errors import UserError
from rendering.core.frames import Performance, Stage
from rendering.core.job import Format, Look, RenderJob
from rendering.core.profiling import STOPWATCH
from rendering.core.scene_protocol import PARAMETERS, THEME
from rendering.core.selections import Beats, EveryFrame, NoFrame, Selection
from rendering.core.sinks import Fanout
from rendering.core.work_folder import work_folder as temporary_work_folder
from rendering.drawing.parallel import perform_in_parallel
from rendering.jobs.frame_sequence import PngSequenceOutput
from rendering.jobs.lending import Exchange, JobLender
from rendering.jobs.outputs import GifOutput, Output, PngOutput, SegmentAnswers, VideoOutput, output_of
from rendering.output import sidecar
from rendering.output.captions import srt, webvtt
from rendering.output.freshness import InputRecorder, sha256
from rendering.output.publication import Publication, check_output
from rendering.output.segment_store import SEGMENTS_FOLDER, sweep_output
from rendering.output.sidecar import OutputFile
from rendering.playback.fingerprint import Fingerprint
from rendering.playback.loading import forget_modules
from rendering.playback.play import resolve_look

ReportProgress = Callable[[str, int], None]
"""Takes the name of the current phase and the number of frames it has done."""

_LOG = logging.getLogger(__name__)
_OF_ALL_FRAMES = (VideoOutput, PngSequenceOutput)
NOTHING_PLAYED = "the scene plays nothing that is not skipped, so its picture was saved instead of a video"


def produce(
    job: RenderJob,
    report: ReportProgress,
    more_processes: Callable[[], int] | None = None,
    exchange: Exchange | None = None,
    note_drawn: Callable[[int], object] = lambda _pictures: None,
) -> Mapping[Format, OutputFile]:
    """Make every file of a job, its captions and its sidecar, and publish them together.

    Parameters
    ----------
    job
        The job.
    report
        Called with the progress.
    more_processes
        Returns how many more processes than the job's own may draw by now; ``None`` for never.
    exchange
        Where segments are offered to other machines and come back; ``None`` where all are drawn on this one.
    note_drawn
        Called with how many pictures were drawn on this machine, once for each time the scene is played.

    Raises
    ------
    UserError
        If the scene cannot be found, refuses its parameters, or cannot be made into what was asked for.
    """
    sweep_output(job.folder)
    for format_ in job.formats:
        check_output(job.output(format_))
    with (
        temporary_work_folder() as work_folder,
        Publication() as publication,
    ):
        recorder = InputRecorder(apart_from=(work_folder, job.folder, job.folder.parent / SEGMENTS_FOLDER))
        forget_modules(job.target.file)
        look = resolve_look(job.look, job.target, work_folder)
        replace(job, look=look)  # raises an error if the formats cannot hold it
        scratch = publication.scratch_folder(job.folder)
        outputs = {
            format_: output_of(job, look, format_, publication, scratch, recorder.digest_so_far)
            for format_ in job.formats
        }
        made: dict[Format, OutputFile] = {}
        performances: list[Performance] = []
        for number, group_look in enumerate(_distinct_looks(outputs.values())):
            if number:
                forget_modules(job.target.file)
            group = {format_: output for format_, output in outputs.items() if output.look == group_look}
            resolved = replace(job, look=look, formats=tuple(group))
            lender = (
                JobLender(exchange, resolved, list(group.values()), recorder, scratch) if exchange is not None else None
            )
            performance, answers, drawn = _play(
                job, group_look, list(group.values()), work_folder, report, more_processes, lender
            )
            note_drawn(drawn)
            performances.append(performance)
            if performance.frames == 0 and group_look.plays is not None:
                raise UserError(f"the scene has {performance.plays} plays, counted from 0, and none that -n asks for")
            if performance.frames == 0:
                group, answers = {Format.PNG: PngOutput(job, look, publication, notes=(NOTHING_PLAYED,))}, [[]]
            report("assembling", performance.frames)
            with STOPWATCH.phase("join"):
                made.update(
                    {
                        format_: output.write_file(performance, output_answers)
                        for (format_, output), output_answers in zip(group.items(), answers, strict=True)
                    }
                )
        companions = _write_captions(job, performances[0], publication)
        content = sidecar.compose(job, performances[0], made, recorder.digests(job.folder), companions)
        _replace_earlier(job, content, publication)
        sidecar.dump(content, publication.stage(job.beside(".json")))
    return made


def _replace_earlier(job: RenderJob, content: Mapping[str, Any], publication: Publication) -> None:
    """Have what an earlier run has written beside its files removed; warn where that was made in another way."""
    earlier = sidecar.read(job)
    for format_ in job.formats:
        before = earlier.get("outputs", {}).get(format_.value)
        if before is None:
            continue
        files = dict(before.get("parts", {}))
        if files and "/" in before["file"]:
            files[before["file"]] = before["sha256"]
        for name, digest in files.items():
            publication.supersede(job.folder / name, digest)
        now = content["outputs"].get(format_.value, before)
        was = []
        if earlier.get(THEME) != content.get(THEME):
            was.append(f"in the theme {earlier.get(THEME)}")
        if format_ is not Format.GIF and (before["width"], before["height"]) != (now["width"], now["height"]):
            was.append(f"of {before['width']}×{before['height']}")
        if earlier.get(PARAMETERS) != content.get(PARAMETERS):
            was.append("with other parameters")
        if was:
            _LOG.warning("%s replaces the one %s; -o NAME keeps both", before["file"], ", ".join(was))


def _distinct_looks(outputs: Iterable[Output]) -> list[Look]:
    """Return the distinct looks of the outputs, those of a GIF last."""
    looks: list[Look] = []
    for output in sorted(outputs, key=lambda output: isinstance(output, GifOutput)):
        if output.look not in looks:
            looks.append(output.look)
    return looks


def _play(
    job: RenderJob,
    look: Look,
    outputs: Sequence[Output],
    work_folder: Path,
    report: ReportProgress,
    more_processes: Callable[[], int] | None,
    lender: JobLender | None,
) -> tuple[Performance, list[SegmentAnswers], int]:
    """Play the scene for all outputs of one look; return also each output's answers, and the pictures drawn here."""
    phase = "frames" if any(isinstance(output, _OF_ALL_FRAMES) for output in outputs) else "gif"
    performance, segments = perform_in_parallel(
        job.target,
        look,
        partial(open_sinks, outputs),
        work_folder=work_folder,
        processes=job.processes,
        more_processes=more_processes,
        select=partial(selection_of, outputs),
        finale=any(isinstance(output, PngOutput) for output in outputs),
        recall=partial(_find_stored, outputs) if phase == "frames" else None,
        lender=lender,
        report=lambda frames, known: report(f"{known} segments kept" if known else phase, frames),
    )
    answers: list[SegmentAnswers] = [
        [segment.answer["answers"][number]["answers"] for segment in segments] for number in range(len(outputs))
    ]
    return performance, answers, sum(segment.pictures for segment in segments)


def open_sinks(outputs: Sequence[Output], first: int, start: Fingerprint | None) -> Fanout:
    """Return one sink for all the outputs' sinks of a segment."""
    return Fanout([Fanout(output.sinks(first, start)) for output in outputs])


def _find_stored(outputs: Sequence[Output], first: int, start: Fingerprint) -> Mapping[str, Any] | None:
    """Return the answers of the outputs' sinks for a stored segment, if every output has it stored."""
    found = [output.find_stored(first, start) for output in outputs]
    stored = [segment for segment in found if segment is not None]
    if len(stored) < len(found):
        return None
    answers = [{"answers": list(answer)} for _, answer in stored]
    return {"frames": max(frames for frames, _ in stored), "sink": {"answers": answers}}


def selection_of(outputs: Sequence[Output], stage: Stage) -> Selection:
    """Return which frames the outputs need: all, those of the excerpt, or none."""
    if any(isinstance(output, _OF_ALL_FRAMES) for output in outputs):
        return EveryFrame()
    if any(isinstance(output, GifOutput) for output in outputs):
        return Beats(stage.excerpt)
    return NoFrame()


def _write_captions(job: RenderJob, performance: Performance, publication: Publication) -> dict[str, str]:
    """Write SRT and WebVTT where the scene has captions; return the digest of each file by its name."""
    digests: dict[str, str] = {}
    if performance.captions:
        for ending, compose in ((".srt", srt), (".vtt", webvtt)):
            hidden = publication.stage(job.beside(ending))
            hidden.write_text(compose(performance.captions), encoding="utf-8")
            digests[job.beside(ending).name] = sha256(hidden)
    return digests
