"""Compare our GIFs with those of other encoders, made from the same frames: size, quality, greys, time."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.gif_baselines import baselines, has_gifsicle
from rendering.animated.frame_changes import FrameChanges
from rendering.animated.frame_spool import FrameSpool, SpoolSink
from rendering.animated.gif import make_gif
from rendering.animated.gif_proof import by_pillow, measure
from rendering.animated.gif_quality import decibels
from rendering.animated.timing import plan_timing
from rendering.animated.webp import make_webp
from rendering.core.errors import UserError
from rendering.core.frames import Performance
from rendering.core.job import GifOptions, Look
from rendering.core.selections import Beats
from rendering.core.targets import Target
from rendering.playback.play import perform, resolve_look

TARGET_PSNR = GifOptions.psnr
"""The default quality target of our encoder in decibels."""
LEVELS = (TARGET_PSNR, 47.0, 44.0, 53.0, 56.0, 60.0)
"""Quality targets for our encoder in decibels: its default first, the others to compare it at other sizes."""
OURS, WEBP = "ours", "WebP"
UNLIMITED = 1 << 40
"""A budget in bytes that no GIF reaches, so that quality alone decides its size."""


@dataclass(frozen=True, kw_only=True)
class GifMeasurement:
    """The measurements of one encoder's file for one scene.

    Parameters
    ----------
    scene
        The scene's name.
    encoder
        The encoder, with its settings.
    bytes
        Size of the file.
    psnr, worst
        Peak signal-to-noise ratio against the frames in decibels: over all pictures, and of the worst picture.
    chroma
        The largest distance between red, green and blue of pixels that were grey, in levels.
    off
        By how many hundredths of a second it is too long (negative: too short).
    seconds
        Encoding time.
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
) -> list[GifMeasurement]:
    """Encode every scene's excerpt with every available encoder, and measure each file as Pillow decodes it.

    Raises
    ------
    UserError
        If a scene cannot be played.
    """
    rows: list[GifMeasurement] = []
    for target in targets:
        report(f"{target.name}: drawing the frames")
        with tempfile.TemporaryDirectory(prefix="gif-bench-") as folder:
            spool, performance = frames_of(target, look, Path(folder))
            for row in compare_encoders(target.name, spool, performance, options):
                report(f"{target.name}: {row.encoder}")
                rows.append(row)
    if not has_gifsicle():
        report("gifsicle is not installed, so it is left out")
    return rows


def frames_of(target: Target, look: Look, folder: Path) -> tuple[FrameSpool, Performance]:
    """Return the frames of a scene's excerpt, and its performance.

    Raises
    ------
    UserError
        If it has no frames.
    """
    sink = SpoolSink(folder / "excerpt.frames")
    performance = perform(
        target,
        resolve_look(look, target, folder),
        sink,
        work_folder=folder,
        select=lambda stage: Beats(stage.excerpt),
    )
    answer = sink.answer()
    if not performance.frames:
        raise UserError(f"{target.name} plays nothing, so there is no GIF of it")
    return FrameSpool(performance.stage, [answer]), performance


def compare_encoders(
    scene: str,
    spool: FrameSpool,
    performance: Performance,
    options: GifOptions,
    *,
    levels: Sequence[float] = LEVELS,
) -> Iterator[GifMeasurement]:
    """Yield the measurements of our GIFs, of WebP and of each baseline, all of the same frames at the same rate.

    Parameters
    ----------
    scene
        The scene's name.
    spool, performance
        The frames and the performance.
    options
        How often the GIF plays.
    levels
        Quality targets for our encoder in decibels.
    """
    rate = performance.stage.rate
    timing = plan_timing(spool, performance, rate, options)
    frame_changes = FrameChanges(spool, timing.shown)
    for psnr in levels:
        settings = replace(options, rate=int(rate), psnr=psnr, max_bytes=UNLIMITED)
        name = OURS if psnr == TARGET_PSNR else f"{OURS}, {psnr:g} dB asked for"
        yield _measured(
            scene, name, frame_changes, timing.final_hold, partial(_encode_gif, spool, performance, settings)
        )
    yield _measured(scene, WEBP, frame_changes, timing.final_hold, partial(_encode_webp, spool, performance, options))
    if timing.starts_with_last:
        frame_changes = FrameChanges(spool, timing.shown[1:])
    frames = [
        frame_changes.picture(number) for number, delay in frame_changes.shown for _ in range(round(delay * rate / 100))
    ]
    for baseline in baselines():
        yield _measured(scene, baseline.name, frame_changes, 0, partial(baseline.encode, frames, rate))


def _encode_gif(spool: FrameSpool, performance: Performance, options: GifOptions) -> bytes:
    return make_gif(spool, performance, options).data


def _encode_webp(spool: FrameSpool, performance: Performance, options: GifOptions) -> bytes:
    return make_webp(spool, performance, options).data


def _measured(
    scene: str, encoder: str, frame_changes: FrameChanges, final_hold: int, encode: Callable[[], bytes]
) -> GifMeasurement:
    started = time.perf_counter()
    data = encode()
    seconds = time.perf_counter() - started
    measurement = measure(by_pillow(data), frame_changes)
    return GifMeasurement(
        scene=scene,
        encoder=encoder,
        bytes=len(data),
        psnr=round(decibels(measurement.error), 2),
        worst=round(decibels(measurement.worst), 2),
        chroma=measurement.chroma,
        off=sum(measurement.delays) - frame_changes.duration - final_hold,
        seconds=round(seconds, 2),
    )


def is_beaten(rows: Sequence[GifMeasurement], baseline: GifMeasurement) -> bool:
    """Return whether a GIF of ours of the same scene is no larger than a baseline's, and no worse."""
    return any(
        row.is_ours and row.scene == baseline.scene and row.bytes <= baseline.bytes and row.psnr >= baseline.psnr
        for row in rows
    )


def table(rows: Sequence[GifMeasurement]) -> Table:
    """Return the measurements as a table, each size beside its ratio to ours."""
    result = Table(box=None)
    for heading in ("scene", "encoder", "bytes", "", "PSNR", "worst", "greys", "length", "seconds", ""):
        result.add_column(heading, justify="left" if heading in {"scene", "encoder"} else "right")
    ours = {row.scene: row for row in rows if row.encoder == OURS}
    for row in rows:
        verdict = "" if row.is_ours or row.encoder == WEBP else "beaten" if is_beaten(rows, row) else "NOT BEATEN"
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


def as_json(rows: Sequence[GifMeasurement]) -> list[dict[str, Any]]:
    """Return the measurements as JSON-able data; an infinite PSNR becomes None."""
    return [{name: None if value == float("inf") else value for name, value in asdict(row).items()} for row in rows]
