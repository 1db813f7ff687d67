"""Vector stills: any beat's last frame, the frame at any time, or the scene's final frame, as SVG or PDF."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from rendering.core.errors import UserError, unknown
from rendering.core.frames import Performance
from rendering.core.job import Look
from rendering.core.scene_protocol import LANGUAGE, TITLE
from rendering.core.selections import FrameAt, LastFrames, NoFrame
from rendering.core.targets import Target
from rendering.output.png import clock
from rendering.output.publication import Publication
from rendering.output.words import words_of
from rendering.vector.pdf import ink_bounds, to_pdf
from rendering.vector.pdf_tags import is_language
from rendering.vector.svg import to_svg
from rendering.vector.vector_frame import NO_METADATA, Bounds, Metadata, VectorFrame
from rendering.vector.vector_sink import record_frames

VECTOR_FORMATS = ("svg", "pdf")
MARGIN = 0.01
"""Margin of a cropped still around what is visible, as a fraction of the frame's width."""


def vector_still(
    target: Target,
    look: Look,
    *paths: Path,
    beat: str | None = None,
    seconds: float | None = None,
    tight: bool = False,
    width_mm: float | None = None,
) -> Performance:
    """Write a frame as SVG or PDF, or both, without rasterising what the scene draws; the scene is played once.

    Parameters
    ----------
    target, look
        The scene and its look; a transparent look leaves the background out.
    *paths
        The files to write; each ending is ``.svg`` or ``.pdf``.
    beat
        The beat whose last frame to write.
    seconds
        Or the time of the frame to write; by default it is what is shown when the scene is over.
    tight
        Crop to what is visible, and a small margin.
    width_mm
        Width on paper; by default the look's width in CSS pixels (1/96 inch).

    Raises
    ------
    UserError
        If there is no such beat or time, nothing to crop to, or another ending.

    Notes
    -----
    Shapes, texts and formulas are outlines, with Manim's own colours, gradients, order, perspective and shading.
    Images keep their own pixels. Rasterised by resvg or Poppler at 640 by 360 (four times finer, then averaged), the
    result is within 45 dB (SVG) and 39 dB (PDF) of the raster still for plain scenes, and at most 0.3 % of its pixels
    differ by more than 32 levels of 255; where images have hard edges, within 32 and 31 dB and 1.3 % (a chessboard in
    perspective: 27 dB and 1.5 %). What remains is how edges are softened. The tests hold these limits.

    Examples
    --------
    >>> vector_still(target, Look(), Path("sum.svg"), beat="first-sum", tight=True, width_mm=120)  # doctest: +SKIP
    """
    for path in paths:
        check_format(path)
    if beat is not None:
        performance, sink = record_frames(target, look, lambda _: LastFrames(frozenset({beat})))
        frame, where = sink.latest, f": {beat}"
        if frame is None:
            raise UserError(unknown("beat", beat, [item.name for item in performance.beats], where=target.name))
    elif seconds is not None:
        moment = Fraction(str(seconds))
        performance, sink = record_frames(target, look, lambda stage: FrameAt(math.floor(moment * stage.rate)))
        frame, where = sink.latest, f" at {clock(seconds)}"
        if frame is None:
            raise UserError(f"{target.name} has no frame at {seconds:g} s: it lasts {performance.duration:.2f} s")
    else:
        performance, sink = record_frames(target, look, NoFrame.of, finale=True)
        frame, where = sink.current, ""
        if frame is None:
            raise ValueError("no frame was recorded")
    bounds = tight_bounds(frame, target.name + where) if tight else None
    metadata = figure_metadata(performance.sidecar, target.name, beat or "")
    metadata = replace(metadata, title=metadata.title + where)
    publish(frame, *paths, bounds=bounds, width_mm=width_mm, metadata=metadata)
    return performance


def check_format(path: Path) -> None:
    """Raise `UserError` unless a path's ending is one of `VECTOR_FORMATS`."""
    if path.suffix.lower().removeprefix(".") not in VECTOR_FORMATS:
        raise UserError(f"{path.name} is no vector file: its ending has to be .svg or .pdf")


def tight_bounds(frame: VectorFrame, name: str) -> Bounds:
    """Return the bounds of everything visible, with a small margin, within the frame.

    Raises
    ------
    UserError
        If nothing is visible.
    """
    bounds = ink_bounds(frame)
    if bounds is None:
        raise UserError(f"nothing is drawn in {name}, so there is nothing to crop to")
    margin = MARGIN * frame.width
    left, top, right, bottom = bounds
    return (
        max(0.0, left - margin),
        max(0.0, top - margin),
        min(float(frame.width), right + margin),
        min(float(frame.height), bottom + margin),
    )


def figure_metadata(sidecar: Mapping[str, Any], name: str, beat: str = "") -> Metadata:
    """Return the title, description and language that a scene's sidecar gives.

    The description is of a beat's last frame where the scene describes that beat, else of the whole scene.

    Raises
    ------
    UserError
        If its language is none that browsers know.
    """
    language = str(sidecar.get(LANGUAGE) or "en")
    if not is_language(language):
        raise UserError(f"{name}: its sidecar's language {language!r} is none such as en or de-CH")
    return Metadata(str(sidecar.get(TITLE) or name), words_of(sidecar, beat).alt, language)


def publish(
    frame: VectorFrame,
    *paths: Path,
    bounds: Bounds | None = None,
    width_mm: float | None = None,
    metadata: Metadata = NO_METADATA,
) -> None:
    """Write a frame, by each path's ending as SVG or PDF; the files appear complete and together, or not at all.

    Parameters
    ----------
    frame
        The frame.
    *paths
        The files to write.
    bounds
        The part of it to show; by default all.
    width_mm
        Width on paper; by default one unit of the frame is a CSS pixel (1/96 inch).
    metadata
        Title, description and language.

    Raises
    ------
    UserError
        If an ending is another.
    """
    with Publication() as publication:
        for path in paths:
            check_format(path)
            if path.suffix.lower() == ".pdf":
                content = to_pdf(frame, bounds=bounds, width_mm=width_mm, metadata=metadata)
            else:
                content = to_svg(frame, bounds=bounds, width_mm=width_mm, metadata=metadata).encode()
            publication.stage(path).write_bytes(content)
