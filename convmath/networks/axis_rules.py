"""Which places of a line each unit of the next line reads: windows, transposed windows, shares, interpolation.

A rule repeats itself: unit ``i + period`` reads what unit ``i`` reads, `advance` places farther on. Places run on
beyond both ends of a line; what stands there is the padding, whose mode says which place it copies, if any.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TypeAlias

from convmath.convolution.padding import PADDING_MODES
from convmath.core.errors import bad, one_of
from convmath.core.records import checked_flag, settle, settle_whole

FILTERS = ("nearest", "linear", "cubic")


@dataclass(frozen=True, slots=True)
class WindowRule:
    """A window: unit i reads ``i * stride - before + t * dilation`` for each of its taps t.

    Parameters
    ----------
    kernel : int
        Number of taps, at least 1.
    stride : int, optional
        Places from one window to the next; negative where the line is read backwards.
    dilation : int, optional
        Places from one tap to the next, at least 1.
    before : int, optional
        Padding before the line; negative where it is cut off.
    mode : {"zero", "replicate", "reflect", "circular"}, optional
        What padding copies.

    Raises
    ------
    InputError
        If a number is not as described.

    Examples
    --------
    >>> WindowRule(3, 2, before=1).places(1)
    (1, 2, 3)
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    mode: str = "zero"

    def __post_init__(self) -> None:
        settle_whole(self, "kernel", "dilation", at_least=1)
        settle_whole(self, "stride", "before")
        one_of("mode", self.mode, PADDING_MODES)
        if not self.stride:
            raise bad("stride", self.stride, "an integer other than 0")

    @property
    def period(self) -> int:
        """After how many units the rule repeats itself."""
        return 1

    @property
    def advance(self) -> int:
        """How much farther on it reads then."""
        return self.stride

    def places(self, unit: int) -> tuple[int, ...]:
        """Return the places that a unit reads, on the line and beyond."""
        first = unit * self.stride - self.before
        return tuple(range(first, first + self.kernel * self.dilation, self.dilation))


@dataclass(frozen=True, slots=True)
class TransposedRule:
    """A transposed window: unit j reads each place i from which the window's taps fall on j.

    Parameters
    ----------
    kernel, stride, dilation : int
        Of the window, at least 1.
    before : int
        What is cut off before the first unit.

    Raises
    ------
    InputError
        If a number is not as described.

    Examples
    --------
    >>> [TransposedRule(3, 2).places(unit) for unit in range(3)]
    [(-1, 0), (0,), (0, 1)]
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0

    def __post_init__(self) -> None:
        settle_whole(self, "kernel", "stride", "dilation", at_least=1)
        settle_whole(self, "before")

    mode = "zero"

    @property
    def period(self) -> int:
        """After how many units the rule repeats itself."""
        return self.stride

    @property
    def advance(self) -> int:
        """How much farther on it reads then."""
        return 1

    def places(self, unit: int) -> tuple[int, ...]:
        """Return the places that a unit reads: none where the stride leaves a gap between windows."""
        offsets = (unit + self.before - tap * self.dilation for tap in range(self.kernel))
        found = {offset // self.stride for offset in offsets if offset % self.stride == 0}
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class ShareRule:
    """Adaptive pooling: unit i of n reads places ``floor(i * size / n)`` up to ``ceil((i + 1) * size / n)``.

    Parameters
    ----------
    size, units : int
        Places of the line, and units that share them; at least 1.

    Raises
    ------
    InputError
        If a number is not as described.

    Examples
    --------
    >>> [ShareRule(7, 3).places(unit) for unit in range(3)]
    [(0, 1, 2), (2, 3, 4), (4, 5, 6)]
    """

    size: int
    units: int

    def __post_init__(self) -> None:
        settle_whole(self, "size", "units", at_least=1)

    mode = "zero"

    @property
    def period(self) -> int:
        """After how many units the rule repeats itself."""
        return self.units // gcd(self.size, self.units)

    @property
    def advance(self) -> int:
        """How much farther on it reads then."""
        return self.size // gcd(self.size, self.units)

    def places(self, unit: int) -> tuple[int, ...]:
        """Return the places that a unit reads."""
        return tuple(range(unit * self.size // self.units, -(-(unit + 1) * self.size // self.units)))


@dataclass(frozen=True, slots=True)
class InterpolationRule:
    """Interpolation: unit i of n reads the places nearest to where it falls on the line.

    Parameters
    ----------
    size, units : int
        Places of the line, and units; at least 1.
    filter : {"nearest", "linear", "cubic"}
    align_corners : bool, optional
        Whether the first and the last unit fall on the first and the last place.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> [InterpolationRule(3, 6, "linear").places(unit) for unit in range(3)]
    [(-1, 0), (0, 1), (0, 1)]
    """

    size: int
    units: int
    filter: str
    align_corners: bool = False

    def __post_init__(self) -> None:
        settle_whole(self, "size", "units", at_least=1)
        settle(self, align_corners=checked_flag("align_corners", self.align_corners))
        one_of("filter", self.filter, FILTERS)

    mode = "replicate"

    @property
    def _ratio(self) -> tuple[int, int]:
        """Places per unit, as a fraction."""
        over, under = (self.size - 1, self.units - 1) if self.align_corners else (self.size, self.units)
        if not over or not under:
            return (1, 1) if self.size == self.units else (0, 1)
        common = gcd(over, under)
        return over // common, under // common

    @property
    def period(self) -> int:
        """After how many units the rule repeats itself."""
        return self._ratio[1]

    @property
    def advance(self) -> int:
        """How much farther on it reads then."""
        return self._ratio[0]

    def places(self, unit: int) -> tuple[int, ...]:
        """Return the places that a unit reads, those of weight 0 left out."""
        over, under = self._ratio
        if self.filter == "nearest":
            return (unit * over // under,)
        # Where the unit falls, in units of 1 / (2 * under), so that all is whole.
        doubled = 2 * unit * over if self.align_corners else (2 * unit + 1) * over - under
        first, beyond = divmod(doubled, 2 * under)
        if not beyond:
            return (first,)
        return (first, first + 1) if self.filter == "linear" else (first - 1, first, first + 1, first + 2)


AxisRule: TypeAlias = WindowRule | TransposedRule | ShareRule | InterpolationRule


def place_on_line(place: int, size: int, mode: str) -> int | None:
    """Return which place of a line of `size` stands at `place`, which may lie beyond its ends; None for nothing.

    Examples
    --------
    >>> place_on_line(-2, 5, "reflect"), place_on_line(6, 5, "circular"), place_on_line(-1, 5, "zero")
    (2, 1, None)
    """
    place, size = int(place), int(size)
    if 0 <= place < size:
        return place
    if mode == "zero":
        return None
    if mode == "replicate":
        return 0 if place < 0 else size - 1
    if mode == "circular":
        return place % size
    if size == 1:
        return 0
    inside = place % (2 * size - 2)
    return min(inside, 2 * size - 2 - inside)
