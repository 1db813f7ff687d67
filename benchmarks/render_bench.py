"""Time our render command against Manim's, in turn, in fresh processes, and check frames and quality."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import av
import numpy as np
from rich.table import Table

from benchmarks.identity import compare_frames
from rendering.core.environment import cores
from rendering.core.errors import UserError
from rendering.core.frames import Frame, Performance, Pixels, Stage
from rendering.core.job import Format, Look
from rendering.core.targets import Target
from rendering.core.work_folder import work_folder
from rendering.output.freshness import sha256
from rendering.playback.play import perform, resolve_look
from rendering.video.codecs import codec_for

OURS = "ours"
STOCK = "manim"
SET = "the set"
"""All scenes together: one command of ours, or one of Manim's for each scene."""


class RunSeconds(NamedTuple):
    """One run of one command: seconds on the clock, and of processor time of all its processes."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class RenderMeasurement:
    """The measurements of one command for one scene.

    Parameters
    ----------
    scene
        The scene's name, or `SET`.
    command
        `OURS`, `STOCK`, or `STOCK` with other settings.
    wall, cpu
        Median seconds of all runs.
    bytes
        Size of the video.
    psnr
        Peak signal-to-noise ratio against the frames as drawn, in decibels, from the mean error of all frames; for the
        set, the lowest.
    identical
        Whether our frames are identical to Manim's; ``None`` for Manim's own commands.
    """

    scene: str
    command: str
    wall: float
    cpu: float
    bytes: int
    psnr: float
    identical: bool | None


def commands() -> Mapping[str, Callable[[Target, Look, Path], list[str]]]:
    """Return the command lines to compare: ours, and Manim's plain, with more encoders and with our settings."""
    options = codec_for(Format.MP4, transparent=False).options
    same = [word for name, value in options.items() for word in ("--encoder-option", f"{name}={value}")]
    return {
        OURS: lambda target, look, media: _our_command([target], look, media),
        STOCK: _manim_command,
        f"{STOCK}, 4 encoders": lambda *of: [*_manim_command(*of), "--max-inflight-encoders", "4"],
        f"{STOCK}, our settings": lambda *of: [*_manim_command(*of), *same],
    }


def bench(
    targets: Sequence[Target], look: Look, *, runs: int, report: Callable[[str], None] = lambda _: None
) -> list[RenderMeasurement]:
    """Run every command on every scene, in turn, `runs` times; with several scenes, ours also on all at once.

    Raises
    ------
    UserError
        If a command fails; the message holds its last line.
    """
    with work_folder() as work:
        look = resolve_look(look, targets[0], work)
    timings: dict[tuple[Target | None, str], list[RunSeconds]] = defaultdict(list)
    videos: dict[tuple[Target, str], Path] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for run in range(runs):
            for target, (name, command) in product(targets, commands().items()):
                report(f"{target.name}: {name}, run {run + 1} of {runs}")
                media = Path(tempfile.mkdtemp(dir=folder))
                timings[target, name].append(timed(command(target, look, media)))
                if run == 0:
                    videos[target, name] = _video_in(media)
                else:
                    shutil.rmtree(media)
            if len(targets) > 1:
                report(f"{SET}: {OURS}, run {run + 1} of {runs}")
                with tempfile.TemporaryDirectory(dir=folder) as media_of_all:
                    timings[None, OURS].append(timed(_our_command(targets, look, Path(media_of_all))))
        spent = {key: RunSeconds(*map(median, zip(*timed, strict=True))) for key, timed in timings.items()}
        rows: list[RenderMeasurement] = []
        for target in targets:
            report(f"{target.name}: comparing frames")
            own = [videos[target, name] for name in commands()]
            same = compare_frames(target, look).identical
            for name, video, quality in zip(commands(), own, psnr(target, look, own), strict=True):
                size, is_same = video.stat().st_size, same if name == OURS else None
                rows.append(RenderMeasurement(target.name, name, *spent[target, name], size, quality, is_same))
    if len(targets) > 1:
        rows += [_measurement_of_set(rows, OURS, spent[None, OURS]), _measurement_of_set(rows, STOCK)]
    return rows


def _measurement_of_set(
    rows: Sequence[RenderMeasurement], command: str, at_once: RunSeconds | None = None
) -> RenderMeasurement:
    """Return the measurements of a command for all scenes: one after the other, unless a time for all is given."""
    own = [row for row in rows if row.command == command]
    wall, cpu = at_once or (sum(row.wall for row in own), sum(row.cpu for row in own))
    same = all(row.identical for row in own) if command == OURS else None
    return RenderMeasurement(SET, command, wall, cpu, sum(row.bytes for row in own), min(row.psnr for row in own), same)


def psnr(target: Target, look: Look, videos: Sequence[Path]) -> list[float]:
    """Return the quality of videos of one scene against the frames as drawn, in decibels.

    Raises
    ------
    UserError
        If a video's number of frames differs from the scene's.
    """
    contents = [sha256(video) for video in videos]
    different = dict(zip(contents, videos, strict=True))
    with tempfile.TemporaryDirectory(prefix="manim-") as work, ThreadPoolExecutor(cores()) as pool:
        sink = _PsnrSink(list(different.values()), pool)
        perform(target, look, sink, work_folder=Path(work))
    found = dict(zip(different, sink.psnr, strict=True))
    return [found[content] for content in contents]


def table(rows: Sequence[RenderMeasurement]) -> Table:
    """Return the measurements as a table, each beside its ratio to Manim's."""
    result = Table(box=None)
    for heading in ("scene", "command", "wall", "", "CPU", "", "bytes", "", "PSNR", "frames"):
        result.add_column(heading, justify="left" if heading in {"scene", "command", "frames"} else "right")
    stock = {row.scene: row for row in rows if row.command == STOCK}
    for row in rows:
        base = stock[row.scene]
        result.add_row(
            row.scene,
            row.command,
            f"{row.wall:.1f} s",
            f"×{row.wall / base.wall:.2f}",
            f"{row.cpu:.1f} s",
            f"×{row.cpu / base.cpu:.2f}",
            f"{row.bytes:,}",
            f"×{row.bytes / base.bytes:.2f}",
            f"{row.psnr:.2f} dB",
            {True: "identical", False: "DIFFERENT", None: ""}[row.identical],
        )
    return result


def as_json(rows: Sequence[RenderMeasurement]) -> list[dict[str, Any]]:
    """Return the measurements as JSON-able data."""
    return [asdict(row) for row in rows]


class _PsnrSink:
    """A sink that compares each frame with the next frame of several videos, in parallel."""

    def __init__(self, videos: Sequence[Path], pool: ThreadPoolExecutor) -> None:
        self._videos = videos
        self._pool = pool
        self._errors = np.zeros(len(videos))
        self._frames = 0

    @property
    def psnr(self) -> list[float]:
        """The peak signal-to-noise ratio of each video, over all frames."""
        means = (float(error) / max(1, self._frames) for error in self._errors)
        return [float("inf") if mean == 0 else float(10 * np.log10(255**2 / mean)) for mean in means]

    def open(self, stage: Stage) -> None:  # noqa: ARG002
        """Start decoding."""
        self._containers = [av.open(f"file:{video}") for video in self._videos]
        self._decoded: list[Iterator[Any]] = [container.decode(video=0) for container in self._containers]

    def write(self, frame: Frame) -> None:
        """Add the error of one picture for each frame that it fills."""
        for _ in range(frame.repeat):
            self._errors += list(self._pool.map(partial(self._error, frame.pixels), range(len(self._videos))))
            self._frames += 1

    def _error(self, drawn: Pixels, number: int) -> float:
        shown = next(self._decoded[number], None)
        if shown is None:
            raise UserError(f"{self._videos[number].name} ends after {self._frames} frames")
        return _mean_square(drawn, shown.to_ndarray(format="rgb24"))

    def finish(self, performance: Performance) -> None:  # noqa: ARG002
        """Make sure that no video has frames left."""
        for video, decoded in zip(self._videos, self._decoded, strict=True):
            if next(decoded, None) is not None:
                raise UserError(f"{video.name} has more than {self._frames} frames")
        self.abort()

    def abort(self) -> None:
        """Close the videos."""
        for container in self._containers:
            container.close()


def _mean_square(drawn: Pixels, shown: Pixels) -> float:
    difference = drawn[..., :3].astype(np.int16) - shown
    return float(np.mean(np.square(difference, dtype=np.int32)))


def timed(command: list[str]) -> RunSeconds:
    """Run a command and return its times."""
    before, started = os.times(), time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, os.times()
    if ended.returncode:
        last = (ended.stderr.strip() or ended.stdout.strip()).splitlines()[-1:]
        raise UserError(f"{' '.join(command[:4])} … ended with status {ended.returncode}: {' '.join(last)}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return RunSeconds(wall, cpu)


def _our_command(targets: Sequence[Target], look: Look, media: Path) -> list[str]:
    script = str(Path(__file__).resolve().parent.parent / "render.py")
    scenes = [f"{target.file}:{target.class_name}" for target in targets]
    return [sys.executable, script, "render", *scenes, *_look_arguments(look), "--media_dir", str(media), "--force"]


def _manim_command(target: Target, look: Look, media: Path) -> list[str]:
    quiet = ["--progress_bar", "none", "--silent", "-v", "ERROR", "--disable_caching"]
    scene = [str(target.file), target.class_name]
    return [sys.executable, "-m", "manim", "render", *_look_arguments(look), *quiet, "--media_dir", str(media), *scene]


def _look_arguments(look: Look) -> list[str]:
    if look.size is None or look.rate is None:
        raise ValueError("size and rate have to be settled")
    width, height = look.size
    plays = ",".join(str(number) for number in look.plays or () if number is not None)
    selected = ["-n", plays] if plays else []
    return ["-r", f"{width},{height}", "--fps", f"{float(look.rate):g}", "--seed", str(look.seed), *selected]


def _video_in(folder: Path) -> Path:
    videos = [path for path in folder.rglob("*.mp4") if "partial_movie_files" not in path.parts]
    if len(videos) != 1:
        raise UserError(f"expected one video in {folder}, found {len(videos)}")
    return videos[0]


def plain(look: Look) -> Look:
    """Return a look that Manim's own command supports.

    Raises
    ------
    UserError
        If the look overrides a scene's attributes, which Manim's command cannot.
    """
    if look.attributes:
        raise UserError(
            "Manim's own command takes no parameters or themes; measure without --set, --params and --theme"
        )
    return replace(look, transparent=False)
