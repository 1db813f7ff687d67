"""What ``--on`` has at hand for as long as a command runs."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rendering.cluster import tasks
from rendering.cluster.cluster import Cluster
from rendering.cluster.connection import On, reached


@contextlib.contextmanager
def cluster(on: str, say: Callable[[str], None], *, store: Path | None = None, jobs: int = 1) -> Iterator[Cluster]:
    """Reach the cluster that ``--on`` names for the block; everything that is drawn there ends with it."""
    with ThreadPoolExecutor(1) as executor, reached(On.parse(on)) as place:
        ours = functools.cache(lambda: executor.submit(tasks.identity_here))
        found = Cluster(place, lambda: ours().result(), say, store=store, jobs=jobs)
        try:
            ours()  # only now, as nothing has to be drawn for a scheduler that does not answer
            yield found
        finally:
            found.close()
            tasks.dismiss()
