"""Hold our GIFs against everything else an author can make of the same frames: size, quality, greys, time."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.gif_baselines import has_gifsicle, rivals
from rendering.animated.frame_changes import FrameChanges
from rendering.animated.frame_spool import FrameSpool, SpoolSink
from rendering.animated.gif import make_gif
from rendering.animated.gif_proof import by_pillow, measure
from rendering.animated.gif_quality import decibels
from rendering.animated.timing import plan_timing
from rendering.animated.webp import make_webp
from rendering.core.frames import Performance
from rendering.core.job import GifOptions, Look
from rendering.core.selections import Beats
from rendering.core.targets import Target
from rendering.playback.play import perform, resolve_look

LEVELS = (50.0, 47.0, 44.0, 53.0, 56.0, 60.0)
"""Decibels that ours is asked for: the first is what it is made with, the others show it at other sizes."""
ENOUGH = 50.0
"""Decibels from which on the smallest file wins."""
OURS, WEBP = "ours", "WebP"
UNLIMITED = 1 << 40


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one way to make a file gave for one scene.

    Parameters
    ----------
    scene
        The scene's name.
    encoder
        The way.
    bytes
        Size of the file.
    psnr, worst
        Peak signal-to-noise ratio against the frames in decibels, of all together and of the worst.
    chroma
        How far red, green and blue of what was grey are apart, at most, in levels.
    off
        By how many hundredths of a second it is too long or too short.
    seconds
        How long making it took.
    """

    scene: str
    encoder: str
    bytes: int
    psnr: float
    worst: float
    chroma: int
    off: int
    seconds: float

    @property
    def is_ours(self) -> bool:
        """Whether it is one of our GIFs."""
        return self.encoder.startswith(OURS)


def bench(
    targets: Sequence[Target], look: Look, options: GifOptions, *, report: Callable[[str], None] = lambda _: None
) -> list[Row]:
    """Make a GIF of every scene's excerpt in every way that is at hand, and measure each as Pillow decodes it.

    Raises
    ------
    UserError
        If a scene cannot be played.
    """
    rows: list[Row] = []
    for target in targets:
        report(f"{target.name}: drawing the frames")
        with tempfile.TemporaryDirectory(prefix="gif-bench-") as folder:
            spool, performance = frames_of(target, look, Path(folder))
            for row in compare(target.name, spool, performance, options):
                report(f"{target.name}: {row.encoder}")
                rows.append(row)
    if not has_gifsicle():
        report("gifsicle is not installed, so it is left out")
    return rows


def frames_of(target: Target, look: Look, folder: Path) -> tuple[FrameSpool, Performance]:
    """Return the frames of a scene's excerpt, and what the scene did."""
    sink = SpoolSink(folder / "segment.frames")
    performance = perform(
        target,
        resolve_look(look),
        sink,
        work_folder=folder,
        select=lambda stage: Beats(stage.excerpt),
    )
    return FrameSpool(performance.stage, [sink.answer()]), performance


def compare(
    scene: str,
    spool: FrameSpool,
    performance: Performance,
    options: GifOptions,
    *,
    levels: Sequence[float] = LEVELS,
) -> Iterator[Row]:
    """Yield a row for each of ours, for WebP, and for each rival, all of the same frames at the same rate.

    Parameters
    ----------
    scene
        What to call it.
    spool, performance
        The frames, and what the scene did.
    options
        How often the GIF plays.
    levels
        Decibels that ours is asked for.
    """
    rate = performance.stage.rate
    timing = plan_timing(spool, performance, rate, options)
    frame_changes = FrameChanges(spool, timing.shown)
    for psnr in levels:
        asked = replace(options, rate=int(rate), psnr=psnr, max_bytes=UNLIMITED)
        name = OURS if psnr == ENOUGH else f"{OURS}, {psnr:g} dB asked for"
        yield _row(scene, name, frame_changes, timing.final_hold, partial(_gif, spool, performance, asked))
    yield _row(scene, WEBP, frame_changes, timing.final_hold, partial(_webp, spool, performance, options))
    if timing.starts_with_last:
        frame_changes = FrameChanges(spool, timing.shown[1:])
    frames = [
        frame_changes.picture(number) for number, delay in frame_changes.shown for _ in range(round(delay * rate / 100))
    ]
    for rival in rivals():
        yield _row(scene, rival.name, frame_changes, 0, partial(rival.encode, frames, rate))


def _gif(spool: FrameSpool, performance: Performance, options: GifOptions) -> bytes:
    return make_gif(spool, performance, options).data


def _webp(spool: FrameSpool, performance: Performance, options: GifOptions) -> bytes:
    return make_webp(spool, performance, options).data


def _row(scene: str, encoder: str, frame_changes: FrameChanges, final_hold: int, encode: Callable[[], bytes]) -> Row:
    started = time.perf_counter()
    data = encode()
    seconds = time.perf_counter() - started
    measurement = measure(by_pillow(data), frame_changes)
    return Row(
        scene=scene,
        encoder=encoder,
        bytes=len(data),
        psnr=round(decibels(measurement.error), 2),
        worst=round(decibels(measurement.worst), 2),
        chroma=measurement.chroma,
        off=sum(measurement.delays) - frame_changes.duration - final_hold,
        seconds=round(seconds, 2),
    )


def beaten(rows: Sequence[Row], rival: Row) -> bool:
    """Say whether one of ours of the same scene is no larger than a rival's GIF, and no worse."""
    return any(
        row.is_ours and row.scene == rival.scene and row.bytes <= rival.bytes and row.psnr >= rival.psnr for row in rows
    )


def table(rows: Sequence[Row]) -> Table:
    """Return the measurements as a table, each size beside its ratio to ours."""
    result = Table(box=None)
    for heading in ("scene", "encoder", "bytes", "", "PSNR", "worst", "greys", "length", "seconds", ""):
        result.add_column(heading, justify="left" if heading in {"scene", "encoder"} else "right")
    ours = {row.scene: row for row in rows if row.encoder == OURS}
    for row in rows:
        verdict = "" if row.is_ours or row.encoder == WEBP else "beaten" if beaten(rows, row) else "NOT BEATEN"
        result.add_row(
            row.scene,
            row.encoder,
            f"{row.bytes:,}",
            f"×{row.bytes / ours[row.scene].bytes:.2f}",
            "exact" if row.psnr == float("inf") else f"{row.psnr:.2f} dB",
            "exact" if row.worst == float("inf") else f"{row.worst:.2f} dB",
            f"{row.chroma} off" if row.chroma else "grey",
            f"{row.off:+d} cs" if row.off else "exact",
            f"{row.seconds:.1f}",
            verdict,
        )
    result.caption = "beaten: one of ours is no larger and no worse"
    return result


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the measurements as JSON-able data; what is exact has no decibels."""
    return [{name: None if value == float("inf") else value for name, value in asdict(row).items()} for row in rows]
