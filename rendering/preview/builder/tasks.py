"""What a process does that was started for one task: draw a picture, make a film, export a file.

It tells what comes of it in lines of JSON on its standard output; what a scene prints goes to standard error.
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

from rendering.core.children import encoded
from rendering.core.environment import is_foreign
from rendering.core.frames import Performance
from rendering.core.processes import COLLECT_SELDOM
from rendering.core.targets import Target
from rendering.output.freshness import InputRecorder
from rendering.output.png import picture
from rendering.preview.builder import exports, fast_start, film, first_picture
from rendering.preview.builder.faults import fault_of
from rendering.preview.builder.timeline import form_of, timeline
from rendering.preview.export_request import ExportRequest
from rendering.preview.request import Playhead, PreviewTask

THUMBNAIL = (320, 180)
BEHIND = 5
"""By how much a film's processes are nicer than others."""


class TaskRunner:
    """One task and whom it tells of it.

    Parameters
    ----------
    task
        What is wanted.
    details
        What else the task needs to know.
    stream
        Takes what is told.
    """

    def __init__(self, task: PreviewTask, details: Mapping[str, Any], stream: BinaryIO) -> None:
        self.task = task
        self._details = details
        self._stream = stream
        self._before = set(sys.modules)
        self.recorder = InputRecorder(apart_from=(task.work_folder, task.media_dir))

    def tell(self, event: str, **details: Any) -> None:
        """Tell of one event."""
        self._stream.write(encoded({"event": event, **details}))
        self._stream.flush()

    def picture(self) -> None:
        """Draw the picture at the playhead."""
        with fast_start.in_use():
            shot = first_picture.take(self.task)
        name = first_picture.keep(shot, self.task.preview_folder / first_picture.PICTURES_FOLDER)
        rate = self.task.request.look.rate
        self.tell("picture", file=name, frame=shot.frame, rate=float(rate or 1))

    def thumbnail(self) -> None:
        """Draw a small picture that stands for the scene."""
        whole = replace(self.task, request=replace(self.task.request, playhead=Playhead()))
        small = picture(first_picture.take(whole).pixels).convert("RGB")
        small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
        name = first_picture.keep_image(small, self.task.preview_folder / first_picture.PICTURES_FOLDER)
        self.tell("thumbnail", file=name)

    def film(self) -> None:
        """Make the moving preview; whoever paints the picture that came before it goes first."""
        if hasattr(os, "nice"):
            os.nice(BEHIND)
        film.make(self.task, self.recorder, self.tell, self._tell_timeline)

    def export(self) -> None:
        """Make a file to keep."""
        exports.make(self.task, ExportRequest.from_json(self._details), self.tell)

    def _tell_timeline(self, performance: Performance, starts: frozenset[int]) -> None:
        self.tell("timeline", **timeline(performance, starts, scene_class(self.task.target)))

    def tell_inputs(self) -> None:
        """Tell which files the scene was made of, and which installed modules it needed that were not there before."""
        files = self.recorder.files(also=[self.task.target.file])
        foreign = [name for name in set(sys.modules) - self._before if _is_installed(sys.modules[name])]
        self.tell("inputs", files=[str(file) for file in files], modules=foreign)


KINDS: Mapping[str, Callable[[TaskRunner], None]] = {
    "picture": TaskRunner.picture,
    "thumbnail": TaskRunner.thumbnail,
    "film": TaskRunner.film,
    "export": TaskRunner.export,
}


def _is_installed(module: ModuleType) -> bool:
    """Say whether a module comes from an installed package, or from Python itself."""
    file = getattr(module, "__file__", None)
    return file is not None and is_foreign(Path(file))


def run(order: Mapping[str, Any], stream: BinaryIO) -> int:
    """Do one task, and return the exit status: 0 if it could be done."""
    gc.set_threshold(*COLLECT_SELDOM)
    task = PreviewTask.from_json(order["task"])
    os.chdir(order["cwd"])
    runner = TaskRunner(task, order, stream)
    try:
        KINDS[order["kind"]](runner)
        status = 0
    except BaseException as error:
        known = scene_class(task.target)
        runner.tell("failed", **asdict(fault_of(error, task.target.file, known)), **form_of(known))
        status = 1
    runner.tell_inputs()
    runner.tell("end")
    return status


def scene_class(target: Target) -> type | None:
    """Return the scene's class, if its module could be imported."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(target.file):
            found = getattr(module, target.class_name, None)
            return found if isinstance(found, type) else None
    return None
