"""Sheets read back as they were written, whatever is in a question, and keys only where they were asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from convmath.questions.catalogue_of_questions import draw_sheet
from rendering.core.plain_text import forbidden_in
from rendering.quiz.command import sheet_text
from rendering.quiz.options import SheetFormat
from tests.rendering.quiz.reading import Page, read_gift, read_qti

NASTY = (
    "a = {b}: c",
    "~50%#x",
    "\\n \\\\ \\=",
    "<b>&amp;</b> </script>",
    "1. *x* _y_ [z](w) | `k`",
    "$x^2$ → −1",
    "::T::",
)


@dataclass
class Made:
    """A question of texts that somebody else has written."""

    asked: str
    labels: list[str]
    explanations: list[str]
    answer: int
    name: str = "made up"
    seed: int = 7
    grids: tuple = (("window", (("1", "−2"), ("3", "4"))),)
    numbers: tuple = ()
    steps: tuple = ("first = second",)
    effort: str = "by hand"
    extra: dict = field(default_factory=dict)

    @property
    def text(self):
        return f"{self.asked} Window: 1 −2; 3 4."

    def as_json(self, *, keys):
        return {"text": self.text, "options": self.labels, **({"answer": self.answer} if keys else {})}


texts = st.sampled_from(NASTY) | st.text(min_size=1, max_size=20).filter(
    lambda text: not forbidden_in(text) and not text.lstrip().startswith("%") and "->" not in text and text.split()
)
made = st.builds(
    Made,
    asked=texts,
    labels=st.lists(texts, min_size=4, max_size=4),
    explanations=st.lists(texts, min_size=4, max_size=4),
    answer=st.integers(0, 3),
)


def spaced(texts):
    return [" ".join(text.split()) for text in texts]


@given(st.lists(made, min_size=1, max_size=2))
def test_gift_is_read_back_by_the_rules_of_moodle(questions):
    for question, read in zip(questions, read_gift(sheet_text("gift", questions, keys=True)), strict=True):
        assert read.title == "made up, seed 7"
        assert read.text == " ".join(question.text.split())
        assert read.options == spaced(question.labels)
        assert read.explanations == spaced(question.explanations)
        assert read.right == [question.answer]


@given(st.lists(made, min_size=1, max_size=2))
def test_qti_is_read_back(questions):
    for question, read in zip(questions, read_qti(sheet_text("qti", questions, keys=True)), strict=True):
        assert read.text.split() == question.text.split()
        assert [each.split() for each in read.options] == [each.split() for each in question.labels]
        assert [each.split() for each in read.explanations] == [each.split() for each in question.explanations]
        assert read.right == [question.answer]


@given(st.lists(made, min_size=1, max_size=2))
def test_pages_hold_every_text_and_nothing_from_elsewhere(questions):
    page = Page(sheet_text("html", questions, keys=True))
    keys = json.loads(re.search(r'id="keys">\n(.*)\n</script>', sheet_text("html", questions, keys=True))[1])
    for question, key in zip(questions, keys, strict=True):
        assert " ".join(question.asked.split()) in page.text
        assert key["options"] == question.labels
        assert key["explanations"] == question.explanations
        assert key["answer"] == question.answer
    assert len(page.all("script")) == 2
    assert not [told for _, told in page.tags if "src" in told or str(told.get("href", "#"))[0] != "#"]
    assert len(page.all("form")) == len(page.all("fieldset")) == len(questions)


REAL = draw_sheet([], seed=5, count=22)


def key_words():
    """Everything that only a key tells."""
    return {text for question in REAL for text in (*question.explanations, *question.steps)} - {
        label for question in REAL for label in question.labels
    }


@pytest.mark.parametrize("kind", [kind for kind in SheetFormat if kind != "json"])
def test_keys_are_told_only_if_asked_for(kind):
    without, told = (sheet_text(kind, REAL, keys=keys) for keys in (False, True))
    if kind == "html":
        assert "<script" not in without
    elif kind == "gift":
        assert [read.right for read in read_gift(without)] == [[]] * len(REAL)
        without = " ".join(read.text for read in read_gift(without))
    elif kind == "qti":
        assert [read.right + read.explanations for read in read_qti(without)] == [[]] * len(REAL)
    assert len(told) > len(without)
    assert not [words for words in key_words() if words in without]


def test_json_is_a_list_of_what_was_agreed():
    told, without = (json.loads(sheet_text("json", REAL, keys=keys)) for keys in (True, False))
    for question, keyed, plain in zip(REAL, told, without, strict=True):
        assert list(plain) == ["question", "seed", "text", "options", "explanations"]
        assert keyed == {**plain, "answer": question.answer}
        assert len(plain["options"]) == len(plain["explanations"]) == 4


def test_real_sheets_are_read_back_from_every_format():
    for read in (read_gift(sheet_text("gift", REAL, keys=True)), read_qti(sheet_text("qti", REAL, keys=True))):
        for question, each in zip(REAL, read, strict=True):
            assert (each.text, each.options, each.right) == (question.text, list(question.labels), [question.answer])
            assert each.explanations == list(question.explanations)


@pytest.mark.parametrize("keys", [False, True])
def test_markdown_has_a_heading_a_question_and_shows_what_was_meant(keys):
    parsed = MarkdownIt("commonmark").enable("table").parse(sheet_text("md", REAL, keys=keys))
    inline = [token for token in parsed if token.type == "inline"]
    shown = ["".join(child.content for child in token.children) for token in inline]
    headings = [shown[place] for place, token in enumerate(inline) if token.level == 1 and "Question " in shown[place]]
    assert headings[: len(REAL)] == [f"Question {number}" for number in range(1, len(REAL) + 1)]
    for question in REAL:
        assert question.asked in shown
        for letter, label in zip("ABCD", question.labels):
            assert f"{letter} {label}" in shown
    grids = sum(len(question.grids) for question in REAL)
    assert sum(token.type == "table_open" for token in parsed) == grids > 0
    assert ("Key" in shown) == keys
    if keys:
        answers = [text.rpartition(": ")[2] for text in shown if re.fullmatch(r"Question \d+: [A-D]", text)]
        assert answers == ["ABCD"[question.answer] for question in REAL]
