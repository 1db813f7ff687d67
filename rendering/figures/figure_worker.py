"""A process that draws one figure: ``python -P -m rendering.figures.figure_worker``.

What is asked for is one line of JSON on its standard input.

What it answers is one line of JSON on its standard output; what a scene prints goes to standard error. When standard
input closes, whoever asked for it is gone, and it ends.
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
from rendering.core.errors import author_traceback, is_user_error, one_line
from rendering.core.processes import (
    end_with_parent,
    interrupt_on_signals,
    print_warnings_as_lines,
    private_stdout,
    standard_input,
)
from rendering.core.scene_protocol import POSTER_BEAT
from rendering.figures.files import draw, write_captions, write_files, write_frames
from rendering.figures.request import FigureRequest
from rendering.output import sidecar
from rendering.output.freshness import InputRecorder


def make(request: FigureRequest, folder: Path) -> dict[str, Any]:
    """Write the figure's files, apart from its videos, into `folder`.

    Returns
    -------
    answer
        ``content`` (the sidecar), ``files`` (a `OutputFile` for each file, by the name of its output), ``companions``
        (names of the other files), ``inputs`` (digests of what the scene read, by path relative to the figure's folder)
        and ``look`` (settled, as part of a job in JSON).

    Raises
    ------
    UserError
        If the scene cannot be played, has no such beat, or has no words for those who cannot see it.
    """
    recorder = InputRecorder(apart_from=(folder, request.folder, request.folder.parent))
    with tempfile.TemporaryDirectory(prefix="manim-", ignore_cleanup_errors=True) as work:
        drawing = draw(request, folder, Path(work))
        words, poster = drawing.words(), drawing.poster
        files = {name: asdict(output_file) for name, output_file in write_files(drawing)}
        companions = list(write_captions(drawing))
        frames: dict[str, Any] = {}
        if request.animate:
            frames, names = write_frames(drawing, request.animate)
            companions += names
        settled = drawing.request
        content = {
            **sidecar.compose(settled.job, drawing.performance, {}, {}, {}),
            **asdict(words),
            "picture": asdict(drawing.words(poster.name)),
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
    answers = private_stdout()
    interrupt_on_signals()
    print_warnings_as_lines()
    orders = standard_input()
    told = json.loads(orders.readline())
    answered = threading.Event()
    end_with_parent(orders, unless=answered)
    request = FigureRequest.from_json(told["request"])
    try:
        answer = make(request, Path(told["folder"]))
    except KeyboardInterrupt:
        return 130
    except BaseException as error:
        mine = is_user_error(error)
        trace = "" if mine else author_traceback(error, request.target.file)
        answer = {"error": one_line(error), "traceback": trace, "user": mine}
    answered.set()
    answers.write(json_line(answer))
    answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
