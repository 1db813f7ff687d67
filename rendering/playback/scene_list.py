"""Import a file and print the scenes in it as a line of JSON: ``python -P -m rendering.playback.scene_list FILE``.

Its source does not show the classes that it makes at run time.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import sys
from pathlib import Path

from rendering.core.errors import scene_code
from rendering.core.failures import failure_of
from rendering.core.processes import die_with_starter
from rendering.core.streams import private_output


def scene_names(file: Path) -> dict[str, list[str]]:
    """Return the names of the scenes that can be played, and of those that the file itself defines, in their order."""
    from manim import Scene

    from rendering.playback.loading import load_module

    with scene_code(file):
        module = load_module(file)
    scenes = {
        name: value for name, value in vars(module).items() if inspect.isclass(value) and issubclass(value, Scene)
    }
    own = [name for name, value in scenes.items() if value.__module__ == module.__name__ and value.__name__ == name]
    return {"all": list(scenes), "own": own}


def _main() -> None:
    die_with_starter()
    stdout = private_output()
    file = Path(sys.argv[1])
    answer: dict[str, object]
    try:
        with contextlib.redirect_stdout(sys.stderr):
            answer = dict(scene_names(file))
    except Exception as error:
        answer = {"failure": failure_of(error, file, file.parent).message}
    stdout.write(json.dumps(answer).encode())
    stdout.close()


if __name__ == "__main__":
    _main()
