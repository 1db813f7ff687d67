"""A sketch drawn by Cairo: as PDF, or in pixels to see how far its ink reaches."""

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
from rendering.vector.pdf_tags import TAGS, with_words
from rendering.vector.vector_frame import Box, Gradient, Item, Paint, Raster, Shape, Sketch

POINTS_PER_MM = 72 / 25.4
_POINTS_PER_PIXEL = 0.75
_JOINS = {"miter": cairo.LineJoin.MITER, "round": cairo.LineJoin.ROUND, "bevel": cairo.LineJoin.BEVEL}
_CAPS = {"butt": cairo.LineCap.BUTT, "round": cairo.LineCap.ROUND, "square": cairo.LineCap.SQUARE}


def to_pdf(
    sketch: Sketch,
    *,
    box: Box | None = None,
    width_mm: float | None = None,
    title: str = "",
    description: str = "",
    language: str = "en",
) -> bytes:
    """Return a sketch as a PDF page of its size.

    Parameters
    ----------
    sketch
        The frame.
    box
        What to show of it; by default all.
    width_mm
        Width of the page in millimetres; by default one unit of the sketch is a CSS pixel (1/96 inch).
    title, description
        The document's title and subject; the latter also stands for the picture where it cannot be seen.
    language
        Of both.

    Notes
    -----
    The file holds no date, so the same sketch gives the same bytes.
    """
    left, top, right, bottom = box or sketch.frame
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
    paint(sketch.within((left, top, right, bottom)), context)
    for tag in reversed(tags):
        context.tag_end(tag)
    surface.finish()
    return with_words(file.getvalue(), language=language, alt=description, size=size)


def ink_box(sketch: Sketch, *, fine: int = 2) -> Box | None:
    """Return the smallest box of the frame outside of which nothing differs from the background.

    Parameters
    ----------
    sketch
        The frame.
    fine
        The box's edges lie on multiples of 1 / `fine` of a unit.

    Returns
    -------
    tuple of float or None
        Left, top, right, bottom; nothing where the frame is bare.
    """
    bare = _pixels(sketch, sketch.background, fine)
    rows, cols = np.nonzero((_pixels(sketch, (*sketch.background, *sketch.ink), fine) != bare).any(axis=-1))
    if not len(rows):
        return None
    edges = (cols.min(), rows.min(), cols.max() + 1, rows.max() + 1)
    left, top, right, bottom = (float(edge) / fine for edge in edges)
    return left, top, min(right, sketch.width), min(bottom, sketch.height)


def paint(items: Iterable[Item], context: cairo.Context[Any]) -> None:
    """Draw items on anything that Cairo draws on."""
    for item in items:
        if isinstance(item, Shape):
            _shape(item, context)
            continue
        context.save()
        context.transform(cairo.Matrix(*item.matrix))
        if isinstance(item, Raster):
            _raster(item, context)
        else:
            if item.clip is not None:
                left, top, right, bottom = item.clip
                context.rectangle(left, top, right - left, bottom - top)
                context.clip()
            paint(item.items, context)
        context.restore()


def _pixels(sketch: Sketch, items: Iterable[Item], fine: int) -> Pixels:
    surface = cairo.ImageSurface(cairo.Format.ARGB32, math.ceil(sketch.width * fine), math.ceil(sketch.height * fine))
    context = cairo.Context(surface)
    context.scale(fine, fine)
    paint(items, context)
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(surface.get_height(), surface.get_stride() // 4, 4)
    return rows[:, : surface.get_width()]


def _shape(shape: Shape, context: cairo.Context[Any]) -> None:
    for subpath in shape.outline:
        context.move_to(*subpath.points[0])
        for curve in subpath.points[1:].reshape(-1, 6).tolist():
            context.curve_to(*curve)
        if subpath.closed:
            context.close_path()
    if shape.fill is not None:
        context.set_source(_pattern(shape.fill))
        context.fill_preserve()
    if shape.stroke is not None and shape.line is not None:
        context.set_source(_pattern(shape.stroke))
        context.set_line_width(shape.line.width)
        context.set_line_join(_JOINS[shape.line.join])
        context.set_line_cap(_CAPS[shape.line.cap])
        context.stroke_preserve()
    context.new_path()


def _pattern(paint: Paint) -> cairo.Pattern:
    if not isinstance(paint, Gradient):
        return cairo.SolidPattern(*paint)
    pattern = cairo.LinearGradient(*paint.start, *paint.end)
    for offset, colour in paint.stops:
        pattern.add_color_stop_rgba(offset, *colour)
    return pattern


def _raster(raster: Raster, context: cairo.Context[Any]) -> None:
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
