"""What a question is: its wording, the right answer and wrong ones, each from a misconception that has a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from convmath.core.numerals import numeral
from convmath.core.provenance import Traced
from convmath.questions.wording import Wording, said

OPTIONS = 4
"""How many options each question has, one of them right."""

LARGEST_BY_HAND = 9_999
"""The largest number that is met on the way to an answer without a calculator."""

Givens = Mapping[str, Any]
"""What a question is about, by name: sizes, kernels, a kind of layer."""


class Option(NamedTuple):
    """One answer that may be chosen.

    Parameters
    ----------
    label : Wording
        The answer.
    explanation : Wording
        How one comes to it: for the right one the way there, for a wrong one what went wrong.
    misconception : str
        The name of the misconception that it was computed from; empty for the right one.
    """

    label: Wording
    explanation: Wording
    misconception: str = ""


class Picture(NamedTuple):
    """A grid of numbers that a question is about.

    Parameters
    ----------
    label : str
        What it is.
    values : Traced
        Shape (rows, cols).
    """

    label: str
    values: Traced[Any]


class Draft(NamedTuple):
    """A question before its options are chosen and put in order.

    Parameters
    ----------
    asking : Wording
        The question, without the grids it is about.
    right : Option
        The right answer.
    mistakes : tuple of Option
        Wrong ones, at least three of which differ in print from all others.
    derivation : tuple of Wording
        The way to the right answer, line by line.
    pictures : tuple of Picture
        The grids that it is about.
    """

    asking: Wording
    right: Option
    mistakes: tuple[Option, ...]
    derivation: tuple[Wording, ...]
    pictures: tuple[Picture, ...] = ()


class QuestionKind(NamedTuple):
    """A generator of questions.

    Parameters
    ----------
    asks : str
        What it asks, in words: "how many parameters a dense layer has".
    space : callable
        Returns the givens of each of its variants; the first are those of the chapter, where it asks this.
    draft : callable
        Makes a draft of givens, which are traced.
    """

    asks: str
    space: Callable[[], tuple[Givens, ...]]
    draft: Callable[[Traced[Givens]], Draft]


class Question(NamedTuple):
    """A question with its options in order.

    Parameters
    ----------
    name : str
        The name of its kind.
    seed : int
        What it was drawn by.
    draft : Draft
        What it is made of.
    options : tuple of Option
        Four, one of them right.
    answer : int
        Where among them the right one stands, from 0.
    """

    name: str
    seed: int
    draft: Draft
    options: tuple[Option, ...]
    answer: int

    @property
    def asked(self) -> str:
        """The question as plain text, without the grids that it is about."""
        return self.draft.asking.text

    @property
    def grids(self) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
        """The grids that it is about: what each is, and its numbers as they are printed, row by row."""
        return tuple(
            (label, tuple(tuple(numeral(number) for number in row) for row in values.value))
            for label, values in self.draft.pictures
        )

    @property
    def text(self) -> str:
        """The whole question as plain text, the grids that it is about row by row."""
        grids = [f"{label.capitalize()}: {'; '.join(' '.join(row) for row in rows)}." for label, rows in self.grids]
        return " ".join([self.asked, *grids])

    @property
    def labels(self) -> tuple[str, ...]:
        """The options as they are printed."""
        return tuple(option.label.text for option in self.options)

    @property
    def explanations(self) -> tuple[str, ...]:
        """How one comes to each option, as it is printed."""
        return tuple(option.explanation.text for option in self.options)

    @property
    def numbers(self) -> tuple[int | float, ...]:
        """What the options are worth, where each is a number alone that can be typed; else nothing."""
        alone = all(option.label.template == "{n}" for option in self.options)
        return tuple(option.label.numbers[0] for option in self.options) if alone else ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The way to the answer, line by line, as it is printed."""
        return tuple(line.text for line in self.draft.derivation)

    @property
    def right(self) -> Option:
        """The right option."""
        return self.options[self.answer]

    @property
    def by_hand(self) -> bool:
        """Whether no number on the way to the answer has more than four digits."""
        wordings = (self.draft.asking, self.right.label, self.right.explanation, *self.draft.derivation)
        return all(abs(number) <= LARGEST_BY_HAND for wording in wordings for number in wording.numbers)

    @property
    def effort(self) -> str:
        """What it takes: "by reasoning" where no option holds a number, "by hand", or "with a calculator"."""
        if not any(option.label.numbers for option in self.options):
            return "by reasoning"
        return "by hand" if self.by_hand else "with a calculator"

    def as_json(self, *, keys: bool) -> dict[str, Any]:
        """Return the question in a form that JSON can hold, with the answer's index if `keys` says so."""
        whole = {
            "question": self.name,
            "seed": self.seed,
            "text": self.text,
            "options": list(self.labels),
            "explanations": list(self.explanations),
        }
        return {**whole, "answer": self.answer} if keys else whole


def number_option(name: str, value: Traced[Any], template: str, **parts: Traced[Any]) -> Option:
    """Return an option that is a number alone.

    Parameters
    ----------
    name : str
        The misconception, or nothing for the right answer.
    value : Traced
        The number, which is ``{n}`` in the template.
    template : str
        How one comes to it.
    **parts : Traced
        What else is in the template.
    """
    return Option(said("{n}", n=value), said(template, n=value, **parts), name)
