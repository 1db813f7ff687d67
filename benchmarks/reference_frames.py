"""Play a scene with Manim's own renderer, unchanged, and record every frame it passes to its file writer.

``python -P -m benchmarks.reference_frames FOLDER`` reads a job as JSON from its standard input and writes the frames as
JSON: in a process of its own, so that this package's patches of Manim cannot affect the reference.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rendering.core.children import json_line, module_command
from rendering.core.environment import engine_environment
from rendering.core.errors import SceneError, scene_code
from rendering.core.failures import raise_if_full
from rendering.core.frames import Pixels
from rendering.core.job import Look, RenderJob
from rendering.core.processes import describe_exit, die_with_starter
from rendering.core.streams import private_input, private_output
from rendering.core.targets import Target
from rendering.core.work_folder import sweep_work_folders, work_folder
from rendering.playback.loading import scene_class_of, with_attributes

_PREFIX = f"{SceneError.__module__}.{SceneError.__qualname__}: "
"""What Python prints before the message of such an error."""


@dataclass(frozen=True)
class FrameRun:
    """One picture, by the SHA-256 of its RGBA bytes, and how many frames in a row show it."""

    sha256: str
    frames: int


def digest(pixels: Pixels) -> str:
    """Return the SHA-256 of a frame's bytes."""
    return hashlib.sha256(pixels.data).hexdigest()


def stock_frames(target: Target, look: Look) -> tuple[FrameRun, ...]:
    """Return the frames of Manim's own renderer, drawn in a fresh process.

    Raises
    ------
    SceneError
        If the scene fails there; the message ends with Manim's last line.
    """
    job = RenderJob(target=target, folder=Path(), look=look)
    ended = subprocess.run(
        module_command("benchmarks.reference_frames"),
        input=json.dumps(job.as_json()),
        capture_output=True,
        text=True,
        check=False,
        env=engine_environment(),
    )
    if ended.returncode or not ended.stdout:
        sweep_work_folders()  # it may have been killed
        raise_if_full(Path(tempfile.gettempdir()))
        how = f"its process {describe_exit(ended.returncode)}"
        last = ended.stderr.strip().splitlines()[-1] if ended.returncode == 1 and ended.stderr.strip() else how
        raise SceneError(f"{target.class_name} fails under Manim itself: {last.removeprefix(_PREFIX)}")
    return tuple(FrameRun(**run) for run in json.loads(ended.stdout.splitlines()[-1]))


def _play(job: RenderJob, work_folder: Path) -> list[FrameRun]:
    """Play the scene in this process."""
    from manim import config
    from manim.renderer.cairo_renderer import CairoRenderer
    from manim.scene.scene_file_writer import SceneFileWriter

    class RecordingWriter(SceneFileWriter):  # type: ignore[misc]
        """Manim's file writer, which records the frames of each partial movie file instead of encoding them."""

        runs: list[FrameRun] = []  # noqa: RUF012 - one scene to a process
        is_open = False

        def open_partial_movie_stream(self, **_: Any) -> None:
            self.is_open = True

        def close_partial_movie_stream(self) -> None:
            self.is_open = False

        def write_frame(self, pixels: Pixels, *, repeat: int = 1) -> None:
            if self.is_open:
                self.runs.append(FrameRun(digest(pixels), repeat))

        def finish(self) -> None:
            """Join nothing, since nothing was encoded."""

        def save_image(self, pixels: Pixels) -> None:
            self.runs.append(FrameRun(digest(pixels), 1))

    _configure(config, job.look, work_folder)
    scene_class = with_attributes(scene_class_of(job.target), job.look.attributes)
    scene_module: Any = importlib.import_module("manim.scene.scene")
    scene_module.CairoRenderer = functools.partial(CairoRenderer, file_writer_class=RecordingWriter)
    scene_class().render()
    return RecordingWriter.runs


def _configure(config: Any, look: Look, work_folder: Path) -> None:
    """Set what ``manim --disable_caching`` would set for this look."""
    if look.size is not None:
        config.pixel_width, config.pixel_height = look.size
    if look.rate is not None:
        config.frame_rate = float(look.rate) if look.rate.denominator != 1 else look.rate.numerator
    config.transparent = look.transparent or config.transparent
    config.seed = look.seed
    if look.plays is not None:
        config.from_animation_number = look.plays[0]
        config.upto_animation_number = -1 if look.plays[1] is None else look.plays[1]
    config.disable_caching = True
    config.progress_bar = "none"
    config.notify_outdated_version = False
    config.media_dir = str(work_folder)


def _main() -> None:
    die_with_starter()
    stdin, stdout = private_input(), private_output()
    job = RenderJob.from_json(json.loads(stdin.readall()))
    with work_folder() as work, scene_code(job.target.file):
        runs = _play(job, work)
    stdout.write(json_line([{"sha256": run.sha256, "frames": run.frames} for run in runs]))
    stdout.flush()
    os._exit(0)  # whatever threads the scene has started


if __name__ == "__main__":
    _main()
