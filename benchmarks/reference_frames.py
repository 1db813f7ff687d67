"""Play a scene with Manim's own renderer, unchanged, and record every frame it passes to its file writer.

``python -P -m benchmarks.reference_frames FOLDER`` reads a job as JSON from its standard input and writes the frames as
JSON: in a process of its own, so that this package's patches of Manim cannot affect the reference.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rendering.core.children import module_command
from rendering.core.environment import engine_environment
from rendering.core.errors import UserError
from rendering.core.failures import raise_if_full
from rendering.core.frames import Pixels
from rendering.core.job import Look, RenderJob
from rendering.core.targets import Target
from rendering.playback.loading import scene_class_of, with_attributes


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
    UserError
        If the scene fails there; the message ends with Manim's last line.
    """
    job = RenderJob(target=target, folder=Path(), look=look)
    with tempfile.TemporaryDirectory(prefix="manim-stock-", ignore_cleanup_errors=True) as work:
        ended = subprocess.run(
            module_command("benchmarks.reference_frames", work),
            input=json.dumps(job.as_json()),
            capture_output=True,
            text=True,
            check=False,
            env=engine_environment(),
        )
        answer = ended.stdout.splitlines()
        if ended.returncode or not answer:
            raise_if_full(Path(work))
            last = (ended.stderr.strip().splitlines() or ["it ended the process"])[-1]
            raise UserError(f"{target.class_name} fails under Manim itself: {last}")
    return tuple(FrameRun(**run) for run in json.loads(answer[-1]))


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
    job = RenderJob.from_json(json.load(sys.stdin))
    with contextlib.redirect_stdout(sys.stderr):
        try:
            runs = _play(job, Path(sys.argv[1]))
        except SystemExit as end:
            sys.exit(f"it calls sys.exit({end.code!r})")
    print(json.dumps([{"sha256": run.sha256, "frames": run.frames} for run in runs]))  # noqa: T201 - the answer


if __name__ == "__main__":
    _main()
