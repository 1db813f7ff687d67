"""Play a scene and draw it in several processes, each of which plays all of it and draws the plays that it claims.

Measured at 1080p60, drawing in the process that plays takes a quarter less processor time than forking a child for each
play: a child pays for every page of memory it touches, and for an encoder that has to be set up again.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rendering.core.frames import Performance
from rendering.core.job import Look
from rendering.core.selections import EveryFrame, NoFrame, Select, Within
from rendering.core.sinks import BaseSink, FrameSink, Queued
from rendering.core.targets import Target
from rendering.core.work_folder import work_folder as temporary_work_folder
from rendering.drawing.claims import Claims, DrawTask, OpenSink, Recall
from rendering.drawing.helper_group import HelperGroup, ReportFrames
from rendering.drawing.helpers import Send, SequentialOnly
from rendering.drawing.parallel_renderer import ParallelRenderer
from rendering.drawing.segment_sinks import Segment, SegmentForwarder, SegmentRelay
from rendering.playback.loading import forget_modules
from rendering.playback.play import perform, performance_of, played
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
    report: ReportFrames = lambda _frames, _recalled: None,
) -> tuple[Performance, list[Segment]]:
    """Play a scene, its plays drawn by several processes at once where that gives the same frames.

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
    A scene whose frames build on pixels drawn before (it reads the camera's picture, or brings a camera of its own) is
    drawn frame after frame in this process, and so is one that plays differently in another process, as by random
    numbers without a seed. A play that a helper could not draw is drawn by playing the scene again in this process.
    Where processes cannot be forked and the task cannot be pickled, there are no helpers.
    """
    with tempfile.TemporaryDirectory(prefix="claims-", dir=work_folder) as claims_folder:
        task = DrawTask(
            target=target,
            look=look,
            open_sink=open_sink,
            work_folder=work_folder,
            select=select,
            recall=recall,
            claims_folder=Path(claims_folder),
            compares=processes > 1 or more_processes is not None,
        )
        with contextlib.suppress(SequentialOnly):
            return _perform_with_helpers(task, processes - 1, more_processes or (lambda: 0), finale, report)
    forget_modules(target.file)
    relay = SegmentRelay(open_sink, [(0, None)], report)
    performance = perform(target, look, Queued(relay), work_folder=work_folder, select=select, finale=finale)
    return performance, relay.segments


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
    SequentialOnly
        If the scene can only be drawn frame after frame, each in full.
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    with temporary_work_folder() as folder:
        task = DrawTask(
            target=target,
            look=look,
            open_sink=lambda _first_frame, _fingerprint: SegmentForwarder(sink),
            work_folder=folder,
            select=EveryFrame.of,
            recall=None,
            claims_folder=Path(tempfile.mkdtemp(prefix="claims-", dir=folder)),
            compares=False,
        )
        claims = Claims(task.claims_folder, lambda _message: None)
        with _played(task, claims, {}, sink, renderer, **options) as (scene, recorder):
            performance = performance_of(scene, recorder, finale=False)
            sink.finish(performance)
    return performance


def draw_claims(task: DrawTask, send: Send) -> None:
    """Play a scene, draw the plays that can be claimed, and send the answers: what a helper does.

    Raises
    ------
    SequentialOnly
        If the scene can only be drawn frame after frame.
    """
    with _played(task, Claims(task.claims_folder, send), {}, BaseSink()):
        pass


def _perform_with_helpers(
    task: DrawTask, helpers: int, more_helpers: Callable[[], int], finale: bool, report: ReportFrames
) -> tuple[Performance, list[Segment]]:
    """Play the scene, with helpers that play it, too; each process draws the plays that it claims."""
    planned: dict[int, int] = {}
    group = HelperGroup(task, draw_claims, helpers=helpers, more_helpers=more_helpers, report=report)
    with group.running(), _played(task, group.own_claims, planned, BaseSink()) as (scene, recorder):
        performance = performance_of(scene, recorder, finale=finale)
        group.finish()
    drawn = [Segment(first, int(answer["frames"]), answer["sink"]) for first, answer in group.answers.items()]
    if any(planned[segment.first] != segment.frames for segment in drawn):
        # The same play came out longer or shorter elsewhere: something other than the scene's state decides its length.
        raise SequentialOnly
    lost = group.lost
    for missing in lost:
        _LOG.warning(
            "the process drawing frames from %d on: %s; drawing them again", missing.first_frame, missing.reason
        )
    if lost:
        starts = [missing.first_frame for missing in lost]
        drawn += _draw_again(task, [(start, start + planned[start]) for start in starts], report)
    return performance, sorted(drawn, key=lambda segment: segment.first)


def _played(
    task: DrawTask,
    claims: Claims,
    planned: dict[int, int],
    sink: FrameSink,
    renderer: type[ParallelRenderer] = ParallelRenderer,
    **options: Any,
) -> contextlib.AbstractContextManager[tuple[Any, Recorder]]:
    """Play the scene and draw what can be claimed.

    Parameters
    ----------
    task, claims
        What is drawn, and the plays that this process claims.
    planned
        Receives each segment's number of frames by its first.
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
        claims=claims,
        planned=planned,
        **options,
    )


def _draw_again(task: DrawTask, missing: Sequence[tuple[int, int]], report: ReportFrames) -> list[Segment]:
    """Draw ranges of frames by playing the scene once more, in this process alone."""
    forget_modules(task.target.file)
    relay = SegmentRelay(task.open_sink, missing, report)
    selection = Within(missing)
    perform(task.target, task.look, relay, work_folder=task.work_folder, select=lambda _: selection)
    return relay.segments
