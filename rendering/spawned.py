"""A process that draws its share of a scene: ``python -P -m rendering.spawned``, an `Errand` on its standard input.

What it says, it says in lines of JSON on its standard output; what the scene prints is dropped, as the process that
sent the errand plays it too. When standard input closes, that process is gone, and so is this one.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import threading
import traceback
from typing import Any, BinaryIO

from rendering.stopwatch import STOPWATCH


def main() -> None:
    """Draw the share, and end."""
    channel = _private_stdout()

    def say(message: dict[str, Any]) -> None:
        channel.write(json.dumps(message).encode() + b"\n")
        channel.flush()

    try:
        with STOPWATCH.phase("start"):
            errand = pickle.load(sys.stdin.buffer)  # noqa: S301 - from whoever started this process
            threading.Thread(target=_watch, name="lifeline", daemon=True).start()
            from rendering.snapshot_renderer import InOrder
            from rendering.snapshot_stage import draw_share
        try:
            draw_share(errand, say)
        except InOrder:
            say({"in order": True})
    except BaseException as error:
        told = "".join(traceback.format_exception(error))
        say({"ended": f"{type(error).__name__}: {error}", "traceback": told})
    else:
        say({"ended": "", "spent": STOPWATCH.read()})
    os._exit(0)


def _private_stdout() -> BinaryIO:
    """Return a stream to whoever started this process, and drop what else is written."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


def _watch() -> None:
    """End when whoever started this process is gone."""
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    main()
