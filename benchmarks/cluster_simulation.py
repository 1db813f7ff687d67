"""Simulate a render on many machines from recorded costs: how long it takes, and where more workers no longer help.

What is simulated is what `rendering.cluster` does: this side plays the scenes, as many at a time as it has cores; a
scene that has been played is divided into claims (`rendering.cluster.claims`); the costliest waiting claim goes to the
next free worker, which plays the scene up to its last segment and draws its own; a scene is joined here when its last
claim has come back.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from rendering.cluster.claims import Offer, claims_of

SECONDS_TO_HAND_OVER = 0.05
"""Seconds between the end of a claim and the beginning of the next on the same worker: result, verdict, request."""


@dataclass(frozen=True)
class SceneCosts:
    """What was recorded of a scene.

    Parameters
    ----------
    name
        Its name.
    play_seconds
        Seconds that playing it takes without drawing.
    offers
        For each segment, its first frame and how many pictures it has.
    size
        Width and height.
    seconds_per_pixel
        Seconds that a pixel of a picture takes to draw and encode.
    join_seconds
        Seconds to join its segments.
    """

    name: str
    play_seconds: float
    offers: tuple[tuple[int, int], ...]
    size: tuple[int, int]
    seconds_per_pixel: float
    join_seconds: float

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> SceneCosts:
        """Return the costs that were recorded."""
        return cls(**{**data, "offers": tuple(map(tuple, data["offers"])), "size": tuple(data["size"])})

    @property
    def draw_seconds(self) -> float:
        """Seconds to draw all of it."""
        return sum(max(1, pictures) for _, pictures in self.offers) * self.pixel_seconds

    @property
    def pixel_seconds(self) -> float:
        """Seconds to draw a picture."""
        return self.size[0] * self.size[1] * self.seconds_per_pixel


@dataclass(frozen=True)
class Simulated:
    """The outcome for a number of workers.

    Parameters
    ----------
    workers
        How many.
    seconds
        Until the last scene is joined.
    efficiency
        The share of the workers' time in which something is drawn for the first time.
    critical
        The least that any number of workers takes: the longest way through one scene.
    last
        The scene that was joined last.
    """

    workers: int
    seconds: float
    efficiency: float
    critical: float
    last: str


def simulate(scenes: Sequence[SceneCosts], workers: int, *, cores: int = 2) -> Simulated:
    """Return the outcome for a number of workers of one core each.

    Examples
    --------
    >>> costs = SceneCosts("a", 0.0, ((0, 100), (100, 100)), (1000, 1000), 1e-6, 0.0)
    >>> [round(simulate([costs], workers).seconds) for workers in (1, 2)]
    [200, 100]
    """
    order = sorted(range(len(scenes)), key=lambda index: -scenes[index].draw_seconds)
    playing = [0.0] * cores
    waiting: list[tuple[float, int]] = []  # when a scene has been played here
    for index in order:
        began = heapq.heappop(playing)
        heapq.heappush(playing, began + scenes[index].play_seconds)
        waiting.append((began + scenes[index].play_seconds, index))
    arrivals = sorted(waiting)
    free = [(0.0, number) for number in range(workers)]
    heapq.heapify(free)
    ready: list[tuple[float, int, float]] = []  # by cost, the largest first
    ended = [0.0] * len(scenes)
    while arrivals or ready:
        now, number = heapq.heappop(free)
        if not ready and arrivals and arrivals[0][0] > now:
            now = arrivals[0][0]
        while arrivals and arrivals[0][0] <= now:
            _, index = arrivals.pop(0)
            for cost in _claims(scenes[index], workers, len(scenes)):
                heapq.heappush(ready, (-cost, index, cost))
        _, index, cost = heapq.heappop(ready)
        end = now + SECONDS_TO_HAND_OVER + cost
        ended[index] = max(ended[index], end)
        heapq.heappush(free, (end, number))
    joined = [end + scene.join_seconds for end, scene in zip(ended, scenes, strict=True)]
    seconds = max(joined)
    drawn = sum(scene.draw_seconds for scene in scenes)
    return Simulated(
        workers=workers,
        seconds=seconds,
        efficiency=drawn / (workers * seconds),
        critical=max(map(_critical, scenes)),
        last=scenes[joined.index(seconds)].name,
    )


def _claims(scene: SceneCosts, workers: int, jobs: int) -> list[float]:
    """Return the seconds that each claim of a scene takes."""
    offers = [Offer(first, pictures, "") for first, pictures in scene.offers]
    claims = claims_of(
        0,
        offers,
        size=scene.size,
        workers=workers,
        jobs=jobs,
        play_seconds=scene.play_seconds,
        seconds_per_pixel=scene.seconds_per_pixel,
    )
    end = offers[-1].first or 1
    return [
        claim.pixels * scene.seconds_per_pixel + scene.play_seconds * claim.offers[-1].first / end for claim in claims
    ]


def _critical(scene: SceneCosts) -> float:
    """Return the longest way through a scene: played here, played there, its costliest segment, joined."""
    longest = max(max(1, pictures) for _, pictures in scene.offers) * scene.pixel_seconds
    return 2 * scene.play_seconds + longest + scene.join_seconds


def markdown(rows: Sequence[Simulated]) -> str:
    """Return the outcomes as a table."""
    lines = ["| workers | time | speed-up | efficiency | joined last |", "|---:|---:|---:|---:|---|"]
    for row in rows:
        minutes, seconds = divmod(round(row.seconds), 60)
        speed = rows[0].seconds / row.seconds
        lines.append(
            f"| {row.workers} | {minutes} min {seconds:02} s | {speed:.1f} | {row.efficiency:.0%} | {row.last} |"
        )
    return "\n".join(lines)


def svg(rows: Sequence[Simulated]) -> str:
    """Return a chart of time against workers, both logarithmic, with perfect division and the least time."""
    width, height, left, bottom = 640, 400, 70, 50
    most, highest = rows[-1].workers, rows[0].seconds
    lowest = min(rows[-1].critical, rows[0].seconds / most) * 0.8

    def place(workers: float, seconds: float) -> tuple[float, float]:
        x = left + (width - left - 60) * log(workers) / log(most)
        y = 30 + (height - bottom - 30) * (1 - log(seconds / lowest) / log(highest / lowest))
        return round(x, 1), round(y, 1)

    def line(points: Sequence[tuple[float, float]], style: str) -> str:
        return f'<polyline fill="none" {style} points="{" ".join(f"{x},{y}" for x, y in points)}"/>'

    ideal = [place(1, highest), place(most, highest / most)]
    least = [place(1, rows[-1].critical), place(most, rows[-1].critical)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        '<g font-family="sans-serif" font-size="13">',
        "<title>Time to render the lecture at 4K60 against the number of workers</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        line(ideal, 'stroke="#767676" stroke-dasharray="2 4"'),
        line(least, 'stroke="#a04000" stroke-dasharray="8 4"'),
        line([place(row.workers, row.seconds) for row in rows], 'stroke="#0050a0" stroke-width="2.5"'),
    ]
    for row in rows:
        x, y = place(row.workers, row.seconds)
        parts.append(f'<circle cx="{x}" cy="{y}" r="3.5" fill="#0050a0"/>')
        parts.append(f'<text x="{x}" y="{height - bottom + 22}" text-anchor="middle">{row.workers}</text>')
        label = f"{row.seconds / 60:.0f} min" if row.seconds >= 600 else f"{row.seconds:.0f} s"
        parts.append(f'<text x="{x + 6}" y="{y - 8}">{label}</text>')
    parts.append(f'<text x="{width / 2}" y="{height - 8}" text-anchor="middle">workers of one core</text>')
    parts.append(f'<text x="{left}" y="{least[0][1] + 16}" fill="#a04000">longest way through one scene</text>')
    x, y = place(most**0.7, highest / most**0.7)
    parts.append(f'<text x="{x - 8}" y="{y + 14}" fill="#555555" text-anchor="end">divided without loss</text>')
    return "\n".join([*parts, "</g>", "</svg>", ""])
