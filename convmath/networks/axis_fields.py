"""The receptive fields of all units of a tensor along one axis of the input, and what operations make of them.

A field is held as the first pixel and the negated last one, so that the union of fields is a minimum; a unit that sees
nothing has infinity. Arrays hold one field where all along a dimension have the same, so that they broadcast.

Two accounts are kept. *Clipped*: the pixels of the input that a unit sees. *Unclipped*: those that it would see if the
input had no border. The second repeats itself along the dimension that follows the axis: some units further on,
the field is the same some pixels further on. Where no dimension does, it holds a field for every unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd, lcm, prod

import numpy as np
from numpy.typing import NDArray

from convmath.networks.axis_rules import AxisRule, WindowRule, place_on_line

MOST_REPEATED = 4096
"""The longest period that is kept; a longer one is written out for every unit."""
_SIGNS = (1, -1)


@dataclass(frozen=True, eq=False, slots=True)
class AxisField:
    """The fields of a tensor's units along one axis of the input.

    Parameters
    ----------
    clipped, free : ndarray, (2, *dimensions)
        First pixels and negated last ones, within the input and as if it had no border.
    dim : int or None
        The dimension along which `free` repeats itself.
    step : int
        By how many pixels, after as many units as `free` holds.
    """

    clipped: NDArray[np.float64]
    free: NDArray[np.float64]
    dim: int | None = None
    step: int = 0

    @property
    def period(self) -> int:
        """After how many units `free` repeats itself."""
        return 1 if self.dim is None else int(self.free.shape[1 + self.dim])

    @property
    def blind(self) -> bool:
        """Whether some unit sees nothing of the input."""
        return bool(np.isinf(self.clipped).any())

    def free_at(self, unit: int) -> NDArray[np.float64]:
        """Return the unclipped fields of the units numbered `unit` along the dimension that follows the axis."""
        if self.dim is None:
            return self.free
        times, place = divmod(unit, self.period)
        return np.take(self.free, [place], axis=1 + self.dim) + self._moved(times * self.step)

    def written_out(self, size: int) -> AxisField:
        """Return the same with an unclipped field for each of the `size` units along the dimension."""
        if self.dim is None:
            return self
        every = [self.free_at(unit) for unit in range(size)]
        return AxisField(self.clipped, np.concatenate(every, axis=1 + self.dim))

    def repeated(self, period: int) -> AxisField:
        """Return the same with a period that is a multiple of its own."""
        if self.dim is None or period == self.period:
            return self
        every = [self.free_at(unit) for unit in range(period)]
        return replace(self, free=np.concatenate(every, axis=1 + self.dim), step=self.step * period // self.period)

    def _moved(self, pixels: int) -> NDArray[np.float64]:
        return np.multiply(_SIGNS, float(pixels)).reshape(2, *(1,) * (self.free.ndim - 1))


def input_field(shape: Sequence[int], dim: int, *, full: bool) -> AxisField:
    """Return the fields of the input itself along its dimension `dim`: every pixel sees itself.

    `full` writes out a field for every element, where fields of rows and columns are not independent.
    """
    size = shape[dim]
    places = np.arange(size, dtype=np.float64).reshape(*(size if each == dim else 1 for each in range(len(shape))))
    clipped = np.stack([places, -places])
    if full:
        clipped = np.broadcast_to(clipped, (2, *shape)).copy()
    return AxisField(clipped, np.zeros((2, *(1,) * len(shape))), dim, 1)


def joint(fields: Sequence[AxisField]) -> tuple[AxisField, ...]:
    """Return fields written out for every element with those blind along one axis blind along all."""
    blind = np.logical_or.reduce([np.isinf(each.clipped) for each in fields])
    return tuple(replace(each, clipped=np.where(blind, np.inf, each.clipped)) for each in fields)


def windowed(field: AxisField, shape: Sequence[int], rules: dict[int, AxisRule], sizes: dict[int, int]) -> AxisField:
    """Return what units see that read a tensor of `shape` by a rule along each of some dimensions."""
    for dim, rule in rules.items():
        clipped = _resolved(field.clipped, dim, shape[dim], rule, sizes[dim])
        if field.dim != dim:
            free = (
                field.free
                if field.free.shape[1 + dim] == 1
                else _resolved(field.free, dim, shape[dim], rule, sizes[dim])
            )
            field = replace(field, clipped=clipped, free=free)
            continue
        units = rule.period * field.period // gcd(field.period, rule.advance)
        if units > MOST_REPEATED or rule.mode == "circular":
            free = field.written_out(shape[dim]).free
            field = AxisField(clipped, _resolved(free, dim, shape[dim], rule, sizes[dim]))
            continue
        step = field.step * (units // rule.period * rule.advance) // field.period
        found = [
            _union([field.free_at(place) for place in rule.places(unit)], field.free, dim) for unit in range(units)
        ]
        field = AxisField(clipped, np.concatenate(found, axis=1 + dim), dim, step)
    return field


def grouped(field: AxisField, dim: int, channels: int, made: int, groups: int) -> AxisField:
    """Return what `made` channels see of which each reads all of its group's `channels` / `groups`."""

    def reduced(values: NDArray[np.float64]) -> NDArray[np.float64]:
        if values.shape[1 + dim] == 1:
            return values
        split = (*values.shape[: 1 + dim], groups, channels // groups, *values.shape[2 + dim :])
        least = values.reshape(split).min(axis=2 + dim)
        return least if groups == 1 else np.repeat(least, made // groups, axis=1 + dim)

    return replace(field, clipped=reduced(field.clipped), free=reduced(field.free))


def mixed(field: AxisField, shape: Sequence[int], dims: Sequence[int], new: Sequence[int] | None) -> AxisField:
    """Return what units see that read all along some dimensions, which have `new` sizes, or are dropped (None)."""
    if field.dim is not None and field.dim in dims:
        size = shape[field.dim]
        if new is not None and new[field.dim] == 1:
            field = windowed(field, shape, {field.dim: WindowRule(size, size)}, {field.dim: 1})
        else:
            field = field.written_out(size)
    axes = tuple(1 + dim for dim in dims)
    clipped, free = (values.min(axis=axes, keepdims=new is not None) for values in (field.clipped, field.free))
    dim = field.dim
    if dim is not None and new is None:
        dim -= sum(each < dim for each in dims)
    return replace(field, clipped=clipped, free=free, dim=dim)


def permuted(field: AxisField, dims: Sequence[int]) -> AxisField:
    """Return the fields of a tensor whose dimension i was dimension ``dims[i]``."""
    clipped, free = (values.transpose(0, *(1 + dim for dim in dims)) for values in (field.clipped, field.free))
    return AxisField(clipped, free, None if field.dim is None else list(dims).index(field.dim), field.step)


def reshaped(field: AxisField, shape: Sequence[int], new: Sequence[int]) -> AxisField:
    """Return the fields of a tensor of `shape` laid out anew."""
    pieces = _pieces(shape, new)
    dim = None
    if field.dim is not None:
        old, made = next((old, made) for old, made in pieces if field.dim in old)
        wide = [each for each in made if new[each] > 1]
        if all(shape[each] == 1 for each in old if each != field.dim) and len(wide) <= 1 and made:
            dim = wide[0] if wide else made[0]
        else:
            field = field.written_out(shape[field.dim])
    clipped, free = (
        _reshaped(values, shape, new, pieces, dim if values is field.free else None)
        for values in (field.clipped, field.free)
    )
    return AxisField(clipped, free, dim, field.step)


def united(fields: Sequence[AxisField], shapes: Sequence[Sequence[int]], shape: Sequence[int]) -> AxisField:
    """Return what the units of `shape` see that read one of each tensor, those of one unit repeated."""
    aligned = [_with_rank(field, len(own), len(shape)) for field, own in zip(fields, shapes)]
    sizes = [(1,) * (len(shape) - len(own)) + tuple(own) for own in shapes]
    aligned = _in_step(aligned, sizes, shape)
    clipped, free = aligned[0].clipped, aligned[0].free
    for each in aligned[1:]:
        clipped, free = np.minimum(clipped, each.clipped), np.minimum(free, each.free)
    return AxisField(clipped, free, aligned[0].dim, aligned[0].step)


def laid_end_to_end(fields: Sequence[AxisField], shapes: Sequence[Sequence[int]], dim: int) -> AxisField:
    """Return the fields of tensors laid end to end along a dimension."""
    if any(field.dim == dim for field in fields):
        fields = [field.written_out(shape[dim]) if field.dim == dim else field for field, shape in zip(fields, shapes)]
    aligned = _in_step(fields, shapes, shapes[0])
    return replace(
        aligned[0],
        clipped=_laid([field.clipped for field in aligned], shapes, dim),
        free=_laid([field.free for field in aligned], shapes, dim),
    )


def _in_step(fields: Sequence[AxisField], sizes: Sequence[Sequence[int]], shape: Sequence[int]) -> list[AxisField]:
    """Return fields that repeat themselves alike; where they do not, all of them written out."""
    seeing = [field for field in fields if not np.isinf(field.free).all()] or list(fields)
    dims = {field.dim for field in seeing}
    whole = [field.dim is None or own[field.dim] == shape[field.dim] for field, own in zip(fields, sizes)]
    rates = {(field.step * seeing[0].period, seeing[0].step * field.period) for field in seeing}
    period = lcm(*(field.period for field in seeing))
    if len(dims) == 1 and all(whole) and all(left == right for left, right in rates) and period <= MOST_REPEATED:
        found = [field.repeated(period) if field.dim is not None else field for field in fields]
        dim, step = next((each.dim, each.step) for each in found if each.dim in dims)
        return [replace(each, dim=dim, step=step) for each in found]
    return [field if field.dim is None else field.written_out(own[field.dim]) for field, own in zip(fields, sizes)]


def _with_rank(field: AxisField, rank: int, wanted: int) -> AxisField:
    """Return fields of a tensor that has dimensions of one unit before its own."""
    more = wanted - rank
    clipped, free = (values.reshape(2, *(1,) * more, *values.shape[1:]) for values in (field.clipped, field.free))
    return AxisField(clipped, free, None if field.dim is None else field.dim + more, field.step)


def _resolved(values: NDArray[np.float64], dim: int, size: int, rule: AxisRule, units: int) -> NDArray[np.float64]:
    """Return the union of what each unit reads, where padding copies what it copies."""
    if values.shape[1 + dim] != size:
        return values
    rows = [[place_on_line(place, size, rule.mode) for place in rule.places(unit)] for unit in range(units)]
    seen = [[place for place in row if place is not None] for row in rows]
    most = max(map(len, seen), default=0)
    beyond = np.concatenate([values, np.full_like(np.take(values, [0], axis=1 + dim), np.inf)], axis=1 + dim)
    found = np.full((*values.shape[: 1 + dim], units, *values.shape[2 + dim :]), np.inf)
    for tap in range(most):
        places = [row[tap] if tap < len(row) else size for row in seen]
        np.minimum(found, np.take(beyond, places, axis=1 + dim), out=found)
    return found


def _union(found: list[NDArray[np.float64]], like: NDArray[np.float64], dim: int) -> NDArray[np.float64]:
    return np.minimum.reduce(found) if found else np.full_like(np.take(like, [0], axis=1 + dim), np.inf)


def _pieces(shape: Sequence[int], new: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Return the shortest runs of dimensions, old and new, that hold as many values."""
    pieces: list[tuple[list[int], list[int]]] = []
    left = right = 0
    while left < len(shape) or right < len(new):
        old, made = [left][: len(shape) - left], [right][: len(new) - right]
        left, right = left + len(old), right + len(made)
        while (before := prod(shape[each] for each in old)) != (after := prod(new[each] for each in made)):
            if before < after:
                old, left = [*old, left], left + 1
            else:
                made, right = [*made, right], right + 1
        pieces.append((old, made))
    return pieces


def _reshaped(
    values: NDArray[np.float64],
    shape: Sequence[int],
    new: Sequence[int],
    pieces: list[tuple[list[int], list[int]]],
    repeating: int | None,
) -> NDArray[np.float64]:
    """Lay out an array that may hold one value for all along some dimensions, or a period of them."""
    full, target = list(values.shape[1:]), [1] * len(new)
    for old, made in pieces:
        held = prod(values.shape[1 + each] for each in old)
        if repeating in made:
            target[repeating] = held
        elif held > 1:
            for each in old:
                full[each] = shape[each]
            for each in made:
                target[each] = new[each]
    return np.broadcast_to(values, (2, *full)).reshape(2, *target)


def _laid(arrays: Sequence[NDArray[np.float64]], shapes: Sequence[Sequence[int]], dim: int) -> NDArray[np.float64]:
    rest = np.broadcast_shapes(*((*values.shape[: 1 + dim], 1, *values.shape[2 + dim :]) for values in arrays))
    whole = [
        np.broadcast_to(values, (*rest[: 1 + dim], shape[dim], *rest[2 + dim :]))
        for values, shape in zip(arrays, shapes)
    ]
    return np.concatenate(whole, axis=1 + dim)
