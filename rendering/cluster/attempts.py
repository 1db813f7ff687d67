"""What is drawn elsewhere at the moment, and how long that may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distributed import Future

from rendering.cluster.bundle import Bundle
from rendering.cluster.claims import SECONDS_PER_PIXEL, Claim

STRAGGLING = 1.5
"""A claim that takes so many times its estimate is late."""
LEAST_STRAGGLING = 3.0
"""Seconds before which no claim counts as late, as short ones are hard to foresee."""
LEAST_STRAGGLING_UNMEASURED = 30.0
"""The same, as long as no claim of this command has told what drawing costs."""


@dataclass
class LentJob:
    """A job whose segments are drawn elsewhere.

    Parameters
    ----------
    request
        What a worker is told of it.
    files, contents
        Its scene's files, and their contents by digest.
    deliver
        Takes the messages to the job's process.
    scratch
        The folder in which that expects the segments' files.
    play_seconds
        How long the scene took to play here.
    left
        The first frames of the segments that have not come back.
    total
        How many segments there are.
    """

    request: dict[str, Any]
    files: Bundle
    contents: Mapping[str, bytes]
    deliver: Callable[[dict[str, Any]], None]
    scratch: Path
    play_seconds: float
    left: set[int]
    total: int


@dataclass
class Attempt:
    """A claim that a worker has been given.

    Parameters
    ----------
    claim, worker
        The claim, and the worker's address.
    future
        Its result.
    play_seconds
        How long the scene takes to play.
    started
        When, as `time.monotonic` tells it.
    """

    claim: Claim
    worker: str
    future: Future
    play_seconds: float
    started: float = field(default_factory=time.monotonic)


class Pace:
    """What drawing costs, as the claims that have come back tell it."""

    def __init__(self) -> None:
        self._measured: float | None = None

    @property
    def seconds_per_pixel(self) -> float:
        """Seconds for a pixel of a picture, with its share of playing the scene once one claim has come back."""
        return SECONDS_PER_PIXEL if self._measured is None else self._measured

    def note(self, pixels: int, seconds: float) -> None:
        """Take note of a claim that has come back; one that was in the store, and took no time, tells nothing."""
        if seconds > 0:
            cost = seconds / pixels
            self._measured = cost if self._measured is None else (2 * self._measured + cost) / 3

    def is_late(self, claim: Claim, play_seconds: float, seconds: float) -> bool:
        """Return whether a claim takes far longer than foreseen.

        Examples
        --------
        >>> pace, claim = Pace(), Claim(0, (), 10**9)
        >>> [pace.is_late(claim, 2.0, seconds) for seconds in (29, 31)]
        [False, True]
        >>> pace.note(10**8, 1.0)
        >>> [pace.is_late(claim, 2.0, seconds) for seconds in (14, 16)]
        [False, True]
        """
        estimate, least = claim.pixels * self.seconds_per_pixel, LEAST_STRAGGLING
        if self._measured is None:
            estimate, least = estimate + play_seconds, LEAST_STRAGGLING_UNMEASURED
        return seconds > max(STRAGGLING * estimate, least)
