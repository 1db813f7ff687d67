"""Draw a vector frame with Cairo: as PDF, or in pixels to find the bounds of what is visible."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from typing import Any

import cairo
import numpy as np
from numpy.typing import NDArray

from rendering.core.frames import Pixels
from rendering.core.units import CSS_DPI, POINTS_PER_INCH, POINTS_PER_MM
from rendering.output.png import SOFTWARE
from rendering.vector.pdf_tags import TAGS, with_metadata
from rendering.vector.vector_frame import (
    NO_METADATA,
    Bounds,
    Gradient,
    Item,
    Metadata,
    Paint,
    Raster,
    VectorFrame,
    VectorPath,
)

LINE_JOINS = {"miter": cairo.LineJoin.MITER, "round": cairo.LineJoin.ROUND, "bevel": cairo.LineJoin.BEVEL}
"""Cairo's joins by SVG's names of them."""
LINE_CAPS = {"butt": cairo.LineCap.BUTT, "round": cairo.LineCap.ROUND, "square": cairo.LineCap.SQUARE}
"""Cairo's caps by SVG's names of them."""


FAINT = 64
"""Levels of 255 in any of the primary colours."""


def to_pdf(
    frame: VectorFrame,
    *,
    bounds: Bounds | None = None,
    width_mm: float | None = None,
    metadata: Metadata = NO_METADATA,
) -> bytes:
    """Return a frame as a PDF page of its size.

    Parameters
    ----------
    frame
        The frame.
    bounds
        The part of it to show; by default all.
    width_mm
        Width of the page in millimetres; by default one unit of the frame is a CSS pixel (1/96 inch).
    metadata
        The document's title, its subject, which is also the figure's alternative text, and its language.

    Notes
    -----
    The file holds no date, so the same frame gives the same bytes.
    """
    left, top, right, bottom = bounds or frame.bounds
    scale = POINTS_PER_INCH / CSS_DPI if width_mm is None else width_mm * POINTS_PER_MM / (right - left)
    file = io.BytesIO()
    size = ((right - left) * scale, (bottom - top) * scale)
    surface = cairo.PDFSurface(file, *size)
    surface.restrict_to_version(cairo.PDFVersion.VERSION_1_4)
    surface.set_metadata(cairo.PDFMetadata.CREATE_DATE, "")
    surface.set_metadata(cairo.PDFMetadata.CREATOR, SOFTWARE)
    for entry, text in ((cairo.PDFMetadata.TITLE, metadata.title), (cairo.PDFMetadata.SUBJECT, metadata.description)):
        if text:
            surface.set_metadata(entry, text)
    context = cairo.Context(surface)
    tags = TAGS if metadata.description else ()
    for tag in tags:
        context.tag_begin(tag, "")
    context.scale(scale, scale)
    context.translate(-left, -top)
    draw_items(frame.items_within((left, top, right, bottom)), context)
    for tag in reversed(tags):
        context.tag_end(tag)
    surface.finish()
    return with_metadata(file.getvalue(), language=metadata.language, alt=metadata.description, size=size)


def ink_bounds(frame: VectorFrame, *, fine: int = 2) -> Bounds | None:
    """Return the smallest rectangle of the frame outside of which nothing differs from the background.

    Parameters
    ----------
    frame
        The frame.
    fine
        Its edges lie on multiples of 1 / `fine` of a unit.

    Returns
    -------
    tuple of float or None
        Left, top, right, bottom; ``None`` where the frame shows only its background.
    """
    background = _pixels(frame, frame.background, fine)
    rows, cols = np.nonzero((_pixels(frame, (*frame.background, *frame.foreground), fine) != background).any(axis=-1))
    if not len(rows):
        return None
    edges = (cols.min(), rows.min(), cols.max() + 1, rows.max() + 1)
    left, top, right, bottom = (float(edge) / fine for edge in edges)
    return left, top, min(right, frame.width), min(bottom, frame.height)


def is_faint(frame: VectorFrame) -> bool:
    """Return whether nothing on a frame stands out from its background by `FAINT` or more: it has yet to come, or left.

    Parameters
    ----------
    frame
        The frame, whose background is not transparent.
    """
    background = _pixels(frame, frame.background, 1).astype(np.int16)
    return bool(np.abs(_pixels(frame, (*frame.background, *frame.foreground), 1) - background).max() < FAINT)


def draw_items(items: Iterable[Item], context: cairo.Context[Any]) -> None:
    """Draw items on the surface of a Cairo context."""
    for item in items:
        if isinstance(item, VectorPath):
            _draw_path(item, context)
            continue
        context.save()
        context.transform(cairo.Matrix(*item.matrix))
        if isinstance(item, Raster):
            _draw_raster(item, context)
        else:
            if item.clip is not None:
                left, top, right, bottom = item.clip
                context.rectangle(left, top, right - left, bottom - top)
                context.clip()
            draw_items(item.items, context)
        context.restore()


def _pixels(frame: VectorFrame, items: Iterable[Item], fine: int) -> Pixels:
    surface = cairo.ImageSurface(cairo.Format.ARGB32, math.ceil(frame.width * fine), math.ceil(frame.height * fine))
    context = cairo.Context(surface)
    context.scale(fine, fine)
    draw_items(items, context)
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(surface.get_height(), surface.get_stride() // 4, 4)
    return rows[:, : surface.get_width()]


def _draw_path(path: VectorPath, context: cairo.Context[Any]) -> None:
    for subpath in path.outline:
        context.move_to(*subpath.points[0])
        for curve in subpath.points[1:].reshape(-1, 6).tolist():
            context.curve_to(*curve)
        if subpath.closed:
            context.close_path()
    if path.fill is not None:
        context.set_source(_pattern(path.fill))
        context.fill_preserve()
    if path.stroke is not None and path.stroke_style is not None:
        context.set_source(_pattern(path.stroke))
        context.set_line_width(path.stroke_style.width)
        context.set_line_join(LINE_JOINS[path.stroke_style.join])
        context.set_line_cap(LINE_CAPS[path.stroke_style.cap])
        context.stroke_preserve()
    context.new_path()


def _pattern(paint: Paint) -> cairo.Pattern:
    if not isinstance(paint, Gradient):
        return cairo.SolidPattern(*paint)
    pattern = cairo.LinearGradient(*paint.start, *paint.end)
    for offset, colour in paint.stops:
        pattern.add_color_stop_rgba(offset, *colour)
    return pattern


def _draw_raster(raster: Raster, context: cairo.Context[Any]) -> None:
    rows, cols = raster.pixels.shape[:2]
    data = _premultiplied(raster.pixels)
    opaque = bool((raster.pixels[..., 3] == 255).all())
    format_ = cairo.Format.RGB24 if opaque else cairo.Format.ARGB32  # an alpha channel becomes a soft mask in the PDF
    pattern = cairo.SurfacePattern(cairo.ImageSurface.create_for_data(data.data, format_, cols, rows))
    pattern.set_filter(cairo.Filter.GOOD if raster.smooth else cairo.Filter.NEAREST)
    context.set_source(pattern)
    context.rectangle(0, 0, cols, rows)
    context.fill()


def _premultiplied(pixels: Pixels) -> NDArray[np.uint8]:
    """Return pixels as Cairo stores them on little-endian machines: premultiplied blue, green, red, then alpha."""
    opacity = pixels[..., 3:].astype(float) / 255
    colours = np.rint(pixels[..., 2::-1] * opacity).astype(np.uint8)
    return np.ascontiguousarray(np.concatenate([colours, pixels[..., 3:]], axis=-1))
