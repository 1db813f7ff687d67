"""A sheet as a web page of one file, which with its key checks answers by itself and explains the wrong ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from rendering.figures.escaping import html_text
from rendering.output.png import SOFTWARE
from rendering.quiz.quiz_question import LETTERS, Grid, QuizQuestion

_FILES = Path(__file__).with_name("page")


def html_sheet(questions: Sequence[QuizQuestion], *, keys: bool) -> str:
    """Return the page. It loads nothing, and with keys holds what its script needs to check answers.

    Parameters
    ----------
    questions
        In the order in which they are to stand.
    keys
        Whether the right options and all explanations are in the page.
    """
    page = Template((_FILES / "page.html").read_text(encoding="utf-8"))
    styles = (_FILES / "quiz.css").read_text(encoding="utf-8")
    sections = ("\n".join(_section(number, each, keys=keys)) for number, each in enumerate(questions, start=1))
    told = (
        "Choose an option, or type the number, and press Check. Everything is checked on this page; nothing is sent."
        if keys
        else "This sheet holds no key: answers can be chosen and printed, not checked."
    )
    return page.substitute(
        software=SOFTWARE,
        styles=styles,
        told=told,
        sections="\n".join(sections),
        score='<p id="score" role="status"></p>' if keys else "",
        script="\n".join(_script(questions)) if keys else "",
    )


def _section(number: int, question: QuizQuestion, *, keys: bool) -> Iterator[str]:
    name = f"question-{number}"
    yield f'<section aria-labelledby="{name}">'
    yield f'<h2 id="{name}">Question {number}</h2>'
    yield f'<p id="{name}-text">{html_text(question.asked)}</p>'
    if question.grids:
        yield '<div class="grids">'
        for grid in question.grids:
            yield from _table(grid)
        yield "</div>"
    yield f'<form data-question="{number - 1}" aria-labelledby="{name}">'
    yield f'<fieldset aria-describedby="{name}-text">'
    yield f"<legend>Options of question {number}</legend>"
    for place, label in enumerate(question.labels):
        value = f'type="radio" name="{name}" value="{place}"'
        letter = f'<span class="letter">{LETTERS[place]}</span>'
        yield f"<label><input {value}> {letter} <span>{html_text(label)}</span></label>"
    yield "</fieldset>"
    if question.numbers:
        field = 'type="text" inputmode="decimal" autocomplete="off" spellcheck="false"'
        yield f'<p class="typed"><label>Or type the number <input {field}></label></p>'
    if keys:
        yield f'<p><button type="submit">Check<span class="hidden"> question {number}</span></button></p>'
        yield '<div class="verdict" role="status"></div>'
    yield "</form>"
    note = f"{question.effort.capitalize()}; {question.name}, seed {question.seed}"
    yield f'<p class="note">{html_text(note)}</p>'
    yield "</section>"


def _table(grid: Grid) -> Iterator[str]:
    label, rows = grid
    yield f"<table><caption>{html_text(label.capitalize())}</caption><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{html_text(number)}</td>" for number in row) + "</tr>"
    yield "</tbody></table>"


def _script(questions: Sequence[QuizQuestion]) -> Iterator[str]:
    """Yield the key as data, in which no text can end the script, and the script that reads it."""
    keys = [
        {
            "answer": question.answer,
            "options": list(question.labels),
            "explanations": list(question.explanations),
            "numbers": list(question.numbers),
            "steps": list(question.steps),
        }
        for question in questions
    ]
    yield '<script type="application/json" id="keys">'
    yield json.dumps(keys, ensure_ascii=False).replace("<", "\\u003c")
    yield "</script>"
    yield "<script>"
    yield (_FILES / "quiz.js").read_text(encoding="utf-8").rstrip()
    yield "</script>"
