"""Faster versions of the functions of Manim that a scene calls most often, with the same results.

Each handles the usual case of one of Manim's own functions, and leaves any other case to that. The tests compare each
with Manim's.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator, Reversible
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
from manim import BLACK, ManimColor, Mobject, VMobject
from manim.utils import iterables

from rendering.core.quiet_copy import quiet_id
from rendering.playback import stock

_ATOMIC = frozenset({int, float, str, bool, type(None)})
"""Types whose values need no copy."""
_NUMBERS = frozenset({int, float})
_Method = Callable[..., Any]
_rgbas_of_manim: _Method = VMobject.generate_rgbas_array
_update_of_manim: _Method = VMobject.update_rgbas_array
_boundary_of_manim: _Method = VMobject.get_points_defining_boundary
_anchors_of_manim: _Method = VMobject.get_anchors
_critical_point_of_manim: _Method = Mobject.get_critical_point
_extremum_of_manim: _Method = Mobject.get_extremum_along_dim
_length_of_manim: _Method = Mobject.length_over_dim
_family_of_manim: _Method = Mobject.get_family
_iter_family_of_manim: _Method = Mobject._iter_family  # noqa: SLF001 - a scene's own class may override it
_copy_of_manim: _Method = Mobject.__deepcopy__
_unique_of_manim: _Method = iterables.remove_list_redundancies


@contextmanager
def applied() -> Iterator[None]:
    """Replace Manim's functions within the block, except those that the scene or a plugin has replaced already."""
    # Each module that imported ``remove_list_redundancies`` by name refers to the function itself.
    modules = [module for module in list(sys.modules.values()) if isinstance(module, ModuleType)]
    places: list[tuple[Any, str, Any, Any]] = [
        (VMobject, "generate_rgbas_array", _rgbas_of_manim, rgbas_array),
        (VMobject, "update_rgbas_array", _update_of_manim, update_rgbas),
        (VMobject, "get_points_defining_boundary", _boundary_of_manim, boundary),
        (Mobject, "get_critical_point", _critical_point_of_manim, critical_point),
        (Mobject, "length_over_dim", _length_of_manim, length),
        (Mobject, "get_family", _family_of_manim, family),
        (Mobject, "__deepcopy__", _copy_of_manim, deep_copy),
        *((module, "remove_list_redundancies", _unique_of_manim, each_once) for module in modules),
    ]
    unreplaced = [place for place in places if vars(place[0]).get(place[1]) is place[2]]
    for owner, name, _, faster in unreplaced:
        setattr(owner, name, faster)
        stock.accept(owner, name, faster)
    try:
        yield
    finally:
        for owner, name, own, _ in unreplaced:
            setattr(owner, name, own)


def rgbas_array(mobject: Any, color: Any, opacity: Any) -> Any:
    """Return red, green, blue and alpha as a row, for one plain colour and one opacity."""
    one_colour = color is None or type(color) is ManimColor
    if not (one_colour and (opacity is None or type(opacity) in _NUMBERS) and mobject.get_sheen_factor() == 0):
        return _rgbas_of_manim(mobject, color, opacity)
    rgbas = np.empty((1, 4))
    rgbas[0, :3] = (BLACK if color is None else color)._internal_value[:3]  # noqa: SLF001
    rgbas[0, 3] = 0.0 if opacity is None else opacity
    return rgbas


def update_rgbas(mobject: Any, array_name: str, color: Any = None, opacity: Any = None) -> Any:
    """Set colour, opacity or both in existing rows, for one plain colour and one opacity."""
    rows = mobject.__dict__.get(array_name)
    one_colour = color is None or type(color) is ManimColor
    one_opacity = opacity is None or type(opacity) in _NUMBERS
    if rows is None or not (one_colour and one_opacity and mobject.get_sheen_factor() == 0):
        return _update_of_manim(mobject, array_name, color, opacity)
    if color is not None:
        rows[:, :3] = color._internal_value[:3]  # noqa: SLF001
    if opacity is not None:
        rows[:, 3] = opacity
    return mobject


def boundary(mobject: Any) -> Any:
    """Return the anchors of a family of curves, in order."""
    members = mobject.get_family()
    if any(type(member).get_anchors is not _anchors_of_manim for member in members):
        return _boundary_of_manim(mobject)
    rows = []
    for member in members:
        points = member.points
        count = len(points)
        if count == 1:
            rows.append(points)
        elif count % 4 or member.n_points_per_cubic_curve != 4:  # two anchors and two handles
            return _boundary_of_manim(mobject)
        elif count:
            rows.append(points.reshape(-1, 4, 3)[:, ::3].reshape(-1, 3))
    return np.concatenate(rows) if rows else np.array(())


def critical_point(mobject: Any, direction: Any) -> Any:
    """Return a corner, the middle of an edge, or the centre of the box around a mobject."""
    if type(mobject).get_extremum_along_dim is not _extremum_of_manim:
        return _critical_point_of_manim(mobject, direction)
    found = np.zeros(mobject.dim)
    points = mobject.get_points_defining_boundary()
    for dim in range(mobject.dim if len(points) else 0):
        values, towards = points[:, dim], direction[dim]
        if towards < 0:
            found[dim] = values.min()
        elif towards > 0:
            found[dim] = values.max()
        else:
            found[dim] = (values.min() + values.max()) / 2
    return found


def length(mobject: Any, dim: int) -> Any:
    """Return how far a mobject reaches along one axis."""
    rows = [member.points[:, dim] for member in mobject.get_family() if len(member.points)]
    if rows:
        values = np.concatenate(rows)
        found = values.max() - values.min()
        if found > 0:
            return found
    return _length_of_manim(mobject, dim)  # nothing, NaN, or zero, whose sign depends on the order of comparisons


def family(mobject: Any, recurse: bool = True) -> list[Any]:
    """Return a mobject and all submobjects below it, each once, where it was met last."""
    if type(mobject)._iter_family is not _iter_family_of_manim:  # noqa: SLF001
        found: list[Any] = _family_of_manim(mobject, recurse)
        return found
    if not mobject.submobjects:
        return [mobject]
    met: list[Any] = []
    _walk(mobject, met, set())
    return each_once(met)


def _walk(mobject: Any, met: list[Any], above: set[Any]) -> None:
    """Append a mobject and all submobjects below it, but for those that it is itself part of."""
    met.append(mobject)
    above.add(mobject)
    for below in mobject.submobjects:
        if below in above:
            continue
        if below.submobjects:
            _walk(below, met, above)
        else:
            met.append(below)
    above.discard(mobject)


def each_once(items: Reversible[Any]) -> list[Any]:
    """Return the items without repetition, each where it stands last."""
    return list(dict.fromkeys(reversed(items)))[::-1]


def deep_copy(mobject: Any, memo: dict[int, Any]) -> Any:
    """Return a copy of a mobject and of all that belongs to it."""
    kind: Any = type(mobject)
    made = kind.__new__(kind)
    number = quiet_id(mobject)
    memo[number] = made
    content = made.__dict__
    for name, value in mobject.__dict__.items():
        content[name] = value if type(value) in _ATOMIC else _copied(value, memo)
    made.original_id = str(number)
    return made


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    """Return what `copy.deepcopy` returns."""
    number = quiet_id(value)
    made = memo.get(number)
    if made is not None:
        return made
    kind: Any = type(value)
    if kind is np.ndarray and not value.dtype.hasobject:
        made = memo[number] = value.copy(order="K")
    elif kind is list:
        made = memo[number] = []
        for item in value:
            made.append(item if type(item) in _ATOMIC else _copied(item, memo))
    elif kind is ManimColor:
        made = memo[number] = kind.__new__(kind)
        for name, part in value.__dict__.items():
            made.__dict__[name] = _copied(part, memo)
    elif isinstance(value, Mobject) and kind.__deepcopy__ is deep_copy:
        made = deep_copy(value, memo)
    else:
        made = copy.deepcopy(value, memo)
    return made
