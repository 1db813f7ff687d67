"""Write raster stills of a scene: one moment, the final frame, or a contact sheet of its beats."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from rendering.core.errors import UserError, unknown
from rendering.core.frames import Performance, Pixels, Stage
from rendering.core.job import Look
from rendering.core.selections import FrameAt, LastFrames, NoFrame, Selection
from rendering.core.targets import Target
from rendering.output.png import LatestPictures, Thumbnail, clock, contact_sheet, picture, save_png
from rendering.output.publication import Publication, check_output
from rendering.playback.play import perform


def beat_still(target: Target, look: Look, beat: str, path: Path) -> Performance:
    """Write the last frame of a beat.

    Raises
    ------
    UserError
        If the scene has no such beat; the message suggests the nearest.
    """
    performance, gallery = _play(target, look, lambda _: LastFrames(frozenset({beat})))
    if gallery.latest is None:
        raise UserError(unknown("beat", beat, [item.name for item in performance.beats], where=target.name))
    _publish(gallery.latest, path, f"{target.name}: {beat}")
    return performance


def moment_still(target: Target, look: Look, seconds: float, path: Path) -> Performance:
    """Write the frame shown at a time, in seconds from the start of the video; at its very end, what is on stage then.

    Raises
    ------
    UserError
        If the scene isn't that long.
    """
    moment = Fraction(str(seconds))
    performance, gallery = _play(target, look, lambda stage: FrameAt(math.floor(moment * stage.rate)), finale=True)
    if math.floor(moment * performance.stage.rate) == performance.frames:
        gallery.latest = performance.final
    if gallery.latest is None:
        raise UserError(f"{target.name} has no frame at {seconds:g} s: it lasts {performance.duration:.2f} s")
    _publish(gallery.latest, path, f"{target.name} at {clock(seconds)}")
    return performance


def last_still(target: Target, look: Look, path: Path) -> Performance:
    """Write the final frame, as Manim's ``-s`` does."""
    performance, _ = _play(target, look, NoFrame.of, finale=True)
    _publish(performance.final, path, target.name)
    return performance


def sheet(target: Target, look: Look, path: Path, *, columns: int | None = None) -> Performance:
    """Write a contact sheet: the last frame of every beat with its name and times."""
    check_output(path)
    performance, gallery = _play(target, look, lambda _: LastFrames())
    rate = performance.stage.rate
    thumbnails = [
        Thumbnail(
            picture(gallery.by_beat[number]),
            f"{beat.name}   {clock(beat.start_seconds(rate))} to {clock(beat.end_seconds(rate))}",
        )
        for number, beat in enumerate(performance.beats)
        if number in gallery.by_beat
    ]
    if not thumbnails:
        raise UserError(f"{target.name} plays nothing, so there is nothing to lay out")
    title = f"{target.name}   {clock(performance.duration)}"
    with Publication(record=True) as publication:
        save_png(contact_sheet(title, thumbnails, columns=columns), publication.stage(path), title=target.name)
    return performance


def rehearse(target: Target, look: Look) -> Performance:
    """Play a scene without drawing anything, for its metadata."""
    return _play(target, look, NoFrame.of)[0]


def _play(
    target: Target, look: Look, select: Callable[[Stage], Selection], *, finale: bool = False
) -> tuple[Performance, LatestPictures]:
    gallery = LatestPictures()
    performance = perform(target, look, gallery, select=select, finale=finale)
    return performance, gallery


def _publish(pixels: Pixels | None, path: Path, title: str) -> None:
    if pixels is None:
        raise ValueError("no frame was drawn")
    with Publication(record=True) as publication:
        save_png(picture(pixels), publication.stage(path), title=title)
