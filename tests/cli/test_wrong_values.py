"""Wrong values, whatever the option: one line, status 2, no traceback, no file."""

from __future__ import annotations

import click
import pytest

from rendering.core.inputs import MOST_BYTES
from rendering.core.targets import LONGEST_NAME
from rendering.jobs.options import PlayRange, Rate, Resolution, Size
from tests.cli.saying import COMMANDS, TINY, UNLUCKY, options_with_values, said, scene_arguments

DIGITS = "9" * 5_000
DEEP = "[" * 20_000
BRIEF = f"{UNLUCKY}:Brief"
OPTIONS = options_with_values()
NUMBERS = (click.IntRange, Rate, Resolution, Size, PlayRange)
TEXTS = (click.types.StringParamType, click.Path)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refused(*arguments: object, status: int = 2) -> str:
    """Return what is said of a command line that is refused before a file is written."""
    from pathlib import Path

    before = sorted(Path().rglob("*"))
    text = said(*arguments, status=status)
    assert sorted(Path().rglob("*")) == before
    return text


@pytest.mark.parametrize(("command", "option", "parameter"), OPTIONS, ids=lambda value: getattr(value, "name", value))
def test_thousands_of_digits(command, option, parameter):
    status = 1 if (command, option) == ("doctor", "--media_dir") else 2
    text = refused(command, *scene_arguments(command, "nobody"), option, DIGITS, status=status)
    if isinstance(parameter.type, NUMBERS):
        assert option in text


def test_the_table_of_options_is_all_of_them():
    assert len(OPTIONS) > 80
    assert {command for command, _, _ in OPTIONS} | {"list"} == set(COMMANDS)


@pytest.mark.parametrize(
    ("command", "option"),
    [row[:2] for row in OPTIONS if isinstance(row[2].type, TEXTS)],
)
def test_what_is_not_utf_8(command, option):
    """As Python decodes the byte E9 of Latin-1 on a command line."""
    assert "is not UTF-8" in refused(command, *scene_arguments(command, "nobody"), option, "caf\udce9")


@pytest.mark.parametrize("command", [name for name in COMMANDS if scene_arguments(name, "") and name != "network"])
def test_a_scene_that_is_not_utf_8_or_too_long(command):
    assert "is not UTF-8" in refused(command, "caf\udce9.py:A")
    assert "File name too long" in refused(command, f"{'a' * 300}.py:A")
    assert "there is no scene" in refused(command, DIGITS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seed", "-1"], "is not in the range"),
        (["--seed", "1e30"], "is not a valid integer range"),
        (["--seed", "1" + 30 * "0"], "is not in the range"),
        (["--fps", "1e99999999"], "is not a number of frames"),
        (["--fps", "1/0"], "is not a number of frames"),
        (["--fps", "nan"], "is not a number of frames"),
        (["-r", f"{DIGITS},{DIGITS}"], "is not a width and a height"),
        (["-n", f"{DIGITS}-{DIGITS}"], "is not a number of a play"),
        (["--set", f"size={DIGITS}"], "exceeds the limit"),
        (["--set", f"size={DEEP}"], "size: it is nested too deeply"),
        (["--set", f"size={{a={DEEP}"], "size: it is nested too deeply"),
        (["--set", "size=1\nother=2"], "no line break after it"),
        (["--set", "size=1\n[other]\na=2"], "no line break after it"),
        (["--set", "=1"], "--set takes NAME=VALUE"),
        (["--set", DIGITS], "--set takes NAME=VALUE"),
        (["--params", "digits.toml"], "digits.toml is not valid TOML: Exceeds the limit"),
        (["--params", "deep.toml"], "deep.toml is not valid TOML: it is nested too deeply"),
        (["--params", "date.toml"], "date.toml is not valid TOML"),
        (["--params", "binary.toml"], "binary.toml is not valid TOML"),
        (["-r", "16384,16384"], "more pixels than"),
        (["--params", "large.toml"], "it is longer than 1,000,000 bytes"),
        (["--params", "pipe.toml"], "it is not a regular file"),
        (["--params", "."], "is a directory"),
        (["--params", "loop.toml"], "Too many levels of symbolic links"),
    ],
)
def test_look_and_parameters(tmp_path, options, message):
    import os

    for name, content in {
        "digits": f"size = {DIGITS}".encode(),
        "deep": f"size = {DEEP}".encode(),
        "date": b"size = [1979-05-27]",
        "binary": bytes(range(256)),
        "large": b"#" * (MOST_BYTES + 1),
    }.items():
        (tmp_path / f"{name}.toml").write_bytes(content)
    os.mkfifo("pipe.toml")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    assert message.lower() in refused("render", BRIEF, *options).lower()


@pytest.mark.parametrize(
    ("content", "scene", "message"),
    [
        (f"class {'A' * (LONGEST_NAME + 1)}(Scene): pass", "scene.py", "is too long for files"),
        (f"x = {DEEP}", "scene.py", "is not valid Python"),
        (f"x = {'-' * 200_000}1", "scene.py", "is not valid Python"),
        ("class A(Scene): x = '\0'", "scene.py", "is not valid Python"),
        ("", "loop.py", "Symlink loop|Too many levels"),
        ("", "folder.py", "Is a directory"),
    ],
)
def test_scene_files(tmp_path, content, scene, message):
    (tmp_path / "scene.py").write_text(content)
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "folder.py").mkdir()
    text = refused("render", scene)
    assert any(part in text for part in message.split("|"))


@pytest.mark.parametrize(
    ("command", "options", "message"),
    [
        ("still", ["-o", f"{'a' * 240}.png"], "the name is too long"),
        ("still", ["-o", f"{'a' * 300}/a.png"], "File name too long"),
        ("still", ["-o", "folder.png"], "is a directory"),
        ("still", ["--media_dir", "has-a-folder"], "there is a folder of that name"),
        ("still", ["--media_dir", "loop"], "Too many levels of symbolic links"),
        ("still", ["--media_dir", "a" * 300], "File name too long"),
        ("still", ["--media_dir", "file"], "is a file"),
        ("still", ["--beat", DIGITS], "there is no beat|File name too long|the name is too long"),
        ("still", ["--at", DIGITS], "--at takes a number"),
        ("filmstrip", ["-o", f"{'a' * 240}.svg"], "the name is too long"),
        ("filmstrip", ["--media_dir", "loop"], "Too many levels of symbolic links"),
        ("filmstrip", ["--beats", DIGITS], "there is no beat"),
        ("sheet", ["-o", f"{'a' * 240}.png"], "the name is too long"),
        ("sheet", ["--media_dir", "loop"], "Too many levels of symbolic links"),
        ("sheet", ["--media_dir", "has-a-folder"], "there is a folder of that name"),
        ("render", ["--media_dir", "loop"], "Too many levels of symbolic links"),
        ("render", ["--media_dir", "has-a-folder"], "there is a folder of that name"),
        ("render", ["--media_dir", "a" * 300], "File name too long"),
        ("numbers", ["--theme", DIGITS], "takes no --theme"),
        ("gif-bench", [], "plays nothing"),
    ],
)
def test_files_that_cannot_be_written(tmp_path, command, options, message):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    (tmp_path / "folder.png").mkdir()
    for ending in (".png", "-sheet.png", ".mp4"):
        (tmp_path / "has-a-folder" / "brief" / f"brief{ending}").mkdir(parents=True)
    scene = f"{UNLUCKY}:Still" if command == "gif-bench" else BRIEF
    text = said(command, scene, *TINY, *options)
    assert any(part in text for part in message.split("|"))
    assert not [
        path for path in tmp_path.rglob("*") if "part" in path.name or (path.stem == "brief" and path.is_file())
    ]


def test_a_figure_that_cannot_be_published_leaves_the_others_alone(tmp_path):
    figures = tmp_path / "media" / "figures"
    (figures / "worded" / "worded.png").mkdir(parents=True)
    scenes = [f"{UNLUCKY}:Worded", f"{UNLUCKY}:Noisy"]
    text = said("figures", *scenes, "--formats", "png", "--width", "64", status=1)
    assert "worded.png: there is a folder of that name" in text
    assert (figures / "noisy" / "noisy.png").is_file()
    assert [path.name for path in (figures / "worded").iterdir()] == ["worded.png"]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_in_a_folder_that_has_been_deleted(tmp_path, monkeypatch, command):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "the current folder has been deleted" in said(command, *scene_arguments(command, "sobel-edge"))
