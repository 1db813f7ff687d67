"""All questions by name, drawn by seed, and sheets of them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import lru_cache

from convmath.core.errors import InputError, bad, whole_number
from convmath.core.provenance import traced
from convmath.questions.convolution_questions import CONVOLUTION_QUESTIONS
from convmath.questions.dense_questions import DENSE_QUESTIONS
from convmath.questions.draws import LARGEST_SEED, Draws, checked_seed
from convmath.questions.output_size_questions import OUTPUT_SIZE_QUESTIONS
from convmath.questions.property_questions import PROPERTY_QUESTIONS
from convmath.questions.question import OPTIONS, Draft, Givens, Option, Question, QuestionKind
from convmath.questions.reach_questions import REACH_QUESTIONS
from convmath.questions.shift_questions import SHIFT_QUESTIONS
from convmath.questions.window_questions import WINDOW_QUESTIONS

QUESTIONS: dict[str, QuestionKind] = {
    **DENSE_QUESTIONS,
    **CONVOLUTION_QUESTIONS,
    **OUTPUT_SIZE_QUESTIONS,
    **REACH_QUESTIONS,
    **WINDOW_QUESTIONS,
    **PROPERTY_QUESTIONS,
    **SHIFT_QUESTIONS,
}
"""Every kind of question by name."""

CHAPTER_SEED = 0
"""The seed of each kind's first variant: the chapter's own, where the chapter asks this."""


def question_names() -> tuple[str, ...]:
    """Return the name of every kind of question.

    Examples
    --------
    >>> "output-size" in question_names()
    True
    """
    return tuple(QUESTIONS)


def question_kind(name: str) -> QuestionKind:
    """Return a kind of question.

    Raises
    ------
    InputError
        If there is none of that name; the nearest one is suggested.

    Examples
    --------
    >>> question_kind("output-sise")
    Traceback (most recent call last):
    ...
    convmath.core.errors.InputError: argument 'question' was 'output-sise'; allowed: did you mean 'output-size'?
    """
    if name not in QUESTIONS:
        near = difflib.get_close_matches(name, QUESTIONS, n=1, cutoff=0.5)
        raise bad("question", name, f"did you mean {near[0]!r}?" if near else ", ".join(QUESTIONS))
    return QUESTIONS[name]


@lru_cache(maxsize=64)
def _space(name: str) -> tuple[Givens, ...]:
    return question_kind(name).space()


def distinct_variants(name: str) -> int:
    """Return how many variants of a question there are.

    Raises
    ------
    InputError
        If there is no such question.

    Examples
    --------
    >>> distinct_variants("sharing")
    18
    """
    return len(_space(name))


def variant_of(name: str, seed: int) -> int:
    """Return which variant of a question a seed draws, counted from zero.

    Raises
    ------
    InputError
        If there is no such question, or the seed is not from 0 to 4,294,967,295.

    Examples
    --------
    >>> variant_of("output-size", 0)
    0
    """
    count = distinct_variants(name)
    return 0 if checked_seed(seed) == CHAPTER_SEED else Draws(f"{name} variant", seed).below(count)


def givens(question: str, variant: int) -> Givens:
    """Return what a variant of a question is about.

    Raises
    ------
    InputError
        If there is no such question or variant.

    Examples
    --------
    >>> givens("output-size", 0)
    {'side': 6, 'kernel': 3, 'stride': 1, 'padding': 0}
    """
    number, count = whole_number("variant", variant), distinct_variants(question)
    if number >= count:
        raise bad("variant", variant, f"an integer below {count}")
    return _space(question)[number]


@lru_cache(maxsize=4096)
def _draft(name: str, variant: int) -> Draft:
    draft = question_kind(name).draft(traced(givens, name, variant))
    return draft._replace(mistakes=_told_apart(draft))


def draw_question(name: str, seed: int) -> Question:
    """Return the question that a seed draws: the same for ever.

    Which variant it is, which wrong options it has and where the right one stands are drawn independently.

    Raises
    ------
    InputError
        If there is no such question, or the seed is not from 0 to 4,294,967,295.

    Examples
    --------
    >>> drawn = draw_question("dense-parameters", 0)
    >>> drawn.right.label.text
    '786,433,000'
    """
    draft = _draft(name, variant_of(name, seed))
    wrong = Draws(f"{name} options", seed).shuffled(draft.mistakes)[: OPTIONS - 1]
    answer = Draws(f"{name} place", seed).below(OPTIONS)
    return Question(name, checked_seed(seed), draft, (*wrong[:answer], draft.right, *wrong[answer:]), answer)


def _told_apart(draft: Draft) -> tuple[Option, ...]:
    """Return the mistakes whose answers differ in print from the right one and from each other."""
    found = {draft.right.label.text: draft.right}
    for option in draft.mistakes:
        found.setdefault(option.label.text, option)
    return tuple(found.values())[1:]


def draw_sheet(names: Sequence[str], *, seed: int, count: int) -> tuple[Question, ...]:
    """Return questions for a sheet, of the kinds in turn, no two alike.

    Parameters
    ----------
    names : sequence of str
        The kinds; all of them where there are none.
    seed : int
        The first seed; those that follow it are tried as well, until there are enough that differ.
    count : int
        How many.

    Raises
    ------
    InputError
        If there is no such question, or fewer distinct ones than asked for.

    Examples
    --------
    >>> [(each.name, each.seed) for each in draw_sheet(["sharing", "output-size"], seed=5, count=3)]
    [('sharing', 5), ('output-size', 5), ('sharing', 6)]
    """
    chosen = tuple(dict.fromkeys(names)) or question_names()
    wanted, first = whole_number("count", count, at_least=1), checked_seed(seed)
    there = {name: distinct_variants(name) for name in chosen}
    if wanted > sum(there.values()):
        raise InputError(
            "count", str(wanted), f"at most {sum(there.values())}, which is how many distinct ones there are"
        )
    found: list[Question] = []
    seen: dict[str, set[int]] = {name: set() for name in chosen}
    next_seed = dict.fromkeys(chosen, first)
    while len(found) < wanted:
        for name in chosen:
            if len(found) < wanted and len(seen[name]) < there[name]:
                while (variant := variant_of(name, next_seed[name])) in seen[name]:
                    next_seed[name] = (next_seed[name] + 1) % (LARGEST_SEED + 1)
                seen[name].add(variant)
                found.append(draw_question(name, next_seed[name]))
                next_seed[name] = (next_seed[name] + 1) % (LARGEST_SEED + 1)
    return tuple(found)
