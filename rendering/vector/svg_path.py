"""Write outlines as SVG path data: relative, rounded without drift, with lines where curves are straight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rendering.vector.vector_frame import Subpath

_STRAIGHT = 0.3
"""Steps by which a straight curve's control points may lie off its chord: less than rounding moves them anyway."""


def path_data(outline: Sequence[Subpath], decimals: int) -> tuple[int, int, str]:
    """Return where an outline starts, and its path data relative to that point.

    Parameters
    ----------
    outline
        At least one part.
    decimals
        Decimals to round to; a step is 10 to the power of minus this.

    Returns
    -------
    tuple of (int, int, str)
        x and y in steps, and path data that follows an ``M x y``. Outlines that differ only by a shift share it.

    Examples
    --------
    >>> from rendering.vector.vector_frame import polygon
    >>> path_data([polygon([(10, 10), (30, 10), (30, 20), (10, 20)])], 1)
    (100, 100, 'h20v10h-20z')
    """
    steps = 10**decimals
    origin = outline[0].points[0]
    commands: list[str] = []
    current = np.zeros(2, dtype=np.int64)
    for number, subpath in enumerate(outline):
        exact = (subpath.points - origin) * steps
        rounded = np.rint(exact).astype(np.int64)
        if number:
            commands.append("m" + spaced(rounded[0] - current, decimals))
        commands += _commands(exact, rounded, subpath.closed, decimals)
        current = rounded[0] if subpath.closed else rounded[-1]
    first = np.rint(origin * steps).astype(np.int64).tolist()
    return first[0], first[1], _without_repeated_letters(commands)


def spaced(numbers: Iterable[Any], decimals: int) -> str:
    """Return numbers of steps as decimals, with a space only where no minus sign separates them."""
    text = ""
    for number in numbers:
        digits = decimal(int(number), decimals)
        text += digits if not text or digits.startswith("-") else f" {digits}"
    return text


def decimal(number: int, decimals: int) -> str:
    """Return ``number / 10**decimals`` in as few characters as possible.

    Examples
    --------
    >>> decimal(-50, 2), decimal(1200, 2), decimal(0, 2)
    ('-.5', '12', '0')
    """
    if not decimals:
        return str(number)
    whole, part = divmod(abs(number), 10**decimals)
    fraction = f".{part:0{decimals}}".rstrip("0").rstrip(".")
    shown = f"{whole or ''}{fraction}" or "0"
    return f"-{shown}" if number < 0 else shown


def _commands(exact: NDArray[np.float64], rounded: NDArray[np.int64], closed: bool, decimals: int) -> Iterator[str]:
    """Yield the commands of one subpath; each starts at the rounded end of the one before, so errors do not add up."""
    straight = _straight(exact)
    count, drawn = len(straight), False
    for index in range(count):
        start, first_control, second_control, end = rounded[3 * index : 3 * index + 4]
        if straight[index]:
            x, y = end - start
            is_closing_line = closed and index == count - 1 and drawn and (end == rounded[0]).all()
            if is_closing_line or not (x or y):
                continue  # "z" draws the closing line
            if y == 0:
                yield "h" + decimal(int(x), decimals)
            elif x == 0:
                yield "v" + decimal(int(y), decimals)
            else:
                yield "l" + spaced((x, y), decimals)
        else:
            yield "c" + spaced((*(first_control - start), *(second_control - start), *(end - start)), decimals)
        drawn = True
    if not drawn:
        yield "h0"  # a point is visible where strokes have round caps
    if closed:
        yield "z"


def _straight(points: NDArray[np.float64]) -> list[bool]:
    """Return for each curve whether its control points lie on its chord, between its ends."""
    start, first_control, second_control, end = (points[offset : len(points) - 3 + offset : 3] for offset in range(4))
    chord = end - start
    length = np.hypot(*chord.T)
    unit = chord / np.maximum(length, 1e-12)[:, None]
    result = np.ones(len(start), dtype=bool)
    for control in (first_control - start, second_control - start):
        along = (control * unit).sum(axis=1)
        across = np.hypot(*(control - along[:, None] * unit).T)
        result &= (across <= _STRAIGHT) & (along >= -_STRAIGHT) & (along <= length + _STRAIGHT)
    straight: list[bool] = result.tolist()
    return straight


def _without_repeated_letters(commands: Iterable[str]) -> str:
    """Join commands, leaving out the letter of each that is of the same kind as the one before."""
    text, letter = "", ""
    for command in commands:
        if command[0] == letter and letter in "chvl":
            text += command[1:] if command[1] == "-" else f" {command[1:]}"
        else:
            text += command
        letter = command[0]
    return text
