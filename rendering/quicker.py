"""Quicker ways to do what Manim does most often while a scene is made, with the same results.

They are Manim's own functions with the general case taken out; what is not the usual case is left to Manim. The tests
hold each against Manim's.
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

from rendering.unheard import identity

_ATOMS = frozenset({int, float, str, bool, type(None)})
_NUMBERS = frozenset({int, float})
_Method = Callable[..., Any]
_rgbas_of_manim: _Method = VMobject.generate_rgbas_array
_family_of_manim: _Method = Mobject.get_family
_walk_of_manim: _Method = Mobject._iter_family  # noqa: SLF001 - what a class of somebody's own may replace
_copy_of_manim: _Method = Mobject.__deepcopy__
_once_of_manim: _Method = iterables.remove_list_redundancies


@contextmanager
def ways() -> Iterator[None]:
    """Use the quicker ways within the block, but for what somebody else has replaced already."""
    modules = [module for module in list(sys.modules.values()) if isinstance(module, ModuleType)]
    places: list[tuple[Any, str, Any, Any]] = [
        (VMobject, "generate_rgbas_array", _rgbas_of_manim, rgbas_array),
        (Mobject, "get_family", _family_of_manim, family),
        (Mobject, "__deepcopy__", _copy_of_manim, deep_copy),
        *((module, "remove_list_redundancies", _once_of_manim, each_once) for module in modules),
    ]
    mine = [place for place in places if vars(place[0]).get(place[1]) is place[2]]
    for owner, name, _, quick in mine:
        setattr(owner, name, quick)
    try:
        yield
    finally:
        for owner, name, own, _ in mine:
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


def family(mobject: Any, recurse: bool = True) -> list[Any]:
    """Return a mobject and all below it, each once, where it was met last."""
    if not mobject.submobjects:
        return [mobject]
    if type(mobject)._iter_family is not _walk_of_manim:  # noqa: SLF001
        found: list[Any] = _family_of_manim(mobject, recurse)
        return found
    met: list[Any] = []
    _walk(mobject, met, set())
    return each_once(met)


def _walk(mobject: Any, met: list[Any], above: set[Any]) -> None:
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
    number = identity(mobject)
    memo[number] = made
    content = made.__dict__
    for name, value in mobject.__dict__.items():
        content[name] = value if type(value) in _ATOMS else _copied(value, memo)
    made.original_id = str(number)
    return made


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    """Return what `copy.deepcopy` does."""
    number = identity(value)
    made = memo.get(number)
    if made is not None:
        return made
    kind: Any = type(value)
    if kind is np.ndarray and not value.dtype.hasobject:
        made = memo[number] = value.copy(order="K")
    elif kind is list:
        made = memo[number] = []
        for item in value:
            made.append(item if type(item) in _ATOMS else _copied(item, memo))
    elif kind is ManimColor:
        made = memo[number] = ManimColor.__new__(ManimColor)
        for name, part in value.__dict__.items():
            made.__dict__[name] = _copied(part, memo)
    elif isinstance(value, Mobject) and kind.__deepcopy__ is deep_copy:
        made = deep_copy(value, memo)
    else:
        made = copy.deepcopy(value, memo)
    return made
