"""Draw only what has changed since the picture before, to the same pixels that drawing everything would give.

A picture differs from the one before only where a mobject that changed was or is. Those rectangles are drawn on a
second canvas, of the same size and with the same transformation: what lies below, then every mobject that reaches into
one of them, whole and in order, and the rectangles alone are copied from it. Each operation of Cairo and Pillow used
here works pixel by pixel, so what is outside a rectangle cannot reach into it; clipping, which would round edges
differently, is not used.

There are two layers: what stands still during a play, and before it what moves. Both go on from play to play.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import cairo
import numpy as np
from manim import Camera, MovingCamera
from numpy.typing import NDArray

from rendering.core.boxes import Box, merged
from rendering.core.frames import Pixels
from rendering.drawing import shapes
from rendering.drawing.snapshot import Snapshot, View, drawn, gather, has_plain_family

MOST_GONE = 1_000
"""Mobjects that are remembered although they may be gone."""
PIXEL = 4
"""Bytes of a pixel."""
_Boxes = list[Box] | None
"""Where something has changed; ``None`` is for everywhere."""


class Painter:
    """Draws frames for a camera that looks straight at the plane.

    Parameters
    ----------
    camera
        Manim's own `Camera` or `MovingCamera`, whose picture nobody else draws on.
    """

    def __init__(self, camera: Any) -> None:
        self._camera = camera
        self._canvas: Pixels = camera.pixel_array
        self._still: Pixels = np.zeros_like(self._canvas)
        scratch: Pixels = np.zeros_like(self._canvas)
        self._front = _Layer(self._canvas, scratch)
        self._ground = _Layer(self._still, scratch)
        self._known: dict[Any, Snapshot] = {}
        self._below: _Boxes = None
        self._background: Pixels | None = None
        self._view: View | None = None
        self._at_rest: frozenset[Any] = frozenset()
        self._resting: dict[Any, list[Snapshot]] = {}
        self._has_looked = False

    @property
    def still(self) -> Pixels:
        """The picture of what stands still."""
        return self._still

    @staticmethod
    def suits(camera: Any) -> bool:
        """Say whether a camera draws as Manim's plain ones do, and into a canvas of its background's size."""
        plain = isinstance(camera, Camera | MovingCamera) and type(camera).capture_mobjects in {
            Camera.capture_mobjects,
            MovingCamera.capture_mobjects,
        }
        return plain and shapes.suits(camera) and camera.background.shape == camera.pixel_array.shape

    def serves(self, camera: Any) -> bool:
        """Say whether this is the camera it draws for, with the canvas it had."""
        return camera is self._camera and camera.pixel_array is self._canvas

    def forget(self) -> None:
        """Draw everything next time: somebody else has been at the picture."""
        self._front.forget()
        self._ground.forget()
        self._background = None

    def begin(self, at_rest: Iterable[Any]) -> None:
        """Begin a play, during which some mobjects will never change; what becomes of their families may."""
        self._at_rest = frozenset(mobject for mobject in at_rest if has_plain_family(mobject))
        self._resting = {}
        self._has_looked = False

    def draw_static(self, mobjects: Iterable[Any]) -> None:
        """Draw what stands still, for the frames to come."""
        self._look()
        changed: _Boxes = []
        background = self._camera.background
        if self._background is None or not _are_equal(background, self._background):
            self._background = background.copy()
            changed = None
        self._below = _both(self._below, self._draw(self._ground, list(mobjects), background, changed))

    def draw(self, mobjects: Iterable[Any], *, over_still: bool) -> list[Box]:
        """Draw mobjects, and return the rectangles in which something may have changed since the frame before.

        Parameters
        ----------
        mobjects
            What to draw, families and all.
        over_still
            Whether what stands still lies below; else there is nothing but the camera's background.
        """
        self._look()
        if not over_still:
            self.draw_static(())
        below, self._below = self._below, []
        changed = self._draw(self._front, list(mobjects), self._still, below)
        self._has_looked = True
        if changed is None:
            return [(0, 0, self._camera.pixel_width, self._camera.pixel_height)]
        return changed

    def _draw(self, layer: _Layer, mobjects: list[Any], base: Pixels, below: _Boxes) -> _Boxes:
        """Draw a layer over a base that has changed in some boxes; return where the layer may have changed."""
        camera, view = self._camera, self._view
        if view is None:
            raise ValueError("no view")
        items = self._items_of(layer, mobjects)
        if items is not None:
            return layer.draw(items, base, below, camera, view)
        camera.set_pixel_array(base)
        camera.capture_mobjects(mobjects)
        layer.forget()
        if layer is not self._front:
            layer.canvas[:] = self._canvas
            self._front.forget()
        return None

    def _look(self) -> None:
        """Note where the camera looks; a plain one goes on as it did when it first drew."""
        camera = self._camera
        matrix = camera.get_cairo_context(self._canvas).get_matrix()
        view = View(camera.pixel_width, camera.pixel_height, (matrix.xx, matrix.yy, matrix.x0, matrix.y0))
        if self._view is None or view != self._view:
            self._view = view
            self._front.face(matrix)
            self._ground.face(matrix)
            self._below = None

    def _items_of(self, layer: _Layer, mobjects: list[Any]) -> list[Snapshot] | None:
        """Return what the camera would draw of these mobjects, in order, or ``None`` where something isn't known."""
        members: list[Any] = []
        try:
            plain = all(self._collect(mobject, members) for mobject in mobjects)
        except RecursionError:
            plain = False
        if plain:
            if len(set(members)) < len(members):  # the last of its places counts
                members = list(dict.fromkeys(reversed(members)))[::-1]
            if self._camera.use_z_index:
                members.sort(key=attrgetter("z_index"))
            find: Any = self._known.get
        else:
            members = self._camera.get_mobjects_to_display(mobjects)
            before = layer.by_id()
            find = lambda mobject: before.get(id(mobject))  # noqa: E731
        items: list[Snapshot] = []
        for mobject in members:
            item = find(mobject)
            if item is None or not self._has_looked or not plain or mobject not in self._at_rest:
                item = drawn(mobject, item)
            if item is None:
                return None
            items.append(item)
        if plain:
            if len(self._known) > 2 * len(items) + MOST_GONE:  # numbers that run leave their glyphs behind
                self._known.clear()
            self._known.update(zip(members, items, strict=True))
        return items

    def _collect(self, top: Any, members: list[Any]) -> bool:
        """Add those of a mobject's family that have points; return whether that is a family as Manim's own."""
        known = self._resting.get(top) if self._has_looked else None
        if known is not None:
            members += known
            return True
        found: list[Any] = []
        family: list[Any] = []
        if not gather(top, found, family):
            return False
        if self._at_rest.issuperset(family):
            self._resting[top] = found
        members += found
        return True


class _Layer:
    """A canvas, and what was drawn on it last.

    Parameters
    ----------
    canvas
        Where it is drawn.
    scratch
        A canvas of the same size, whose content doesn't matter.
    """

    def __init__(self, canvas: Pixels, scratch: Pixels) -> None:
        self.canvas = canvas
        self._scratch = scratch
        self._contexts: tuple[Any, Any] | None = None
        self._items: list[Snapshot] | None = None

    def face(self, matrix: cairo.Matrix) -> None:
        """Look from another place."""
        self._contexts = (_context(self.canvas, matrix), _context(self._scratch, matrix))
        self._items = None

    def forget(self) -> None:
        """Draw everything next time."""
        self._items = None

    def by_id(self) -> dict[int, Snapshot]:
        """Return what was drawn last, by its mobject's identity."""
        return {id(item.mobject): item for item in self._items or ()}

    def draw(self, items: list[Snapshot], base: Pixels, below: _Boxes, camera: Any, view: View) -> _Boxes:
        """Draw items over a base that has changed in some boxes, and return where there may be a change."""
        before, self._items = self._items, items
        if self._contexts is None:
            raise ValueError("no view")
        changed = None if before is None or below is None else _changed(before, items, view)
        if changed is None or below is None:
            self.canvas[:] = base
            for item in items:
                item.draw(self._contexts[0], camera, view, self.canvas)
            return None
        if not changed and not below:
            return []
        boxes = merged([box for box in (*changed, *below) if box[0] < box[2] and box[1] < box[3]])
        if boxes:
            self._redraw(items, boxes, base, camera, view)
        return boxes

    def _redraw(self, items: Sequence[Snapshot], boxes: Sequence[Box], base: Pixels, camera: Any, view: View) -> None:
        """Draw the boxes on the second canvas and copy them."""
        if self._contexts is None:
            raise ValueError("no view")
        scratch = self._scratch
        for left, top, right, bottom in boxes:
            scratch[top:bottom, left:right] = base[top:bottom, left:right]
        if items:
            where = np.array([item.box(view) for item in items], np.int64)
            starts, stops = where[:, None, :2], where[:, None, 2:]
            wanted = np.array(boxes, np.int64)
            meets: NDArray[np.bool_] = np.all((starts < wanted[:, 2:]) & (wanted[:, :2] < stops), axis=2)
            for index in np.flatnonzero(meets.any(axis=1)).tolist():
                items[index].draw(self._contexts[1], camera, view, scratch)
        for left, top, right, bottom in boxes:
            self.canvas[top:bottom, left:right] = scratch[top:bottom, left:right]


def _context(pixels: Pixels, matrix: cairo.Matrix) -> cairo.Context[Any]:
    surface = cairo.ImageSurface.create_for_data(
        pixels.data,
        cairo.FORMAT_ARGB32,
        pixels.shape[1],
        pixels.shape[0],
    )
    context = cairo.Context(surface)
    context.set_matrix(matrix)
    return context


def _changed(before: Sequence[Snapshot], now: Sequence[Snapshot], view: View) -> _Boxes:
    """Return where what was drawn differs from what is, or ``None`` where the order does."""
    if len(before) == len(now) and all(one.mobject is other.mobject for one, other in zip(before, now, strict=True)):
        pairs = [(one, other) for one, other in zip(before, now, strict=True) if one is not other]
        return [item.box(view) for pair in pairs for item in pair]
    old = {id(item.mobject): item for item in before}
    new = {id(item.mobject): item for item in now}
    if len(old) < len(before) or len(new) < len(now):
        return None
    if [key for key in old if key in new] != [key for key in new if key in old]:
        return None
    gone = [item for key, item in old.items() if new.get(key) is not item]
    come = [item for key, item in new.items() if old.get(key) is not item]
    return [item.box(view) for item in (*gone, *come)]


def _are_equal(one: Pixels, other: Pixels) -> bool:
    """Compare pictures, each pixel as one number, which takes a quarter of the time."""
    if one.shape != other.shape or not one.flags.c_contiguous or one.dtype.itemsize * one.shape[-1] != PIXEL:
        return np.array_equal(one, other)
    return np.array_equal(one.view(np.uint32), other.view(np.uint32))


def _both(one: _Boxes, other: _Boxes) -> _Boxes:
    return None if one is None or other is None else [*one, *other]
