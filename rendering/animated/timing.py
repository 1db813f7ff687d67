"""What an animated picture shows and when: which frames, for how long each, how often, and how it rests."""

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

REST = 150
"""Hundredths of a second for which the last picture stands at least, where it does not lead into the first."""
LEAD = 100
"""Hundredths of a second for which the last picture stands also first, where the first shows too little."""
ESTABLISHED = 0.5
"""A first picture shows enough if it is filled at least half as much as the last: on paper it is all there is."""


@dataclass(frozen=True)
class Timing:
    """Pictures and their times.

    Parameters
    ----------
    shown
        Numbers of the pictures, in order, and for how many hundredths of a second each stands.
    plays
        How often they are shown; 0 is for ever.
    rest
        For how many hundredths of a second the last stands beyond its time.
    leads
        Whether the last picture has been put first.
    """

    shown: tuple[tuple[int, int], ...]
    plays: int
    rest: int = 0
    leads: bool = False

    @property
    def duration(self) -> float:
        """The length of one showing in seconds."""
        return (sum(delay for _, delay in self.shown) + self.rest) / 100


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


def filled(picture: Rgb) -> float:
    """Return the share of the pixels that differ from the commonest colour."""
    _, counts = np.unique(pack(picture), return_counts=True)
    return float(1 - counts.max() / counts.sum())


def cut(reel: FrameSpool, performance: Performance, rate: Fraction, options: GifOptions) -> Timing:
    """Return what the animated picture of a scene's excerpt shows at a rate.

    A scene that says it loops (``gif_loops = True``) plays for ever, without its last frame, which is its first. Any
    other rests on its last picture. What is shown first is established: where the excerpt begins nearly empty, a loop
    begins where it is fullest, and anything else shows its last picture first.

    Parameters
    ----------
    reel
        The frames.
    performance
        Names the beats.
    rate
        Frames a second at most.
    options
        Say how often to play, if they do.

    Raises
    ------
    UserError
        If the scene names a beat it does not have, or says that it loops and does not.
    """
    order = _order(reel, excerpt(performance))
    source = performance.stage.rate
    if performance.stage.loops:
        _check_loop(reel, order)
        order = _turned(reel, order[:-1])
        shown = [(order[position], delay) for position, delay in showings(len(order), source, rate)]
        return Timing(tuple(shown), options.loop or 0)
    shown = [(order[position], delay) for position, delay in showings(len(order), source, rate)]
    rest = max(0, REST - _last_hold(reel, shown))
    first, last = reel.picture(order[0]), reel.picture(shown[-1][0])
    leads = filled(first) < ESTABLISHED * filled(last)
    lead = ((shown[-1][0], LEAD),) if leads else ()
    whole = Timing((*lead, *shown), 1, rest, leads)
    return replace(whole, plays=options.passes(whole.duration))


def _order(reel: FrameSpool, beats: Sequence[Beat]) -> list[int]:
    """Return, for each frame of the beats in order, the number of the kept picture it shows."""
    shown = reel.shown()
    return [shown[index] for beat in beats for index in range(beat.first, beat.stop)]


def _check_loop(reel: FrameSpool, order: Sequence[int]) -> None:
    differing = np.any(reel.picture(order[0]) != reel.picture(order[-1]), axis=-1)
    if len(order) < 2 or differing.any():
        raise UserError(
            f"the scene says it loops (gif_loops), but {int(differing.sum()):,} pixels of the last frame of its "
            "excerpt differ from the first; end it as it begins, or leave gif_loops out"
        )


def _turned(reel: FrameSpool, order: list[int]) -> list[int]:
    """Return a loop beginning where it is fullest, if it begins nearly empty."""
    shares = {number: filled(reel.picture(number)) for number in dict.fromkeys(order)}
    fullest = max(shares, key=shares.__getitem__)
    if shares[order[0]] >= ESTABLISHED * shares[fullest]:
        return order
    start = order.index(fullest)
    return order[start:] + order[:start]


def _last_hold(reel: FrameSpool, shown: Sequence[tuple[int, int]]) -> int:
    """Return for how many hundredths of a second the last picture stands anyway, as far as that matters."""
    hold, last = 0, shown[-1][0]
    for number, delay in reversed(shown):
        if hold >= REST or (number != last and not np.array_equal(reel.picture(number), reel.picture(last))):
            break
        hold += delay
    return hold
