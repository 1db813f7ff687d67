r"""A sheet in GIFT, which Moodle imports.

Its rules are those of Moodle's own documentation (https://docs.moodle.org/en/GIFT_format): questions are apart by empty
lines and hold none; ``~ = # { } :`` and the backslash stand with a backslash before them where they mean themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rendering.figures.escaping import single_spaced
from rendering.quiz.quiz_question import LETTERS, QuizQuestion, title_of


def gift_sheet(questions: Sequence[QuizQuestion], *, keys: bool) -> str:
    """Return the questions as multiple choice, with a comment on each option.

    Without keys there is no multiple choice in GIFT, which has to know the right option; then each is an essay question
    with the options in its text.

    Parameters
    ----------
    questions
        In the order in which they are to stand.
    keys
        Whether the right options and all explanations are told.
    """
    return "\n".join("\n".join(_question(question, keys=keys)) + "\n" for question in questions)


def gift_text(text: str) -> str:
    r"""Return one line of text with what GIFT would read as its own escaped.

    Examples
    --------
    >>> gift_text("a = {1: 2}")
    'a \\= \\{1\\: 2\\}'
    """
    return re.sub(r"([\\~=#{}:])", r"\\\1", single_spaced(text))


def _question(question: QuizQuestion, *, keys: bool) -> Iterator[str]:
    head = f"::{gift_text(title_of(question))}::[plain]{gift_text(question.text)}"
    if not keys:
        options = " ".join(f"{letter}) {gift_text(label)}" for letter, label in zip(LETTERS, question.labels))
        yield f"{head}\\n{options} {{}}"
        return
    yield f"{head} {{"
    for number, label in enumerate(question.labels):
        sign = "=" if number == question.answer else "~"
        yield f"{sign}{gift_text(label)}#{gift_text(question.explanations[number])}"
    yield "}"
