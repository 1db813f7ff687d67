"""Compare this engine's frames with those of Manim's own renderer, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import chain, repeat, zip_longest
from typing import Any

from benchmarks.reference_frames import FrameRecord, FrameRun, digest, stock_record
from rendering.core.frames import Frame
from rendering.core.job import Look
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.core.work_folder import work_folder
from rendering.drawing.draw_task import Recall
from rendering.drawing.parallel import perform_in_parallel
from rendering.drawing.segment_sinks import Segment
from rendering.playback.fingerprint import Fingerprint


@dataclass(frozen=True)
class Difference:
    """The first frame that differs.

    Parameters
    ----------
    frame
        Its number, from 0.
    stock, ours
        The SHA-256 of each picture; ``None`` if that side has no such frame.
    """

    frame: int
    stock: str | None
    ours: str | None


@dataclass(frozen=True)
class Comparison:
    """The result of comparing two renders of one scene.

    Parameters
    ----------
    stock_frames, our_frames
        How many frames each has.
    difference
        The first frame that differs, or ``None``.
    besides
        What else differs, in words.
    """

    stock_frames: int
    our_frames: int
    difference: Difference | None
    besides: str = ""

    @property
    def identical(self) -> bool:
        """Whether all frames are the same in number, order and every byte, and nothing else differs."""
        return self.difference is None and not self.besides

    def __str__(self) -> str:
        if self.besides:
            return self.besides
        if self.difference is None:
            return f"identical: {self.our_frames} frames, every byte of each"
        at = self.difference
        return (
            f"frame {at.frame} differs: Manim drew {_short(at.stock)}, we drew {_short(at.ours)} "
            f"({self.stock_frames} frames there, {self.our_frames} here)"
        )


def compare(stock: Iterable[FrameRun], ours: Iterable[FrameRun]) -> Comparison:
    """Compare two renders frame by frame, however the frames are grouped into runs.

    Examples
    --------
    >>> compare([Run("a", 2), Run("b", 1)], [Run("a", 1), Run("a", 1), Run("b", 1)]).identical
    True
    >>> compare([Run("a", 2)], [Run("a", 1), Run("b", 1)]).difference
    Difference(frame=1, stock='a', ours='b')
    """
    left, right = list(_frames(stock)), list(_frames(ours))
    pairs = enumerate(zip_longest(left, right))
    difference = next((Difference(number, a, b) for number, (a, b) in pairs if a != b), None)
    return Comparison(len(left), len(right), difference)


def compare_records(stock: FrameRecord, ours: FrameRecord) -> Comparison:
    """Compare all that was drawn of a scene: frames, their rate, and the picture after the last play."""
    besides = ""
    if stock.rate != ours.rate:
        besides = f"Manim shows {stock.rate} frames a second, we show {ours.rate}"
    elif stock.final != ours.final:
        besides = f"after the last play, Manim drew {_short(stock.final)}, we drew {_short(ours.final)}"
    return replace(compare(stock.runs, ours.runs), besides=besides)


def compare_frames(target: Target, look: Look) -> Comparison:
    """Render a scene with Manim's renderer in a fresh process and with ours, and compare all that is drawn.

    Raises
    ------
    UserError
        If the scene cannot be found or fails with either renderer.
    """
    return compare_records(stock_record(target, look), our_record(target, look))


def our_frames(target: Target, look: Look, *, processes: int = 2) -> tuple[FrameRun, ...]:
    """Return the frames that this engine draws."""
    return our_record(target, look, processes=processes).runs


def our_record(
    target: Target,
    look: Look,
    *,
    processes: int = 2,
    recall: Recall | None = None,
    store: Callable[[Segment], object] = lambda _: None,
) -> FrameRecord:
    """Return what this engine draws.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels.
    processes
        How many processes draw.
    recall
        As for `perform_in_parallel`.
    store
        Is given each segment.
    """
    with work_folder() as work:
        performance, segments = perform_in_parallel(
            target, look, DigestSink, work_folder=work, processes=processes, finale=True, recall=recall
        )
    if performance.final is None:
        raise ValueError("the final picture was not drawn")
    final = digest(performance.final)
    for segment in segments:
        store(segment)
    runs = tuple(FrameRun(*run) for segment in segments for run in segment.answer["runs"])
    return FrameRecord(runs if performance.plays else (FrameRun(final, 1),), performance.stage.rate, final)


class DigestSink(BaseSink):
    """A sink that keeps only the digest of each frame.

    Parameters
    ----------
    first
        The number of its first frame.
    start
        The fingerprint of its segment, if known.
    """

    def __init__(self, first: int, start: Fingerprint | None = None) -> None:
        self.first = first
        self.start = start
        self._runs: list[tuple[str, int]] = []

    def write(self, frame: Frame) -> None:
        """Record the frame's digest."""
        self._runs.append((digest(frame.pixels), frame.repeat))

    def answer(self) -> Mapping[str, Any]:
        """Return the digests in order, each with its number of frames, and the fingerprint, as data."""
        return {"runs": self._runs, "start": None if self.start is None else asdict(self.start)}


def _frames(runs: Iterable[FrameRun]) -> Iterator[str]:
    return chain.from_iterable(repeat(run.sha256, run.frames) for run in runs)


def _short(sha256: str | None) -> str:
    return "nothing" if sha256 is None else sha256[:12]
