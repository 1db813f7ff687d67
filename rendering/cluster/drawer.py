"""A process that draws claims: ``python -P -m rendering.cluster.drawer``, each in a forked child.

It reads tasks as lines of JSON: what to do, and the paths of a request and of a result, both pickled. Once the child
has ended, it says how on what was its standard output; there is a result only if the child came to the end of its work.
It ends when its standard input closes.
"""

from __future__ import annotations

import functools
import gc
import json
import pickle
import sys
from pathlib import Path
from typing import Any

from rendering.core.children import json_line
from rendering.core.failures import failure_of
from rendering.core.processes import (
    GC_THRESHOLDS,
    Interrupted,
    can_fork,
    interrupt_on_signals,
    interrupt_with_starter,
    print_warnings_as_lines,
)
from rendering.core.streams import private_input, private_output
from rendering.core.supervision import supervise
from rendering.output.freshness import versions


def main() -> int:
    """Do the tasks and return the exit status."""
    stdin, stdout = private_input(), private_output()
    interrupt_on_signals()
    interrupt_with_starter()
    print_warnings_as_lines()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        from rendering.cluster import drawing  # noqa: F401 - the children inherit it

        versions()  # of the code that is loaded now, whatever is on disk when a claim is drawn
        gc.freeze()
        for line in iter(stdin.readline, b""):
            task = json.loads(line)
            status = supervise(functools.partial(_do, task)).status if can_fork() else _do(task)
            stdout.write(json_line({"status": status}))
            stdout.flush()
            if not can_fork():
                return 0
    except Interrupted:
        return 130
    return 0


def _do(task: dict[str, Any]) -> int:
    """Do a task, and write its result or what went wrong."""
    from rendering.cluster.drawing import draw_claim, identity

    request = pickle.loads(Path(task["request"]).read_bytes())  # noqa: S301 - written by the process that has started this
    folder = Path(task["folder"])
    try:
        result = identity(folder) if task["do"] == "identity" else draw_claim(request, folder)
    except Interrupted:
        return 130
    except BaseException as error:
        file = Path(request["job"]["target"]["file"]) if request else None
        result = {"refused": failure_of(error, file, folder).message}
    path = Path(task["result"])
    path.with_suffix(".part").write_bytes(pickle.dumps(result))
    path.with_suffix(".part").replace(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
