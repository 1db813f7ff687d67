"""Identify a play by a digest of the state it begins with: two plays of one digest have the same frames.

Nothing that decides a frame may be left out, or a kept segment would be used where another picture is due. And nothing
may take part that differs between two processes that play the same scene, such as an address in memory or the order of
a set, or no segment would ever be found again and no two processes would agree on what they play.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import inspect
import io
import pickle
import random
import types
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
import xxhash
from manim import Animation, ManimColor, Mobject, config
from manim.data_structures import MethodWithArgs

from rendering.playback import stock
from rendering.playback.fast_forward import DRAWN, is_plain

_CAMERA_PICTURE = frozenset(
    {"pixel_array", "pixel_array_to_cairo_context", "background_colored_vmobject_displayer", "display_funcs"}
)
"""Attributes of a camera that hold its last picture, or are made anew with every frame: they decide nothing."""
_SVG_GROUPS = "id_to_vgroup_dict"
"""An SVG mobject's groups by name; a text's names count the texts that the process has made, so they are left out."""
_NUMERIC_KINDS = frozenset("biufc")
"""NumPy's kinds of arrays that hold numbers and no references."""
_LARGE = 4096
"""Bytes from which an array is pickled as its digest: so it is read once, not copied twice."""
_SETS = frozenset({set, frozenset})


@dataclass(frozen=True)
class _Unordered:
    """A set, whose members are pickled in the order in which the rest of the state met them.

    A set of mobjects is ordered by their addresses in memory, which differ from process to process.
    """

    members: Any


@dataclass(frozen=True)
class Fingerprint:
    """What identifies the frames of a play.

    Parameters
    ----------
    digest
        The digest of the state with which it begins.
    is_complete
        Whether that state and Manim alone decide its frames. Otherwise functions of the scene's own take part, and with
        them all the source that they can reach.
    """

    digest: str
    is_complete: bool

    def of_frames(self, begin: int, end: int) -> Fingerprint:
        """Return the fingerprint of some of the play's frames, counted from its first."""
        return dataclasses.replace(self, digest=f"{self.digest}[{begin}:{end}]")


def fingerprint(scene: Any) -> Fingerprint | None:
    """Return the fingerprint of the play that has begun, or ``None`` where its state cannot be pickled.

    The state is the mobjects, the animations and the camera; for a play that isn't plain also the clock and the random
    generators, as updaters may read them.
    """
    renderer = scene.renderer
    plain = is_plain(scene)
    hasher = _StateHasher()
    state: list[Any] = [str(config[name]) for name in ("pixel_width", "pixel_height", "frame_rate", "frame_width")]
    state += [scene.duration, scene.mobjects, scene.foreground_mobjects, scene.moving_mobjects, scene.static_mobjects]
    state += [scene.animations]
    camera = sorted(vars(renderer.camera).items())
    state += [(name, _ordered(name, value)) for name, value in camera if name not in _CAMERA_PICTURE]
    # A plain camera draws with the context that it made when it first drew, even if its frame has been moved since.
    state += [tuple(context.get_matrix()) for context in renderer.camera.pixel_array_to_cairo_context.values()]
    if not plain:
        numpy_state: Any = np.random.get_state()  # noqa: NPY002 - the generator that Manim seeds
        state += [renderer.time, random.getstate(), numpy_state, len(scene.updaters)]
    digest = hasher.digest(state)
    return None if digest is None else Fingerprint(digest, plain and hasher.is_complete)


class _StateHasher(pickle.Pickler):
    """Pickles values, with all that they refer to, to bytes that are hashed and never read again.

    Python's own pickler walks the state in C, and writes an object it has met before as a reference, so shared and
    circular references are told from copies. Here it is only given what to write for an object: the name of its class,
    and its attributes.
    """

    def __init__(self) -> None:
        self.is_complete = True
        self._plain_classes: dict[type, bool] = {}
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, protocol=5)

    def digest(self, value: Any) -> str | None:
        """Return the digest of a value, or ``None`` where something in it cannot be pickled."""
        try:
            self.dump(value)
        except Exception:
            return None
        return xxhash.xxh3_128_hexdigest(self._bytes.getbuffer())

    def reducer_override(self, value: Any) -> Any:
        """Return what to pickle in place of an object: a function, its arguments, and perhaps a state."""
        kind: Any = type(value)
        if kind is np.ndarray and value.dtype.kind in _NUMERIC_KINDS:
            return _stands_for, (value.shape, value.dtype.str, _content(value))
        if kind is _Unordered:
            met = self.memo.copy()  # by the ``id`` of an object, its place in the order of first meetings, and itself
            key = lambda member: (met.get(id(member), (len(met),))[0], repr(member))  # noqa: E731
            return _stands_for, tuple(sorted(value.members, key=key))
        method = _method(kind)
        if method is _AS_IT_IS:
            return NotImplemented
        if method is _BY_ATTRIBUTES:
            self.is_complete = self.is_complete and self._draws_plainly(kind)
            return _stands_for, (_name(kind),), _state(value, kind)
        if method is _BY_VALUE:
            # A scene's own record that a mobject carries along. Where only Manim's code draws and animates, nothing
            # reads it, so functions in it are not called: hence a hasher of its own, whose `is_complete` is dropped.
            return _stands_for, (_name(kind), _StateHasher().digest(_state(value, kind)))
        if method is _BY_CODE:
            return NotImplemented if value is _stands_for else self._function(value)
        if method is _BY_NAME:
            return _stands_for, (_name(value) if isinstance(value, type) else f"{_name(kind)}.{value.name}",)
        self.is_complete = self.is_complete and method is _BY_CLASS
        return _stands_for, (_name(kind),)

    def _draws_plainly(self, kind: type) -> bool:
        if kind not in self._plain_classes:
            self._plain_classes[kind] = stock.inherits(kind, DRAWN)
        return self._plain_classes[kind]

    def _function(self, function: Any) -> Any:
        """Return what to pickle in place of a function: its name, and what it is bound to or closes over."""
        if isinstance(function, functools.partial):
            return _stands_for, ("partial",), (function.func, function.args, function.keywords)
        if isinstance(function, types.MethodType):
            return _stands_for, ("method",), (function.__func__, function.__self__)
        module = function.__module__ or ""
        self.is_complete = self.is_complete and module.partition(".")[0] in {"manim", "numpy", "builtins", "math"}
        bound: tuple[Any, ...] = ()
        if isinstance(function, types.FunctionType):
            closed = inspect.getclosurevars(function).nonlocals if function.__closure__ else {}
            bound = (function.__defaults__, function.__kwdefaults__, closed)
        return _stands_for, (f"{module}.{function.__qualname__}",), bound


def _content(array: Any) -> bytes:
    """Return the bytes of an array of numbers, or of a large one, an image mostly, their digest."""
    if array.nbytes < _LARGE:
        return bytes(array.tobytes())
    return xxhash.xxh3_128_digest(np.ascontiguousarray(array).view(np.uint8).data)


def _stands_for(*_parts: Any) -> None:
    """Be pickled as the function that would make an object again; never called."""


_AS_IT_IS, _BY_ATTRIBUTES, _BY_VALUE, _BY_CODE, _BY_NAME, _BY_CLASS, _UNKNOWN = range(7)
"""How objects of a class are pickled: plain numbers, as they are looked up for every object of every play."""


@functools.cache
def _method(kind: type) -> int:
    """Return how objects of a class are pickled."""
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
    """Return an object's attributes by name.

    Without ``original_id``: Manim notes there the address in memory of the mobject that this one is a copy of.
    """
    attributes: dict[str, Any] = getattr(value, "__dict__", {})
    slots = _slots(kind)
    if slots:
        attributes = {name: getattr(value, name) for name in slots if hasattr(value, name)} | attributes
    state = {**attributes}
    state.pop("original_id", None)
    for name, attribute in attributes.items():
        if type(attribute) in _SETS or name == _SVG_GROUPS:
            state[name] = _ordered(name, attribute)
    return state


def _ordered(name: str, attribute: Any) -> Any:
    """Return an attribute in a form that is pickled the same in every process."""
    if type(attribute) in _SETS:
        return _Unordered(attribute)
    return list(attribute.values()) if name == _SVG_GROUPS and isinstance(attribute, dict) else attribute


@functools.cache
def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))
