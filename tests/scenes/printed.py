"""Read printed numbers and equations back, by means other than those that printed them: Python's own arithmetic."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:/(\d[\d,]*(?:\.\d+)?))?(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
_LETTERS = r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+"
"""Raised digits are no digits to regular expressions, but letters."""
_NAMED = {"million": 10**6, "billion": 10**9, "trillion": 10**12}


NEAR = 0.1
"""How far two sides may be apart that are called nearly equal, against all their terms added up: two digits are left of
each, so that a term may be off by five hundredths, and a product of two by ten."""


class Side(NamedTuple):
    """A side of a printed equation: its value, and what it would be if all its terms were added up without signs."""

    value: Fraction
    size: Fraction


def number(text: str) -> Fraction:
    """Read one printed number, with its sign."""
    found = _NUMBER.fullmatch(text.removeprefix("−"))
    assert found, f"{text!r} is not a number"
    return (-1 if text.startswith("−") else 1) * _worth(found)


def unit(text: str) -> Fraction:
    """The last place of one printed number: half of it is what rounding may change."""
    whole, parts, power = _NUMBER.fullmatch(text.removeprefix("−")).groups()
    last = Fraction(1, 10 ** len((parts or whole).partition(".")[2]))
    if parts:  # of one part of so many
        return last * abs(number(text)) / Fraction(parts.replace(",", ""))
    return last * Fraction(10) ** int(power.translate(_RAISED)) if power else last


def _worth(found: re.Match[str]) -> Fraction:
    whole, parts, power = (group and group.replace(",", "") for group in found.groups())
    value = Fraction(whole) / Fraction(parts or 1)
    return value * Fraction(10) ** int(power.translate(_RAISED)) if power else value


def sides(line: str) -> list[tuple[str, str, str]]:
    """Cut a line into (left, sign, right), one for each sign between two sides; what a colon parts is left out."""
    pieces = re.split(r"([=≈])", line)
    neighbours = pairwise(zip(pieces[::2], [*pieces[1::2], ""]))
    return [(left.rpartition(":")[2], sign, right.partition(":")[0]) for (left, sign), (right, _) in neighbours]


def value(text: str) -> Side | None:
    """Do the sum that stands on a side; None if letters are left in it that are no words of a sentence."""
    plain = re.sub(r'[$#\[\]"]', "", text)
    if "_" in plain:
        return None
    for name, factor in _NAMED.items():
        plain = re.sub(rf" {name}\b", f" × {factor}", plain)
    plain = re.sub(r"\bdot\b", "×", plain)
    plain = re.sub(rf"{_LETTERS}(?:-{_LETTERS})*", " ", plain).strip(" .,;×")
    numbers: list[Fraction] = []

    def named(found: re.Match[str]) -> str:
        numbers.append(_worth(found))
        return f"n[{len(numbers) - 1}]"

    code = _NUMBER.sub(named, plain)
    for printed, python in {"×": "*", "÷": "/", "−": "-", "√": "root "}.items():
        code = code.replace(printed, python)
    code = re.sub(r"root (n\[\d+\])", r"root(\1)", code)
    if not numbers:
        return None
    try:
        tree = compile(ast.parse(code.strip(), mode="eval"), "printed", "eval")
    except SyntaxError:
        return None
    names = {"n": numbers, "root": lambda square: Fraction(math.sqrt(square))}
    unsigned = compile(ast.parse(code.strip().replace("-", "+"), mode="eval"), "printed", "eval")
    return Side(eval(tree, names), eval(unsigned, names))  # noqa: S307 (of our own making: numbers and signs)


def faults_of_equation(line: str, rounded: Collection[str]) -> Iterator[str]:
    """What is wrong with the signs of a printed line, some of whose numbers were rounded for print."""
    for left, sign, right in sides(line):
        first, second = value(left), value(right)
        if first is None or second is None:
            if (sign == "=") == any(number in f"{left} {right}" for number in rounded):
                yield f"{sign} between what was rounded and a symbol, or the other way round"
        elif sign == "=" and first.value != second.value:
            yield f"{left.strip()} is {float(first.value)}, not {right.strip()}"
        elif sign == "≈" and first.value == second.value:
            yield f"{left.strip()} is {right.strip()} exactly"
        elif abs(first.value - second.value) > NEAR * max(first.size, second.size):
            yield f"{left.strip()} is {float(first.value)}, not nearly {right.strip()}"
