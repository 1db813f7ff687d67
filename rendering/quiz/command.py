"""Write a sheet of questions in one or more formats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rendering.core.errors import UserError, unknown
from rendering.output.publication import Publication
from rendering.quiz.gift import gift_sheet
from rendering.quiz.html import html_sheet
from rendering.quiz.markdown import markdown_sheet
from rendering.quiz.options import SheetFormat
from rendering.quiz.qti import qti_sheet
from rendering.quiz.quiz_question import QuizQuestion

QUIZ_FOLDER = "quiz"
TITLE = "Questions on convolutions"


def sheet_text(kind: SheetFormat, questions: Sequence[QuizQuestion], *, keys: bool) -> str:
    """Return a sheet in one format, with the key if `keys` says so."""
    match kind:
        case SheetFormat.MD:
            return markdown_sheet(questions, keys=keys)
        case SheetFormat.HTML:
            return html_sheet(questions, keys=keys)
        case SheetFormat.GIFT:
            return gift_sheet(questions, keys=keys)
        case SheetFormat.QTI:
            return qti_sheet(questions, title=TITLE, keys=keys)
        case SheetFormat.JSON:
            told = [question.as_json(keys=keys) for question in questions]
            return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def sheet_stem(media_dir: Path, *, seed: int, keys: bool) -> Path:
    """Return where a sheet is written, without its ending: sheets of other seeds, or with keys, have other names."""
    name = QUIZ_FOLDER + (f"-seed-{seed}" if seed else "") + ("-keys" if keys else "")
    return media_dir / QUIZ_FOLDER / name


def write_sheets(
    questions: Sequence[QuizQuestion], stem: Path, kinds: Sequence[SheetFormat], *, keys: bool
) -> list[Path]:
    """Write a sheet in each format, all of them or none, and return the files.

    Raises
    ------
    UserError
        If they cannot be written there.
    """
    texts = {stem.with_name(stem.name + kind.ending): sheet_text(kind, questions, keys=keys) for kind in kinds}
    with Publication(record=True) as publication:
        for path, text in texts.items():
            publication.stage(path).write_text(text, encoding="utf-8")
    return list(texts)


def choose(names: Sequence[str], variants: Mapping[str, int], count: int | None) -> tuple[tuple[str, ...], int]:
    """Return the kinds of question that a sheet is to hold, and how many questions.

    Parameters
    ----------
    names
        The kinds that were asked for; all of them where there are none.
    variants
        How many distinct ones there are of each.
    count
        How many were asked for; one of each kind where it is ``None``.

    Raises
    ------
    UserError
        If there is no such kind, or fewer distinct questions than asked for.
    """
    for name in names:
        if name not in variants:
            raise UserError(unknown("question", name, variants))
    chosen = tuple(dict.fromkeys(names)) or tuple(variants)
    most = sum(variants[name] for name in chosen)
    if count is not None and count > most:
        of = f" of {', '.join(chosen)}" if names else ""
        raise UserError(f"--count was {count}, but there are {most} distinct questions{of}; ask for at most {most}")
    return chosen, count or len(chosen)
