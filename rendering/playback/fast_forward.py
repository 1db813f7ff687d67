"""Pass over a play in one step, where that leaves the scene exactly as stepping through it would.

Manim's own fast-forward (``-n``, ``skip_animations``) runs only the last time step of a play, which is wrong wherever a
step builds on the one before: updaters, traced paths, stop conditions, random numbers drawn per frame. Here a play is
passed over only if it is known to be *plain*: nothing in the scene has an updater, and every animation sets its
mobject, and nothing else, from its start, its target and alpha alone. Manim's common animations do; a scene's own
animation does if its class declares it by a class attribute ``by_alpha_alone = True``. Any other play is stepped
through in full.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import manim
import numpy as np
from manim import Mobject, ThreeDCamera, config
from manim.animation.transform import _MethodAnimation

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

ANIMATED_METHODS = ("update", "interpolate", "interpolate_color", "pointwise_become_partial", "become", "align_points")
"""Methods of a mobject that plain animations call; where a class overrides one, it may depend on earlier calls."""


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
    # The camera keeps the rotation matrix of the last frame it captured, which `update_frame` below makes it compute.
    if isinstance(renderer.camera, ThreeDCamera):
        scene.update_to_time(times[-1])
    scene.last_t = times[-1]
    renderer.update_frame(scene, scene.moving_mobjects)
    for animation in scene.animations:
        animation.finish()
        animation.clean_up_from_scene(scene)
    scene.update_mobjects(0)
    renderer.static_image = None
    return True


def is_plain(scene: Any) -> bool:
    """Return whether the play that has just begun is known to depend on nothing but its start and its end."""
    if scene.stop_condition is not None or scene.updaters or scene.meshes or scene.always_update_mobjects:
        return False
    animations = list(all_animations(scene.animations))
    if not all(_is_plain_animation(animation) for animation in animations):
        return False
    animated = [mobject for animation in animations for mobject in animation.get_all_mobjects()]
    mobjects = (*scene.mobjects, *scene.foreground_mobjects, *animated)
    return all(_is_plain_mobject(mobject) for mobject in _families(mobjects))


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
    functions = (animation.rate_func, getattr(animation, "path_func", None))
    return all(getattr(function, "__module__", None) in PLAIN_FUNCTIONS for function in functions if function)


def _families(mobjects: Iterable[Any]) -> Iterator[Any]:
    """Yield the families of mobjects, without walking one twice whose head has been met in another."""
    seen: set[int] = set()
    for mobject in mobjects:
        if isinstance(mobject, Mobject) and id(mobject) not in seen:
            for member in mobject.get_family():
                seen.add(id(member))
                yield member


def _is_plain_mobject(mobject: Any) -> bool:
    kind: Any = type(mobject)
    return not mobject.updaters and _is_plain_class(kind)


@functools.cache
def _is_plain_class(kind: type) -> bool:
    """Return whether the methods that plain animations call on a mobject are Manim's own."""
    methods = (getattr(kind, name, None) for name in ANIMATED_METHODS)
    return all(method is None or method.__module__.partition(".")[0] == "manim" for method in methods)
