"""Make one job's files in this process: play the scene, feed the sinks, assemble, publish."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rendering.core.errors import UserError
from rendering.core.frames import Performance, Stage
from rendering.core.job import Format, Look, RenderJob
from rendering.core.profiling import STOPWATCH
from rendering.core.selections import Beats, EveryFrame, NoFrame, Selection
from rendering.core.sinks import Fanout
from rendering.drawing.parallel import perform_in_parallel
from rendering.jobs.outputs import Answers, GifOutput, Output, PictureOutput, VideoOutput, output_of
from rendering.output import sidecar
from rendering.output.captions import srt, webvtt
from rendering.output.freshness import InputRecorder, sha256
from rendering.output.publication import Publication
from rendering.output.segment_store import SEGMENTS_FOLDER, sweep_output
from rendering.output.sidecar import OutputFile
from rendering.playback.fingerprint import Fingerprint
from rendering.playback.loading import forget_modules
from rendering.playback.play import resolve_look

Report = Callable[[str, int], None]
"""Takes the name of what is being done and how many frames of it have been done."""

NOTHING_PLAYED = "the scene plays nothing that is not skipped, so its picture was saved instead of a video"


def produce(job: RenderJob, report: Report, more: Callable[[], int] | None = None) -> Mapping[Format, OutputFile]:
    """Make every file of a job, its captions and its sidecar, and publish them together.

    Parameters
    ----------
    job
        What to make.
    report
        Is told how it goes.
    more
        Returns how many more processes than the job's own may draw by now; ``None`` if never.

    Raises
    ------
    UserError
        If the scene cannot be found, refuses its parameters, or cannot be made into what was asked for.
    """
    sweep_output(job.folder)
    with tempfile.TemporaryDirectory(prefix="manim-", ignore_cleanup_errors=True) as work, Publication() as publication:
        recorder = InputRecorder(apart_from=(Path(work), job.folder, job.folder.parent / SEGMENTS_FOLDER))
        look = resolve_look(job.look)
        scratch = publication.scratch_folder(job.folder)
        makers = {
            format_: output_of(job, look, format_, publication, scratch, recorder.digest_so_far)
            for format_ in job.formats
        }
        made: dict[Format, OutputFile] = {}
        performances: list[Performance] = []
        for group_look in _looks(makers.values()):
            forget_modules(job.target.file)
            group = {format_: maker for format_, maker in makers.items() if maker.look == group_look}
            performance, answers = _play(job, group_look, list(group.values()), Path(work), report, more)
            performances.append(performance)
            if performance.frames == 0 and group_look.plays is not None:
                raise UserError(f"the scene has {performance.plays} plays, counted from 0, and none that -n asks for")
            if performance.frames == 0:
                group, answers = {Format.PNG: PictureOutput(job, look, publication, notes=(NOTHING_PLAYED,))}, [[]]
            report("assembling", performance.frames)
            with STOPWATCH.phase("join"):
                made.update(
                    {
                        format_: maker.deliver(performance, answered)
                        for (format_, maker), answered in zip(group.items(), answers, strict=True)
                    }
                )
        companions = _write_captions(job, performances[0], publication)
        content = sidecar.compose(job, performances[0], made, recorder.digests(job.folder), companions)
        sidecar.dump(content, publication.stage(job.beside(".json")))
    return made


def _looks(makers: Iterable[Output]) -> list[Look]:
    """Return the different looks that are needed, those of a GIF last."""
    looks: list[Look] = []
    for maker in sorted(makers, key=lambda maker: isinstance(maker, GifOutput)):
        if maker.look not in looks:
            looks.append(maker.look)
    return looks


def _play(
    job: RenderJob,
    look: Look,
    makers: Sequence[Output],
    work: Path,
    report: Report,
    more: Callable[[], int] | None,
) -> tuple[Performance, list[Answers]]:
    """Play the scene once for all makers that need the same look; return also what each one's sinks answered."""
    phase = "frames" if any(isinstance(maker, VideoOutput) for maker in makers) else "gif"
    performance, segments = perform_in_parallel(
        job.target,
        look,
        partial(_open_sinks, makers),
        work_folder=work,
        processes=job.processes,
        more_processes=more,
        select=partial(_selection, makers),
        finale=any(isinstance(maker, PictureOutput) for maker in makers),
        recall=partial(_recall, makers) if phase == "frames" else None,
        report=lambda frames, known: report(f"{known} segments kept" if known else phase, frames),
    )
    answers: list[Answers] = [
        [segment.answer["answers"][number]["answers"] for segment in segments] for number in range(len(makers))
    ]
    return performance, answers


def _open_sinks(makers: Sequence[Output], first: int, start: Fingerprint | None) -> Fanout:
    """Return one sink for all sinks that the makers need for a stretch."""
    return Fanout([Fanout(maker.sinks(first, start)) for maker in makers])


def _recall(makers: Sequence[Output], first: int, start: Fingerprint) -> Mapping[str, Any] | None:
    """Return what the makers' sinks answered for a stretch that began in the same way, if all of them kept it."""
    kept = [maker.recall(first, start) for maker in makers]
    known = [item for item in kept if item is not None]
    if len(known) < len(kept):
        return None
    answers = [{"answers": list(answer)} for _, answer in known]
    return {"frames": max(frames for frames, _ in known), "sink": {"answers": answers}}


def _selection(makers: Sequence[Output], stage: Stage) -> Selection:
    """Return which frames the makers need: all, those of the excerpt, or none."""
    if any(isinstance(maker, VideoOutput) for maker in makers):
        return EveryFrame()
    if any(isinstance(maker, GifOutput) for maker in makers):
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
