"""Plan which frames an animated picture shows, for how long each, how often it plays, and how it begins and ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from rendering.animated.frame_spool import FrameSpool, Rgb
from rendering.animated.gif_format import SHORTEST_DELAY
from rendering.animated.palette import pack
from rendering.core.errors import UserError, unknown
from rendering.core.frames import Beat, Performance
from rendering.core.job import GifOptions
from rendering.core.scene_protocol import GIF_BEATS

LEAST_FINAL_HOLD = 150
"""Hundredths of a second for which the last picture is shown at least, unless the animation loops seamlessly."""
LEAD_IN = 100
"""Hundredths of a second for which the last picture is also shown first, where the first is too empty."""
LEAST_FILLED = 0.5
"""How filled the first picture has to be, relative to the last or to a loop's fullest; paper shows nothing else."""


@dataclass(frozen=True)
class Timing:
    """Which pictures an animation shows, and when.

    Parameters
    ----------
    shown
        Numbers of the pictures, in order, and for how many hundredths of a second each is shown.
    plays
        How often the animation plays; 0 is for ever.
    final_hold
        For how many hundredths of a second longer the last picture is shown.
    starts_with_last
        Whether the last picture has been put first.
    """

    shown: tuple[tuple[int, int], ...]
    plays: int
    final_hold: int = 0
    starts_with_last: bool = False

    @property
    def duration(self) -> float:
        """The length of one showing in seconds."""
        return (sum(delay for _, delay in self.shown) + self.final_hold) / 100


def excerpt(performance: Performance) -> tuple[Beat, ...]:
    """Return the beats that make an animated picture: those the scene names, or all.

    Raises
    ------
    UserError
        If the scene names a beat it does not have.
    """
    names = performance.sidecar.get(GIF_BEATS) or performance.stage.excerpt
    if not names:
        return performance.beats
    beats = {beat.name: beat for beat in performance.beats}
    for name in names:
        if name not in beats:
            raise UserError(unknown("beat", name, beats, where=GIF_BEATS))
    return tuple(beats[name] for name in names)


def showings(length: int, source: Fraction, rate: Fraction) -> list[tuple[int, int]]:
    """Return which of `length` source frames are shown, and for how many hundredths of a second.

    Frames are taken evenly; the rounding error is carried along, so the sum is the true length to one hundredth.

    Parameters
    ----------
    length
        How many source frames there are.
    source, rate
        Frames a second of the source and of the animated picture.

    Examples
    --------
    >>> showings(4, Fraction(30), Fraction(15))
    [(0, 7), (2, 6)]
    """
    rate = min(rate, source, Fraction(100, SHORTEST_DELAY))
    edges = [round(100 * number / rate) for number in range(math.ceil(length * rate / source))]
    end = max(round(100 * length / source), SHORTEST_DELAY)
    while end - edges[-1] < SHORTEST_DELAY:
        edges.pop()
    spans = pairwise((*edges, end))
    return [(math.floor(number * source / rate), stop - start) for number, (start, stop) in enumerate(spans)]


def filled_fraction(picture: Rgb) -> float:
    """Return the fraction of the pixels that differ from the commonest colour."""
    _, counts = np.unique(pack(picture), return_counts=True)
    return float(1 - counts.max() / counts.sum())


def plan_timing(spool: FrameSpool, performance: Performance, rate: Fraction, options: GifOptions) -> Timing:
    """Return the timing of a scene's excerpt at a rate.

    A scene that says it loops (``gif_loops = True``) plays for ever, without its last frame, which equals its first.
    Any other holds its last picture. Paper shows only the first picture; so where the excerpt begins nearly empty, a
    loop is rotated to begin where it is fullest, and anything else shows its last picture first.

    Parameters
    ----------
    spool
        The pictures.
    performance
        Gives the beats and their names.
    rate
        Frames a second at most.
    options
        How often to play, if that is given.

    Raises
    ------
    UserError
        If the scene names a beat it does not have, or says that it loops and does not.
    """
    numbers = _picture_numbers(spool, excerpt(performance))
    source = performance.stage.rate
    if performance.stage.loops:
        _check_loop(spool, numbers)
        numbers = _rotated(spool, numbers[:-1])
        shown = [(numbers[position], delay) for position, delay in showings(len(numbers), source, rate)]
        return Timing(tuple(shown), options.loop or 0)
    shown = [(numbers[position], delay) for position, delay in showings(len(numbers), source, rate)]
    final_hold = max(0, LEAST_FINAL_HOLD - _last_hold(spool, shown))
    first, last = spool.picture(numbers[0]), spool.picture(shown[-1][0])
    starts_with_last = filled_fraction(first) < LEAST_FILLED * filled_fraction(last)
    lead_in = ((shown[-1][0], LEAD_IN),) if starts_with_last else ()
    whole = Timing((*lead_in, *shown), 1, final_hold, starts_with_last)
    return replace(whole, plays=options.passes(whole.duration))


def _picture_numbers(spool: FrameSpool, beats: Sequence[Beat]) -> list[int]:
    """Return for each frame of the beats, in order, the number of its picture."""
    shown = spool.shown()
    return [shown[index] for beat in beats for index in range(beat.first, beat.stop)]


def _check_loop(spool: FrameSpool, numbers: Sequence[int]) -> None:
    differing = np.any(spool.picture(numbers[0]) != spool.picture(numbers[-1]), axis=-1)
    if len(numbers) < 2 or differing.any():
        raise UserError(
            f"the scene says it loops (gif_loops), but {int(differing.sum()):,} pixels of the last frame of its "
            "excerpt differ from the first; end it as it begins, or leave gif_loops out"
        )


def _rotated(spool: FrameSpool, numbers: list[int]) -> list[int]:
    """Return a loop rotated to begin where it is fullest, if it begins nearly empty."""
    fractions = {number: filled_fraction(spool.picture(number)) for number in dict.fromkeys(numbers)}
    fullest = max(fractions, key=fractions.__getitem__)
    if fractions[numbers[0]] >= LEAST_FILLED * fractions[fullest]:
        return numbers
    start = numbers.index(fullest)
    return numbers[start:] + numbers[:start]


def _last_hold(spool: FrameSpool, shown: Sequence[tuple[int, int]]) -> int:
    """Return for how many hundredths of a second the last picture is shown anyway, counted to `LEAST_FINAL_HOLD`."""
    hold, last = 0, shown[-1][0]
    for number, delay in reversed(shown):
        if hold >= LEAST_FINAL_HOLD or (
            number != last and not np.array_equal(spool.picture(number), spool.picture(last))
        ):
            break
        hold += delay
    return hold
