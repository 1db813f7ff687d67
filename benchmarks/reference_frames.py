"""Play a scene with Manim's own renderer, unchanged, and record every frame it passes to its file writer.

``python -P -m benchmarks.reference_frames`` reads jobs, each a line of JSON, from its standard input, and writes for
each what Manim has drawn as a line of JSON: in a process of its own, so that this package's patches of Manim cannot
affect the reference, and each scene in a fork of that, so that no scene affects another.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import os
import subprocess
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from rendering.core.children import json_line, module_command
from rendering.core.environment import engine_environment
from rendering.core.errors import SceneError, one_line, scene_code
from rendering.core.failures import raise_if_full
from rendering.core.frames import Pixels
from rendering.core.job import Look, RenderJob
from rendering.core.processes import can_fork, describe_exit, die_with_starter
from rendering.core.streams import private_input, private_output
from rendering.core.supervision import supervise
from rendering.core.targets import Target
from rendering.core.work_folder import sweep_work_folders, work_folder
from rendering.playback.loading import scene_class_of, settings_of, with_attributes

_TEX = "tex_file_writing.py"
"""The file of Manim's through which everything passes that needs LaTeX."""


@dataclass(frozen=True)
class FrameRun:
    """One picture, by the SHA-256 of its size and its RGBA bytes, and how many frames in a row show it."""

    sha256: str
    frames: int


@dataclass(frozen=True)
class FrameRecord:
    """What was drawn of a scene.

    Parameters
    ----------
    runs
        Its frames, or its only picture if it plays nothing.
    rate
        Frames a second.
    final
        The digest of the picture that stands after the last play.
    """

    runs: tuple[FrameRun, ...]
    rate: Fraction
    final: str

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON-able data; `from_json` is the inverse."""
        return {"runs": [asdict(run) for run in self.runs], "rate": str(self.rate), "final": self.final}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FrameRecord:
        """Return the record that `as_json` described."""
        return cls(tuple(FrameRun(**run) for run in data["runs"]), Fraction(data["rate"]), data["final"])


class NeedsLatexError(SceneError):
    """A scene has a formula set by LaTeX, which is not installed, or refuses it."""


def digest(pixels: Pixels) -> str:
    """Return the SHA-256 of a frame's size and bytes."""
    found = hashlib.sha256(repr(pixels.shape).encode())
    found.update(pixels.data)
    return found.hexdigest()


def stock_record(target: Target, look: Look) -> FrameRecord:
    """Return what Manim's own renderer draws of a scene, in a fresh process.

    Raises
    ------
    SceneError
        If the scene fails there; the message ends with Manim's last line.
    """
    (record,) = stock_records([target], look)
    if isinstance(record, SceneError):
        raise record
    return record


def stock_records(targets: Sequence[Target], look: Look) -> list[FrameRecord | SceneError]:
    """Return what Manim's own renderer draws of each scene, or how that fails there, played in forks of one process."""
    if len(targets) > 1 and not can_fork():
        return [record for target in targets for record in stock_records([target], look)]
    jobs = [RenderJob(target=target, folder=Path(), look=look).as_json() for target in targets]
    ended = subprocess.run(
        module_command("benchmarks.reference_frames"),
        input="".join(f"{json.dumps(job)}\n" for job in jobs),
        capture_output=True,
        text=True,
        check=False,
        env=engine_environment(),
    )
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    if ended.returncode or len(answers) != len(targets) or any("failure" in answer for answer in answers):
        sweep_work_folders()  # one may have been killed
        raise_if_full(Path(tempfile.gettempdir()))
    if len(answers) != len(targets):
        answers += [{"failure": f"its process {describe_exit(ended.returncode)}"}] * (len(targets) - len(answers))
    return [_record_of(answer, target) for answer, target in zip(answers, targets, strict=True)]


def _record_of(answer: dict[str, Any], target: Target) -> FrameRecord | SceneError:
    if "failure" in answer:
        kind = NeedsLatexError if answer.get("needs_latex") else SceneError
        return kind(f"{target.class_name} fails under Manim itself: {answer['failure']}")
    return FrameRecord.from_json(answer)


def _play(job: RenderJob, work_folder: Path) -> FrameRecord:
    """Play the scene in this process."""
    from manim import config
    from manim._config.video_encoder import to_av_frame_rate
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
    own_class = scene_class_of(job.target)
    config.update(settings_of(own_class))
    _set_size_and_rate(config, job.look, only_fixed=True)
    scene_class = with_attributes(own_class, job.look.attributes)
    scene_module: Any = importlib.import_module("manim.scene.scene")
    scene_module.CairoRenderer = functools.partial(CairoRenderer, file_writer_class=RecordingWriter)
    scene = scene_class()
    scene.render()
    renderer = scene.renderer
    renderer.static_image = None
    renderer.update_frame(scene)
    rate = Fraction(to_av_frame_rate(config.frame_rate))
    return FrameRecord(tuple(RecordingWriter.runs), rate, digest(renderer.get_frame()))


def _configure(config: Any, look: Look, work_folder: Path) -> None:
    """Set what ``manim --disable_caching`` would set for this look."""
    _set_size_and_rate(config, look)
    config.transparent = look.transparent or config.transparent
    config.seed = look.seed
    if look.plays is not None:
        config.from_animation_number = look.plays[0]
        config.upto_animation_number = -1 if look.plays[1] is None else look.plays[1]
    config.disable_caching = True
    config.progress_bar = "none"
    config.notify_outdated_version = False
    config.media_dir = str(work_folder)


def _set_size_and_rate(config: Any, look: Look, *, only_fixed: bool = False) -> None:
    if look.size is not None and (look.fixes_size or not only_fixed):
        config.pixel_width, config.pixel_height = look.size
    if look.rate is not None and (look.fixes_rate or not only_fixed):
        config.frame_rate = float(look.rate) if look.rate.denominator != 1 else look.rate.numerator


def _answer(line: bytes, stdout: BinaryIO) -> int:
    """Play one scene, write what was drawn or how that has failed, and return 0."""
    job = RenderJob.from_json(json.loads(line))
    answer: dict[str, Any]
    try:
        with work_folder() as work, scene_code(job.target.file):
            answer = _play(job, work).as_json()
    except Exception as error:
        said = one_line(error) if isinstance(error, SceneError) else f"{type(error).__name__}: {one_line(error)}"
        files = {Path(entry.filename).name for entry in traceback.extract_tb(error.__traceback__)}
        answer = {"failure": said, "needs_latex": _TEX in files}
    stdout.write(json_line(answer))
    stdout.flush()
    return 0


def _main() -> None:
    die_with_starter()
    stdin, stdout = private_input(), private_output()
    if can_fork():
        import manim  # noqa: F401 - the forks inherit it
    for line in stdin.readall().splitlines():
        if not can_fork():
            _answer(line, stdout)
            break
        ending = supervise(functools.partial(_answer, line, stdout))
        if not ending.is_complete or ending.status:
            stdout.write(json_line({"failure": f"its process {describe_exit(ending.status)}"}))
            stdout.flush()
    os._exit(0)  # whatever threads the scene has started


if __name__ == "__main__":
    _main()
