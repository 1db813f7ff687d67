"""A sheet as Markdown, to be printed or put into a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rendering.figures.escaping import markdown_text
from rendering.quiz.quiz_question import LETTERS, Grid, QuizQuestion


def markdown_sheet(questions: Sequence[QuizQuestion], *, keys: bool) -> str:
    """Return the questions with their options, and after them the key if `keys` says so.

    Parameters
    ----------
    questions
        In the order in which they are to stand.
    keys
        Whether the right options and all explanations are told.
    """
    lines = ["# Questions", ""]
    for number, question in enumerate(questions, start=1):
        lines += [f"## Question {number}", "", markdown_text(question.asked), ""]
        for grid in question.grids:
            lines += [*_table(grid), ""]
        lines += [f"- **{letter}** {markdown_text(label)}" for letter, label in zip(LETTERS, question.labels)]
        lines += ["", f"*{question.effort.capitalize()}; {question.name}, seed {question.seed}*", ""]
    if keys:
        lines += ["# Key", ""]
        for number, question in enumerate(questions, start=1):
            lines += _key(number, question)
    return "\n".join(lines).rstrip() + "\n"


def _table(grid: Grid) -> Iterator[str]:
    """Yield a grid as a table, whose first line, as Markdown has no table without one, is its label."""
    label, rows = grid
    columns = len(rows[0])
    yield f"| {label.capitalize()} |" + " |" * (columns - 1)
    yield "|" + " ---: |" * columns
    for row in rows:
        yield "| " + " | ".join(markdown_text(number) for number in row) + " |"


def _key(number: int, question: QuizQuestion) -> Iterator[str]:
    yield f"## Question {number}: {LETTERS[question.answer]}"
    yield ""
    for option, (letter, label) in enumerate(zip(LETTERS, question.labels)):
        verdict = "right" if option == question.answer else "not right"
        yield f"- **{letter}** {markdown_text(label)} ({verdict}): {markdown_text(question.explanations[option])}"
    yield ""
    yield "The way there:"
    yield ""
    yield from (f"{place}. {markdown_text(step)}" for place, step in enumerate(question.steps, start=1))
    yield ""
