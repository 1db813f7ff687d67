"""Draw only what has changed since the frame before, to the same pixels that drawing everything would give.

A frame differs from the one before only where a mobject that changed was or is. Those rectangles are drawn on a second
canvas, of the same size and with the same transformation: the background, then every mobject that reaches into one of
them, whole and in order, and the rectangles alone are copied from it. Each operation of Cairo and Pillow used here
works pixel by pixel, so what is outside a rectangle cannot reach into it; clipping, which would round edges
differently, is not used.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import cairo
import numpy as np
from manim import Camera, Mobject, MovingCamera, VMobject
from manim.camera.camera import LINE_JOIN_MAP
from manim.mobject.types.image_mobject import ImageMobject
from PIL import Image

from rendering import brush
from rendering.boxes import NOWHERE, around, meet, merged
from rendering.brush import Shape
from rendering.performance import Box, Pixels

_MITER_LIMIT = 10
"""Cairo's own: so many half widths may a mitred corner stick out."""
_MARGIN = 2
"""Pixels around a shape that antialiasing may touch."""


@dataclass(frozen=True)
class _View:
    """What decides where points come to lie."""

    width: int
    height: int
    matrix: tuple[float, ...]


class _Item:
    """A mobject as it was drawn: everything that decides its pixels, and where they are."""

    __slots__ = ("_box", "_view", "mobject", "picture", "reach", "shape", "signature")

    def __init__(self, mobject: Any, signature: tuple[Any, ...], reach: float, shape: Shape | None = None) -> None:
        self.mobject = mobject
        self.signature = signature
        self.reach = reach
        self.shape = shape
        self.picture: Image.Image | None = None
        self._box: Box | None = None
        self._view: _View | None = None

    def box(self, view: _View) -> Box:
        """Return the pixels it can touch; the points' hull holds the curves."""
        if self._box is None or self._view is not view:
            self._view = view
            points = np.frombuffer(self.signature[0]).reshape(-1, 3)
            scale_x, scale_y, left, top = view.matrix
            xs, ys = points[:, 0] * scale_x + left, points[:, 1] * scale_y + top
            margin = self.reach * abs(scale_x) + _MARGIN
            edges = np.array([xs.min() - margin, ys.min() - margin, xs.max() + margin + 1, ys.max() + margin + 1])
            if not np.isfinite(edges).all():
                self._box = (0, 0, view.width, view.height)
            else:
                x0, y0, x1, y1 = np.clip(edges, (0, 0, 0, 0), (view.width, view.height) * 2).tolist()
                self._box = (math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1))
        return self._box


class Painter:
    """Draws frames of one play for a camera that looks straight at the plane.

    Parameters
    ----------
    camera
        Manim's own `Camera` or `MovingCamera`, whose picture nobody else draws on.
    """

    def __init__(self, camera: Any) -> None:
        self._camera = camera
        self._canvas: Pixels = camera.pixel_array
        self._second: Pixels = np.zeros_like(self._canvas)
        self._context: cairo.Context[Any] | None = None
        self._items: list[_Item] = []
        self._base: Pixels | None = None
        self._base_copy: Pixels | None = None
        self._view: _View | None = None
        self._at_rest: frozenset[int] = frozenset()

    @staticmethod
    def suits(camera: Any) -> bool:
        """Say whether a camera draws as Manim's plain ones do, and into a canvas of its background's size."""
        plain = isinstance(camera, Camera | MovingCamera) and type(camera).capture_mobjects in {
            Camera.capture_mobjects,
            MovingCamera.capture_mobjects,
        }
        return plain and brush.suits(camera) and camera.background.shape == camera.pixel_array.shape

    def forget(self) -> None:
        """Draw everything next time: somebody else has been at the picture."""
        self._items, self._base = [], None

    def leave_at_rest(self, mobjects: Iterable[Any]) -> None:
        """Take it that these will never change; what becomes of their families is another matter."""
        self._at_rest = frozenset(map(id, mobjects))

    def paint(self, mobjects: Iterable[Any], base: Pixels, *, is_own: bool) -> Box:
        """Draw mobjects over a background, and return the rectangle in which something may have changed.

        Parameters
        ----------
        mobjects
            What to draw, families and all.
        base
            What lies below.
        is_own
            Whether nobody else can have changed `base` since it was last seen.
        """
        camera = self._camera
        mobjects = list(mobjects)
        view = self._look()
        items = self._items_of(mobjects)
        same = self._base is base and view == self._view and (is_own or self._is_as_before(base))
        boxes = self._changed(items, view) if same and items is not None else None
        if boxes is None:
            camera.set_pixel_array(base)
            if items is not None:
                self._draw_all(items, view)
            else:
                camera.capture_mobjects(mobjects)
            self._items = items or []
            self._base = None if items is None else base
            if not is_own and not self._is_as_before(base):
                self._base_copy = base.copy()
            self._view = view
            return 0, 0, view.width, view.height
        self._items = items or []
        if not boxes:
            return NOWHERE
        self._redraw(self._items, boxes, base, view)
        return functools.reduce(around, boxes)

    def _look(self) -> _View:
        """Return where the camera looks; a plain one goes on as it did when it first drew."""
        camera = self._camera
        context = camera.get_cairo_context(self._canvas)
        matrix = context.get_matrix()
        view = _View(camera.pixel_width, camera.pixel_height, (matrix.xx, matrix.yy, matrix.x0, matrix.y0))
        if self._view is not None and view == self._view:
            view = self._view
        else:
            surface = cairo.ImageSurface.create_for_data(
                self._second.data, cairo.FORMAT_ARGB32, camera.pixel_width, camera.pixel_height
            )
            self._context = cairo.Context(surface)
            self._context.set_matrix(matrix)
        return view

    def _items_of(self, mobjects: Iterable[Any]) -> list[_Item] | None:
        """Return what the camera would draw of these mobjects, in order, or ``None`` where something isn't known."""
        known = {id(item.mobject): item for item in self._items}
        items: list[_Item] = []
        for mobject in self._displayed(mobjects):
            before = known.get(id(mobject))
            item = before if before and id(mobject) in self._at_rest else self._item(mobject, before)
            if item is None:
                return None
            items.append(item)
        return items

    def _displayed(self, mobjects: Iterable[Any]) -> list[Any]:
        """Return what the camera would draw of these mobjects, by a shorter way where that gives the same."""
        members: list[Any] = []
        try:
            is_plain = all(_collect(mobject, members) for mobject in mobjects)
        except RecursionError:
            is_plain = False
        if not is_plain:
            asked: list[Any] = self._camera.get_mobjects_to_display(mobjects)
            return asked
        if len({id(member) for member in members}) < len(members):  # the last of its places counts
            members = list({id(member): member for member in reversed(members)}.values())[::-1]
        return sorted(members, key=lambda member: member.z_index) if self._camera.use_z_index else members

    def _is_as_before(self, base: Pixels) -> bool:
        return self._base_copy is not None and np.array_equal(base, self._base_copy)

    @staticmethod
    def _item(mobject: Any, before: _Item | None) -> _Item | None:
        """Return a mobject as it is now, the same object if nothing has changed, or ``None`` for what isn't known."""
        if isinstance(mobject, VMobject):
            if mobject.get_background_image():
                return None
            if mobject.points.dtype != np.float64:
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
            return _Item(mobject, shape.signature, reach, shape)
        if getattr(type(mobject), "get_pixel_array", None) is ImageMobject.get_pixel_array:
            picture = mobject.get_pixel_array()
            signature = (mobject.points.tobytes(), picture.tobytes(), picture.shape, mobject.resampling_algorithm)
            if before is not None and before.signature == signature:
                return before
            return _Item(mobject, signature, 0.0)
        return None

    def _changed(self, items: Sequence[_Item], view: _View) -> list[Box] | None:
        """Return the rectangles that have to be drawn again, or ``None`` where it has to be everything."""
        before = {id(item.mobject): item for item in self._items}
        now = {id(item.mobject): item for item in items}
        if len(now) != len(items) or [key for key in before if key in now] != [key for key in now if key in before]:
            return None
        boxes = [
            item.box(view)
            for one, other in ((before, now), (now, before))
            for key, item in one.items()
            if other.get(key) is not item
        ]
        return merged([box for box in boxes if box[0] < box[2] and box[1] < box[3]])

    def _draw_all(self, items: Sequence[_Item], view: _View) -> None:
        """Draw everything on the canvas."""
        camera = self._camera
        context = camera.get_cairo_context(self._canvas)
        for item in items:
            if item.shape is not None:
                item.shape.draw(context, camera, item.mobject, view.matrix)
            else:
                self._draw_image(item, view, self._canvas)

    def _redraw(self, items: Sequence[_Item], boxes: Sequence[Box], base: Pixels, view: _View) -> None:
        """Draw the rectangles on the second canvas and copy them."""
        camera, second = self._camera, self._second
        for left, top, right, bottom in boxes:
            second[top:bottom, left:right] = base[top:bottom, left:right]
        for item in items:
            box = item.box(view)
            if any(meet(box, other) for other in boxes):
                if item.shape is not None and self._context is not None:
                    item.shape.draw(self._context, camera, item.mobject, view.matrix)
                else:
                    self._draw_image(item, view, second)
        for left, top, right, bottom in boxes:
            self._canvas[top:bottom, left:right] = second[top:bottom, left:right]

    def _draw_image(self, item: _Item, view: _View, pixels: Pixels) -> None:
        """Draw an image as the camera does, but only where it is, and transform it only once."""
        left, top, right, bottom = box = item.box(view)
        if left >= right or top >= bottom:
            return
        if item.picture is None:
            item.picture = _transformed(self._camera, item.mobject, box)
        below = Image.fromarray(np.ascontiguousarray(pixels[top:bottom, left:right]), mode="RGBA")
        pixels[top:bottom, left:right] = np.array(Image.alpha_composite(below, item.picture))


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


def _collect(mobject: Any, members: list[Any]) -> bool:
    """Add those of a mobject's family that have points; return whether it is a family as Manim's own."""
    if len(mobject.points):
        members.append(mobject)
    kind: Any = type(mobject)
    return _has_plain_family(kind) and all(_collect(part, members) for part in mobject.submobjects)


@functools.cache
def _has_plain_family(kind: type) -> bool:
    return all(
        getattr(kind, name, None) is getattr(Mobject, name)
        for name in ("get_family", "_iter_family", "family_members_with_points", "get_num_points", "__hash__", "__eq__")
    )
