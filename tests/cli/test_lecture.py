"""`render.py lecture`: what is refused, and where it says that the fault is."""

from __future__ import annotations

import tomllib
from fractions import Fraction

import pytest

from rendering.lecture.timeline import Part, pieces_of
from rendering.lecture.transcript import html_transcript, markdown_transcript
from scenes.catalogue import ROOT, SCENES
from tests.cli.saying import said


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


TITLE = 'title = "x"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = x", "talk.toml is not valid TOML"),
        (TITLE, "it has scenes = [...] or [[sections]], one of the two"),
        (TITLE + "scenes = []", "talk.toml:2: scenes: "),
        (
            TITLE + 'tilte = "y"\nscenes = ["summary"]',
            "talk.toml:2: tilte: there is no key 'tilte'; did you mean 'title'?",
        ),
        (
            TITLE + 'scenes = ["summary",\n"sobel-edg"]',
            "talk.toml:3: scenes[1]: there is no scene 'sobel-edg'; did you",
        ),
        (
            TITLE + '[[sections]]\ntitle = "a"\nscenes = ["none.py:A"]',
            "talk.toml:4: sections[0].scenes[0]: there is no",
        ),
        (TITLE + 'scenes = [{ scene = "summary", witout = [] }]', "there is no key 'witout'; did you mean 'without'?"),
        (TITLE + 'scenes = [{ scene = "summary", card = "y" }]', "it names a scene or a card, one of the two"),
        (TITLE + 'scenes = ["summary"]\nsize = [641, 360]', "size[0]: Input should be a multiple of 2 (got 641)"),
        (TITLE + 'scenes = ["summary"]\npause = -1', "talk.toml:3: pause: "),
        (TITLE + f"scenes = {'[' * 9_000}", "is not valid TOML"),
    ],
)
def test_a_fault_is_one_line_with_its_place(tmp_path, text, message):
    (tmp_path / "talk.toml").write_text(text, encoding="utf-8")
    line = said("lecture", "talk.toml")
    assert line.startswith("error: talk.toml")
    assert message in line
    assert len(line.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["talk.toml"]


def test_our_own_lecture_is_the_catalogue_in_its_order():
    sections = tomllib.loads((ROOT / "scenes/lecture.toml").read_text("utf-8"))["sections"]
    assert [scene for section in sections for scene in section["scenes"]] == [entry.name for entry in SCENES]


def test_a_transcript_gives_numbers_their_times_in_the_lecture_and_their_sources(tmp_path):
    content = {
        "name": "a-scene",
        "title": "A <scene>",
        "frames": 40,
        "frame_rate": "10",
        "beats": [{"name": name, "start": start, "end": start + 1.0} for start, name in enumerate("abcd")],
        "captions": [{"start": 0.0, "end": 1.0, "text": "gone"}, {"start": 2.0, "end": 3.0, "text": "said *so*"}],
        "ledger": [
            {"text": "7", "first": 0.2, "last": 0.8, "name": "left out", "citation": "nobody"},
            {"text": "9", "first": 2.5, "last": 3.5, "function": "convmath.core.x.f", "arguments": {"n": 3}},
            *(
                {"text": f"{row}{col}", "first": 2.5, "last": 3.5, "function": "a.x.g", "trail": f"[{row}, {col}]"}
                for row in range(2)
                for col in range(2)
            ),
        ],
    }
    pieces = pieces_of(content, ["a"], 600)
    part = Part(
        section="S", card=None, film=tmp_path, content=content, pieces=pieces, first=600, stop=630, rate=Fraction(10)
    )
    page, text = html_transcript("T", [part], "x.mp4"), markdown_transcript("T", [part], "x.mp4")
    assert '<td>9</td><td><a href="x.mp4#t=61.50">1:01</a></td><td><code>x.f(n=3)</code></td>' in page
    assert "| 9 | [1:01](<x.mp4#t=61.50>) | `x.f(n=3)` |" in text
    assert "| 00, 01; 10, 11 | [1:01](<x.mp4#t=61.50>) | `x.g()` |" in text
    assert "<td>00, 01; 10, 11</td>" in page
    assert "said \\*so\\*" in text
    for gone in ("gone", "left out", "nobody"):
        assert gone not in page + text
