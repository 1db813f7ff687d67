"""Copy without telling audit hooks of every object that is looked at.

Python tells audit hooks of each call of ``id``, and copying calls it some ten times for each mobject: with a hook in
Python, such as the one that notes which files are read, copies take twice as long.
"""

from __future__ import annotations

import copy
import sys
from typing import Any

_BITS = sys.hash_info.width
_ALL, _SHORT = (1 << _BITS) - 1, (1 << _BITS - 5) - 1


def quiet_id(thing: Any) -> int:
    """Return ``id(thing)``, without a hook hearing of it where that can be.

    Examples
    --------
    >>> identity(identity) == id(identity)
    True
    """
    turned = object.__hash__(thing)  # the address, turned right by four bits, which are mostly zero
    if 0 < turned <= _SHORT:
        return turned << 4
    return turned << 4 & _ALL | (turned & _ALL) >> _BITS - 4


def make_copies_quiet() -> None:
    """Have the `copy` module ask for identities in this way, if this Python's hashes are what they are taken for."""
    probes: tuple[Any, ...] = (object(), [], {}, None, int, quiet_id)
    if all(quiet_id(probe) == id(probe) for probe in probes):
        copy.id = quiet_id  # type: ignore[attr-defined]
