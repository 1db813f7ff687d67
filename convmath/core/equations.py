"""Equations as they are printed: whether "=" holds of the very digits that stand there.

An equation is given as pieces: the printed numbers, and the words and signs between them. It is read back from these,
in exact fractions, so that what it was computed from plays no part; where a side is no sum that can be done, such as
"Gx", only whether the numbers were rounded can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import NamedTuple

from convmath.core.magnitudes import POWERS
from convmath.core.numerals import last_place, worth

EQUAL, NEARLY = "=", "≈"


class Piece(NamedTuple):
    """A part of a printed line: a number or a name, or what stands between two of them.

    Parameters
    ----------
    text : str
        What is printed.
    number : bool
        Whether it is a number.
    rounded : bool
        Whether that number was rounded for print.
    """

    text: str
    number: bool = False
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """Two neighbouring sides of an equation.

    Parameters
    ----------
    true : bool
        Whether both are the same, to the last digit printed.
    close : bool
        Whether the left side, done with the printed numbers, rounds to the number on the right.
    """

    true: bool
    close: bool

    @property
    def sign(self) -> str:
        """What stands between the two."""
        return EQUAL if self.true else NEARLY


def relations(pieces: Sequence[Piece]) -> tuple[Relation, ...]:
    """Return how each "=" of a printed line fares, from left to right.

    Examples
    --------
    >>> third, whole = Piece("0.33", number=True, rounded=True), Piece("1", number=True)
    >>> [found.sign for found in relations([third, Piece(" + "), third, Piece(" + "), third, Piece(" = "), whole])]
    ['≈']
    """
    return tuple(_relation(*neighbours) for neighbours in pairwise(_cut(pieces, EQUAL)))


def with_true_signs(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the texts of a line's pieces, with "≈" for every "=" that isn't true of what is printed.

    Examples
    --------
    >>> with_true_signs(
    ...     [Piece("2", number=True), Piece(" × "), Piece("3", number=True), Piece(" = "), Piece("7", True)]
    ... )
    ('2', ' × ', '3', ' ≈ ', '7')
    """
    signs = iter(found.sign for found in relations(pieces))
    return tuple(piece.text if piece.number else re.sub(EQUAL, lambda _: next(signs), piece.text) for piece in pieces)


def _cut(pieces: Sequence[Piece], sign: str) -> list[list[Piece]]:
    """Cut a line wherever a sign stands between its numbers."""
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = [piece.text] if piece.number else piece.text.split(sign)
        parts[-1].append(piece._replace(text=first))
        parts += [[Piece(other)] for other in others]
    return parts


def _relation(left: list[Piece], right: list[Piece]) -> Relation:
    left, right = _cut(left, ":")[-1], _cut(right, ":")[0]  # "One row: 3 + 4 = 7: its sum" says that 3 + 4 are 7
    first, second = _value(left), _value(right)
    if first is None or second is None:
        exact = not any(piece.rounded for piece in (*left, *right))
        return Relation(exact, close=True)
    if first.squared is not None or second.squared is not None:  # a root that is no fraction equals none
        return Relation(true=False, close=abs(first.number - second.number) <= _unit(right) / 2)
    apart = abs(first.number - second.number)
    return Relation(apart == 0, apart <= _unit(right) / 2)


class _Value(NamedTuple):
    """The value of a side; of an irrational root nearly, and its square."""

    number: Fraction
    squared: Fraction | None = None


_WORDS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_TOKEN = re.compile(r"\s*(\x00\d+\x00|[+×÷·*/()√−-])")
_MARKUP = re.compile(r'[$#\[\]"]')


def _value(side: list[Piece]) -> _Value | None:
    """Do the sum that stands on one side; None if there is none to be done."""
    numbers: list[Fraction] = []
    text = ""
    for piece in side:
        if piece.number:
            try:
                numbers.append(worth(piece.text.removeprefix("− ").removeprefix("+ ")))
            except ValueError:
                return None
            text += ("−" if piece.text.startswith("− ") else "") + f"\x00{len(numbers) - 1}\x00"
        else:
            text += piece.text
    text = _MARKUP.sub("", text)
    for power, name in POWERS.items():
        numbers.append(Fraction(10**power))
        text = re.sub(rf"\s*\b{name}\b", f" × \x00{len(numbers) - 1}\x00", text)
    if "_" in text:
        return None
    text = _WORDS.sub("", re.sub(r"\bdot\b", "·", text)).strip(" .,;×")
    tokens, end = [], 0
    while (found := _TOKEN.match(text, end)) is not None:
        tokens.append(found[1])
        end = found.end()
    if text[end:].strip() or not tokens:
        return None
    try:
        value = _Sum(tokens, numbers).whole()
    except (IndexError, ZeroDivisionError, _UnreadableError):
        return None
    return value


class _UnreadableError(Exception):
    """What stands there is no sum."""


class _Sum:
    """A sum of products, read from its tokens."""

    def __init__(self, tokens: list[str], numbers: list[Fraction]) -> None:
        self._tokens, self._numbers, self._at = tokens, numbers, 0

    def whole(self) -> _Value:
        """Return the value of all tokens."""
        if self._tokens[0] == "√" and len(self._tokens) == 2:
            self._at = 1
            return _root(self._factor())
        value = self._sum()
        if self._at < len(self._tokens):
            raise _UnreadableError
        return _Value(value)

    def _sum(self) -> Fraction:
        value = self._product()
        while self._next() in ("+", "−", "-"):
            sign = 1 if self._take() == "+" else -1
            value += sign * self._product()
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while self._next() in ("×", "·", "*", "÷", "/"):
            value = value / self._factor() if self._take() in "÷/" else value * self._factor()
        return value

    def _factor(self) -> Fraction:
        taken = self._take()
        if taken in "−-":
            return -self._factor()
        if taken == "(":
            value = self._sum()
            if self._take() != ")":
                raise _UnreadableError
            return value
        if not taken.startswith("\x00"):
            raise _UnreadableError
        return self._numbers[int(taken.strip("\x00"))]

    def _next(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]


def _root(number: Fraction) -> _Value:
    if number < 0:
        raise _UnreadableError
    top, bottom = isqrt(number.numerator), isqrt(number.denominator)
    if top**2 == number.numerator and bottom**2 == number.denominator:
        return _Value(Fraction(top, bottom))
    scale = 10**20
    return _Value(Fraction(isqrt(number.numerator * scale**2 // number.denominator), scale), number)


def _unit(side: list[Piece]) -> Fraction:
    """Return what a one in the last place of a side's only number is worth; 0 if it has several, or a fraction."""
    numbers = [piece.text for piece in side if piece.number]
    if len(numbers) != 1:
        return Fraction(0)
    named = next((10**power for power, name in POWERS.items() if any(name in piece.text for piece in side)), 1)
    return last_place(numbers[0]) * named
