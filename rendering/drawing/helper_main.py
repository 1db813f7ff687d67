"""Run a helper as a process of its own: ``python -P -m rendering.drawing.helper_main``.

It reads a pickled `DrawTask` from its standard input, draws the plays that it claims, and writes its messages to what
was its standard output as lines of JSON. What the scene prints is dropped: the process that sent the task plays the
scene, too, and prints the same. When what was standard input closes, that process is gone, and this one ends.
"""

from __future__ import annotations

import gc
import pickle
from io import BufferedReader, FileIO

from rendering.core.processes import GC_THRESHOLDS, die_with_starter, end_with_parent
from rendering.core.profiling import STOPWATCH
from rendering.core.streams import private_input, private_output
from rendering.drawing.helpers import Send, run_helper


def main() -> None:
    """Draw what this helper claims, and end."""
    die_with_starter()
    stdin = private_input()
    run_helper(lambda send: _draw(stdin, send), private_output())


def _draw(stdin: FileIO, send: Send) -> None:
    gc.set_threshold(*GC_THRESHOLDS)
    with STOPWATCH.phase("start"):
        task = pickle.load(BufferedReader(stdin))  # noqa: S301 - from whoever started this process
        end_with_parent(stdin)
        from rendering.drawing.parallel import draw_claims  # imports Manim, which is part of the phase
    draw_claims(task, send)


if __name__ == "__main__":
    main()
