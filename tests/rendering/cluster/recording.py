"""A cluster that records what it gives to whom, and renders a scene on it, in this process, while something happens."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

from rendering.cluster.attempts import STRAGGLING
from rendering.cluster.cluster import Cluster
from rendering.cluster.connection import On
from rendering.core.job import Look, RenderJob
from rendering.core.targets import resolve
from rendering.jobs import pool
from tests.rendering.cluster.machines import films

LOOK = Look(size=(160, 90), rate=10, fixes_size=True, fixes_rate=True)


class Watching:
    """An observer that keeps what is said."""

    def __init__(self):
        self.lines, self.phases = [], set()

    def started(self, index, job): ...
    def ended(self, index, outcome): ...

    def progressed(self, _index, phase, _frames):
        self.phases.add(phase)

    def logged(self, _index, line):
        self.lines.append(line)


class Recording(Cluster):
    """A cluster that counts how often each segment is given away, and how often it failed or was late.

    Parameters
    ----------
    least
        How many workers have to be there before anything is given away.
    before
        Called with a claim and the worker that is about to be given it.
    """

    def __init__(self, *arguments, least=1, before=lambda _claim, _worker: None, **options):
        self.given, self.failed, self.repeated = Counter(), Counter(), Counter()
        self.costs, self.late = [], []
        self.began = threading.Event()
        self.least, self.before = least, before
        super().__init__(*arguments, **options)

    def _hand_out(self):
        if self.began.is_set() or self._roster.count() >= self.least:
            super()._hand_out()

    def _give(self, claim, worker):
        self.before(claim, worker)
        self.given.update(claim.firsts)
        self.costs.append(claim.pixels)
        self.began.set()
        super()._give(claim, worker)

    def _fail(self, attempt, *arguments, **options):
        self.failed.update(attempt.claim.firsts)
        super()._fail(attempt, *arguments, **options)

    def _repeat_stragglers(self):
        before, running = self.given.copy(), list(self._running.values())
        super()._repeat_stragglers()
        now = time.monotonic()
        again = self.given - before
        self.repeated.update(again)
        for attempt in running:
            if again.keys() & set(attempt.claim.firsts):
                estimate = attempt.claim.pixels * self._pace.seconds_per_pixel
                self.late.append((now - attempt.started, STRAGGLING * estimate))


def draw(running, identity, scene, folder, *, meanwhile=lambda _cluster: None, cluster=Recording, **options):
    """Render a scene on machines while something is done to them; return outcome, cluster and what was said."""
    target = resolve(scene, ())
    job = RenderJob(target=target, folder=folder / target.name, look=LOOK)
    observer = Watching()
    options = {"patience": 8, "silent": 5, **options}
    drawing = cluster(On(file=running.file), lambda: identity, observer.lines.append, **options)
    trouble = threading.Thread(target=meanwhile, args=(drawing,))
    trouble.start()
    try:
        (outcome,) = pool.run([job], observer, workers=1, processes=1, machines=drawing)
    finally:
        trouble.join()
        drawing.close()
    return outcome, drawing, observer


def draw_alone(scene, folder):
    """Render a scene without other machines, and return its films."""
    target = resolve(scene, ())
    pool.run([RenderJob(target=target, folder=folder / target.name, look=LOOK)], Watching(), workers=1)
    return mp4s(folder)


def mp4s(folder: Path) -> dict[str, bytes]:
    """Return the films in a folder of output by name."""
    return {name: data for name, data in films(folder).items() if name.endswith(".mp4")}


def assert_same(folder, film, outcome, cluster):
    """Nothing is missing, nothing is different, and nothing was drawn twice but what failed or was late."""
    assert outcome.error == ""
    assert mp4s(folder) == film
    excused = cluster.failed + cluster.repeated
    twice = {first: count for first, count in cluster.given.items() if count > 1 + excused[first]}
    assert not twice, (twice, cluster.failed, cluster.repeated)
