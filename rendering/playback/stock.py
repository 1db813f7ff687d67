"""Manim's own classes and functions, as they were when this module was imported.

What the engine leaves out or does faster is proven for Manim's own code and nothing else. A scene may override a method
in a class of its own, put a function into an object, or replace a function of Manim's: each is noticed here, whatever
the function is called.
"""

from __future__ import annotations

import functools
import inspect
import sys
import types
from collections.abc import Iterable
from typing import Any

import manim  # noqa: F401 - its modules are what is remembered

_MAY_CHANGE = frozenset(
    {"__init__", "_original__init__", "__doc__", "__abstractmethods__", "_abc_impl", "__annotations__"}
)
"""Attributes of a class that no shortcut depends on; ``set_default`` replaces ``__init__``."""


def _remembered() -> dict[Any, dict[str, Any]]:
    """Return the functions of every class and module of Manim's that has been imported, by their names."""
    found: dict[Any, dict[str, Any]] = {}
    for name, module in list(sys.modules.items()):
        if name != "manim" and not name.startswith("manim."):
            continue
        content = vars(module)
        found[module] = {key: value for key, value in content.items() if isinstance(value, types.FunctionType)}
        for value in content.values():
            if inspect.isclass(value) and value.__module__.startswith("manim."):
                found[value] = {key: each for key, each in vars(value).items() if key not in _MAY_CHANGE}
    return found


_STOCK = _remembered()
_SIZES = {owner: len(vars(owner)) for owner in _STOCK}
_ACCEPTED: dict[tuple[int, str], Any] = {}


def accept(owner: Any, name: str, function: Any) -> None:
    """Take a function that the engine itself puts in the place of one of Manim's for the same as that."""
    _ACCEPTED[id(owner), name] = function


def is_unpatched() -> bool:
    """Return whether every function of Manim's is what it was, or what the engine has put in its place."""
    for owner, functions in _STOCK.items():
        content = vars(owner)
        for name, function in functions.items():
            now = content.get(name)
            if now is not function and now is not _ACCEPTED.get((id(owner), name), owner):
                return False
        if isinstance(owner, type) and len(content) > _SIZES[owner] and _has_gained(owner, content, functions):
            return False
    return True


def _has_gained(owner: type, content: Any, functions: dict[str, Any]) -> bool:
    """Return whether a class has been given a method that hides one of its base classes'."""
    gained = content.keys() - functions.keys() - _MAY_CHANGE
    return any(name in _STOCK.get(base, ()) for name in gained for base in owner.__mro__[1:])


def inherits(kind: type, names: frozenset[str]) -> bool:
    """Return whether a class has all attributes of some names, if it has them, from Manim's classes or Python's."""
    return all(base in _STOCK or base is object or not (names & vars(base).keys()) for base in kind.__mro__)


def holds_none(item: Any, names: frozenset[str]) -> bool:
    """Return whether an object has no attribute of its own that hides one of these names of its class."""
    return names.isdisjoint(vars(item)) if hasattr(item, "__dict__") else True


def is_own_function(function: Any, modules: Iterable[str]) -> bool:
    """Return whether a function is of one of some modules of Manim's, and so is everything that it has been given."""
    if isinstance(function, functools.partial):
        given = (function.func, *function.args, *function.keywords.values())
        return all(is_own_function(each, modules) for each in given if callable(each))
    if not isinstance(function, types.FunctionType) or function.__module__ not in modules:
        return False
    closure = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return all(is_own_function(each, modules) for each in (*closure, *defaults) if callable(each))


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True
