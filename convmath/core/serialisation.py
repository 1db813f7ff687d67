"""Values described so that JSON can hold them and a reader can read them.

Small arrays are given in full; of large ones the shape, the type and a SHA-256 of the values, which is enough to say
whether two calls were given the same thing.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import singledispatch
from pathlib import PurePath
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MOST_VALUES_IN_FULL = 64
MOST_CHARACTERS = 80
DIGITS_OF_DIGEST_SHOWN = 8


@singledispatch
def to_json(value: Any) -> Json:
    """Return `value` in a form that JSON can hold.

    Arrays and nested lists of at most 64 values are given in full, larger ones as shape, type and SHA-256; dataclasses
    by type and fields; functions and classes by name; NaN and infinity, which JSON lacks, as text.

    Examples
    --------
    >>> to_json((1, 2.5, None))
    [1, 2.5, None]
    >>> to_json(np.eye(2, dtype=int))
    [[1, 0], [0, 1]]
    """
    if callable(value):
        return qualified_name(value)
    if is_dataclass(value):
        described = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
        return {"type": qualified_name(type(value)), "fields": described}
    return f"<{qualified_name(type(value))}>"


@to_json.register(type(None))
@to_json.register(bool)
@to_json.register(int)
@to_json.register(str)
def _(value: int | str | None) -> Json:
    return value


@to_json.register
def _(value: float) -> Json:
    return value if math.isfinite(value) else str(value)


@to_json.register(complex)
@to_json.register(slice)
@to_json.register(PurePath)
def _(value: complex | slice | PurePath) -> Json:
    return str(value)


@to_json.register
def _(value: np.generic) -> Json:
    item = value.item()
    return str(value) if isinstance(item, np.generic) else to_json(item)


@to_json.register(np.ndarray)
def _(value: NDArray[Any]) -> Json:
    if value.size <= MOST_VALUES_IN_FULL or value.dtype.hasobject:
        return to_json(value.tolist())
    digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
    return {"shape": list(value.shape), "dtype": str(value.dtype), "sha256": digest}


@to_json.register(list)
@to_json.register(tuple)
@to_json.register(range)
def _(value: list[Any] | tuple[Any, ...] | range) -> Json:
    items: list[Json] = [to_json(item) for item in value]
    if _count(items) <= MOST_VALUES_IN_FULL:
        return items
    return {"length": len(items), "sha256": hashlib.sha256(json.dumps(items).encode()).hexdigest()}


@to_json.register(set)
@to_json.register(frozenset)
def _(value: set[Any] | frozenset[Any]) -> Json:
    return to_json(sorted(value, key=repr))


@to_json.register
def _(value: Mapping) -> Json:  # type: ignore[type-arg]
    return {str(key): to_json(item) for key, item in value.items()}


def in_words(description: Json) -> str:
    """Return what `to_json` gave, on one line for a reader, in the notation of Python.

    Examples
    --------
    >>> in_words({"type": "convmath.networks.counting.DenseLayer", "fields": {"n_in": 784, "n_out": 1000}})
    'DenseLayer(n_in=784, n_out=1000)'
    """
    match description:
        case {"function": str(name), "arguments": dict(arguments), "trail": str(trail)}:
            return f"{short_name(name)}({arguments_in_words(arguments)}){trail}"
        case {"type": str(name), "fields": dict(arguments)}:
            return f"{short_name(name)}({arguments_in_words(arguments)})"
        case {"shape": list(shape), "dtype": str(dtype), "sha256": str(digest)}:
            return f"<{'×'.join(map(str, shape))} {dtype} {digest[:DIGITS_OF_DIGEST_SHOWN]}>"
        case {"length": length, "sha256": str(digest)}:
            return f"<{length} items {digest[:DIGITS_OF_DIGEST_SHOWN]}>"
        case dict():
            return "{" + ", ".join(f"{key!r}: {in_words(item)}" for key, item in description.items()) + "}"
        case list():
            return "[" + ", ".join(map(in_words, description)) + "]"
        case _:
            return repr(description)


def arguments_in_words(arguments: Mapping[str, Json]) -> str:
    """Return the arguments of a call as they stand between its brackets, long ones cut short.

    Examples
    --------
    >>> arguments_in_words({"n_in": 784, "bias": False})
    'n_in=784, bias=False'
    """
    return ", ".join(f"{name}={shorten(in_words(value))}" for name, value in arguments.items())


def shorten(text: str) -> str:
    """Return `text`, cut to 80 characters with an ellipsis if it is longer."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def qualified_name(thing: Any) -> str:
    """Return the module and name of a function, a method or a class.

    Examples
    --------
    >>> qualified_name(shorten)
    'convmath.core.serialisation.shorten'
    """
    name = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", type(thing).__qualname__)
    return f"{getattr(thing, '__module__', None) or type(thing).__module__}.{name}"


def short_name(name: str) -> str:
    """Return a qualified name without its module: ``"DenseLayer"``."""
    return name.rpartition(".")[-1]


def _count(description: Json) -> int:
    """Count the values in nested lists; anything else, however rich, counts as one."""
    return sum(map(_count, description)) if isinstance(description, list) else 1
