"""`render.py deck`: what is refused before anything is rendered, in one line."""

from __future__ import annotations

import pytest

from rendering.deck import reveal
from tests.cli.saying import said


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sobel-edg",), "there is no scene 'sobel-edg'; did you mean 'sobel-edge'?"),
        (("summary", "none.py:A"), "there is no file none.py"),
        (("none.toml",), "none.toml"),
        (("talk.toml",), "talk.toml:2: scenes[0]: there is no scene 'sumary'; did you mean 'summary'?"),
        (("talk.toml", "summary"), "there is no scene 'talk.toml'"),
        (("summary", "--format", "html,ppt"), "--format: there is no format 'ppt'; did you mean 'pptx'?"),
        (
            ("summary", "--film", "talk.mp4"),
            "--film takes an address that begins with http:// or",
        ),
        (("summary", "--film", f"https://{'a' * 3_000}"), "--film has 3,008 characters; the most is 2,000"),
        (("summary", "--format", ""), "--format: there is no format ''; there is: html, pdf, pptx"),
    ],
)
def test_a_fault_is_one_line_and_nothing_is_written(tmp_path, arguments, message):
    (tmp_path / "talk.toml").write_text('title = "x"\nscenes = ["sumary"]', encoding="utf-8")
    line = said("deck", *arguments)
    assert line.startswith("error: ")
    assert message in line
    assert len(line.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["talk.toml"]


def test_what_is_not_installed_is_named_with_what_to_type(monkeypatch):
    monkeypatch.setattr(reveal, "PACKAGE", "no_such_package")
    assert "pip install -e '.[deck]', or leave html out" in said("deck", "summary")
