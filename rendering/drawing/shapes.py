"""Draw one shape with Cairo, call for call as Manim's plain camera does, and keep its path.

Most of what has to be redrawn has not moved itself, but lies beside or below what moves: its path is kept, and appended
to the Cairo context as it is. A kept path holds Cairo's own rounded coordinates, so what is drawn is the same to the
last bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, TypeAlias

import cairo
import numpy as np
from manim import VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from numpy.typing import NDArray

Matrix: TypeAlias = tuple[float, ...]
"""Scale and offset of x, then of y; see `View`."""

_RELATIVE_TOLERANCE = 1e-5
"""By which fraction of itself an anchor may differ from the one before it, on top of the class's own tolerance: that
of `numpy.isclose`, as in ``VMobject.get_subpath_split_indices_from_points``."""


class CairoShape:
    """What decides how a `VMobject` is drawn, in a form that can be compared and drawn.

    Parameters
    ----------
    mobject
        The mobject, as it is now.
    """

    __slots__ = (
        "_has_been_drawn",
        "_path",
        "background_width",
        "colours",
        "ends",
        "points",
        "shows",
        "signature",
        "width",
    )

    def __init__(self, mobject: VMobject) -> None:
        self.points: NDArray[np.float64] = mobject.points
        self.width = mobject.get_stroke_width()
        self.background_width = mobject.get_stroke_width(True)
        self.colours = (mobject.get_stroke_rgbas(True), mobject.get_fill_rgbas(), mobject.get_stroke_rgbas())
        self.ends: Any = ()
        if max(map(len, self.colours)) > 1:
            self.ends = np.array(mobject.get_gradient_start_and_end_points())
        self.signature = (
            self.points.tobytes(),
            *(colours.tobytes() for colours in self.colours),
            self.background_width,
            self.width,
            mobject.joint_type,
            mobject.cap_style,
            self.ends.tobytes() if len(self.ends) else b"",
        )
        behind, fill, front = map(_shows, self.colours)
        self.shows = (behind and self.background_width > 0, fill, front and self.width > 0)
        self._path: tuple[Matrix, Any] | None = None
        self._has_been_drawn = False

    def reuse_path(self, before: CairoShape) -> None:
        """Take over the path of the last snapshot of the same mobject, if that has not moved."""
        if before.signature[0] == self.signature[0]:
            self._path, self._has_been_drawn = before._path, before._has_been_drawn

    def draw(self, context: cairo.Context[Any], camera: Any, mobject: VMobject, matrix: Matrix) -> None:
        """Draw the shape; the context's transformation is `matrix`."""
        if not any(self.shows):
            return
        (behind, fill, front), shows = self.colours, self.shows
        self._trace(context, mobject, matrix)
        if shows[0]:
            self._stroke(context, camera, mobject, behind, self.background_width)
        if shows[1]:
            self._use(context, fill)
            context.fill_preserve()
        if shows[2]:
            self._stroke(context, camera, mobject, front, self.width)

    def _trace(self, context: cairo.Context[Any], mobject: VMobject, matrix: Matrix) -> None:
        context.new_path()
        if self._path is not None and self._path[0] == matrix:
            context.append_path(self._path[1])
            return
        trace(context, mobject, self.points)
        if self._has_been_drawn:  # a path that is drawn only once, as while it moves, is not worth copying
            self._path = matrix, context.copy_path()
        self._has_been_drawn = True

    def _stroke(
        self, context: cairo.Context[Any], camera: Any, mobject: VMobject, colours: NDArray[np.float64], width: float
    ) -> None:
        self._use(context, colours)
        context.set_line_width(width * camera.cairo_line_width_multiple)
        context.set_line_join(LINE_JOIN_MAP[mobject.joint_type])
        context.set_line_cap(CAP_STYLE_MAP[mobject.cap_style])
        context.stroke_preserve()

    def _use(self, context: cairo.Context[Any], colours: NDArray[np.float64]) -> None:
        """Set the colour or the gradient, blue before red: Cairo's pixels are BGRA in memory, Manim's RGBA."""
        if len(colours) == 1:
            red, green, blue, alpha = colours[0].tolist()
            context.set_source_rgba(blue, green, red, alpha)
            return
        # As ``Camera.transform_points_pre_display`` has it: one point that isn't finite, and all become the origin.
        ends = self.ends if np.isfinite(self.ends).all() else np.zeros((1, 3))
        gradient = cairo.LinearGradient(*(coordinate for point in ends for coordinate in point[:2]))
        for (red, green, blue, alpha), offset in zip(colours, np.linspace(0, 1, len(colours)), strict=True):
            gradient.add_color_stop_rgba(offset, blue, green, red, alpha)
        context.set_source(gradient)


def _shows(colours: NDArray[np.float64]) -> bool:
    return bool(colours.item(3) if len(colours) == 1 else colours[:, 3].any())


def trace(context: cairo.Context[Any], mobject: VMobject, points: NDArray[np.float64]) -> None:
    """Add the curves to the context's path, closing those that end where they begin."""
    if not math.isfinite(np.add.reduce(points, axis=None)) and not np.isfinite(points).all():
        return
    curve_to, size = context.curve_to, mobject.n_points_per_cubic_curve
    flat = points[:, :2].tolist()
    for first, stop in _subpaths(mobject, points, flat):
        if stop - first < size:
            continue
        context.new_sub_path()
        context.move_to(*flat[first])
        for start in range(first, stop - size + 1, size):
            curve_to(*flat[start + 1], *flat[start + 2], *flat[start + 3])
        if mobject.consider_points_equals_2d(flat[first], flat[stop - 1]):
            context.close_path()


def _subpaths(mobject: VMobject, points: NDArray[np.float64], flat: list[list[float]]) -> Iterable[tuple[int, int]]:
    """Return where subpaths begin and end, as Manim does, in plain Python: for few points that is faster than NumPy.

    All points have to be finite.
    """
    kind: Any = type(mobject)
    if kind.get_subpath_split_indices_from_points is not VMobject.get_subpath_split_indices_from_points:
        found: list[tuple[int, int]] = mobject.get_subpath_split_indices_from_points(points, n_dims=2).tolist()
        return found
    size, tolerance = mobject.n_points_per_cubic_curve, mobject.tolerance_for_point_equality
    count = len(flat)
    if count < size:
        return ()
    splits = [0]
    for index in range(size, count, size):
        end, start = flat[index - 1], flat[index]
        if end != start and not (
            abs(end[0] - start[0]) <= tolerance + _RELATIVE_TOLERANCE * abs(start[0])
            and abs(end[1] - start[1]) <= tolerance + _RELATIVE_TOLERANCE * abs(start[1])
        ):
            splits.append(index)
    return pairwise((*splits, count))
