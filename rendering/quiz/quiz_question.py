"""What a sheet reads of a question, whoever made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What options are called."""

Grid = tuple[str, Sequence[Sequence[str]]]
"""A label, and the numbers under it as they are printed, row by row."""


class QuizQuestion(Protocol):
    """A question of one right option and several wrong ones, each with the sentence that says how one comes to it."""

    @property
    def name(self) -> str:
        """The name of its kind."""

    @property
    def seed(self) -> int:
        """What it was drawn by."""

    @property
    def asked(self) -> str:
        """The question in words, without the grids that it is about."""

    @property
    def grids(self) -> Sequence[Grid]:
        """The grids that it is about."""

    @property
    def text(self) -> str:
        """The question in words, with the grids."""

    @property
    def labels(self) -> Sequence[str]:
        """The options."""

    @property
    def explanations(self) -> Sequence[str]:
        """How one comes to each option."""

    @property
    def numbers(self) -> Sequence[float]:
        """What the options are worth, where each is a number alone; else nothing."""

    @property
    def steps(self) -> Sequence[str]:
        """The way to the answer, line by line."""

    @property
    def effort(self) -> str:
        """What it takes: "by hand"."""

    @property
    def answer(self) -> int:
        """Which option is right, from 0."""

    def as_json(self, *, keys: bool) -> Mapping[str, Any]:
        """Return the question in a form that JSON can hold, with the answer if `keys` says so."""


def title_of(question: QuizQuestion) -> str:
    """Return what a question is called on a platform: its kind and its seed, by which it can be drawn again."""
    return f"{question.name}, seed {question.seed}"
