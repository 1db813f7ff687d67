"""`render.py quiz`: files, names, refusals."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from convmath.questions.catalogue_of_questions import distinct_variants, draw_sheet, question_names
from tests.cli.saying import said
from tests.paths import ROOT


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_real_command_writes_every_format_and_says_where(tmp_path):
    words = [
        "quiz",
        "output-size",
        "sharing",
        "--seed",
        "4",
        "--count",
        "5",
        "--format",
        "md,html,gift,qti,json",
        "--keys",
    ]
    command = [sys.executable, ROOT / "render.py", *words]
    printed = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.split()
    stem = "media/quiz/quiz-seed-4-keys"
    assert printed == [f"{stem}{ending}" for ending in (".md", ".html", ".gift.txt", ".qti.xml", ".json")]
    sheet = draw_sheet(["output-size", "sharing"], seed=4, count=5)
    assert json.loads((tmp_path / f"{stem}.json").read_text()) == [each.as_json(keys=True) for each in sheet]
    assert sorted(path.name for path in (tmp_path / "media/quiz").iterdir() if path.suffix == ".part") == []


def test_one_of_each_kind_by_default_as_the_chapter_asks_them(tmp_path):
    said("quiz", "--format", "json", status=0)
    told = json.loads((tmp_path / "media/quiz/quiz.json").read_text())
    assert [each["question"] for each in told] == list(question_names())
    assert {each["seed"] for each in told} == {0}


def test_sheets_that_differ_have_names_that_differ(tmp_path):
    for options in ([], ["--seed", 3], ["--keys"], ["--seed", 3, "--keys"]):
        said("quiz", "sharing", *options, status=0)
    names = {path.name for path in (tmp_path / "media/quiz").glob("*.md")}
    assert names == {"quiz.md", "quiz-seed-3.md", "quiz-keys.md", "quiz-seed-3-keys.md"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["output-sise"], "error: there is no question 'output-sise'; did you mean 'output-size'?"),
        (["sharing", "zzz"], "there is no question 'zzz'; there is: connections,"),
        (["sharing", "--count", "19"], f"there are {distinct_variants('sharing')} distinct questions of sharing; ask"),
        (["--count", "99999"], f"there are {sum(map(distinct_variants, question_names()))} distinct questions; ask"),
        (["--count", "0"], "is not in the range"),
        (["--seed", "-1"], "is not in the range"),
        (["--format", "docx"], "choose from md, html, gift, qti, json"),
        (["--format", ""], "choose from md, html, gift, qti, json"),
        (["--media_dir", "file"], "is a file"),
    ],
)
def test_bad_input_is_one_line(tmp_path, words, message):
    (tmp_path / "file").touch()
    text = said("quiz", *words)
    assert message in text
    assert len(text.splitlines()) == (1 if text.startswith("error") else 4)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_sheet_that_cannot_be_written_leaves_what_was_there(tmp_path):
    said("quiz", "sharing", status=0)
    before = (tmp_path / "media/quiz/quiz.md").read_bytes()
    (tmp_path / "media/quiz/quiz.html").mkdir()
    assert "there is a folder of that name" in said("quiz", "output-size", "--format", "md,html")
    assert (tmp_path / "media/quiz/quiz.md").read_bytes() == before


def test_clean_removes_sheets(tmp_path):
    said("quiz", "sharing", "--format", "md,json", status=0)
    said("clean", status=0)
    assert not list((tmp_path / "media").glob("quiz/quiz*"))
