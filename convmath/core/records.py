"""Frozen value types that hold what their checks return, and not what they were given."""

from __future__ import annotations

from typing import Any

import numpy as np

from convmath.core.errors import bad, whole_number


def settle(record: object, **values: Any) -> None:
    """Set fields of a frozen dataclass; for its own `__post_init__`, before anybody else has it.

    A field that was checked but not set would keep the caller's NumPy integer, whose products wrap round.
    """
    for name, value in values.items():
        object.__setattr__(record, name, value)


def settle_whole(record: object, *names: str, at_least: int | None = None) -> None:
    """Turn the named fields, which hold integers or (nested) tuples of them, into Python's own integers.

    Raises
    ------
    InputError
        If one holds anything else, or an integer below `at_least`.
    """
    settle(record, **{name: _whole(name, getattr(record, name), at_least) for name in names})


def checked_flag(argument: str, value: object) -> bool:
    """Return `value` if it is True or False, NumPy's or Python's own.

    Raises
    ------
    InputError
        If it is anything else, be it 0 or 1.

    Examples
    --------
    >>> checked_flag("bias", True)
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise bad(argument, value, "True or False")
    return bool(value)


def _whole(argument: str, value: object, at_least: int | None) -> object:
    if isinstance(value, tuple | list):
        return tuple(_whole(argument, item, at_least) for item in value)
    return whole_number(argument, value, at_least=at_least)
