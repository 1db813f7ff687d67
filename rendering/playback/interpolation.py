"""Interpolate all members of a mobject's family in one step, to the same numbers that one after another would give.

Most of what Manim's common transforms do is ``(1 - alpha) * start + alpha * end``, eight times for each submobject, on
arrays of a few numbers. Here the arrays of the whole family stand one behind the other, so it is done once for each
kind; every number is computed by the same operations. An image has but 256 × 256 pairs of a start and an end: what lies
between is computed once for each of them.
"""

from __future__ import annotations

from typing import Any, TypeGuard

import numpy as np
from manim import Animation, ImageMobject, Transform, VMobject
from manim.mobject.mobject import Mobject
from manim.utils.bezier import interpolate
from numpy.typing import NDArray

_ROWS = ("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "sheen_direction")
_NUMBERS = ("stroke_width", "background_stroke_width", "sheen_factor")


def blend(animation: Any) -> None:
    """Have an animation that has begun interpolate its family at once, if it does so as Manim's own transforms do."""
    if _suits(animation):
        animation.interpolate_mobject = _Blend(animation)


def unblend(animation: Any) -> None:
    """Undo `blend`."""
    if isinstance(vars(animation).get("interpolate_mobject"), _Blend):
        del animation.interpolate_mobject


def _suits(animation: Any) -> bool:
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


class _Blend:
    """Stands for ``interpolate_mobject`` of one animation."""

    def __init__(self, animation: Any) -> None:
        self._animation = animation
        self._families: list[Any] = []
        self._others: list[Any] = []
        self._images: list[tuple[Any, Any, Any, NDArray[np.intp]]] = []
        self._members: list[dict[str, Any]] = []
        self._rows: dict[str, tuple[NDArray[np.float64], NDArray[np.float64], list[slice]]] = {}
        self._numbers: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}

    def __call__(self, alpha: float) -> None:
        animation = self._animation
        share = animation.get_sub_alpha(alpha, 0, 1)
        # Where it ends, Manim takes the target's own values; with a share of another type, numbers are of another, too.
        if alpha >= 1 or share == 1 or not isinstance(share, np.float64):
            Animation.interpolate_mobject(animation, alpha)
            return
        families = list(animation.get_all_families_zipped())
        if families != self._families:
            self._families = families
            self._prepare()
        for family in self._others:
            animation.interpolate_submobject(*family, share)
        self._blend_images(share)
        for name, (start, end, places) in self._rows.items():
            values = (1 - share) * start + share * end
            for member, place in zip(self._members, places, strict=True):
                member[name] = values[place]
        for name, (first, last) in self._numbers.items():
            for member, number in zip(self._members, (1 - share) * first + share * last, strict=True):
                member[name] = number

    def _prepare(self) -> None:
        plain: list[Any] = []
        images: list[Any] = []
        self._others = []
        for family in self._families:
            (plain if _is_plain(family) else images if _is_image(family) else self._others).append(family)
        self._images = [(*family, _pairs(family[1].pixel_array, family[2].pixel_array)) for family in images]
        self._members = [vars(member) for member, _, _ in plain]
        self._rows, self._numbers = {}, {}
        if not plain:
            return
        for name in _ROWS:
            starts, ends = ([getattr(family[which], name) for family in plain] for which in (1, 2))
            if name == "sheen_direction":
                starts, ends = [value[None] for value in starts], [value[None] for value in ends]
            stops = np.cumsum([len(value) for value in starts]).tolist()
            places: list[Any] = [slice(stop - len(value), stop) for stop, value in zip(stops, starts, strict=True)]
            if name == "sheen_direction":
                places = list(range(len(plain)))
            self._rows[name] = np.concatenate(starts), np.concatenate(ends), places
        for name in _NUMBERS:
            first, last = ([float(getattr(family[which], name)) for family in plain] for which in (1, 2))
            self._numbers[name] = np.array(first), np.array(last)

    def _blend_images(self, share: np.float64) -> None:
        if not self._images:
            return
        between = ((1 - share) * _PAIRS[0] + share * _PAIRS[1]).astype(np.uint8)
        for member, start, target, pairs in self._images:
            member.points = interpolate(start.points, target.points, share)
            member.fill_opacity = interpolate(start.fill_opacity, target.fill_opacity, share)
            member.stroke_opacity = interpolate(start.stroke_opacity, target.stroke_opacity, share)
            member.pixel_array = between[pairs]


_PAIRS = np.indices((256, 256), dtype=np.uint8).reshape(2, -1)
"""Every start, and every end, of a pixel's red, green, blue or alpha."""


def _pairs(start: NDArray[np.uint8], end: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return where in `_PAIRS` each start and end is."""
    return start.astype(np.intp) * 256 + end


def _is_image(family: tuple[Any, Any, Any]) -> bool:
    """Say whether a submobject is an image, interpolated as Manim's own, and matches start and target."""
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
    """Say whether a submobject, its start and its target are interpolated as Manim's own, and match."""
    member, start, target = family
    kind: Any = type(member)
    if kind.interpolate is not Mobject.interpolate or kind.interpolate_color is not VMobject.interpolate_color:
        return False
    if any(isinstance(getattr(kind, name, None), property) for name in (*_ROWS, *_NUMBERS)):
        return False
    arrays = [(getattr(start, name, None), getattr(target, name, None)) for name in _ROWS]
    if any(not _is_array(one) or not _is_array(other) or one.shape != other.shape for one, other in arrays):
        return False
    return all(isinstance(getattr(one, name, None), int | float) for one in (start, target) for name in _NUMBERS)


def _is_array(value: Any) -> TypeGuard[NDArray[np.float64]]:
    return isinstance(value, np.ndarray) and value.dtype == np.float64
