"""A worker process that draws one figure: ``python -P -m rendering.figures.figure_worker``.

It reads the request as one line of JSON from what was its standard input, and writes the result as one line of JSON to
what was its standard output; what a scene prints goes to standard error. The scene is played in a forked child, where
that is possible. When standard input closes, the parent process is gone, and the worker ends.
"""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import asdict
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from rendering.core.children import json_line
from rendering.core.failures import Failure, failure_of
from rendering.core.processes import (
    Interrupted,
    can_fork,
    describe_exit,
    end_with_parent,
    interrupt_on_signals,
    interrupt_with_starter,
    print_warnings_as_lines,
)
from rendering.core.scene_protocol import POSTER_BEAT
from rendering.core.streams import private_input, private_output
from rendering.core.supervision import supervise
from rendering.core.work_folder import work_folder
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
    with work_folder() as scratch:
        played = play_scene(request, folder, scratch)
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
    stdin, stdout = private_input(), private_output()
    interrupt_on_signals()
    interrupt_with_starter()
    print_warnings_as_lines()
    message = json.loads(stdin.readline())
    if not can_fork():
        return _draw(message, stdin, stdout)
    try:
        ending = supervise(lambda: _draw(message, stdin, stdout))
    except Interrupted:
        return 130
    if not ending.is_complete:
        failure = Failure(f"the process that draws it {describe_exit(ending.status)} before it was done")
        _send(stdout, {"failure": asdict(failure)})
    return 0


def _draw(message: dict[str, Any], stdin: FileIO, stdout: BinaryIO) -> int:
    """Draw the figure and send the result; return the exit status."""
    is_finished = threading.Event()
    end_with_parent(stdin, unless=is_finished)
    request = FigureRequest.from_json(message["request"])
    try:
        result = make_figure(request, Path(message["folder"]))
    except Interrupted:
        return 130
    except BaseException as error:
        result = {"failure": asdict(failure_of(error, request.target.file, request.folder))}
    is_finished.set()
    _send(stdout, result)
    return 0


def _send(stdout: BinaryIO, result: dict[str, Any]) -> None:
    stdout.write(json_line(result))
    stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
