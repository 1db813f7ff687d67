"""`render.py still` and `render.py filmstrip` as a user meets them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

import render
from tests.paths import PLAIN

SECTIONS = f"{PLAIN}:Sections"
TINY = ("-r", "160,90", "--fps", "10")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*arguments):
    return CliRunner().invoke(render.main, [str(argument) for argument in (*arguments, *TINY)])


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["--beat", "turn", "--format", "svg"], "media/sections/stills/turn.svg"),
        (["--at", "1.2", "--format", "pdf"], "media/sections/stills/1.2s.pdf"),
        (["--format", "svg"], "media/sections/sections.svg"),
        (["-o", "here/x.pdf"], "here/x.pdf"),
        (["-o", "x.svg", "--format", "svg", "-t"], "x.svg"),
        (["-o", "x.PNG"], "x.PNG"),
    ],
)
def test_a_still_has_the_format_its_name_says(arguments, path):
    result = run("still", SECTIONS, *arguments)
    assert result.exit_code == 0, result.output
    assert result.output.strip() == path
    start = {".svg": b"<svg", ".pdf": b"%PDF", ".png": b"\x89PNG"}[Path(path).suffix.lower()]
    assert Path(path).read_bytes().startswith(start)


def test_every_option_reaches_the_file():
    for name in ("x.svg", "x.pdf"):
        assert run("still", SECTIONS, "--beat", "turn", "-o", name, "--tight", "--width-mm", 40, "-t").exit_code == 0
    root = ET.fromstring(Path("x.svg").read_text(encoding="utf-8"))  # noqa: S314 (our own file)
    assert root.get("width") == "40mm"
    assert float(root.get("viewBox").split()[2]) < 60, "cropped"
    assert "#000" not in Path("x.svg").read_text(), "transparent"
    assert float(PdfReader("x.pdf").pages[0].mediabox.width) == pytest.approx(40 / 25.4 * 72, abs=0.01)


def test_a_filmstrip_is_written_as_svg_and_pdf():
    result = run("filmstrip", SECTIONS)
    assert result.exit_code == 0, result.output
    paths = [Path(f"media/sections/sections-filmstrip.{ending}") for ending in ("svg", "pdf")]
    assert result.output.split() == [str(path) for path in paths]
    assert all(path.stat().st_size for path in paths)


def test_a_filmstrip_takes_its_options():
    result = run("filmstrip", SECTIONS, "--beats", "follow, draw", "--columns", 1, "--width-mm", 50, "-o", "x.svg")
    assert result.exit_code == 0, result.output
    text = Path("x.svg").read_text()
    assert text.count('clip-path="') == 2
    root = ET.fromstring(text)  # noqa: S314 (our own file)
    assert root.get("width") == "50mm"
    width, height = map(float, root.get("viewBox").split()[2:])
    assert height > width, "one above the other"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["still", SECTIONS, "--tight"], "--tight and --width-mm are for svg and pdf"),
        (["still", SECTIONS, "--width-mm", "50", "-o", "x.png"], "--tight and --width-mm are for svg and pdf"),
        (["still", SECTIONS, "-o", "x.jpg"], "x.jpg: a still's ending is .png, .svg or .pdf"),
        (["still", SECTIONS, "-o", "x.svg", "--format", "pdf"], "x.svg is no pdf"),
        (["still", SECTIONS, "--beat", "a", "--at", "1", "--format", "svg"], "--beat or --at, not both"),
        (["still", SECTIONS, "--beat", "trun", "--format", "svg"], "did you mean 'turn'?"),
        (["filmstrip", SECTIONS, "--beats", "trun"], "did you mean 'turn'?"),
        (["filmstrip", SECTIONS, "--beats", ""], "there is no beat ''"),
        (["filmstrip", SECTIONS, "-o", "x.png"], "x.png is no vector file"),
        (["filmstrip", SECTIONS, "--columns", "3", "--width-mm", "20"], "3 panels side by side need more than 20 mm"),
    ],
)
def test_bad_input_is_one_line_and_status_two(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert result.output.count("\n") == 1
    assert not [path for path in Path().rglob("*") if path.is_file()]


def test_clean_removes_them_and_nothing_of_the_authors():
    run("still", SECTIONS, "--beat", "turn", "--format", "svg")
    run("still", SECTIONS, "--format", "pdf")
    run("filmstrip", SECTIONS)
    own = Path("media/sections/stills/drawn-by-hand.svg")
    own.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    result = CliRunner().invoke(render.main, ["clean"])
    assert result.exit_code == 0, result.output
    assert [path for path in Path("media").rglob("*") if path.is_file()] == [own]
