"""Run a helper as a process of its own: ``python -P -m rendering.drawing.helper_main``.

It reads a pickled `DrawTask` from its standard input, draws the plays that it claims, and writes its messages to its
standard output as lines of JSON. What the scene prints is dropped: the process that sent the task plays the scene, too,
and prints the same. When standard input closes, that process is gone, and this one ends.
"""

from __future__ import annotations

import gc
import pickle
import sys

from rendering.core.processes import GC_THRESHOLDS, end_with_parent, private_stdout, standard_input
from rendering.core.profiling import STOPWATCH
from rendering.drawing.helpers import Send, run_helper


def main() -> None:
    """Draw what this helper claims, and end."""
    run_helper(_draw, private_stdout())


def _draw(send: Send) -> None:
    gc.set_threshold(*GC_THRESHOLDS)
    with STOPWATCH.phase("start"):
        task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from whoever started this process
        end_with_parent(standard_input())
        from rendering.drawing.parallel import draw_claims  # imports Manim, which is part of the phase
    draw_claims(task, send)


if __name__ == "__main__":
    main()
