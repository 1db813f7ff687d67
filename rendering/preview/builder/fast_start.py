"""Do not even begin an animation that is passed over, where its end is known without its having begun.

Most of what it takes to pass over a play are copies: of what stands at its start, and of what it is to become. Yet what
fades in ends as it was, what fades out is as it was when it has left, and what moves to a target takes the target's
values. Here only those common animations of Manim's are known, and only where Manim's own arithmetic would give just
these numbers; any other begins as ever. Only the process that draws the first picture skims.
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

from rendering.playback import fast_forward

_STAYING = (FadeIn, FadeOut, Create)
_MOVING = (Transform, ReplacementTransform, MoveToTarget, _MethodAnimation)
_GROUPS = (AnimationGroup, LaggedStart)
_ROWS = ("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "sheen_direction")
_NUMBERS = ("stroke_width", "background_stroke_width", "sheen_factor")
_OF_PICTURES = ("points", "pixel_array", "fill_opacity", "stroke_opacity")
_NOTE = "_animations_skimmed"
"""The attribute of a scene that holds them."""
_begin_of_manim: Any = Scene.begin_animations
_step_through: Any = Scene.play_internal


@contextmanager
def in_use() -> Iterator[None]:
    """Skim plays within the block."""
    Scene.begin_animations, Scene.play_internal = begin_animations, play_internal
    try:
        yield
    finally:
        Scene.begin_animations, Scene.play_internal = _begin_of_manim, _step_through


def begin_animations(scene: Any) -> None:
    """Begin the animations of a play, but for those that are passed over and whose end is known."""
    skims = type(scene).play_internal is play_internal and _is_passed_over(scene)
    setattr(scene, _NOTE, list(_skimmed(scene)) if skims else [])
    _begin_of_manim(scene)


def play_internal(scene: Any, skip_rendering: bool = False) -> None:
    """Step through a play; what was skimmed in the belief that it would be passed over begins now."""
    skimmed = vars(scene).pop(_NOTE, [])
    for animation in skimmed:
        for name in ("begin", "interpolate"):
            vars(animation).pop(name, None)
        animation.begin()
    _step_through(scene, skip_rendering)


def _is_passed_over(scene: Any) -> bool:
    """Say whether the play that is about to begin will not be drawn, nor has to be stepped through."""
    animations = list(fast_forward.all_animations(scene.animations))
    if scene.is_current_animation_frozen_frame():
        return False
    if any(not type(animation).__module__.startswith("manim.") for animation in animations):
        return False  # it may look, as it begins, at what others have begun with
    for animation in animations:
        if isinstance(animation, Transform):
            animation.target_copy = animation.target_mobject  # until it begins, it has none to be asked for
    return fast_forward.is_passed_over(scene)


def _skimmed(scene: Any) -> Iterator[Any]:
    """Yield the animations whose end is known, and have them do nothing, or only take the values of that end."""
    single = [
        animation for animation in fast_forward.all_animations(scene.animations) if type(animation) not in _GROUPS
    ]
    taking_part = Counter(id(member) for animation in single for member in _members(animation))
    for animation in single:
        if all(taking_part[id(member)] == 1 for member in _members(animation)) and _skim(animation):
            yield animation


def _members(animation: Any) -> list[Any]:
    """Return what an animation moves, and what it moves to."""
    target = animation.target_mobject.get_family() if isinstance(animation, Transform) else []
    return [*animation.mobject.get_family(), *target]


def _skim(animation: Any) -> bool:
    kind = type(animation)
    if not _ends_plainly(animation):
        return False
    if kind in _STAYING:
        suits = all(map(_stays, animation.mobject.family_members_with_points()))
        end = _nothing
    elif kind in (*_MOVING, TransformFromCopy):
        target = animation.target_mobject
        suits = animation.path_func is interpolate and _match(animation.mobject, target)
        suits = suits and all(map(_stays, target.family_members_with_points()))
        end = _nothing
        if kind is TransformFromCopy:
            suits = suits and all(map(_stays, animation.mobject.family_members_with_points()))
        else:
            end = _arrival(animation.mobject, target)
    else:
        return False
    if suits:
        animation.begin, animation.interpolate = _suspension(animation), end
    return suits


def _ends_plainly(animation: Any) -> bool:
    """Say whether an animation starts at its very start and ends at its very end."""
    rate, kind = animation.rate_func, type(animation)
    if animation.reverse_rate_function or kind.begin not in (Animation.begin, Transform.begin):
        return False
    if animation.lag_ratio != (1 if kind is Create else 0):
        return False
    return bool(rate(0) == 0 and rate(1) == 1 and rate(2) == 1)


def _suspension(animation: Any) -> Any:
    def begin() -> None:
        if animation.suspend_mobject_updating:
            animation.mobject.suspend_updating()

    return begin


def _nothing(alpha: float) -> None:
    """Stay."""


def _arrival(mobject: Any, target: Any) -> Any:
    """Return what has a mobject take the values of its target when its animation ends."""

    def interpolate(alpha: float) -> None:
        if alpha != 1:
            raise ValueError("what is passed over is asked for its end only")
        members = mobject.family_members_with_points(), target.family_members_with_points()
        for member, wanted in zip(*members, strict=True):
            _take(member, wanted)

    return interpolate


def _take(member: Any, wanted: Any) -> None:
    content = vars(member)
    for name in (*_ROWS, *_NUMBERS) if isinstance(member, VMobject) else _OF_PICTURES:
        value = getattr(wanted, name)
        content[name] = value.copy() if isinstance(value, np.ndarray) else value


def _stays(member: Any) -> bool:
    """Say whether ``1 * x + 0 * y`` is bit by bit the same for a member's points, whatever finite number y is."""
    kind: Any = type(member)
    if kind.interpolate is not Mobject.interpolate:
        return False
    if kind.interpolate_color not in (VMobject.interpolate_color, ImageMobject.interpolate_color):
        return False
    points = member.points
    return bool(np.isfinite(points).all()) and not (np.signbit(points) & (points == 0)).any()


def _match(mobject: Any, target: Any) -> bool:
    """Say whether two mobjects need no alignment."""
    if len(mobject.submobjects) != len(target.submobjects) or len(mobject.points) != len(target.points):
        return False
    colours = type(mobject).interpolate_color
    if type(target).interpolate_color is not colours:
        return False
    if colours is VMobject.interpolate_color:
        alike = all(getattr(mobject, name).shape == getattr(target, name).shape for name in _ROWS)
    elif colours is ImageMobject.interpolate_color:
        alike = mobject.pixel_array.shape == target.pixel_array.shape
    else:
        alike = not len(mobject.points)
    return alike and all(map(_match, mobject.submobjects, target.submobjects))
