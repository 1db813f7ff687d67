"""Sentences whose numbers know where they came from: the wording of questions, options and explanations."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any, NamedTuple

from convmath.core.equations import Piece, with_true_signs
from convmath.core.numerals import is_printed_exactly, numeral
from convmath.core.provenance import Traced


class Wording(NamedTuple):
    """Words with numbers in them.

    Parameters
    ----------
    template : str
        Words with placeholders, ``"{rows} × {cols} pixels"``, and no digit outside them.
    parts : mapping
        The traced value of each placeholder.

    Examples
    --------
    >>> from convmath.core.provenance import traced
    >>> from convmath.networks.counting import image_values
    >>> said("{n} values", n=traced(image_values, 64, 64, 3)).text
    '12,288 values'
    """

    template: str
    parts: Mapping[str, Traced[Any]]

    @property
    def text(self) -> str:
        """The words as they are printed, with "≈" for an "=" that isn't true of the digits printed."""
        pieces: list[Piece] = []
        for literal, name, form, _ in Formatter().parse(self.template):
            pieces.append(Piece(literal))
            if name is not None:
                pieces.append(_piece(self.parts[name].value, form or ""))
        return "".join(with_true_signs(pieces))

    @property
    def numbers(self) -> tuple[int | float, ...]:
        """The numbers in the words, in reading order."""
        names = (name for _, name, _, _ in Formatter().parse(self.template) if name is not None)
        values = (self.parts[name].value for name in names)
        return tuple(value for value in values if not isinstance(value, str))


def said(template: str, **parts: Traced[Any]) -> Wording:
    """Return a template with what stands for its placeholders.

    Examples
    --------
    >>> said("nowhere").text
    'nowhere'
    """
    return Wording(template, parts)


def _piece(value: Any, form: str) -> Piece:
    if isinstance(value, str):
        return Piece(value, number=True)
    text = numeral(value, form)
    return Piece(text, number=True, rounded=not is_printed_exactly(value, text))
