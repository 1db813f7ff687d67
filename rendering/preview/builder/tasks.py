"""Run one task in a process of its own: draw a picture, make a film, export a file.

Its events go to standard output as lines of JSON; what a scene prints goes to standard error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from PIL import Image

from rendering.core.children import json_line
from rendering.core.environment import is_foreign
from rendering.core.frames import Performance
from rendering.core.processes import GC_THRESHOLDS
from rendering.core.targets import Target
from rendering.output.freshness import InputRecorder
from rendering.output.png import picture
from rendering.preview.builder import fast_start
from rendering.preview.builder.exports import export
from rendering.preview.builder.faults import fault_of
from rendering.preview.builder.film import make_film
from rendering.preview.builder.first_picture import PICTURES_FOLDER, draw_playhead, save_frame, save_image
from rendering.preview.builder.timeline import choices_of, timeline
from rendering.preview.export_request import ExportRequest
from rendering.preview.request import Playhead, PreviewTask

THUMBNAIL_SIZE = (320, 180)
"""Pixels: about twice what the page shows, for screens of double density."""
FILM_NICENESS = 5
"""Added to the niceness of the processes that make the film, so that a browser painting the picture goes first."""


class TaskRunner:
    """Runs one task and sends its events.

    Parameters
    ----------
    task
        What is to be shown, and the folders.
    details
        The message that started the task; an export's fields are in it.
    stream
        Gets the events.
    """

    def __init__(self, task: PreviewTask, details: Mapping[str, Any], stream: BinaryIO) -> None:
        self.task = task
        self._details = details
        self._stream = stream
        self._modules_before = set(sys.modules)
        self._pictures_folder = task.preview_folder / PICTURES_FOLDER
        self._recorder = InputRecorder(apart_from=(task.work_folder, task.media_dir))

    def send(self, event: str, **details: Any) -> None:
        """Send one event."""
        self._stream.write(json_line({"event": event, **details}))
        self._stream.flush()

    def picture(self) -> None:
        """Draw the picture at the playhead."""
        with fast_start.in_use():
            drawn = draw_playhead(self.task)
        name = save_frame(drawn, self._pictures_folder)
        rate = self.task.request.look.rate
        self.send("picture", file=name, frame=drawn.number, rate=float(rate or 1))

    def thumbnail(self) -> None:
        """Draw a small picture that stands for the scene."""
        poster = replace(self.task, voice=None, request=replace(self.task.request, playhead=Playhead()))
        small = picture(draw_playhead(poster).pixels).convert("RGB")
        small.thumbnail(THUMBNAIL_SIZE, Image.Resampling.LANCZOS)
        self.send("thumbnail", file=save_image(small, self._pictures_folder))

    def film(self) -> None:
        """Make the clips and the film."""
        if hasattr(os, "nice"):
            os.nice(FILM_NICENESS)
        make_film(self.task, self._recorder, self.send, self._send_timeline)

    def export(self) -> None:
        """Export a file."""
        export(self.task, ExportRequest.from_json(self._details), self.send)

    def _send_timeline(self, performance: Performance, starts: frozenset[int]) -> None:
        self.send("timeline", **timeline(performance, starts, scene_class(self.task.target)))

    def send_inputs(self) -> None:
        """Send the files that the scene was made of, and the installed modules that it was the first to import."""
        files = self._recorder.files(also=[self.task.target.file])
        foreign = [name for name in set(sys.modules) - self._modules_before if _is_installed(sys.modules[name])]
        self.send("inputs", files=[str(file) for file in files], modules=foreign)


KINDS: Mapping[str, Callable[[TaskRunner], None]] = {
    "picture": TaskRunner.picture,
    "thumbnail": TaskRunner.thumbnail,
    "film": TaskRunner.film,
    "export": TaskRunner.export,
}
"""What runs each kind of task."""


def _is_installed(module: ModuleType) -> bool:
    """Return whether a module comes from an installed package, or from Python itself."""
    file = getattr(module, "__file__", None)
    return file is not None and is_foreign(Path(file))


def run(message: Mapping[str, Any], stream: BinaryIO) -> int:
    """Run the task that a message describes, and return the exit status: 0 if it succeeded.

    Parameters
    ----------
    message
        The value of ``run`` in the fork server's protocol.
    stream
        Gets the events; the last is ``inputs``.
    """
    gc.set_threshold(*GC_THRESHOLDS)
    task = PreviewTask.from_json(message["task"])
    os.chdir(message["cwd"])
    runner = TaskRunner(task, message, stream)
    try:
        KINDS[message["kind"]](runner)
        status = 0
    except BaseException as error:
        known = scene_class(task.target)
        runner.send("failed", **asdict(fault_of(error, task.target.file, known)), **choices_of(known))
        status = 1
    runner.send_inputs()
    return status


def scene_class(target: Target) -> type | None:
    """Return the scene's class, if its module could be imported."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(target.file):
            found = getattr(module, target.class_name, None)
            return found if isinstance(found, type) else None
    return None
