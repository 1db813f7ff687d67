"""Kernels written as rows of numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import InputError, bad

_NUMBER = re.compile(r"[+-]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})(/\d{1,9})?")


def parse_kernel(text: str) -> NDArray[Any]:
    """Return the kernel written in `text`: rows end with ``;`` or a new line, numbers stand apart by spaces or commas.

    A number may be whole, decimal or a fraction: ``-2``, ``0.5``, ``1/9``. Whole numbers throughout give an integer
    array.

    Raises
    ------
    InputError
        If there are no numbers, something is not a number, or the rows differ in length.

    Examples
    --------
    >>> parse_kernel("1 2 1; 0 0 0; -1 -2 -1").tolist()
    [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]
    """
    allowed = 'rows of numbers such as "1 2 1; 0 0 0; -1 -2 -1"'
    lines = [line for line in re.split(r"[;\n]", text.replace("−", "-")) if line.strip()]
    if not lines:
        raise bad("kernel", text, allowed)
    rows = [[_number(token) for token in line.replace(",", " ").split()] for line in lines]
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise InputError("kernel", f"{text!r}, with rows of {lengths} numbers", "rows of the same length")
    if all(value.denominator == 1 for row in rows for value in row):
        return np.array(rows, dtype=np.int64)
    return np.array(rows, dtype=np.float64)


def _number(token: str) -> Fraction:
    if not _NUMBER.fullmatch(token) or re.search(r"/0+$", token):
        raise bad("kernel", token, "numbers such as -2, 0.5 or 1/9")
    number, _, divisor = token.partition("/")
    return Fraction(number) / int(divisor or 1)
