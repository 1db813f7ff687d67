"""Lay an image over a picture as Manim's plain camera does, only where it is, and transform it only if it has to be.

An image whose pixels are taken and not mixed (nearest) takes each of them from the same place as long as it does not
move: those places are found once, by transforming the pixels' numbers.
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

    __slots__ = ("_laid", "_mixed", "_places", "_stays", "_takes", "_view", "_where", "signature")

    def __init__(self, mobject: Any) -> None:
        content = mobject.get_pixel_array()
        self.signature = (mobject.points.tobytes(), content.tobytes(), content.shape, mobject.resampling_algorithm)
        self._takes = content.dtype == np.uint8 and mobject.resampling_algorithm == Image.Resampling.NEAREST
        self._stays = False
        self._places: tuple[Any, NDArray[np.intp]] | None = None
        self._view: Any = None
        self._laid: _Colours | None = None
        self._where: NDArray[np.bool_] | bool = True
        self._mixed: Image.Image | None = None

    def follow(self, before: Overlay) -> None:
        """Take over where the pixels of the same image came from, if it has not moved."""
        (points, _, *others), (points_before, _, *others_before) = self.signature, before.signature
        if self._takes and points == points_before and others == others_before:
            self._stays = True
            self._places = before._places

    def draw(self, camera: Any, mobject: Any, view: Any, box: Box, pixels: Pixels) -> None:
        """Lay it over pixels of which `camera` sees those in the box, through `view`."""
        left, top, right, bottom = box
        if left >= right or top >= bottom:
            return
        if self._laid is None or self._view != view:
            self._view, self._laid = view, self._lay(camera, mobject, view, box)
        if self._mixed is None:
            np.copyto(pixels.view(np.uint32)[top:bottom, left:right, 0], self._laid, where=self._where)
            return
        part = pixels[top:bottom, left:right]
        part[...] = np.asarray(Image.alpha_composite(_image(part), self._mixed))

    def _lay(self, camera: Any, mobject: Any, view: Any, box: Box) -> _Colours:
        """Find what lies over the pixels of the box; where it only hides or shows them, nothing has to be mixed."""
        content = mobject.get_pixel_array()
        if self._stays:
            laid = self._taken(camera, mobject, content, view, box)
        else:
            laid = _transformed(camera, mobject, content, box)
        rgba = laid.view(np.uint8).reshape(*laid.shape, 4)
        hides = rgba[..., 3] == _OPAQUE
        self._where = True if hides.all() else hides
        self._mixed = None if (hides | (rgba[..., 3] == 0)).all() else _image(rgba)
        return laid

    def _taken(self, camera: Any, mobject: Any, content: Pixels, view: Any, box: Box) -> _Colours:
        """Take each pixel from where it came from before."""
        if self._places is None or self._places[0] != view:
            numbers = np.arange(1, content[..., 0].size + 1, dtype=np.uint32).view(np.uint8)
            places = _transformed(camera, mobject, numbers.reshape(content.shape), box)
            self._places = view, places.astype(np.intp)
        colours = np.ascontiguousarray(content).view(np.uint32).ravel()
        return np.concatenate([np.zeros(1, np.uint32), colours])[self._places[1]]


def _transformed(camera: Any, mobject: Any, content: Pixels, box: Box) -> _Colours:
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
    image = SimpleNamespace(
        points=mobject.points, resampling_algorithm=mobject.resampling_algorithm, get_pixel_array=lambda: content
    )
    Camera.display_image_mobject(window, image, None)
    return np.frombuffer(overlays[-1].tobytes(), np.uint32).reshape(bottom - top, right - left)


def _image(rgba: Pixels) -> Image.Image:
    height, width = rgba.shape[:2]
    return Image.frombuffer("RGBA", (width, height), rgba.tobytes(), "raw", "RGBA", 0, 1)
