"""Make deep copies without an audit event for every object.

Python raises an audit event for each call of ``id``, and `copy.deepcopy` calls it some ten times for each mobject: with
a hook in Python, such as the one that records which files are read, copies would take twice as long.
"""

from __future__ import annotations

import copy
import sys
from typing import Any

_BITS = sys.hash_info.width
_ALL_BITS, _NO_CARRY = (1 << _BITS) - 1, (1 << _BITS - 5) - 1


def quiet_id(thing: Any) -> int:
    """Return ``id(thing)`` without raising an audit event.

    CPython's default hash of an object is its address, rotated right by four bits, as those are mostly zero. That can
    be undone; the usual case, in which no bit has to be carried round, comes first as it is quicker.

    Examples
    --------
    >>> quiet_id(quiet_id) == id(quiet_id)
    True
    """
    rotated = object.__hash__(thing)
    if 0 < rotated <= _NO_CARRY:
        return rotated << 4
    return rotated << 4 & _ALL_BITS | (rotated & _ALL_BITS) >> _BITS - 4


def make_copies_quiet() -> None:
    """Have the `copy` module use `quiet_id` for ``id``, if this Python's hashes are made as that assumes."""
    probes: tuple[Any, ...] = (object(), [], {}, None, int, quiet_id)
    if all(quiet_id(probe) == id(probe) for probe in probes):
        copy.id = quiet_id  # type: ignore[attr-defined]
