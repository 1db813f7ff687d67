"""Draw only what has changed since the picture before, to the same pixels that drawing everything would give.

A picture differs from the one before only where a mobject that changed was or is: in its dirty rectangles. These are
drawn on a scratch canvas, of the same size and with the same transformation: what lies below, then every mobject that
reaches into one of them, whole and in order; the rectangles alone are copied from it. Each operation of Cairo and
Pillow used here works pixel by pixel, so what is outside a rectangle cannot reach into it. Clipping is not used, as
Cairo rounds the coverage of clipped edges differently.

There are two layers, as Manim draws what stands still during a play once, and what moves over a copy of that for every
frame. Both go on from play to play.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import cairo
import numpy as np
from manim import ThreeDCamera
from numpy.typing import NDArray

from rendering.core.boxes import Box, merged
from rendering.core.frames import Pixels
from rendering.drawing.snapshot import Snapshot, View, collect_family, has_plain_family, take_snapshot
from rendering.playback.fast_forward import draws_plainly

MOST_STALE_SNAPSHOTS = 1_000
"""Snapshots kept of mobjects that may be gone: more are dropped, as each holds its mobject in memory."""
PIXEL_BYTES = 4
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
        self.static_picture: Pixels = np.zeros_like(self._canvas)
        """The picture of what stands still."""
        scratch: Pixels = np.zeros_like(self._canvas)
        self._moving_layer = _Layer(self._canvas, scratch)
        self._static_layer = _Layer(self.static_picture, scratch)
        self._snapshots: dict[Any, Snapshot] = {}
        self._static_changes: _Boxes = None
        self._background: Pixels | None = None
        self._view: View | None = None
        self._unchanging: frozenset[Any] = frozenset()
        self._unchanging_members: dict[Any, list[Any]] = {}
        self._has_drawn_frame = False

    @staticmethod
    def supports(camera: Any) -> bool:
        """Return whether a camera draws as Manim's plain ones do, and into a canvas of its background's size."""
        flat = draws_plainly(camera) and not isinstance(camera, ThreeDCamera)
        return flat and camera.background.shape == camera.pixel_array.shape

    def is_for(self, camera: Any) -> bool:
        """Return whether this is the painter of a camera, which still has the same canvas."""
        return camera is self._camera and camera.pixel_array is self._canvas

    def forget(self) -> None:
        """Draw everything next time: something else has drawn on the picture."""
        self._moving_layer.forget()
        self._static_layer.forget()
        self._background = None

    def begin_play(self, unchanging: Iterable[Any]) -> None:
        """Begin a play, during which some mobjects never change; the members of their families may."""
        # Members are looked up in a set, so only Manim's own ``get_family``, ``__eq__`` and ``__hash__`` will do.
        self._unchanging = frozenset(mobject for mobject in unchanging if has_plain_family(mobject))
        self._unchanging_members = {}
        # Between two plays a scene may change anything, so the first frame of a play compares even these mobjects.
        self._has_drawn_frame = False

    def draw_static(self, mobjects: Iterable[Any]) -> None:
        """Draw what stands still, for the frames to come."""
        view = self._update_view()
        changed: _Boxes = []
        background = self._camera.background
        # Compared by its pixels: a scene may write into the camera's background as well as replace it.
        if self._background is None or not _are_equal(background, self._background):
            self._background = background.copy()
            changed = None
        changed = self._draw(self._static_layer, list(mobjects), background, changed, view)
        self._static_changes = _combined(self._static_changes, changed)

    def draw(self, mobjects: Iterable[Any], *, over_static: bool) -> list[Box]:
        """Draw mobjects, and return the rectangles in which something may have changed since the frame before.

        Parameters
        ----------
        mobjects
            What to draw, families and all.
        over_static
            Whether what stands still lies below; else there is nothing but the camera's background.
        """
        if not over_static:
            self.draw_static(())
        view = self._update_view()
        below, self._static_changes = self._static_changes, []
        changed = self._draw(self._moving_layer, list(mobjects), self.static_picture, below, view)
        self._has_drawn_frame = True
        if changed is None:
            return [(0, 0, self._camera.pixel_width, self._camera.pixel_height)]
        return changed

    def _draw(self, layer: _Layer, mobjects: list[Any], base: Pixels, base_changes: _Boxes, view: View) -> _Boxes:
        """Draw a layer over a base that has changed in some boxes; return where the layer may have changed."""
        camera = self._camera
        snapshots = self._snapshots_of(layer, mobjects)
        if snapshots is not None:
            return layer.draw(snapshots, base, base_changes, camera, view)
        # Manim draws what isn't known here, such as point clouds, on the camera's own picture: where that is the static
        # layer, it is copied, and the moving layer is lost.
        camera.set_pixel_array(base)
        camera.capture_mobjects(mobjects)
        layer.forget()
        if layer is not self._moving_layer:
            layer.canvas[:] = self._canvas
            self._moving_layer.forget()
        return None

    def _update_view(self) -> View:
        """Return the transformation from the Cairo context that the camera itself would draw with.

        A `Camera` caches that context when it first draws, so changing its frame later has no effect; a `MovingCamera`
        makes a new one each time. A matrix worked out from the frame would be wrong for the former.
        """
        camera = self._camera
        matrix = camera.get_cairo_context(self._canvas).get_matrix()
        view = View(camera.pixel_width, camera.pixel_height, (matrix.xx, matrix.yy, matrix.x0, matrix.y0))
        if self._view is None or view != self._view:
            self._view = view
            self._moving_layer.set_matrix(matrix)
            self._static_layer.set_matrix(matrix)
            self._static_changes = None
        return view

    def _snapshots_of(self, layer: _Layer, mobjects: list[Any]) -> list[Snapshot] | None:
        """Return what the camera would draw of these mobjects, in order, or ``None`` where something isn't known.

        This does faster what `Camera.get_mobjects_to_display` does. Where a class finds its family in its own way, that
        is called instead, and snapshots are looked up by ``id``, as mobjects may define ``__eq__``.
        """
        members: list[Any] = []
        try:
            plain = all(self._collect(mobject, members) for mobject in mobjects)
        except RecursionError:  # a family that contains itself, which Manim gets along with
            plain = False
        if plain:
            if len(set(members)) < len(members):  # Manim draws what it meets twice in the last of its places
                members = list(dict.fromkeys(reversed(members)))[::-1]
            if self._camera.use_z_index:
                members.sort(key=attrgetter("z_index"))
            find: Any = self._snapshots.get
        else:
            members = self._camera.get_mobjects_to_display(mobjects)
            before = layer.by_id()
            find = lambda mobject: before.get(id(mobject))  # noqa: E731
        snapshots: list[Snapshot] = []
        for mobject in members:
            snapshot = find(mobject)
            if snapshot is None or not self._has_drawn_frame or not plain or mobject not in self._unchanging:
                snapshot = take_snapshot(mobject, snapshot)
            if snapshot is None:
                return None
            snapshots.append(snapshot)
        if plain:
            if len(self._snapshots) > 2 * len(snapshots) + MOST_STALE_SNAPSHOTS:  # a counting number sheds its glyphs
                self._snapshots.clear()
            self._snapshots.update(zip(members, snapshots, strict=True))
        return snapshots

    def _collect(self, top: Any, members: list[Any]) -> bool:
        """Add those of a mobject's family that have points; return whether that is a family as Manim's own."""
        known = self._unchanging_members.get(top) if self._has_drawn_frame else None
        if known is not None:
            members += known
            return True
        found: list[Any] = []
        family: list[Any] = []
        if not collect_family(top, found, family):
            return False
        if self._unchanging.issuperset(family):
            self._unchanging_members[top] = found
        members += found
        return True


class _Layer:
    """A canvas, and what was drawn on it last.

    Parameters
    ----------
    canvas, scratch
        Where it is drawn, and a canvas of the same size whose content doesn't matter.
    """

    def __init__(self, canvas: Pixels, scratch: Pixels) -> None:
        self.canvas = canvas
        self._scratch = scratch
        self._contexts: tuple[Any, Any] | None = None
        self._snapshots: list[Snapshot] | None = None

    def set_matrix(self, matrix: cairo.Matrix) -> None:
        """Draw with another transformation from now on, and everything next time."""
        self._contexts = (_context(self.canvas, matrix), _context(self._scratch, matrix))
        self._snapshots = None

    def forget(self) -> None:
        """Draw everything next time."""
        self._snapshots = None

    def by_id(self) -> dict[int, Snapshot]:
        """Return what was drawn last, by the ``id`` of its mobject."""
        return {id(snapshot.mobject): snapshot for snapshot in self._snapshots or ()}

    def draw(self, snapshots: list[Snapshot], base: Pixels, base_changes: _Boxes, camera: Any, view: View) -> _Boxes:
        """Draw snapshots over a base that has changed in some boxes, and return where there may be a change."""
        before, self._snapshots = self._snapshots, snapshots
        if self._contexts is None:
            raise ValueError("no view")
        changed = None if before is None or base_changes is None else _changed(before, snapshots, view)
        if changed is None or base_changes is None:
            self.canvas[:] = base
            for snapshot in snapshots:
                snapshot.draw(self._contexts[0], camera, view, self.canvas)
            return None
        if not changed and not base_changes:
            return []
        boxes = merged([box for box in (*changed, *base_changes) if box[0] < box[2] and box[1] < box[3]])
        if boxes:
            self._redraw(self._contexts[1], snapshots, boxes, base, camera, view)
        return boxes

    def _redraw(
        self, context: Any, snapshots: Sequence[Snapshot], boxes: Sequence[Box], base: Pixels, camera: Any, view: View
    ) -> None:
        """Draw the boxes on the scratch canvas and copy them, so that what is drawn beside them is left behind."""
        scratch = self._scratch
        for left, top, right, bottom in boxes:
            scratch[top:bottom, left:right] = base[top:bottom, left:right]
        if snapshots:
            reached = np.array([snapshot.box(view) for snapshot in snapshots], np.int64)
            starts, stops = reached[:, None, :2], reached[:, None, 2:]
            dirty = np.array(boxes, np.int64)
            overlaps: NDArray[np.bool_] = np.all((starts < dirty[:, 2:]) & (dirty[:, :2] < stops), axis=2)
            for index in np.flatnonzero(overlaps.any(axis=1)).tolist():
                snapshots[index].draw(context, camera, view, scratch)
        for left, top, right, bottom in boxes:
            self.canvas[top:bottom, left:right] = scratch[top:bottom, left:right]


def _context(pixels: Pixels, matrix: cairo.Matrix) -> cairo.Context[Any]:
    height, width = pixels.shape[:2]
    context = cairo.Context(cairo.ImageSurface.create_for_data(pixels.data, cairo.FORMAT_ARGB32, width, height))
    context.set_matrix(matrix)
    return context


def _changed(before: Sequence[Snapshot], now: Sequence[Snapshot], view: View) -> _Boxes:
    """Return where the pictures of two lists of snapshots may differ, or ``None`` where their order does.

    A mobject that hasn't changed has the same snapshot object as before.
    """
    if len(before) == len(now) and all(one.mobject is other.mobject for one, other in zip(before, now, strict=True)):
        pairs = [(one, other) for one, other in zip(before, now, strict=True) if one is not other]
        return [snapshot.box(view) for pair in pairs for snapshot in pair]
    old = {id(snapshot.mobject): snapshot for snapshot in before}
    new = {id(snapshot.mobject): snapshot for snapshot in now}
    if len(old) < len(before) or len(new) < len(now):
        return None
    if [key for key in old if key in new] != [key for key in new if key in old]:
        return None
    gone = [snapshot for key, snapshot in old.items() if new.get(key) is not snapshot]
    come = [snapshot for key, snapshot in new.items() if old.get(key) is not snapshot]
    return [snapshot.box(view) for snapshot in (*gone, *come)]


def _are_equal(one: Pixels, other: Pixels) -> bool:
    """Compare pictures, each pixel as one number, which takes a quarter of the time."""
    if one.shape != other.shape or not one.flags.c_contiguous or one.dtype.itemsize * one.shape[-1] != PIXEL_BYTES:
        return np.array_equal(one, other)
    return np.array_equal(one.view(np.uint32), other.view(np.uint32))


def _combined(one: _Boxes, other: _Boxes) -> _Boxes:
    return None if one is None or other is None else [*one, *other]
