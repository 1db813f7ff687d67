"""Record what one of Manim's cameras draws, path by path, instead of drawing it.

Everything that decides a frame is left to the camera: the order by z-index, perspective and shading, what is fixed in
the frame, the colours of gradients, and the outlines. Only the last step differs: where the camera would pass a path to
Cairo, it passes it to a `RecordingContext`, which keeps it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import cairo
import numpy as np
from manim.constants import RESAMPLING_ALGORITHMS
from numpy.typing import NDArray
from PIL import Image

from rendering.core.frames import Pixels
from rendering.vector.pdf import LINE_CAPS, LINE_JOINS
from rendering.vector.vector_frame import (
    Gradient,
    Group,
    Item,
    Matrix,
    Paint,
    Raster,
    Rgba,
    StrokeStyle,
    Subpath,
    VectorPath,
    polygon,
    rectangle,
)

_JOIN_NAMES = {join: name for name, join in LINE_JOINS.items()}
_CAP_NAMES = {cap: name for name, cap in LINE_CAPS.items()}
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FLAT = 0.01
"""Pixels by which an image's fourth corner may lie off the parallelogram of the others, as rounding leaves it; and the
area in square pixels up to which an image seen edge-on is left out."""


@contextmanager
def recording(camera: Any) -> Iterator[list[Item]]:
    """Within the block, record what a camera draws on its pixel array; the array itself stays as it is.

    Parameters
    ----------
    camera
        Any camera of Manim's Cairo renderer. Where it shows other cameras' pictures, as in a `ZoomedScene`, what those
        draw is recorded too.

    Yields
    ------
    list
        The items recorded so far, from the lowest to the topmost.
    """
    items: list[Item] = []
    stock_context, stock_display = camera.get_cairo_context, camera.display_vectorized
    with ExitStack() as stack:
        displays = getattr(camera, "image_mobjects_from_cameras", ())
        inner = {id(display.camera): stack.enter_context(recording(display.camera)) for display in displays}

        def get_cairo_context(pixels: Pixels) -> Any:
            context = stock_context(pixels)
            return RecordingContext(context.get_matrix(), items) if pixels is camera.pixel_array else context

        def display_vectorized(vmobject: Any, context: Any) -> Any:
            if isinstance(context, RecordingContext):
                context.owner = vmobject
            return stock_display(vmobject, context)

        def display_image_mobject(image: Any, pixels: Pixels) -> None:  # noqa: ARG001 (Manim's signature)
            corners = camera.points_to_subpixel_coords(image, image.points)
            shown = getattr(image, "camera", None)
            if shown is not None and id(shown) in inner:
                width, height = shown.pixel_width, shown.pixel_height
                inside = (*background(shown), *inner[id(shown)])
                items.append(Group(inside, _onto(corners, width, height), (0.0, 0.0, width, height), image))
            else:
                items.extend(_picture(image, corners))

        def display_point_cloud(
            cloud: Any,
            points: Any,
            rgbas: Any,
            thickness: float,
            pixels: Pixels,  # noqa: ARG001
        ) -> None:
            items.extend(_squares(camera.points_to_pixel_coords(cloud, points), rgbas, int(thickness)))

        def overlay_rgba_array(pixels: Pixels, overlay: Pixels) -> None:  # noqa: ARG001
            rows, cols = np.nonzero(overlay[..., 3])
            if len(rows):
                cropped = overlay[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1].copy()
                items.append(Raster(cropped, (1.0, 0.0, 0.0, 1.0, float(cols.min()), float(rows.min())), smooth=True))

        hooks: tuple[Callable[..., Any], ...] = (
            get_cairo_context,
            display_vectorized,
            display_image_mobject,
            display_point_cloud,
            overlay_rgba_array,
        )
        for hook in hooks:
            setattr(camera, hook.__name__, hook)
        try:
            yield items
        finally:
            for hook in hooks:
                delattr(camera, hook.__name__)


def background(camera: Any) -> tuple[Item, ...]:
    """Return a camera's background: a rectangle, an image, or nothing where it is transparent."""
    pixels: Pixels = camera.background
    height, width = pixels.shape[:2]
    if not (pixels == pixels[0, 0]).all():
        return (Raster(pixels.copy(), _IDENTITY, smooth=True),)
    red, green, blue, alpha = (float(channel) / 255 for channel in pixels[0, 0])
    return (rectangle((0.0, 0.0, float(width), float(height)), (red, green, blue, alpha)),) if alpha else ()


class RecordingContext:
    """A Cairo context, as far as Manim's cameras use it, that keeps paths in pixels of the frame.

    Parameters
    ----------
    matrix
        From the scene's coordinates to pixels.
    items
        The list that paths are appended to.

    Attributes
    ----------
    owner
        The mobject whose paths come next.

    Notes
    -----
    Manim's pixels are red, green, blue while Cairo's begin with blue, so its cameras pass every colour reversed.

    Where the matrix scales x and y by different factors, so does it the width of strokes; SVG and PDF can only express
    that as a transformation of the whole path, so each path is then put into a group that stretches it.
    """

    def __init__(self, matrix: cairo.Matrix, items: list[Item]) -> None:
        self._items = items
        self.owner: object = None
        uniform = math.isclose(abs(matrix.xx), abs(matrix.yy), rel_tol=1e-6)
        self._scale = abs(matrix.yy)
        self._stretch = None if uniform else (matrix.xx / self._scale, 0.0, 0.0, 1.0, matrix.x0, 0.0)
        self._factor = np.array([matrix.xx if uniform else self._scale, matrix.yy])
        self._shift = np.array([matrix.x0 if uniform else 0.0, matrix.y0])
        self._numbers: list[list[float]] = []
        self._closed: list[bool] = []
        self._outline: tuple[Subpath, ...] | None = None
        self._paint: Paint | None = None
        self._width, self._join, self._cap = 0.0, "miter", "butt"

    def new_path(self) -> None:
        """Start a new outline."""
        self._numbers, self._closed, self._outline = [], [], None

    def new_sub_path(self) -> None:
        """Do nothing: `move_to` starts a subpath."""

    def move_to(self, x: float, y: float) -> None:
        """Start a subpath."""
        self._numbers.append([x, y])
        self._closed.append(False)

    def curve_to(self, x1: float, y1: float, x2: float, y2: float, x3: float, y3: float) -> None:
        """Add a cubic curve."""
        self._numbers[-1] += (x1, y1, x2, y2, x3, y3)

    def close_path(self) -> None:
        """Close the current subpath."""
        self._closed[-1] = True

    def set_source_rgba(self, blue: float, green: float, red: float, alpha: float) -> None:
        """Set a solid colour."""
        self._paint = _solid((red, green, blue, alpha))

    def set_source(self, pattern: cairo.LinearGradient) -> None:
        """Set a gradient; one whose stops are all alike becomes a solid colour."""
        x0, y0, x1, y1 = pattern.get_linear_points()
        stops = tuple(
            (offset, (red, green, blue, alpha)) for offset, blue, green, red, alpha in pattern.get_color_stops_rgba()
        )
        start, end = (tuple((np.array(point) * self._factor + self._shift).tolist()) for point in ((x0, y0), (x1, y1)))
        if all(colour == stops[0][1] for _, colour in stops):
            self._paint = _solid(stops[0][1])
        else:
            self._paint = Gradient(start, end, stops) if any(colour[3] for _, colour in stops) else None

    def set_line_width(self, width: float) -> None:
        """Set the width of strokes."""
        self._width = width * self._scale

    def set_line_join(self, join: cairo.LineJoin) -> None:
        """Set how strokes are joined."""
        self._join = _JOIN_NAMES[join]

    def set_line_cap(self, cap: cairo.LineCap) -> None:
        """Set how strokes end."""
        self._cap = _CAP_NAMES[cap]

    def fill_preserve(self) -> None:
        """Record the outline, filled."""
        outline = self._finished_outline()
        if outline and self._paint is not None:
            self._append(VectorPath(outline, fill=self._paint, owner=self.owner))

    def stroke_preserve(self) -> None:
        """Record the outline, stroked; as one path with its fill if that was recorded last."""
        outline = self._finished_outline()
        if not outline or self._paint is None or self._width <= 0:
            return
        stroke_style = StrokeStyle(self._width, self._join, self._cap)
        last = self._items[-1] if self._items else None
        if isinstance(last, VectorPath) and last.outline is outline and last.stroke is None:
            self._items[-1] = replace(last, stroke=self._paint, stroke_style=stroke_style)
        else:
            self._append(VectorPath(outline, stroke=self._paint, stroke_style=stroke_style, owner=self.owner))

    def _append(self, path: VectorPath) -> None:
        self._items.append(path if self._stretch is None else Group((path,), self._stretch, owner=self.owner))

    def _finished_outline(self) -> tuple[Subpath, ...]:
        if self._outline is None:
            self._outline = tuple(
                Subpath(np.array(numbers).reshape(-1, 2) * self._factor + self._shift, closed)
                for numbers, closed in zip(self._numbers, self._closed, strict=True)
                if len(numbers) > 2
            )
        return self._outline


def _solid(colour: Rgba) -> Rgba | None:
    """Return a colour within its range, or ``None`` where it is fully transparent."""
    red, green, blue, alpha = (min(1.0, max(0.0, float(channel))) for channel in colour)
    return (red, green, blue, alpha) if alpha else None


def _picture(image: Any, corners: NDArray[np.float64]) -> Iterator[Item]:
    """Yield an image, mapped onto its projected corners (top left, top right, bottom left, bottom right)."""
    pixels: Pixels = np.ascontiguousarray(image.get_pixel_array())
    if not pixels[..., 3].any():
        return
    smooth = image.resampling_algorithm != RESAMPLING_ALGORITHMS["nearest"]
    rows, cols = pixels.shape[:2]
    if np.abs(corners[0] - corners[1] - corners[2] + corners[3]).max() > _FLAT:
        pixels, matrix = _in_perspective(pixels, corners, smooth=smooth)
    else:
        matrix = _onto(corners, cols, rows)
    if abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) * rows * cols > _FLAT:
        yield Raster(pixels.copy(), matrix, smooth, image)


def _onto(corners: NDArray[np.float64], width: float, height: float) -> Matrix:
    """Return the matrix that maps an image of that size onto the first three corners of a parallelogram."""
    (a, b), (c, d) = (corners[1] - corners[0]) / width, (corners[2] - corners[0]) / height
    return float(a), float(b), float(c), float(d), float(corners[0][0]), float(corners[0][1])


def _in_perspective(pixels: Pixels, corners: NDArray[np.float64], *, smooth: bool) -> tuple[Pixels, Matrix]:
    """Return an image seen in perspective as an upright one, as no matrix of SVG or PDF can express perspective.

    It is resampled at twice the resolution of its own pixels (at most eight times that of the frame), so that they stay
    distinct.
    """
    rows, cols = pixels.shape[:2]
    left, top = corners.min(axis=0)
    width, height = np.maximum(corners.max(axis=0) - (left, top), 1e-3)
    fine = min(8.0, max(1.0, 2 * cols / width, 2 * rows / height))
    size = max(1, math.ceil(width * fine)), max(1, math.ceil(height * fine))
    projected = (corners - (left, top)) * (np.array(size) / (width, height))
    source = [(0, 0), (cols, 0), (0, rows), (cols, rows)]
    system = [  # two equations for each corner, linear in the eight coefficients of the homography
        row
        for (x, y), (u, v) in zip(projected, source, strict=True)
        for row in ([x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y])
    ]
    coefficients = np.linalg.lstsq(np.array(system), np.array(source, dtype=float).ravel(), rcond=None)[0]
    resampled = Image.fromarray(pixels).transform(
        size,
        Image.Transform.PERSPECTIVE,
        coefficients.tolist(),
        Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST,
    )
    return np.array(resampled), (width / size[0], 0.0, 0.0, height / size[1], float(left), float(top))


def _squares(places: NDArray[np.int64], rgbas: NDArray[np.float64], side: int) -> Iterator[VectorPath]:
    """Yield a cloud's points as Manim draws them, each a square of whole pixels; one path for each run of a colour."""
    low, high = -side // 2 + 1, side // 2 + 1
    run: list[Subpath] = []
    for index, (x, y) in enumerate(places.tolist()):
        run.append(polygon([(x + low, y + low), (x + high, y + low), (x + high, y + high), (x + low, y + high)]))
        if index + 1 == len(places) or not np.array_equal(rgbas[index], rgbas[index + 1]):
            fill = _solid(tuple(rgbas[index].tolist()))
            if fill is not None:
                yield VectorPath(tuple(run), fill=fill)
            run = []
