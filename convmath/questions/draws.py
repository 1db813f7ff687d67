"""Draws that are the same for ever: taken from SHA-256, whose output no release of Python or NumPy can change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from convmath.core.errors import bad, whole_number

Item = TypeVar("Item")

LARGEST_SEED = 2**32 - 1
"""The largest seed, as wherever else this project takes one."""

_BITS = 64


class Draws:
    """A stream of draws; streams of other names or seeds are independent of it.

    Parameters
    ----------
    stream : str
        What is drawn: a name for each purpose.
    seed : int
        From 0 to 4,294,967,295.

    Raises
    ------
    InputError
        If the seed is not such an integer.

    Examples
    --------
    >>> Draws("places", 7).below(4), Draws("places", 7).below(4)
    (1, 1)
    """

    def __init__(self, stream: str, seed: int) -> None:
        self._key = f"{stream}:{checked_seed(seed)}".encode()
        self._taken = 0

    def below(self, count: int) -> int:
        """Return an integer from 0 to `count` − 1, each equally likely.

        Raises
        ------
        InputError
            If `count` is not an integer of at least 1.
        """
        count = whole_number("count", count, at_least=1)
        whole = 2**_BITS // count * count
        while (number := self._next()) >= whole:  # so that no remainder is likelier than another
            pass
        return number % count

    def shuffled(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Return the items in an order drawn, each order equally likely (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)

    def _next(self) -> int:
        digest = hashlib.sha256(self._key + self._taken.to_bytes(8, "big")).digest()
        self._taken += 1
        return int.from_bytes(digest[: _BITS // 8], "big")


def checked_seed(seed: int) -> int:
    """Return a seed as Python's own integer.

    Raises
    ------
    InputError
        If it is not an integer from 0 to 4,294,967,295.

    Examples
    --------
    >>> checked_seed(7)
    7
    """
    number = whole_number("seed", seed)
    if number > LARGEST_SEED:
        raise bad("seed", seed, f"an integer from 0 to {LARGEST_SEED:,}")
    return number
