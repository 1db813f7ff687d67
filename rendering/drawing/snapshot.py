"""A mobject as it was drawn: everything that decides its pixels, and which of them it can touch."""

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
"""Cairo's own: so many half widths may a mitred corner stick out."""
_MARGIN = 2
"""Pixels around a shape that antialiasing may touch."""


@dataclass(frozen=True)
class View:
    """What decides where points come to lie.

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
    """A mobject as it was drawn.

    Parameters
    ----------
    mobject
        The mobject.
    look
        What decides its pixels.
    reach
        How far from the hull of its points its outline may go, in Manim units.
    """

    __slots__ = ("_box", "_view", "look", "mobject", "reach")

    def __init__(self, mobject: Any, look: CairoShape | Overlay, reach: float) -> None:
        self.mobject = mobject
        self.look = look
        self.reach = reach
        self._box: Box | None = None
        self._view: View | None = None

    def box(self, view: View) -> Box:
        """Return the pixels it can touch; the points' hull holds the curves."""
        if self._box is not None and self._view is view:
            return self._box
        self._view = view
        if isinstance(self.look, CairoShape) and not any(self.look.shows):
            self._box = (0, 0, 0, 0)
        else:
            points = np.frombuffer(self.look.signature[0]).reshape(-1, 3)
            low, high = np.minimum.reduce(points).tolist(), np.maximum.reduce(points).tolist()
            scale_x, scale_y, x, y = view.matrix
            xs = sorted((low[0] * scale_x + x, high[0] * scale_x + x))
            ys = sorted((low[1] * scale_y + y, high[1] * scale_y + y))
            margin = self.reach * abs(scale_x) + _MARGIN
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
        if isinstance(self.look, CairoShape):
            self.look.draw(context, camera, self.mobject, view.matrix)
        else:
            self.look.draw(camera, self.mobject, view, self.box(view), pixels)


def drawn(mobject: Any, before: Snapshot | None) -> Snapshot | None:
    """Return a mobject as it is now, the same object if nothing has changed, or ``None`` for what isn't known."""
    if isinstance(mobject, VMobject):
        if mobject.get_background_image() or mobject.points.dtype != np.float64:
            return None
        shape = CairoShape(mobject)
        if before is not None and isinstance(before.look, CairoShape):
            shape.follow(before.look)
            if before.look.signature == shape.signature:
                before.look = shape  # the arrays it had may be somebody else's now
                return before
        mitred = LINE_JOIN_MAP[mobject.joint_type] == cairo.LineJoin.MITER
        width = max(shape.background_width, shape.width)
        return Snapshot(mobject, shape, width * 0.01 / 2 * (_MITER_LIMIT if mitred else math.sqrt(2)))
    if getattr(type(mobject), "get_pixel_array", None) is ImageMobject.get_pixel_array:
        overlay = Overlay(mobject)
        if before is not None and isinstance(before.look, Overlay):
            overlay.follow(before.look)
            if before.look.signature == overlay.signature:
                return before
        return Snapshot(mobject, overlay, 0.0)
    return None


def gather(mobject: Any, members: list[Any], family: list[Any]) -> bool:
    """List a mobject's family, and those of it that have points; return whether it is a family as Manim's own."""
    family.append(mobject)
    if len(mobject.points):
        members.append(mobject)
    kind: Any = type(mobject)
    if not _has_plain_family(kind):
        return False
    for part in mobject.submobjects:  # noqa: SIM110 - it is called for all that moves in every frame
        if not gather(part, members, family):
            return False
    return True


@functools.cache
def _has_plain_family(kind: type) -> bool:
    return all(
        getattr(kind, name, None) is getattr(Mobject, name)
        for name in ("get_family", "_iter_family", "family_members_with_points", "get_num_points", "__hash__", "__eq__")
    )


def has_plain_family(mobject: Any) -> bool:
    """Say whether a mobject's family, and whether two mobjects are the same, is as Manim has it."""
    kind: Any = type(mobject)
    return _has_plain_family(kind)
