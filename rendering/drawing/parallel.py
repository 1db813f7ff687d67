"""Play a scene and draw it in several processes, each of which plays all of it and draws its share of the plays.

Measured at 1080p60, drawing in the process that plays takes a quarter less processor time than forking a child for each
play: a child pays for every page of memory it touches, and for an encoder that starts cold.
"""

from __future__ import annotations

import bisect
import contextlib
import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rendering.core.frames import Frame, Performance, Stage
from rendering.core.job import Look
from rendering.core.selections import EveryFrame, NoFrame, Select, Within
from rendering.core.sinks import BaseSink, Queued, SegmentSink
from rendering.core.targets import Target
from rendering.drawing.claims import Claims, DrawTask, HelperGroup, OpenSink, Recall
from rendering.drawing.helpers import Say, SequentialOnly
from rendering.drawing.parallel_renderer import ParallelRenderer
from rendering.playback.loading import forget_modules
from rendering.playback.play import perform, performance_of, played
from rendering.playback.renderer import Recorder

_LOG = logging.getLogger(__name__)

Report = Callable[[int, int], None]
"""Is told how many frames there are so far, and how many stretches of them were known."""


@dataclass(frozen=True)
class Segment:
    """Consecutive frames drawn by one process.

    Parameters
    ----------
    first
        The number of its first frame.
    frames
        How many frames it holds.
    answer
        What its sink had to say.
    """

    first: int
    frames: int
    answer: Mapping[str, Any]

    @property
    def stop(self) -> int:
        """The number after its last frame's."""
        return self.first + self.frames


def perform_in_parallel(
    target: Target,
    look: Look,
    open_sink: OpenSink,
    *,
    work_folder: Path,
    processes: int = 1,
    more: Callable[[], int] | None = None,
    select: Select = EveryFrame.of,
    finale: bool = False,
    recall: Recall | None = None,
    report: Report = lambda _frames, _known: None,
) -> tuple[Performance, list[Segment]]:
    """Play a scene, its plays drawn by several processes at once where that gives the same frames.

    Parameters
    ----------
    target
        The scene.
    look
        What decides the pixels.
    open_sink
        Makes the sink for one stretch of frames.
    work_folder
        An empty folder for what Manim itself writes on the way.
    processes
        How many plays are drawn at a time.
    more
        Returns how many more may be by now; ``None`` if never.
    select
        Given size and rate, says which frames are drawn; all of them by default.
    finale
        Also draw what stands after the last play.
    recall
        Returns, for a stretch that begins in the same way as one drawn before, that one's number of frames and its
        sink's answer; ``None`` where nobody keeps any.
    report
        Is told how it goes.

    Returns
    -------
    performance, stretches
        What the scene did, and the stretches drawn, in order; together they hold every frame that is wanted once.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.

    Notes
    -----
    A scene whose frames build on pixels drawn before (it reads the camera's picture, or brings a camera of its own) is
    drawn frame after frame, and so is one that plays differently in another process, as by chance without a seed. A
    play that another process could not draw is drawn by playing the scene again in this one. What cannot be pickled
    cannot travel to a process that is not forked: there is none then.
    """
    with tempfile.TemporaryDirectory(prefix="claims-", dir=work_folder) as claims:
        task = DrawTask(
            target=target,
            look=look,
            open_sink=open_sink,
            work_folder=work_folder,
            select=select,
            recall=recall,
            claims=Path(claims),
            compares=processes > 1 or more is not None,
        )
        with contextlib.suppress(SequentialOnly):
            return _at_once(task, processes - 1, more or (lambda: 0), finale, report)
    forget_modules(target.file)
    relay = _SegmentRelay(open_sink, [(0, None)], report)
    performance = perform(target, look, Queued(relay), work_folder=work_folder, select=select, finale=finale)
    return performance, relay.segments


def draw_claims(task: DrawTask, say: Say) -> None:
    """Play a scene to draw a share of its plays, telling through `say` what comes of them.

    Raises
    ------
    SequentialOnly
        If the scene can only be drawn frame after frame.
    """
    with _played(task, Claims(task.claims, say), {}):
        pass


def _at_once(
    task: DrawTask, others: int, more: Callable[[], int], finale: bool, report: Report
) -> tuple[Performance, list[Segment]]:
    """Play, and draw what other processes that play, too, don't draw."""
    planned: dict[int, int] = {}
    group = HelperGroup(task, draw_claims, others=others, more=more, watch=report)
    with group.attended(), _played(task, group.own_claims, planned) as (scene, recorder):
        performance = performance_of(scene, recorder, finale=finale)
        group.finish()
    drawn = [Segment(first, int(answer["frames"]), answer["sink"]) for first, answer in group.answers.items()]
    if any(planned[segment.first] != segment.frames for segment in drawn):
        raise SequentialOnly  # the same play came out longer or shorter: something beside the scene's state decides
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
    task: DrawTask, claims: Claims, planned: dict[int, int]
) -> contextlib.AbstractContextManager[tuple[Any, Recorder]]:
    """Play the scene and draw what can be claimed of it."""
    return played(
        task.target,
        task.look,
        BaseSink(),
        work_folder=task.work_folder,
        select=NoFrame.of,
        renderer=ParallelRenderer,
        task=task,
        claims=claims,
        planned=planned,
    )


def _draw_again(task: DrawTask, missing: Sequence[tuple[int, int]], report: Report) -> list[Segment]:
    """Draw some plays by playing the scene once more, in this process alone."""
    forget_modules(task.target.file)
    relay = _SegmentRelay(task.open_sink, missing, report)
    wanted = Within(missing)
    perform(task.target, task.look, relay, work_folder=task.work_folder, select=lambda _: wanted)
    return relay.segments


class _SegmentRelay:
    """A sink that opens another for each of several stretches, and closes it when the next begins.

    A picture that fills several frames is a stretch of its own, as it is where plays are shared.
    """

    def __init__(self, open_sink: OpenSink, ranges: Sequence[tuple[int, int | None]], report: Report) -> None:
        self.segments: list[Segment] = []
        self._open_sink = open_sink
        self._starts = [start for start, _ in ranges]
        self._report = report
        self._sink: SegmentSink | None = None
        self._first = self._stop = 0
        self._holds = False

    def open(self, stage: Stage) -> None:
        """Remember the size."""
        self._stage = stage

    def write(self, frame: Frame) -> None:
        """Hand a frame to the sink of its stretch."""
        first = self._starts[bisect.bisect_right(self._starts, frame.index) - 1]
        if self._sink is None or first > self._first or self._holds or frame.repeat > 1:
            self._close()
            self._first = frame.index
            self._holds = frame.repeat > 1
            self._sink = self._open_sink(frame.index, None)
            self._sink.open(self._stage)
        self._sink.write(frame)
        self._stop = frame.index + frame.repeat
        self._report(self._stop, 0)

    def finish(self, performance: Performance) -> None:  # noqa: ARG002
        """Complete the last stretch."""
        self._close()

    def abort(self) -> None:
        """Drop the stretch that is being drawn."""
        if self._sink is not None:
            self._sink.abort()

    def _close(self) -> None:
        if self._sink is not None:
            self.segments.append(Segment(self._first, self._stop - self._first, self._sink.answer()))
            self._sink = None
