"""Interpolate all members of a mobject's family in one step, to the same numbers that one after another would give.

Most of what Manim's common transforms do is ``(1 - alpha) * start + alpha * end``, eight times for each submobject, on
arrays of a few numbers. Here the arrays of the whole family are concatenated, so it is done once for each attribute;
every number is computed by the same operations, so it is rounded the same. The bytes of an image have only 256 × 256
pairs of a start and an end: each is interpolated once, and the image looked up in the results.
"""

from __future__ import annotations

from typing import Any, TypeGuard

import numpy as np
from manim import Animation, ImageMobject, Transform, VMobject
from manim.mobject.mobject import Mobject
from manim.utils.bezier import interpolate
from numpy.typing import NDArray

_ARRAYS = ("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "sheen_direction")
_NUMBERS = ("stroke_width", "background_stroke_width", "sheen_factor")


def vectorise_interpolation(animation: Any) -> None:
    """Have an animation that has begun interpolate its family at once, if it does so as Manim's own transforms do."""
    if _interpolates_as_manim(animation):
        animation.interpolate_mobject = _VectorisedInterpolation(animation)


def restore_interpolation(animation: Any) -> None:
    """Undo `vectorise_interpolation`."""
    if isinstance(vars(animation).get("interpolate_mobject"), _VectorisedInterpolation):
        del animation.interpolate_mobject


def _interpolates_as_manim(animation: Any) -> bool:
    """Return whether an animation interpolates linearly, all submobjects alike, and by Manim's own methods."""
    kind: Any = type(animation)
    return (
        isinstance(animation, Transform)
        and kind.interpolate_mobject is Animation.interpolate_mobject
        and kind.interpolate is Animation.interpolate
        and kind.interpolate_submobject is Transform.interpolate_submobject
        and kind.get_all_families_zipped is Transform.get_all_families_zipped
        and kind.get_sub_alpha is Animation.get_sub_alpha
        and animation.path_func is interpolate
        and animation.lag_ratio == 0
        and "interpolate_mobject" not in vars(animation)
    )


class _VectorisedInterpolation:
    """Takes the place of one animation's ``interpolate_mobject``."""

    def __init__(self, animation: Any) -> None:
        self._animation = animation
        self._families: list[Any] = []
        self._others: list[Any] = []
        self._images: list[tuple[Any, Any, Any, NDArray[np.intp]]] = []
        self._members: list[dict[str, Any]] = []
        self._arrays: dict[str, tuple[NDArray[np.float64], NDArray[np.float64], list[slice]]] = {}
        self._numbers: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}

    def __call__(self, alpha: float) -> None:
        animation = self._animation
        sub_alpha = animation.get_sub_alpha(alpha, 0, 1)
        # At the end, Manim copies the target's own values instead of computing them. Where alpha is a Python number, it
        # leaves Python numbers in the mobject, whose type would differ here.
        if alpha >= 1 or sub_alpha == 1 or not isinstance(sub_alpha, np.float64):
            Animation.interpolate_mobject(animation, alpha)
            return
        families = list(animation.get_all_families_zipped())
        if families != self._families:
            self._families = families
            self._prepare()
        for family in self._others:
            animation.interpolate_submobject(*family, sub_alpha)
        self._interpolate_images(sub_alpha)
        for name, (start, end, places) in self._arrays.items():
            values = (1 - sub_alpha) * start + sub_alpha * end
            for member, place in zip(self._members, places, strict=True):
                member[name] = values[place]
        for name, (first, last) in self._numbers.items():
            for member, number in zip(self._members, (1 - sub_alpha) * first + sub_alpha * last, strict=True):
                member[name] = number

    def _prepare(self) -> None:
        """Sort the submobjects by how they are interpolated, and concatenate the arrays of the plain ones."""
        plain: list[Any] = []
        images: list[Any] = []
        self._others = []
        for family in self._families:
            (plain if _is_plain(family) else images if _is_image(family) else self._others).append(family)
        self._images = [(*family, _pairs(family[1].pixel_array, family[2].pixel_array)) for family in images]
        self._members = [vars(member) for member, _, _ in plain]
        self._arrays, self._numbers = {}, {}
        if not plain:
            return
        for name in _ARRAYS:
            starts, ends = ([getattr(family[which], name) for family in plain] for which in (1, 2))
            if name == "sheen_direction":
                starts, ends = [value[None] for value in starts], [value[None] for value in ends]
            stops = np.cumsum([len(value) for value in starts]).tolist()
            places: list[Any] = [slice(stop - len(value), stop) for stop, value in zip(stops, starts, strict=True)]
            if name == "sheen_direction":
                places = list(range(len(plain)))
            self._arrays[name] = np.concatenate(starts), np.concatenate(ends), places
        for name in _NUMBERS:
            first, last = ([float(getattr(family[which], name)) for family in plain] for which in (1, 2))
            self._numbers[name] = np.array(first), np.array(last)

    def _interpolate_images(self, sub_alpha: np.float64) -> None:
        if not self._images:
            return
        between = ((1 - sub_alpha) * _PAIRS[0] + sub_alpha * _PAIRS[1]).astype(np.uint8)
        for member, start, target, pairs in self._images:
            member.points = interpolate(start.points, target.points, sub_alpha)
            member.fill_opacity = interpolate(start.fill_opacity, target.fill_opacity, sub_alpha)
            member.stroke_opacity = interpolate(start.stroke_opacity, target.stroke_opacity, sub_alpha)
            member.pixel_array = between[pairs]


_PAIRS = np.indices((256, 256), dtype=np.uint8).reshape(2, -1)
"""Every pair of a start and an end of a pixel's red, green, blue or alpha."""


def _pairs(start: NDArray[np.uint8], end: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return where in `_PAIRS` each start and end is."""
    return start.astype(np.intp) * 256 + end


def _is_image(family: tuple[Any, Any, Any]) -> bool:
    """Return whether a submobject is an image that is interpolated as Manim's own, and matches start and target."""
    member, start, target = family
    kind: Any = type(member)
    if not all(isinstance(image, ImageMobject) for image in family):
        return False
    if kind.interpolate is not Mobject.interpolate or kind.interpolate_color is not ImageMobject.interpolate_color:
        return False
    one, other = start.pixel_array, target.pixel_array
    matches: bool = (
        member.pixel_array_dtype == "uint8" and one.dtype == other.dtype == np.uint8 and one.shape == other.shape
    )
    return matches


def _is_plain(family: tuple[Any, Any, Any]) -> bool:
    """Return whether a submobject is interpolated as Manim's own `VMobject`, and matches start and target."""
    member, start, target = family
    kind: Any = type(member)
    if kind.interpolate is not Mobject.interpolate or kind.interpolate_color is not VMobject.interpolate_color:
        return False
    if any(isinstance(getattr(kind, name, None), property) for name in (*_ARRAYS, *_NUMBERS)):
        return False
    arrays = [(getattr(start, name, None), getattr(target, name, None)) for name in _ARRAYS]
    if any(not _is_array(one) or not _is_array(other) or one.shape != other.shape for one, other in arrays):
        return False
    return all(isinstance(getattr(one, name, None), int | float) for one in (start, target) for name in _NUMBERS)


def _is_array(value: Any) -> TypeGuard[NDArray[np.float64]]:
    return isinstance(value, np.ndarray) and value.dtype == np.float64
