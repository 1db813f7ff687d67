"""Snapshots of mobjects: everything that decides how one is drawn, and which pixels it can touch."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import cairo
import numpy as np
from manim import Mobject, VMobject
from manim.camera.camera import LINE_JOIN_MAP
from manim.mobject.types.image_mobject import ImageMobject

from rendering.core.boxes import Box
from rendering.core.frames import Pixels
from rendering.drawing.overlay import Overlay
from rendering.drawing.shapes import CairoShape

_MITER_LIMIT = 10
"""Cairo's default, which Manim leaves: a mitred corner sticks out by at most so many half widths of its line."""
_MARGIN = 2
"""Pixels around an outline that antialiasing and Cairo's own rounding of coordinates may touch."""


@dataclass(frozen=True)
class View:
    """The transformation from Manim's units to pixels.

    Parameters
    ----------
    width, height
        Size of the picture in pixels.
    matrix
        Scale and offset of x, then of y, from Manim's units to pixels: ``(xx, yy, x0, y0)``.
    """

    width: int
    height: int
    matrix: tuple[float, ...]


class Snapshot:
    """A mobject as it was when it was drawn.

    Parameters
    ----------
    mobject
        The mobject.
    content
        What decides its pixels.
    outset
        How far its outline may extend beyond the hull of its points, in Manim units.
    """

    __slots__ = ("_box", "_view", "content", "mobject", "outset")

    def __init__(self, mobject: Any, content: CairoShape | Overlay, outset: float) -> None:
        self.mobject = mobject
        self.content = content
        self.outset = outset
        self._box: Box | None = None
        self._view: View | None = None

    def box(self, view: View) -> Box:
        """Return the rectangle of pixels that it can touch; a Bézier curve lies in the hull of its points."""
        if self._box is not None and self._view is view:
            return self._box
        self._view = view
        if isinstance(self.content, CairoShape) and not any(self.content.shows):
            self._box = (0, 0, 0, 0)
        else:
            points = np.frombuffer(self.content.signature[0]).reshape(-1, 3)
            low, high = np.minimum.reduce(points).tolist(), np.maximum.reduce(points).tolist()
            scale_x, scale_y, x, y = view.matrix
            xs = sorted((low[0] * scale_x + x, high[0] * scale_x + x))
            ys = sorted((low[1] * scale_y + y, high[1] * scale_y + y))
            margin = self.outset * abs(scale_x) + _MARGIN
            if math.isfinite(sum(xs) + sum(ys) + margin):
                self._box = (
                    math.floor(min(max(xs[0] - margin, 0), view.width)),
                    math.floor(min(max(ys[0] - margin, 0), view.height)),
                    math.ceil(min(max(xs[1] + margin + 1, 0), view.width)),
                    math.ceil(min(max(ys[1] + margin + 1, 0), view.height)),
                )
            else:
                self._box = (0, 0, view.width, view.height)
        return self._box

    def draw(self, context: cairo.Context[Any], camera: Any, view: View, pixels: Pixels) -> None:
        """Draw it on pixels, those on which the context draws."""
        if isinstance(self.content, CairoShape):
            self.content.draw(context, camera, self.mobject, view.matrix)
        else:
            self.content.draw(camera, self.mobject, view, self.box(view), pixels)


def take_snapshot(mobject: Any, before: Snapshot | None) -> Snapshot | None:
    """Return a snapshot of a mobject.

    Parameters
    ----------
    mobject
        The mobject.
    before
        Its last snapshot, if there is one.

    Returns
    -------
    snapshot
        `before` itself if nothing has changed; ``None`` for a mobject that only Manim can draw.
    """
    if isinstance(mobject, VMobject):
        if mobject.get_background_image() or mobject.points.dtype != np.float64:
            return None
        shape = CairoShape(mobject)
        if before is not None and isinstance(before.content, CairoShape):
            shape.reuse_path(before.content)
            if before.content.signature == shape.signature:
                before.content = shape  # the arrays that the last one refers to may have been given other numbers
                return before
        mitred = LINE_JOIN_MAP[mobject.joint_type] == cairo.LineJoin.MITER
        width = max(shape.background_width, shape.width)
        return Snapshot(mobject, shape, width * 0.01 / 2 * (_MITER_LIMIT if mitred else math.sqrt(2)))
    if getattr(type(mobject), "get_pixel_array", None) is ImageMobject.get_pixel_array:
        overlay = Overlay(mobject)
        if before is not None and isinstance(before.content, Overlay):
            overlay.reuse_places(before.content)
            if before.content.signature == overlay.signature:
                return before
        return Snapshot(mobject, overlay, 0.0)
    return None


def collect_family(mobject: Any, members: list[Any], family: list[Any]) -> bool:
    """Append a mobject's family to one list, and those of it that have points to the other.

    Return whether all of them find their families in Manim's own way; if not, the lists are not complete.
    """
    family.append(mobject)
    if len(mobject.points):
        members.append(mobject)
    kind: Any = type(mobject)
    if not _has_plain_family(kind):
        return False
    for part in mobject.submobjects:  # noqa: SIM110 - it is called for all that moves in every frame
        if not collect_family(part, members, family):
            return False
    return True


@functools.cache
def _has_plain_family(kind: type) -> bool:
    return all(
        getattr(kind, name, None) is getattr(Mobject, name)
        for name in ("get_family", "_iter_family", "family_members_with_points", "get_num_points", "__hash__", "__eq__")
    )


def has_plain_family(mobject: Any) -> bool:
    """Return whether a mobject finds its family, and is equal to others, in Manim's own way."""
    kind: Any = type(mobject)
    return _has_plain_family(kind)
