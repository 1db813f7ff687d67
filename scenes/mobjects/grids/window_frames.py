"""Frames around a window of a picture, which stand out from dark and from bright pixels, and go from place to place."""

from __future__ import annotations

from functools import partial
from typing import Any

from manim import Animation, ManimColor, VGroup, linear

from scenes.base.motion import ByAlpha
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import PixelMap


def cased(picture: PixelMap, rows: range, columns: range, color: ManimColor, theme: Theme) -> VGroup:
    """Return a frame on a picture, in a casing that parts it from dark and bright pixels."""
    looks = ((9, theme.background), (4, color))
    return VGroup(*(picture.around(rows, columns, stroke_width=width, color=each) for width, each in looks))


def sweep(
    picture: PixelMap,
    places: tuple[int, int],
    window: tuple[int, int],
    *,
    color: ManimColor,
    theme: Theme,
    run_time: float,
    **options: Any,
) -> Animation:
    """Return the animation in which a frame comes, goes over a picture, place by place in raster order, and leaves.

    Parameters
    ----------
    picture
        What it goes over.
    places
        Rows and columns of places that it has.
    window
        Rows and columns that it holds.
    color, theme
        Of the frame, and of its casing.
    run_time, **options
        Of the animation.
    """
    frame = cased(picture, range(window[0]), range(window[1]), color, theme)
    at_place = partial(_at_place, picture=picture, places=places, window=window)
    return ByAlpha(frame, at_place, run_time=run_time, **({"rate_func": linear, "remover": True} | options))


def _at_place(
    frame: VGroup, alpha: float, *, picture: PixelMap, places: tuple[int, int], window: tuple[int, int]
) -> None:
    """Put a window where the value comes from that is shown at `alpha`."""
    rows, cols = places
    top, left = divmod(min(int(alpha * rows * cols), rows * cols - 1), cols)
    frame.move_to((picture.corner_of(top, left) + picture.corner_of(top + window[0], left + window[1])) / 2)
