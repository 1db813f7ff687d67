"""Measure how long each phase of a render takes, on the clock and in processor time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

PHASES = ("start", "construct", "fingerprint", "animate", "raster", "convert", "encode", "keep", "wait", "join")
"""The phases of a render.

start
    Import Manim and the scene.
construct
    Run ``construct()``: make the mobjects, step through the plays.
fingerprint
    Compute what identifies a play, so that one that was drawn before can be recalled.
animate
    Move the mobjects, in the processes that draw.
raster
    Draw.
convert
    Turn pixels into the encoder's colours.
encode
    Encode.
keep
    Put segments into the store, and take them out.
wait
    Wait for the forks that draw.
join
    Make one file of all segments, and publish it.
"""


class _Running(threading.local):
    """The phases a thread is in, innermost last, and the clocks at which the current one began to count."""

    def __init__(self) -> None:
        self.phases: list[str] = []
        self.since = (0.0, 0.0)


class Stopwatch:
    """Adds up what each phase takes, in all threads; a phase within a phase is not counted in the outer one."""

    def __init__(self) -> None:
        self._wall: dict[str, float] = {}
        self._cpu: dict[str, float] = {}
        self._running = _Running()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count what happens in the block as part of a phase."""
        self._count()
        self._running.phases.append(name)
        try:
            yield
        finally:
            self._count()
            self._running.phases.pop()

    def start_over(self, name: str) -> None:
        """In a forked process, forget what its parent has counted, and begin a phase that is never left."""
        self.forget()
        self._count()
        self._running.phases.append(name)

    def forget(self) -> None:
        """Forget what has been counted."""
        self._wall, self._cpu, self._running = {}, {}, _Running()

    def add(self, other: Mapping[str, Sequence[float]]) -> None:
        """Add what another process has counted, as `read` returns it."""
        for name, (wall, cpu) in other.items():
            self._add(name, wall, cpu)

    def read(self) -> dict[str, tuple[float, float]]:
        """Return, by phase, the seconds on the clock and of processor time so far."""
        self._count()
        return {name: (self._wall[name], self._cpu[name]) for name in self._wall}

    def _count(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        if self._running.phases:
            since = self._running.since
            self._add(self._running.phases[-1], now[0] - since[0], now[1] - since[1])
        self._running.since = now

    def _add(self, name: str, wall: float, cpu: float) -> None:
        self._wall[name] = self._wall.get(name, 0.0) + wall
        self._cpu[name] = self._cpu.get(name, 0.0) + cpu


STOPWATCH = Stopwatch()
"""The stopwatch of this process."""
