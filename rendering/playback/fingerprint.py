"""Tell by a digest whether a play begins from the same state, with the same animations, as one drawn before."""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import inspect
import io
import pickle
import random
import types
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
from manim import Animation, ManimColor, Mobject, config
from manim.data_structures import MethodWithArgs

from rendering.playback.fast_forward import is_plain

_PICTURE = frozenset(
    {"pixel_array", "pixel_array_to_cairo_context", "background_colored_vmobject_displayer", "display_funcs"}
)
"""What of a camera is its picture, or made anew with every frame."""
_GROUPS = "id_to_vgroup_dict"
"""What an SVG calls its groups: in a text's, the names count the texts made by the process."""
_PLAIN_KINDS = frozenset("biufc")
"""Arrays of numbers, which hold no references."""
_SETS = frozenset({set, frozenset})
_DRAWING = (
    "points",
    "n_points_per_cubic_curve",
    "get_family",
    "family_members_with_points",
    "get_subpath_split_indices_from_points",
    "consider_points_equals_2d",
    "get_fill_rgbas",
    "get_stroke_rgbas",
    "get_stroke_width",
    "get_gradient_start_and_end_points",
    "get_sheen_direction",
    "get_background_image",
    "get_pixel_array",
    "get_z_index_reference_point",
)
"""What drawing asks of a mobject; where it isn't Manim's own, it may depend on anything."""


@dataclass(frozen=True)
class _Unordered:
    """A set, which is added in the order in which its members were met."""

    held: Any


@dataclass(frozen=True)
class Fingerprint:
    """What a play begins with.

    Parameters
    ----------
    digest
        The digest of its data.
    is_all
        Whether nothing else decides its frames but Manim itself. Otherwise functions of the scene's own take part, and
        with them all the source that they can reach.
    """

    digest: str
    is_all: bool

    def of_frames(self, begin: int, end: int) -> Fingerprint:
        """Return the fingerprint of some of the play's frames, counted from its first."""
        return dataclasses.replace(self, digest=f"{self.digest}[{begin}:{end}]")


def fingerprint(scene: Any) -> Fingerprint | None:
    """Return the fingerprint of the play that has begun: stage, animations, camera; clock and chance if they matter.

    ``None`` is for a scene that holds what cannot be written down.
    """
    renderer = scene.renderer
    plain = is_plain(scene)
    feed = _Feed()
    told: list[Any] = [str(config[name]) for name in ("pixel_width", "pixel_height", "frame_rate", "frame_width")]
    told += [scene.duration, scene.mobjects, scene.foreground_mobjects, scene.moving_mobjects, scene.static_mobjects]
    told += [scene.animations]
    camera = sorted(vars(renderer.camera).items())
    told += [(name, _ordered(name, value)) for name, value in camera if name not in _PICTURE]
    told += [tuple(context.get_matrix()) for context in renderer.camera.pixel_array_to_cairo_context.values()]
    if not plain:
        numbers: Any = np.random.get_state()  # noqa: NPY002 - the generator that Manim seeds
        told += [renderer.time, random.getstate(), numbers, len(scene.updaters)]
    digest = feed.digest(told)
    return None if digest is None else Fingerprint(digest, plain and feed.is_all)


class _Feed(pickle.Pickler):
    """Turns values, with all that they hold, into bytes by which they can be told apart; nothing reads them again.

    Python's own pickler does it in C, with objects met before as references; here it is only told what stands for an
    object: the name of its class, and its attributes.
    """

    def __init__(self) -> None:
        self.is_all = True
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, protocol=5)

    def digest(self, value: Any) -> str | None:
        """Return the digest of a value, or ``None`` where it holds what cannot be written down."""
        try:
            self.dump(value)
        except Exception:
            return None
        return hashlib.sha256(self._bytes.getbuffer()).hexdigest()

    def reducer_override(self, value: Any) -> Any:
        """Say what stands for an object."""
        kind: Any = type(value)
        if kind is np.ndarray and value.dtype.kind in _PLAIN_KINDS:
            return _stands_for, (value.shape, value.dtype.str, value.tobytes())
        if kind is _Unordered:
            met = self.memo.copy()
            key = lambda held: (met.get(id(held), (len(met),))[0], repr(held))  # noqa: E731
            return _stands_for, tuple(sorted(value.held, key=key))
        way = _way(kind)
        if way is _AS_IT_IS:
            return NotImplemented
        if way is _BY_ATTRIBUTES:
            self.is_all = self.is_all and _draws_plainly(kind)
            return _stands_for, (_name(kind),), _state(value, kind)
        if way is _BY_VALUE:
            # Somebody's own record that a mobject carries along. Where only Manim's code draws and animates, nothing
            # looks into it, so functions it holds are not called.
            return _stands_for, (_name(kind), _Feed().digest(_state(value, kind)))
        if way is _BY_CODE:
            return NotImplemented if value is _stands_for else self._function(value)
        if way is _BY_NAME:
            return _stands_for, (_name(value) if isinstance(value, type) else f"{_name(kind)}.{value.name}",)
        self.is_all = self.is_all and way is _BY_CLASS
        return _stands_for, (_name(kind),)

    def _function(self, function: Any) -> Any:
        if isinstance(function, functools.partial):
            return _stands_for, ("partial",), (function.func, function.args, function.keywords)
        if isinstance(function, types.MethodType):
            return _stands_for, ("method",), (function.__func__, function.__self__)
        module = function.__module__ or ""
        self.is_all = self.is_all and module.partition(".")[0] in {"manim", "numpy", "builtins", "math"}
        held: tuple[Any, ...] = ()
        if isinstance(function, types.FunctionType):
            closed = inspect.getclosurevars(function).nonlocals if function.__closure__ else {}
            held = (function.__defaults__, function.__kwdefaults__, closed)
        return _stands_for, (f"{module}.{function.__qualname__}",), held


def _stands_for(*_parts: Any) -> None:
    """Stand for an object; never called."""


_AS_IT_IS, _BY_ATTRIBUTES, _BY_VALUE, _BY_CODE, _BY_NAME, _BY_CLASS, _UNKNOWN = range(7)


@functools.cache
def _way(kind: type) -> int:
    """Return what stands for objects of a class."""
    if issubclass(kind, Mobject | Animation | ManimColor | MethodWithArgs):
        return _BY_ATTRIBUTES
    if issubclass(kind, np.ndarray | np.generic | np.dtype | list | tuple | dict | set | frozenset):
        return _AS_IT_IS
    if issubclass(kind, enum.Enum | type):
        return _BY_NAME
    if issubclass(kind, types.FunctionType | types.MethodType | functools.partial | types.BuiltinFunctionType):
        return _BY_CODE
    if issubclass(kind, PurePath) or kind.__module__.startswith("svgelements."):
        return _BY_CLASS  # where a glyph's points came from; the points themselves are known
    return _BY_VALUE if dataclasses.is_dataclass(kind) else _UNKNOWN


@functools.cache
def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _state(value: Any, kind: Any) -> dict[str, Any]:
    """Return an object's attributes by name, but for where it lay in memory."""
    attributes: dict[str, Any] = getattr(value, "__dict__", {})
    slots = _slots(kind)
    if slots:
        attributes = {name: getattr(value, name) for name in slots if hasattr(value, name)} | attributes
    state = {**attributes}
    state.pop("original_id", None)
    for name, held in attributes.items():
        if type(held) in _SETS or name == _GROUPS:
            state[name] = _ordered(name, held)
    return state


def _ordered(name: str, held: Any) -> Any:
    """Return an attribute so that its order is the same in every process."""
    if type(held) in _SETS:
        return _Unordered(held)
    return list(held.values()) if name == _GROUPS and isinstance(held, dict) else held


@functools.cache
def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))


@functools.cache
def _draws_plainly(kind: type) -> bool:
    """Say whether what drawing asks of a class is Manim's own."""
    return all(
        base.__module__.partition(".")[0] == "manim" for name in _DRAWING for base in kind.__mro__ if name in vars(base)
    )
