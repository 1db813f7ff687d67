"""Do not even begin an animation of a play that is skipped, where its end is known without its having begun.

Most of what it takes to skip a play is copying: what is on stage at its start, and what that is to become. Yet what
fades in ends as it was, what fades out is as it was once it has left, and what moves to a target takes the target's
values. This module knows only those common animations of Manim's, and only where Manim's own arithmetic would give
exactly these numbers; any other animation begins as always. Only the process that draws the first picture uses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from manim import Animation, Create, FadeIn, FadeOut, MoveToTarget, ReplacementTransform, Scene, Transform, VMobject
from manim.animation.composition import AnimationGroup, LaggedStart
from manim.animation.transform import TransformFromCopy, _MethodAnimation
from manim.mobject.mobject import Mobject
from manim.mobject.types.image_mobject import ImageMobject
from manim.utils.bezier import interpolate

from rendering.playback import fast_forward, stock

_END_UNCHANGED = (FadeIn, FadeOut, Create)
"""Animations at whose end their mobject is what it was before they began."""
_END_AT_TARGET = (Transform, ReplacementTransform, MoveToTarget, _MethodAnimation)
"""Animations at whose end their mobject has the values of their target."""
_MOVES = frozenset(
    getattr(VMobject, name)
    for name in ("move_to", "next_to", "rotate", "scale", "set_color", "set_fill", "set_opacity", "set_stroke", "shift")
)
"""Methods that change only what is interpolated: it does not matter where their mobject stands when they are called."""
_GROUPS = (AnimationGroup, LaggedStart)
_ARRAYS = ("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "sheen_direction")
_NUMBERS = ("stroke_width", "background_stroke_width", "sheen_factor")
"""With `_ARRAYS`, the attributes of a vectorised mobject that Manim interpolates."""
_IMAGE_ATTRIBUTES = ("points", "pixel_array", "fill_opacity", "stroke_opacity")
"""The attributes of an image that Manim interpolates."""
_FAST_STARTED = "_animations_fast_started"
"""The attribute of a scene that lists the current play's animations that have not begun as Manim has them begin."""
_manims_begin_animations: Any = Scene.begin_animations
_manims_play_internal: Any = Scene.play_internal


@contextmanager
def in_use() -> Iterator[None]:
    """Within the block, start the animations of skipped plays fast."""
    Scene.begin_animations, Scene.play_internal = begin_animations, play_internal
    for function in (begin_animations, play_internal):
        stock.accept(Scene, function.__name__, function)
    try:
        yield
    finally:
        Scene.begin_animations, Scene.play_internal = _manims_begin_animations, _manims_play_internal


def begin_animations(scene: Any) -> None:
    """Begin the animations of a play, except those that are skipped and whose end is known."""
    is_skipped = type(scene).play_internal is play_internal and _is_skipped(scene)
    setattr(scene, _FAST_STARTED, list(_fast_start(scene)) if is_skipped else [])
    _manims_begin_animations(scene)


def play_internal(scene: Any, skip_rendering: bool = False) -> None:
    """Step through a play that was expected to be skipped: begin its fast-started animations now."""
    for animation in vars(scene).pop(_FAST_STARTED, []):
        for name in ("begin", "interpolate"):
            vars(animation).pop(name, None)
        animation.begin()
    _manims_play_internal(scene, skip_rendering)


def _is_skipped(scene: Any) -> bool:
    """Return whether the play that is about to begin is neither drawn nor has to be stepped through."""
    animations = list(fast_forward.all_animations(scene.animations))
    if scene.is_current_animation_frozen_frame():
        return False
    if any(not type(animation).__module__.startswith("manim.") for animation in animations):
        return False  # an animation of somebody's own may look, as it begins, at what the others have begun with
    for animation in animations:
        if isinstance(animation, Transform):
            animation.target_copy = animation.target_mobject  # `begin`, which makes it, has not run yet
    return fast_forward.is_passed_over(scene)


def _fast_start(scene: Any) -> Iterator[Any]:
    """Yield the animations whose end is known, once they are set to do nothing but take the values of that end.

    A mobject that takes part in two animations has an end that depends on both, so those begin as always.
    """
    single = [
        animation for animation in fast_forward.all_animations(scene.animations) if type(animation) not in _GROUPS
    ]
    uses = Counter(id(member) for animation in single for member in _members(animation))
    for animation in single:
        if all(uses[id(member)] == 1 for member in _members(animation)) and _replace_methods(animation):
            yield animation


def _members(animation: Any) -> list[Any]:
    """Return the families of what an animation moves and of its target."""
    target = animation.target_mobject.get_family() if isinstance(animation, Transform) else []
    return [*animation.mobject.get_family(), *target]


def _replace_methods(animation: Any) -> bool:
    """Replace an animation's `begin` and `interpolate`, if its end is known; return whether it is."""
    kind = type(animation)
    if not _runs_from_start_to_end(animation):
        return False
    if kind is _MethodAnimation and not all(item.method.__func__ in _MOVES for item in animation.methods):
        return False
    if kind in _END_UNCHANGED:
        is_known = all(map(_is_exact, animation.mobject.family_members_with_points()))
        end = _keep_values
    elif kind in (*_END_AT_TARGET, TransformFromCopy):
        target = animation.target_mobject
        is_known = animation.path_func is interpolate and _are_aligned(animation.mobject, target)
        is_known = is_known and all(map(_is_exact, target.family_members_with_points()))
        end = _keep_values
        if kind is TransformFromCopy:
            is_known = is_known and all(map(_is_exact, animation.mobject.family_members_with_points()))
        else:
            end = _take_values_of(target, animation.mobject)
    else:
        return False
    if is_known:
        animation.begin, animation.interpolate = _suspend_updating(animation), end
    return is_known


def _runs_from_start_to_end(animation: Any) -> bool:
    """Return whether an animation takes every part of its mobject from exactly 0 to exactly 1."""
    rate, kind = animation.rate_func, type(animation)
    if animation.reverse_rate_function or kind.begin not in (Animation.begin, Transform.begin):
        return False
    if animation.lag_ratio != (1 if kind is Create else 0):
        return False
    return bool(rate(0) == 0 and rate(1) == 1 and rate(2) == 1)


def _suspend_updating(animation: Any) -> Any:
    """Return a `begin` that does only what Manim's own does besides copying."""

    def begin() -> None:
        if animation.suspend_mobject_updating:
            animation.mobject.suspend_updating()

    return begin


def _keep_values(alpha: float) -> None:
    """Leave the mobject as it is."""


def _take_values_of(target: Any, mobject: Any) -> Any:
    """Return an `interpolate` that gives a mobject the values of its target when its animation ends."""

    def interpolate(alpha: float) -> None:
        if alpha != 1:
            return  # at the last time step: nothing that the end does depends on that
        members = mobject.family_members_with_points(), target.family_members_with_points()
        for member, source in zip(*members, strict=True):
            _copy_values(source, member)

    return interpolate


def _copy_values(source: Any, member: Any) -> None:
    attributes = vars(member)
    for name in (*_ARRAYS, *_NUMBERS) if isinstance(member, VMobject) else _IMAGE_ATTRIBUTES:
        value = getattr(source, name)
        attributes[name] = value.copy() if isinstance(value, np.ndarray) else value


def _is_exact(member: Any) -> bool:
    """Return whether Manim's ``1 * x + 0 * y`` is x to the last bit for a member's points x, for any finite y.

    It is not for infinities and NaN, nor for a negative zero, which becomes a positive one.
    """
    kind: Any = type(member)
    if kind.interpolate is not Mobject.interpolate:
        return False
    if kind.interpolate_color not in (VMobject.interpolate_color, ImageMobject.interpolate_color):
        return False
    points = member.points
    return bool(np.isfinite(points).all()) and not (np.signbit(points) & (points == 0)).any()


def _are_aligned(mobject: Any, target: Any) -> bool:
    """Return whether two mobjects have the same structure, so that Manim need not align them."""
    if len(mobject.submobjects) != len(target.submobjects) or len(mobject.points) != len(target.points):
        return False
    colours = type(mobject).interpolate_color
    if type(target).interpolate_color is not colours:
        return False
    if colours is VMobject.interpolate_color:
        alike = all(getattr(mobject, name).shape == getattr(target, name).shape for name in _ARRAYS)
    elif colours is ImageMobject.interpolate_color:
        alike = mobject.pixel_array.shape == target.pixel_array.shape
    else:
        alike = not len(mobject.points)
    return alike and all(map(_are_aligned, mobject.submobjects, target.submobjects))
