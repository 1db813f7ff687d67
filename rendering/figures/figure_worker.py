"""A worker process that draws one figure: ``python -P -m rendering.figures.figure_worker``.

It reads the request as one line of JSON from its standard input, and writes the result as one line of JSON to its
standard output; what a scene prints goes to standard error. When standard input closes, the parent process is gone, and
the worker ends.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rendering.core.children import json_line
from rendering.core.failures import failure_of
from rendering.core.processes import (
    end_with_parent,
    interrupt_on_signals,
    print_warnings_as_lines,
    private_stdout,
    standard_input,
)
from rendering.core.scene_protocol import POSTER_BEAT
from rendering.figures.request import FigureRequest
from rendering.output import sidecar
from rendering.output.freshness import InputRecorder


def make_figure(request: FigureRequest, folder: Path) -> dict[str, Any]:
    """Write the figure's files except its videos into `folder`.

    Returns
    -------
    result
        ``content`` (the sidecar), ``files`` (a `OutputFile` for each file, by the name of its output), ``companions``
        (names of the other files), ``inputs`` (digests of what the scene read, by path relative to the figure's folder)
        and ``look`` (settled, as part of a job in JSON).

    Raises
    ------
    UserError
        If the scene cannot be played, has no such beat, or has no words for those who cannot see it.
    """
    from rendering.figures.files import play_scene, write_captions, write_files, write_frames

    recorder = InputRecorder(apart_from=(folder, request.folder, request.folder.parent))
    with tempfile.TemporaryDirectory(prefix="manim-", ignore_cleanup_errors=True) as work_folder:
        played = play_scene(request, folder, Path(work_folder))
        words, poster = played.words(), played.poster
        files = {name: asdict(output_file) for name, output_file in write_files(played)}
        companions = list(write_captions(played))
        frames: dict[str, Any] = {}
        if request.animate:
            frames, names = write_frames(played, request.animate)
            companions += names
        settled = played.request
        content = {
            **sidecar.compose(settled.job, played.performance, {}, {}, {}),
            **asdict(words),
            "picture": asdict(played.words(poster.name)),
            "width_mm": settled.measure.millimetres,
            POSTER_BEAT: poster.name,
        }
        if frames:
            content["frames_for_latex"] = frames
    inputs = recorder.digests(request.folder)
    return {
        "content": content,
        "files": files,
        "companions": companions,
        "inputs": inputs,
        "look": {"look": settled.job.as_json()["look"]},
    }


def main() -> int:
    """Draw the figure and return the exit status."""
    stdout = private_stdout()
    interrupt_on_signals()
    print_warnings_as_lines()
    stdin = standard_input()
    message = json.loads(stdin.readline())
    is_finished = threading.Event()
    end_with_parent(stdin, unless=is_finished)
    request = FigureRequest.from_json(message["request"])
    try:
        result = make_figure(request, Path(message["folder"]))
    except KeyboardInterrupt:
        return 130
    except BaseException as error:
        result = {"failure": asdict(failure_of(error, request.target.file, request.folder))}
    is_finished.set()
    stdout.write(json_line(result))
    stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
