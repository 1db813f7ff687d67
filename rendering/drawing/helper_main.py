"""A process that draws its share of a scene: ``python -P -m rendering.drawing.helper_main``.

It takes an `DrawTask` on its standard input.

What it says, it says in lines of JSON on its standard output; what the scene prints is dropped, as the process that
sent the errand plays it too. When standard input closes, that process is gone, and so is this one.
"""

from __future__ import annotations

import gc
import pickle
import sys

from rendering.core.processes import GC_THRESHOLDS, end_with_parent, private_stdout, standard_input
from rendering.core.profiling import STOPWATCH
from rendering.drawing.helpers import Say, run_helper


def main() -> None:
    """Draw the share, and end."""
    run_helper(_draw, private_stdout())


def _draw(say: Say) -> None:
    gc.set_threshold(*GC_THRESHOLDS)
    with STOPWATCH.phase("start"):
        task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from whoever started this process
        end_with_parent(standard_input())
        from rendering.drawing.parallel import draw_claims
    draw_claims(task, say)


if __name__ == "__main__":
    main()
