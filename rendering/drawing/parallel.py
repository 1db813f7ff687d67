"""Play a scene once, in one process, and have its plays drawn by forks of that process where it can go on meanwhile."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rendering.core.frames import Performance
from rendering.core.job import Look
from rendering.core.selections import EveryFrame, NoFrame, Select
from rendering.core.sinks import BaseSink, FrameSink
from rendering.core.targets import Target
from rendering.drawing.draw_task import AllDrawn, DrawTask, Lender, LentLost, OpenSink, PlayAgain, Recall
from rendering.drawing.drawers import Drawers, ReportFrames
from rendering.drawing.parallel_renderer import ParallelRenderer
from rendering.drawing.segment_sinks import Segment, SegmentForwarder
from rendering.playback.loading import forget_modules
from rendering.playback.play import performance_of, played
from rendering.playback.renderer import Recorder

_LOG = logging.getLogger(__name__)


def perform_in_parallel(
    target: Target,
    look: Look,
    open_sink: OpenSink,
    *,
    work_folder: Path,
    processes: int = 1,
    more_processes: Callable[[], int] | None = None,
    select: Select = EveryFrame.of,
    finale: bool = False,
    recall: Recall | None = None,
    lender: Lender | None = None,
    report: ReportFrames = lambda _frames, _recalled: None,
) -> tuple[Performance, list[Segment]]:
    """Play a scene in this process, its plays drawn by several processes at once where that gives the same frames.

    Parameters
    ----------
    target
        The scene.
    look
        What decides the pixels.
    open_sink
        Makes the sink for one segment.
    work_folder
        An empty folder for what Manim itself writes on the way.
    processes
        How many processes draw at a time.
    more_processes
        Returns how many more may draw by now; ``None`` if never any.
    select
        Given size and rate, returns which frames are drawn; all of them by default.
    finale
        Also draw the picture after the last play.
    recall
        Returns, for a segment with the fingerprint of one drawn before, that one's number of frames and its sink's
        answer; ``None`` where segments are not kept.
    lender
        Has segments drawn on other machines; ``None`` where all are drawn on this one.
    report
        Receives the progress of all processes together.

    Returns
    -------
    performance, segments
        What the scene did, and the segments in order; together they hold every frame that is wanted, once.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.

    Notes
    -----
    The scene is played once, but for two cases, in which it is played again and drawn by this process alone: a drawer
    is killed, or the scene reads the camera's picture after a play that was not drawn here. What does not arrive from
    another machine has it played again, too, by as many processes as before.
    """
    task = DrawTask(
        target=target,
        look=look,
        open_sink=open_sink,
        work_folder=work_folder,
        select=select,
        recall=recall,
        lender=lender,
    )

    def most_drawers() -> int:
        drawing = processes + (more_processes() if more_processes else 0)
        return drawing if drawing > 1 else 0

    before: dict[int, Mapping[str, Any]] = {}
    while True:
        drawers = Drawers(most_drawers, report)
        try:
            performance, segments = _perform(task, drawers, finale)
            return performance, [_drawn_before(segment, before) for segment in segments]
        except PlayAgain as again:
            reason, is_lost = again.reason, isinstance(again, LentLost)
        if reason:
            _LOG.warning("%s", reason)
        forget_modules(target.file)
        if lender is not None:  # what has arrived is used, and nothing more is lent
            task = replace(task, recall=_first_of(lender.recall, recall), lender=None)
            before = drawers.answers
        if not is_lost:
            break
    return _perform(task, Drawers(report=report), finale, draws_all=not reason)


def _drawn_before(segment: Segment, answers: Mapping[int, Mapping[str, Any]]) -> Segment:
    """Return a segment with the pictures that were drawn of it when the scene was played before, and kept."""
    return replace(segment, pictures=segment.pictures or answers.get(segment.first, {}).get("pictures", 0))


def _first_of(recall: Recall, other: Recall | None) -> Recall:
    return lambda first, start: recall(first, start) or (other(first, start) if other else None)


def draw_only(
    target: Target,
    look: Look,
    open_sink: OpenSink,
    only: Mapping[int, str],
    *,
    work_folder: Path,
    select: Select = EveryFrame.of,
    report: ReportFrames = lambda _frames, _recalled: None,
) -> list[Segment]:
    """Play a scene in this process as far as needed, and draw some segments of it.

    Parameters
    ----------
    target, look, open_sink, work_folder, select, report
        As of `perform_in_parallel`.
    only
        The digest of each segment by its first frame. One that the scene, as it is played here, does not begin with
        that frame and in that state is not drawn.
    """
    task = DrawTask(target=target, look=look, open_sink=open_sink, work_folder=work_folder, select=select, only=only)
    drawers = Drawers(report=report)
    with contextlib.suppress(AllDrawn):
        _perform(task, drawers, finale=False)
    return _segments(drawers)


def perform_in_one_process(
    target: Target, look: Look, sink: FrameSink, *, renderer: type[ParallelRenderer] = ParallelRenderer, **options: Any
) -> Performance:
    """Play a scene and draw all of it in this process, of each frame only what changes.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels.
    sink
        Takes every frame, in order, and is aborted if the scene fails; it may use a frame's picture only until `write`
        returns.
    renderer, **options
        The class of the renderer, and arguments of its own.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    task = DrawTask(target=target, look=look, open_sink=lambda *_: SegmentForwarder(sink))
    with _played(task, Drawers(), sink, renderer, draws_all=True, **options) as (scene, recorder):
        performance = performance_of(scene, recorder, finale=False)
        sink.finish(performance)
    return performance


def _perform(
    task: DrawTask, drawers: Drawers, finale: bool, *, draws_all: bool = False
) -> tuple[Performance, list[Segment]]:
    """Play the scene, and gather the segments."""
    try:
        with _played(task, drawers, BaseSink(), draws_all=draws_all) as (scene, recorder):
            performance = performance_of(scene, recorder, finale=finale)
            drawers.finish()
            if task.lender is not None:
                task.lender.collect(drawers.note_answer)
    finally:
        drawers.kill()
    return performance, _segments(drawers)


def _segments(drawers: Drawers) -> list[Segment]:
    """Return what has been drawn, in order."""
    return [_segment(first, answer) for first, answer in sorted(drawers.answers.items())]


def _segment(first: int, answer: Mapping[str, Any]) -> Segment:
    return Segment(first, int(answer["frames"]), answer["sink"], answer.get("pictures", 0))


def _played(
    task: DrawTask,
    drawers: Drawers,
    sink: FrameSink,
    renderer: type[ParallelRenderer] = ParallelRenderer,
    **options: Any,
) -> contextlib.AbstractContextManager[tuple[Any, Recorder]]:
    """Play the scene, drawing what is wanted of it.

    Parameters
    ----------
    task, drawers
        What is drawn, and who may draw it besides this process.
    sink
        Opened before the first play, and aborted if the scene fails; the frames go to the segments' sinks.
    renderer, **options
        The class of the renderer, and arguments of its own.
    """
    return played(
        task.target,
        task.look,
        sink,
        work_folder=task.work_folder,
        select=NoFrame.of,
        renderer=renderer,
        task=task,
        drawers=drawers,
        **options,
    )
