"""A mobject as it was drawn: everything that decides its pixels, and which of them it can touch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import cairo
import numpy as np
from manim import Camera, VMobject
from manim.camera.camera import LINE_JOIN_MAP
from manim.mobject.types.image_mobject import ImageMobject
from PIL import Image

from rendering.brush import Shape
from rendering.performance import Box, Pixels

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


class Drawn:
    """A mobject as it was drawn.

    Parameters
    ----------
    mobject
        The mobject.
    signature
        Everything that decides its pixels; first the bytes of its points.
    reach
        How far from the hull of its points its outline may go, in Manim units.
    shape
        Its outline, if it has one.
    """

    __slots__ = ("_box", "_view", "mobject", "picture", "reach", "shape", "signature")

    def __init__(self, mobject: Any, signature: tuple[Any, ...], reach: float, shape: Shape | None = None) -> None:
        self.mobject = mobject
        self.signature = signature
        self.reach = reach
        self.shape = shape
        self.picture: Image.Image | None = None
        self._box: Box | None = None
        self._view: View | None = None

    def box(self, view: View) -> Box:
        """Return the pixels it can touch; the points' hull holds the curves."""
        if self._box is None or self._view is not view:
            self._view = view
            points = np.frombuffer(self.signature[0]).reshape(-1, 3)
            (left, top, _), (right, bottom, _) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
            scale_x, scale_y, x, y = view.matrix
            xs = sorted((left * scale_x + x, right * scale_x + x))
            ys = sorted((top * scale_y + y, bottom * scale_y + y))
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
        if self.shape is not None:
            self.shape.draw(context, camera, self.mobject, view.matrix)
        else:
            self._draw_image(camera, view, pixels)

    def _draw_image(self, camera: Any, view: View, pixels: Pixels) -> None:
        """Draw an image as the camera does, but only where it is, and transform it only once."""
        left, top, right, bottom = box = self.box(view)
        if left >= right or top >= bottom:
            return
        if self.picture is None:
            self.picture = _transformed(camera, self.mobject, box)
        below = Image.fromarray(np.ascontiguousarray(pixels[top:bottom, left:right]), mode="RGBA")
        pixels[top:bottom, left:right] = np.array(Image.alpha_composite(below, self.picture))


def drawn(mobject: Any, before: Drawn | None) -> Drawn | None:
    """Return a mobject as it is now, the same object if nothing has changed, or ``None`` for what isn't known."""
    if isinstance(mobject, VMobject):
        if mobject.get_background_image() or mobject.points.dtype != np.float64:
            return None
        shape = Shape(mobject)
        if before is not None and before.shape is not None:
            shape.follow(before.shape)
            if before.signature == shape.signature:
                before.shape = shape  # the arrays it had may be somebody else's now
                return before
        mitred = LINE_JOIN_MAP[mobject.joint_type] == cairo.LineJoin.MITER
        width = max(shape.background_width, shape.width)
        reach = width * 0.01 / 2 * (_MITER_LIMIT if mitred else math.sqrt(2))
        return Drawn(mobject, shape.signature, reach, shape)
    if getattr(type(mobject), "get_pixel_array", None) is ImageMobject.get_pixel_array:
        picture = mobject.get_pixel_array()
        signature = (mobject.points.tobytes(), picture.tobytes(), picture.shape, mobject.resampling_algorithm)
        if before is not None and before.signature == signature:
            return before
        return Drawn(mobject, signature, 0.0)
    return None


def _transformed(camera: Any, mobject: Any, box: Box) -> Image.Image:
    """Return what the camera would lay over these pixels of its picture: as if it saw nothing but them.

    Moving everything by whole pixels changes no fraction, so the transformation is the same to the last bit.
    """
    left, top, right, bottom = box
    overlays = [Image.new("RGBA", (right - left, bottom - top))]
    window = SimpleNamespace(
        pixel_width=right - left,
        pixel_height=bottom - top,
        points_to_subpixel_coords=lambda *asked: camera.points_to_subpixel_coords(*asked) - np.array([left, top]),
        overlay_PIL_image=lambda _pixels, image: overlays.append(image),
    )
    Camera.display_image_mobject(window, mobject, None)
    return overlays[-1]
