"""What a lecturer says over a beat: words, and numbers from traced values, as they are written and as they are said."""

from __future__ import annotations

import re
from string import Formatter
from typing import NamedTuple

from scenes.base.readout import Source, source_text
from scenes.base.typesetting import refuse_digits


class Spoken(NamedTuple):
    """A number or a name of a narration, as it is written, as it is spoken, and where it came from."""

    written: str
    spoken: str
    source: Source


def narrated(template: str, **numbers: Source) -> list[str | Spoken]:
    """Return a narration in parts, each words with marks, or a number as it is written and as it is spoken.

    Parameters
    ----------
    template
        Words, with placeholders for numbers, and marks such as ``[mark sum]``; outside the placeholders no digit.
    **numbers
        The traced value or the name of each placeholder, formatted as on screen.

    Raises
    ------
    ValueError
        If the template holds a digit.
    """
    parts: list[str | Spoken] = []
    for literal, name, form, _ in Formatter().parse(template):
        refuse_digits(literal)
        if literal:
            parts.append(literal)
        if name is not None:
            written = source_text(numbers[name], form or "")
            parts.append(Spoken(written, spoken_form(written), numbers[name]))
    return parts


_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_NUMBER = re.compile(r"(?<![\w.])(?P<root>√)?(?P<minus>[−-])?(?P<whole>\d[\d,]*)(?:\.(?P<decimals>\d+))?")
_OVER = re.compile(r"(?P<over>[−-]?\d[\d,]*)/(?P<under>\d[\d,]*)")
_POWER = re.compile(r"·10(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_SIGNS = {
    "×": " by ",
    "%": " percent",
    "≈": "about ",
    "=": " equals ",
    "+": " plus ",
    "÷": " divided by ",
    "·": " times ",
}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))


def spoken_form(written: str) -> str:
    """Return a printed number, fraction or name as it is said.

    Examples
    --------
    >>> [
    ...     spoken_form(text)
    ...     for text in ("150,528", "−2.50", "√18", "1/9", "3/16", "1.1·10⁻⁷", "VGG-16", "98.5 %", "3 × 3")
    ... ]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['one hundred and fifty thousand, five hundred and twenty-eight', 'minus two point five zero',
     'the square root of eighteen', 'one ninth', 'three sixteenths', 'one point one times ten to the minus seven',
     'VGG sixteen', 'ninety-eight point five percent', 'three by three']
    """
    text = _POWER.sub(lambda found: f" times ten to the {_number(found['power'].translate(_SUPERSCRIPTS))}", written)
    text = _OVER.sub(_fraction, text)
    text = re.sub(r"(?<=[A-Za-z])-(?=\d)", " ", text)
    text = _NUMBER.sub(
        lambda found: ("the square root of " if found["root"] else "") + _number(found[0].lstrip("√")), text
    )
    text = re.sub(r"(?<=[A-Za-z])\d+|\d+(?=[A-Za-z])", lambda found: f" {_number(found[0])} ", text)
    text = _SIGN.sub(lambda found: _SIGNS[found[0]], text)
    return " ".join(text.split())


def _fraction(found: re.Match[str]) -> str:
    from num2words import num2words

    over, under = found["over"], int(found["under"].replace(",", ""))
    if under == 2:
        return f"{_number(over)} {'half' if over in ('1', '−1') else 'halves'}"
    part = "quarter" if under == 4 else str(num2words(under, to="ordinal"))
    return f"{_number(over)} {part if over in ('1', '−1') else f'{part}s'}"


def _number(text: str) -> str:
    """Return a number in words: digits after the point one by one, as many as are printed."""
    from num2words import num2words

    minus = "minus " if text[:1] in "−-" else ""
    whole, point, decimals = text.lstrip("−-").replace(",", "").partition(".")
    words = minus + str(num2words(int(whole)))
    return words + (" point " + " ".join(str(num2words(int(digit))) for digit in decimals) if point else "")
