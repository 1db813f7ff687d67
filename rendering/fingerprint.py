"""Tell by a digest whether a play begins from the same state, with the same animations, as one drawn before."""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import inspect
import random
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Animation, ManimColor, Mobject, config
from manim.data_structures import MethodWithArgs

from rendering.forwarding import is_plain

_SIMPLE = frozenset({str, bytes, int, float, complex, bool, type(None)})
_FUNCTIONS = (types.FunctionType, types.MethodType, functools.partial, types.BuiltinFunctionType)
_END = b"\0)"
_PICTURE = frozenset(
    {"pixel_array", "pixel_array_to_cairo_context", "background_colored_vmobject_displayer", "display_funcs"}
)
"""What of a camera is its picture, or made anew with every frame."""
_GROUPS = "id_to_vgroup_dict"
"""What an SVG calls its groups: in a text's, the names count the texts made by the process."""
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


def fingerprint(scene: Any) -> Fingerprint:
    """Return the fingerprint of the play that has begun: stage, animations, camera; clock and chance if they matter."""
    renderer = scene.renderer
    plain = is_plain(scene)
    feed = _Feed()
    feed.add([(name, str(config[name])) for name in ("pixel_width", "pixel_height", "frame_rate", "frame_width")])
    feed.add(scene.duration)
    feed.add([scene.mobjects, scene.foreground_mobjects, scene.moving_mobjects, scene.static_mobjects])
    feed.add(scene.animations)
    feed.add([(name, value) for name, value in sorted(vars(renderer.camera).items()) if name not in _PICTURE])
    matrices = [context.get_matrix() for context in renderer.camera.pixel_array_to_cairo_context.values()]
    feed.add([tuple(matrix) for matrix in matrices])
    if not plain:
        numbers: Any = np.random.get_state()  # noqa: NPY002 - the generator that Manim seeds
        feed.add([renderer.time, random.getstate(), *numbers, len(scene.updaters)])
    return Fingerprint(feed.hexdigest(), plain and feed.is_all)


class _Feed:
    """A digest that values are added to, with all that they hold."""

    def __init__(self) -> None:
        self.is_all = True
        self._parts: list[bytes] = []
        self._seen: dict[int, int] = {}
        self._held: list[Any] = []

    def hexdigest(self) -> str:
        """Return the digest."""
        return hashlib.sha256(b"".join(self._parts)).hexdigest()

    def add(self, value: Any) -> None:
        """Add a value; an object met before goes in by the order in which it was met."""
        kind: Any = type(value)
        name, adder = _adder(kind)
        self._parts.append(name)
        if adder is _Feed.add_simple:
            self._parts.append(repr(value).encode("utf-8", "surrogatepass"))
            return
        number = self._seen.get(id(value))
        if number is not None:
            self._parts.append(b"@%d\0" % number)
            return
        self._seen[id(value)] = len(self._seen)
        self._held.append(value)  # while it is held, nothing else can have its identity
        adder(self, value, kind)

    def add_simple(self, value: Any, kind: Any) -> None:
        raise NotImplementedError  # taken by `add` itself

    def add_array(self, value: Any, kind: Any) -> None:  # noqa: ARG002
        if value.dtype.hasobject:
            self._add_all(value)
        else:
            self._parts.append(f"{value.shape} {value.dtype.str}".encode())
            self._parts.append(value.tobytes())

    def add_sequence(self, value: Any, kind: Any) -> None:  # noqa: ARG002
        self._add_all(value)

    def add_mapping(self, value: Any, kind: Any) -> None:  # noqa: ARG002
        self._add_all(item for pair in value.items() for item in pair)

    def add_set(self, value: Any, kind: Any) -> None:  # noqa: ARG002
        self._add_all(sorted(value, key=lambda held: (self._seen.get(id(held), len(self._seen)), repr(held))))

    def add_unknown(self, value: Any, kind: Any) -> None:  # noqa: ARG002
        self.is_all = False

    def add_record(self, value: Any, kind: Any) -> None:
        """Add somebody's own record that a mobject carries along.

        Where only Manim's code draws and animates, nothing looks into it, so functions it holds are not called.
        """
        before = self.is_all
        self._add_all(_state(value, kind).values())
        self.is_all = before

    def add_object(self, value: Any, kind: Any) -> None:
        """Add an object's attributes: first all the plain ones at once, then each of the others."""
        self.is_all = self.is_all and _draws_plainly(kind)
        plain, others = [], []
        for name, held in _state(value, kind).items():
            if type(held) in _SIMPLE:
                if name != "original_id":  # where it lay in memory
                    plain.append((name, held))
            else:
                others.append((name, held))
        self._parts.append(repr(plain).encode("utf-8", "surrogatepass"))
        for name, held in others:
            self._parts.append(name.encode())
            self.add(list(held.values()) if name == _GROUPS and isinstance(held, dict) else held)
        self._parts.append(_END)

    def add_function(self, function: Any, kind: Any) -> None:  # noqa: ARG002
        if isinstance(function, functools.partial):
            self._add_all([function.func, function.args, function.keywords])
        elif isinstance(function, types.MethodType):
            self._add_all([function.__func__, function.__self__])
        else:
            module = function.__module__ or ""
            self.is_all = self.is_all and module.partition(".")[0] in {"manim", "numpy", "builtins", "math"}
            self._parts.append(f"{module}.{function.__qualname__}\0".encode())
            if isinstance(function, types.FunctionType):
                held = inspect.getclosurevars(function).nonlocals if function.__closure__ else {}
                self._add_all([function.__defaults__, function.__kwdefaults__, held])

    def _add_all(self, values: Iterable[Any]) -> None:
        for value in values:
            self.add(value)
        self._parts.append(_END)


@functools.cache
def _adder(kind: type) -> tuple[bytes, Callable[[_Feed, Any, Any], None]]:
    """Return a class's name and how its objects are added."""
    ways: tuple[tuple[Any, Callable[[_Feed, Any, Any], None]], ...] = (
        ((np.generic, enum.Enum), _Feed.add_simple),
        (np.ndarray, _Feed.add_array),
        ((list, tuple), _Feed.add_sequence),
        (dict, _Feed.add_mapping),
        ((set, frozenset), _Feed.add_set),
        ((Mobject, Animation, ManimColor, MethodWithArgs), _Feed.add_object),
        (_FUNCTIONS, _Feed.add_function),
    )
    name = f"\0{kind.__module__}.{kind.__qualname__} ".encode()
    if kind in _SIMPLE:
        return name, _Feed.add_simple
    adder = next((adder for classes, adder in ways if issubclass(kind, classes)), None)
    if adder is None:
        adder = _Feed.add_record if dataclasses.is_dataclass(kind) else _Feed.add_unknown
    return name, adder


def _state(value: Any, kind: Any) -> dict[str, Any]:
    """Return an object's attributes by name."""
    attributes: dict[str, Any] = getattr(value, "__dict__", {})
    slots = _slots(kind)
    if slots:
        return {name: getattr(value, name) for name in slots if hasattr(value, name)} | attributes
    return attributes


@functools.cache
def _slots(kind: Any) -> tuple[str, ...]:
    return tuple(name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))


@functools.cache
def _draws_plainly(kind: type) -> bool:
    """Say whether what drawing asks of a class is Manim's own."""
    return all(
        base.__module__.partition(".")[0] == "manim" for name in _DRAWING for base in kind.__mro__ if name in vars(base)
    )
