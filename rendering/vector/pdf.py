"""A frame drawn by Cairo: as PDF, or in pixels to see how far its ink reaches."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from typing import Any

import cairo
import numpy as np
from numpy.typing import NDArray

from rendering.core.frames import Pixels
from rendering.output.png import SOFTWARE
from rendering.vector.pdf_tags import TAGS, with_metadata
from rendering.vector.vector_frame import Bounds, Gradient, Item, Paint, Raster, VectorFrame, VectorPath

POINTS_PER_MM = 72 / 25.4
_POINTS_PER_PIXEL = 0.75
_JOINS = {"miter": cairo.LineJoin.MITER, "round": cairo.LineJoin.ROUND, "bevel": cairo.LineJoin.BEVEL}
_CAPS = {"butt": cairo.LineCap.BUTT, "round": cairo.LineCap.ROUND, "square": cairo.LineCap.SQUARE}


def to_pdf(
    frame: VectorFrame,
    *,
    bounds: Bounds | None = None,
    width_mm: float | None = None,
    title: str = "",
    description: str = "",
    language: str = "en",
) -> bytes:
    """Return a frame as a PDF page of its size.

    Parameters
    ----------
    frame
        The frame.
    bounds
        What to show of it; by default all.
    width_mm
        Width of the page in millimetres; by default one unit of the frame is a CSS pixel (1/96 inch).
    title, description
        The document's title and subject; the latter also stands for the picture where it cannot be seen.
    language
        Of both.

    Notes
    -----
    The file holds no date, so the same frame gives the same bytes.
    """
    left, top, right, bottom = bounds or frame.bounds
    scale = _POINTS_PER_PIXEL if width_mm is None else width_mm * POINTS_PER_MM / (right - left)
    file = io.BytesIO()
    size = ((right - left) * scale, (bottom - top) * scale)
    surface = cairo.PDFSurface(file, *size)
    surface.restrict_to_version(cairo.PDFVersion.VERSION_1_4)
    surface.set_metadata(cairo.PDFMetadata.CREATE_DATE, "")
    surface.set_metadata(cairo.PDFMetadata.CREATOR, SOFTWARE)
    for entry, text in ((cairo.PDFMetadata.TITLE, title), (cairo.PDFMetadata.SUBJECT, description)):
        if text:
            surface.set_metadata(entry, text)
    context = cairo.Context(surface)
    tags = TAGS if description else ()
    for tag in tags:
        context.tag_begin(tag, "")
    context.scale(scale, scale)
    context.translate(-left, -top)
    paint(frame.items_within((left, top, right, bottom)), context)
    for tag in reversed(tags):
        context.tag_end(tag)
    surface.finish()
    return with_metadata(file.getvalue(), language=language, alt=description, size=size)


def ink_bounds(frame: VectorFrame, *, fine: int = 2) -> Bounds | None:
    """Return the smallest box of the frame outside of which nothing differs from the background.

    Parameters
    ----------
    frame
        The frame.
    fine
        The box's edges lie on multiples of 1 / `fine` of a unit.

    Returns
    -------
    tuple of float or None
        Left, top, right, bottom; nothing where the frame is bare.
    """
    bare = _pixels(frame, frame.background, fine)
    rows, cols = np.nonzero((_pixels(frame, (*frame.background, *frame.foreground), fine) != bare).any(axis=-1))
    if not len(rows):
        return None
    edges = (cols.min(), rows.min(), cols.max() + 1, rows.max() + 1)
    left, top, right, bottom = (float(edge) / fine for edge in edges)
    return left, top, min(right, frame.width), min(bottom, frame.height)


def paint(items: Iterable[Item], context: cairo.Context[Any]) -> None:
    """Draw items on anything that Cairo draws on."""
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
            paint(item.items, context)
        context.restore()


def _pixels(frame: VectorFrame, items: Iterable[Item], fine: int) -> Pixels:
    surface = cairo.ImageSurface(cairo.Format.ARGB32, math.ceil(frame.width * fine), math.ceil(frame.height * fine))
    context = cairo.Context(surface)
    context.scale(fine, fine)
    paint(items, context)
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
        context.set_line_join(_JOINS[path.stroke_style.join])
        context.set_line_cap(_CAPS[path.stroke_style.cap])
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
    kind = cairo.Format.RGB24 if opaque else cairo.Format.ARGB32
    pattern = cairo.SurfacePattern(cairo.ImageSurface.create_for_data(data.data, kind, cols, rows))
    pattern.set_filter(cairo.Filter.GOOD if raster.smooth else cairo.Filter.NEAREST)
    context.set_source(pattern)
    context.rectangle(0, 0, cols, rows)
    context.fill()


def _premultiplied(pixels: Pixels) -> NDArray[np.uint8]:
    """Return pixels as Cairo keeps them on little-endian machines: blue, green, red, alpha."""
    opacity = pixels[..., 3:].astype(float) / 255
    colours = np.rint(pixels[..., 2::-1] * opacity).astype(np.uint8)
    return np.ascontiguousarray(np.concatenate([colours, pixels[..., 3:]], axis=-1))
