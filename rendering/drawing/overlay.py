"""Compose an image onto a picture as Manim's plain camera does, in its own rectangle, transformed only when it moves.

With nearest-neighbour resampling, each pixel of the result is one pixel of the image. Which one stays the same as long
as the image does not move, and is found once, by transforming an image that holds the numbers of its pixels.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
from manim import Camera
from numpy.typing import NDArray
from PIL import Image

from rendering.core.boxes import Box
from rendering.core.frames import Pixels

_Colours: TypeAlias = NDArray[np.uint32]
"""Red, green, blue and alpha of each pixel as one number."""
_OPAQUE = 255


class Overlay:
    """What decides how an image is drawn, in a form that can be compared and drawn.

    Parameters
    ----------
    mobject
        The image mobject, as it is now.
    """

    __slots__ = ("_blend_source", "_is_nearest", "_mask", "_places", "_stays", "_transformed", "_view", "signature")

    def __init__(self, mobject: Any) -> None:
        content = mobject.get_pixel_array()
        self.signature = (mobject.points.tobytes(), content.tobytes(), content.shape, mobject.resampling_algorithm)
        self._is_nearest = content.dtype == np.uint8 and mobject.resampling_algorithm == Image.Resampling.NEAREST
        self._stays = False
        self._places: tuple[Any, NDArray[np.intp]] | None = None
        self._view: Any = None
        self._transformed: _Colours | None = None
        self._mask: NDArray[np.bool_] | bool = True
        self._blend_source: Image.Image | None = None

    def reuse_places(self, before: Overlay) -> None:
        """Take over which pixels the last snapshot of the same image took, if it has not moved."""
        (points, _, *others), (points_before, _, *others_before) = self.signature, before.signature
        if self._is_nearest and points == points_before and others == others_before:
            self._stays = True
            self._places = before._places

    def draw(self, camera: Any, mobject: Any, view: Any, box: Box, pixels: Pixels) -> None:
        """Compose the image onto the pixels in `box`, all that it can touch when `camera` sees it through `view`."""
        left, top, right, bottom = box
        if left >= right or top >= bottom:
            return
        if self._transformed is None or self._view != view:
            self._view, self._transformed = view, self._transform(camera, mobject, view, box)
        if self._blend_source is None:
            np.copyto(pixels.view(np.uint32)[top:bottom, left:right, 0], self._transformed, where=self._mask)
            return
        part = pixels[top:bottom, left:right]
        part[...] = np.asarray(Image.alpha_composite(_image(part), self._blend_source))

    def _transform(self, camera: Any, mobject: Any, view: Any, box: Box) -> _Colours:
        """Transform the image; where every pixel is opaque or clear, a mask takes the place of alpha blending."""
        content = mobject.get_pixel_array()
        if self._stays:
            colours = self._pick(camera, mobject, content, view, box)
        else:
            colours = _transformed(camera, mobject, content, box)
        rgba = colours.view(np.uint8).reshape(*colours.shape, 4)
        opaque = rgba[..., 3] == _OPAQUE
        self._mask = True if opaque.all() else opaque
        self._blend_source = None if (opaque | (rgba[..., 3] == 0)).all() else _image(rgba)
        return colours

    def _pick(self, camera: Any, mobject: Any, content: Pixels, view: Any, box: Box) -> _Colours:
        """Take each pixel of the result from its place in the image; place 0 is outside it, and clear."""
        if self._places is None or self._places[0] != view:
            numbers = np.arange(1, content[..., 0].size + 1, dtype=np.uint32).view(np.uint8)
            places = _transformed(camera, mobject, numbers.reshape(content.shape), box)
            self._places = view, places.astype(np.intp)
        colours = np.ascontiguousarray(content).view(np.uint32).ravel()
        return np.concatenate([np.zeros(1, np.uint32), colours])[self._places[1]]


def _transformed(camera: Any, mobject: Any, content: Pixels, box: Box) -> _Colours:
    """Return what the camera would compose onto the pixels in `box`, by Manim's own method on a camera that small.

    Manim pastes the transformed image into one of the whole picture's size. Moving everything by whole pixels changes
    no fraction of a coordinate, so the transformation comes out the same to the last bit.
    """
    left, top, right, bottom = box
    overlays = [Image.new("RGBA", (right - left, bottom - top))]  # for an image seen edge-on, where Manim draws nothing
    window = SimpleNamespace(
        pixel_width=right - left,
        pixel_height=bottom - top,
        points_to_subpixel_coords=lambda *arguments: (
            camera.points_to_subpixel_coords(*arguments) - np.array([left, top])
        ),
        overlay_PIL_image=lambda _pixels, image: overlays.append(image),
    )
    image = SimpleNamespace(
        points=mobject.points, resampling_algorithm=mobject.resampling_algorithm, get_pixel_array=lambda: content
    )
    Camera.display_image_mobject(window, image, None)
    return np.frombuffer(overlays[-1].tobytes(), np.uint32).reshape(bottom - top, right - left)


def _image(rgba: Pixels) -> Image.Image:
    height, width = rgba.shape[:2]
    return Image.frombuffer("RGBA", (width, height), rgba.tobytes(), "raw", "RGBA", 0, 1)
