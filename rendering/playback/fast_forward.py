"""Pass over a play in one step, where that leaves the scene exactly as stepping through it would.

Manim's own fast-forward (``-n``, ``skip_animations``) runs only the last time step of a play, which is wrong wherever a
step builds on the one before: updaters, traced paths, stop conditions, random numbers drawn per frame. Here a play is
passed over only if it is known to be *plain*: nothing in the scene has an updater, and every animation sets its
mobject, and nothing else, from its start, its target and alpha alone. Manim's common animations do; a scene's own
animation does if its class declares it by a class attribute ``by_alpha_alone = True``. Any other play is stepped
through in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import manim
import numpy as np
from manim import Camera, Mobject, MovingCamera, ThreeDCamera, config
from manim.animation.transform import _MethodAnimation

from rendering.playback import stock
from rendering.playback.interpolation import restore_interpolation, vectorise_interpolation

PLAIN_ATTRIBUTE = "by_alpha_alone"
"""The class attribute by which a scene's own animation declares that it is plain."""

PLAIN_ANIMATIONS = frozenset(
    getattr(manim, name)
    for name in (
        "AnimationGroup",
        "ApplyComplexFunction",
        "ApplyFunction",
        "ApplyMatrix",
        "ApplyMethod",
        "ApplyPointwiseFunction",
        "ApplyPointwiseFunctionToCenter",
        "ClockwiseTransform",
        "CounterclockwiseTransform",
        "Create",
        "CyclicReplace",
        "DrawBorderThenFill",
        "FadeIn",
        "FadeOut",
        "FadeToColor",
        "FadeTransform",
        "GrowArrow",
        "GrowFromCenter",
        "GrowFromEdge",
        "GrowFromPoint",
        "Indicate",
        "LaggedStart",
        "LaggedStartMap",
        "MoveToTarget",
        "ReplacementTransform",
        "Restore",
        "Rotate",
        "Rotating",
        "ScaleInPlace",
        "ShowIncreasingSubsets",
        "ShowPassingFlash",
        "ShrinkToCenter",
        "SpinInFromNothing",
        "Swap",
        "Transform",
        "TransformFromCopy",
        "Uncreate",
        "Unwrite",
        "Wait",
        "Write",
    )
) | {_MethodAnimation}
"""Animations of exactly these classes are plain: a subclass may do anything, so it has to declare that it is plain."""

PLAIN_FUNCTIONS = ("manim.utils.rate_functions", "manim.utils.paths", "manim.utils.bezier")
"""Modules whose rate and path functions return the same for the same alpha; another function may count its calls."""

PLAIN_CAMERAS = frozenset({Camera, MovingCamera, ThreeDCamera})
"""Cameras whose pictures do not depend on pictures they took before; another class may build on its last picture."""

STEPPING = frozenset(
    {
        "is_current_animation_frozen_frame",
        "should_update_mobjects",
        "update_meshes",
        "update_mobjects",
        "update_self",
        "update_to_time",
    }
)
"""Methods of a scene that are called less often for a plain play."""
PLAYING = STEPPING | {"play_internal", "get_time_progression", "_get_animation_time_progression", "get_run_time"}
"""Those, and the ones that call them."""

INTERPOLATING = frozenset(
    {
        "begin",
        "clean_up_from_scene",
        "finish",
        "get_all_families_zipped",
        "get_all_mobjects",
        "get_sub_alpha",
        "interpolate",
        "interpolate_mobject",
        "interpolate_submobject",
        "update_mobjects",
    }
)
"""Methods of an animation that are called less often for a plain play."""

ANIMATED = frozenset(
    {
        "align_points",
        "become",
        "family_members_with_points",
        "get_family",
        "interpolate",
        "interpolate_color",
        "pointwise_become_partial",
        "update",
    }
)
"""Methods of a mobject that plain animations call; one that a scene has written may depend on earlier calls."""

DRAWN = frozenset(
    {
        "_iter_family",
        "consider_points_equals_2d",
        "family_members_with_points",
        "get_background_image",
        "get_family",
        "get_fill_rgbas",
        "get_gradient_start_and_end_points",
        "get_num_points",
        "get_pixel_array",
        "get_sheen_direction",
        "get_stroke_rgbas",
        "get_stroke_width",
        "get_subpath_split_indices_from_points",
        "get_z_index_reference_point",
        "n_points_per_cubic_curve",
        "points",
    }
)
"""What drawing asks a mobject; what a scene has written may answer by another mobject, or by how often it was asked."""

_METHODS = (ANIMATED | DRAWN) - {"n_points_per_cubic_curve", "points"}
_HOOKS = frozenset({"__getattribute__", "__getattr__", "__setattr__", "__eq__", "__hash__"})


_CAMERA_METHODS = frozenset(
    name for kind in PLAIN_CAMERAS for base in kind.__mro__ for name, value in vars(base).items() if callable(value)
)


def install(scene: Any) -> None:
    """Have the scene pass over plain plays of which no frame is drawn.

    Whether a play is plain can be known only after its animations have begun, when Manim calls ``play_internal``, so
    that is the method to replace.
    """
    step_through = scene.play_internal

    def play_internal(skip_rendering: bool = False) -> None:
        if skip_rendering or not _pass_over(scene):
            step_through(skip_rendering)

    scene.play_internal = play_internal


def is_passed_over(scene: Any) -> bool:
    """Return whether nothing of the current play is drawn, and it need not be stepped through."""
    renderer, recorder = scene.renderer, scene.renderer.recorder
    if renderer.skip_animations or recorder.selection.wants_play(recorder.frames, len(_times(scene)), recorder.beat):
        return False
    return is_plain(scene)


def _times(scene: Any) -> Any:
    """Return the play's time steps in seconds, computed as by Manim's ``Scene.get_time_progression``."""
    return np.arange(0, scene.duration, 1 / config["frame_rate"])


def _pass_over(scene: Any) -> bool:
    """Bring the scene to the end of the current play and return ``True``, if that can be done in one step.

    From ``animation.finish()`` on, this is what ``Scene.play_internal`` does after its last time step.
    """
    if not is_passed_over(scene):
        return False
    renderer, times = scene.renderer, _times(scene)
    # ``renderer.time`` is a sum of frame durations; added up in one go, it would be rounded otherwise.
    for _ in times:
        renderer.add_frame(None)
    # A camera may fix its frame when it first draws. An animation may finish by a method that works on its mobject as
    # the last time step has left it.
    for time in times[[0, -1]] if _has_yet_to_draw(renderer.camera) else times[-1:]:
        scene.update_to_time(time)
        renderer.update_frame(scene, scene.moving_mobjects)
    for animation in scene.animations:
        animation.finish()
        animation.clean_up_from_scene(scene)
    scene.update_mobjects(0)
    renderer.static_image = None
    return True


def _has_yet_to_draw(camera: Any) -> bool:
    return not isinstance(camera, MovingCamera) and not camera.pixel_array_to_cairo_context


def is_plain(scene: Any) -> bool:
    """Return whether the play that has just begun is known to depend on nothing but its start and its end."""
    known: bool | None = getattr(scene.renderer, "is_plain_play", None)
    if known is None:
        known = scene.renderer.is_plain_play = _is_plain(scene)
    return known


def _is_plain(scene: Any) -> bool:
    if scene.stop_condition is not None or scene.updaters or scene.meshes or scene.always_update_mobjects:
        return False
    if not (stock.is_unpatched() and draws_plainly(scene.renderer.camera)):
        return False
    if not (stock.inherits(type(scene), PLAYING) and stock.holds_none(scene, STEPPING)):
        return False
    animations = list(all_animations(scene.animations))
    if not all(_is_plain_animation(animation) for animation in animations):
        return False
    animated = [mobject for animation in animations for mobject in animation.get_all_mobjects()]
    members = list(_families((*scene.mobjects, *scene.foreground_mobjects, *animated)))
    return not any(member.updaters for member in members) and _are_own(members, ANIMATED | DRAWN | _HOOKS)


def is_drawn_plainly(scene: Any) -> bool:
    """Return whether all that is on stage, or animated, tells by Manim's own methods what it looks like.

    Every plain play is.
    """
    if is_plain(scene):
        return True
    if not stock.is_unpatched():
        return False
    animated = [each.mobject for each in all_animations(scene.animations or ())]
    return _are_own(list(_families((*scene.mobjects, *scene.foreground_mobjects, *animated))), DRAWN | _HOOKS)


def _are_own(members: list[Any], names: frozenset[str]) -> bool:
    """Return whether mobjects have what their classes call by some names from Manim, and no function of their own."""
    kinds = {type(member) for member in members}
    return all(stock.inherits(kind, names) for kind in kinds) and all(
        stock.holds_none(member, _METHODS) for member in members
    )


def draws_plainly(camera: Any) -> bool:
    """Return whether a camera is one of Manim's own, with no method replaced."""
    kind = type(camera)
    own = kind in PLAIN_CAMERAS or (kind.__mro__[1] in PLAIN_CAMERAS and getattr(kind, "is_guarded", False))
    return own and stock.holds_none(camera, _CAMERA_METHODS)


def optimise(scene: Any) -> list[Any]:
    """Animate the current play with less work, if it is plain, and return the mobjects that it leaves as they are.

    In a plain play no mobject has an updater, so Manim's walk through all of them in every frame is left out.
    """
    if not is_plain(scene):
        return []
    animated: set[int] = set()
    for owner in (scene, *all_animations(scene.animations)):
        vars(owner).setdefault("update_mobjects", _update_nothing)
    for animation in all_animations(scene.animations):
        vectorise_interpolation(animation)
        animated.update(id(member) for member in _families(animation.get_all_mobjects()))
    present = _families((*scene.mobjects, *scene.foreground_mobjects))
    return [mobject for mobject in present if id(mobject) not in animated]


def skip_undrawn(scene: Any, is_drawn: Callable[[], bool]) -> None:
    """Have the current play, which must be plain, animated only for the frames that are drawn."""
    step = scene.update_to_time

    def update_to_time(time: float) -> None:
        if is_drawn():
            step(time)
        scene.last_t = time

    scene.update_to_time = update_to_time


def restore(scene: Any) -> None:
    """Undo `optimise` and `skip_undrawn`."""
    vars(scene).pop("update_to_time", None)
    for owner in (scene, *all_animations(scene.animations or ())):
        if vars(owner).get("update_mobjects") is _update_nothing:
            del owner.update_mobjects
        restore_interpolation(owner)


def _update_nothing(dt: float) -> None:
    """Update nothing."""


def all_animations(animations: Iterable[Any]) -> Iterator[Any]:
    """Yield every animation, those of groups included, and the groups themselves."""
    for animation in animations:
        yield animation
        yield from all_animations(getattr(animation, "animations", ()))


def _is_plain_animation(animation: Any) -> bool:
    kind = type(animation)
    if kind not in PLAIN_ANIMATIONS and not getattr(kind, PLAIN_ATTRIBUTE, False):
        return False
    if not stock.holds_none(animation, INTERPOLATING):
        return False
    functions = (animation.rate_func, getattr(animation, "path_func", None))
    return all(stock.is_own_function(function, PLAIN_FUNCTIONS) for function in functions if function)


def _families(mobjects: Iterable[Any]) -> Iterator[Any]:
    """Yield the families of mobjects, each member once, without asking a method that a scene may have written."""
    seen: set[int] = set()
    waiting = [mobject for mobject in mobjects if isinstance(mobject, Mobject)]
    while waiting:
        mobject = waiting.pop()
        if id(mobject) not in seen:
            seen.add(id(mobject))
            yield mobject
            waiting += mobject.submobjects
