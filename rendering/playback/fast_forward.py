"""Pass over a play in one step, where that leaves the scene exactly as stepping through it would.

Manim's own fast-forward runs only the last time step of a play, which is wrong wherever a step builds on the one
before: updaters, traced paths, stop conditions, random numbers drawn per frame. Here a play is passed over only if it
is known to be *plain*: nothing on stage has an updater, and every animation sets its mobject, and nothing else, from
its start, its target and the elapsed share of time alone. Manim's common animations do; one of somebody's own does if
its class says so by a class attribute ``by_alpha_alone = True``. Any other play is stepped through in full.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import manim
import numpy as np
from manim import Mobject, ThreeDCamera, config
from manim.animation.transform import _MethodAnimation

from rendering.playback.interpolation import blend, unblend

MARK = "by_alpha_alone"
"""The class attribute by which an animation of one's own says that it is plain."""

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

PLAIN_FUNCTIONS = ("manim.utils.rate_functions", "manim.utils.paths", "manim.utils.bezier")
"""Modules whose rate and path functions remember nothing."""

KEPT_METHODS = ("update", "interpolate", "interpolate_color", "pointwise_become_partial", "become", "align_points")
"""Methods of a mobject that an animation calls; where they are not Manim's own, they may remember something."""


def install(scene: Any) -> None:
    """Have the scene pass over plain plays of which no frame is drawn."""
    step_through = scene.play_internal

    def play_internal(skip_rendering: bool = False) -> None:
        if skip_rendering or not _pass_over(scene):
            step_through(skip_rendering)

    scene.play_internal = play_internal


def is_passed_over(scene: Any) -> bool:
    """Say whether nothing of the current play is drawn, and it need not be stepped through."""
    renderer, recorder = scene.renderer, scene.renderer.recorder
    if renderer.skip_animations or recorder.selection.wants_play(recorder.frames, len(_times(scene)), recorder.beat):
        return False
    return is_plain(scene)


def _times(scene: Any) -> Any:
    return np.arange(0, scene.duration, 1 / config["frame_rate"])


def _pass_over(scene: Any) -> bool:
    """Bring the scene to the end of the current play and return ``True``, if that can be done in one step."""
    if not is_passed_over(scene):
        return False
    renderer, times = scene.renderer, _times(scene)
    for _ in times:  # one by one, so that the clock's rounding is the same
        renderer.add_frame(None)
    if isinstance(renderer.camera, ThreeDCamera):  # it remembers where it stood in the last frame
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
    """Say whether the play that has just begun is known to depend on nothing but its start and its end."""
    if scene.stop_condition is not None or scene.updaters or scene.meshes or scene.always_update_mobjects:
        return False
    animations = list(all_animations(scene.animations))
    if not all(_is_plain_animation(animation) for animation in animations):
        return False
    on_stage = [*scene.mobjects, *scene.foreground_mobjects]
    involved = [mobject for animation in animations for mobject in animation.get_all_mobjects()]
    return all(_is_plain_mobject(mobject) for mobject in _families((*on_stage, *involved)))


def optimise(scene: Any) -> list[Any]:
    """Return what the current play leaves as it is, if that is known, and have it animated in fewer steps."""
    if not is_plain(scene):
        return []
    moved: set[int] = set()
    for idle in (scene, *all_animations(scene.animations)):
        vars(idle).setdefault("update_mobjects", _nothing)
    for animation in all_animations(scene.animations):
        blend(animation)
        moved.update(id(member) for member in _families(animation.get_all_mobjects()))
    on_stage = _families((*scene.mobjects, *scene.foreground_mobjects))
    return [mobject for mobject in on_stage if id(mobject) not in moved]


def skip_undrawn(scene: Any, is_drawn: Callable[[], bool]) -> None:
    """Have the current play, which is plain, animated only for the frames that are drawn."""
    step = scene.update_to_time

    def update_to_time(time: float) -> None:
        if is_drawn():
            step(time)
        scene.last_t = time

    scene.update_to_time = update_to_time


def restore(scene: Any) -> None:
    """Undo `optimise` and `skip_undrawn`."""
    vars(scene).pop("update_to_time", None)
    for idle in (scene, *all_animations(scene.animations or ())):
        if vars(idle).get("update_mobjects") is _nothing:
            del idle.update_mobjects
        unblend(idle)


def _nothing(dt: float) -> None:
    """Update nothing."""


def all_animations(animations: Iterable[Any]) -> Iterator[Any]:
    """Yield every animation, those of groups included, and the groups themselves."""
    for animation in animations:
        yield animation
        yield from all_animations(getattr(animation, "animations", ()))


def _is_plain_animation(animation: Any) -> bool:
    kind = type(animation)
    if kind not in PLAIN_ANIMATIONS and not getattr(kind, MARK, False):
        return False
    functions = (animation.rate_func, getattr(animation, "path_func", None))
    return all(getattr(function, "__module__", None) in PLAIN_FUNCTIONS for function in functions if function)


def _families(mobjects: Iterable[Any]) -> Iterator[Any]:
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
    """Say whether what animations call on a mobject is Manim's own."""
    methods = (getattr(kind, name, None) for name in KEPT_METHODS)
    return all(method is None or method.__module__.partition(".")[0] == "manim" for method in methods)
