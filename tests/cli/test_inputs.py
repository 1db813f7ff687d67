"""Files and numbers that no command can take are refused in one line, at once, whatever they would cost."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

import render
from convmath.images.photographs import load_image

BILLION = "1e99999999"
DIGITS = "9" * 5000


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def listening(path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(path.name)  # a path of a socket is short
    server.close()


def long(path: Path) -> None:
    path.write_bytes(b"# " + b"x" * 10_000_000)


KINDS = [pipe, endless, folder, listening, long]
USES = {
    "file.toml": ("still", "sobel-edge", "--params", "file.toml"),
    "figure.toml": ("figures", "sobel-edge", "--params", "figure.toml"),
    "preview.toml": ("preview", "sobel-edge", "--no-open", "--params", "preview.toml"),
    "scene.py": ("render", "scene.py:Scene"),
    "manim.cfg": ("numbers", "sobel-edge"),
}
"""A command that reads a file of each name."""


def refused(*arguments: str) -> str:
    """Return the line that is said to a command that is refused with status 2."""
    result = CliRunner().invoke(render.main, list(arguments))
    assert result.exit_code == 2, result.output
    return result.output.splitlines()[-1]


@pytest.mark.skipif(os.name != "posix", reason="has no such files")
@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("name", USES)
def test_only_regular_files_of_some_length_are_read(tmp_path, monkeypatch, name, make):
    monkeypatch.chdir(tmp_path)
    make(Path(name))
    line = refused(*USES[name])
    assert line.startswith("error: cannot read")
    assert name in line or (make is endless and "/dev/zero" in line)  # where the link leads
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(os.name != "posix", reason="has no such files")
@pytest.mark.parametrize("make", [pipe, endless, folder, listening], ids=lambda make: make.__name__)
def test_only_regular_files_are_pictures(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)
    make(Path("picture.png"))
    with pytest.raises(ValueError, match="a file, not a folder or a device"):
        load_image("picture.png")


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            ("--fps", value)
            for value in (BILLION, "1e-99999999", DIGITS, f"1/{DIGITS}", f"0.{DIGITS}", "nan", "inf", "1/0")
        ),
        *(("-r", value) for value in (f"{DIGITS},16", f"16,{DIGITS}", BILLION)),
        *(("-n", value) for value in (DIGITS, f"1,{DIGITS}", BILLION)),
        *(("--seed", value) for value in (DIGITS, BILLION)),
        *(("-j", value) for value in (DIGITS, BILLION)),
        *(("--loop", value) for value in (DIGITS, BILLION)),
    ],
    ids=lambda arguments: " ".join(arguments)[:24],
)
def test_numbers_that_nobody_means_are_refused_at_once(arguments):
    assert refused("render", "sobel-edge", *arguments).startswith("Error: Invalid value for")


@pytest.mark.parametrize("value", [DIGITS, BILLION, f"{DIGITS}GB"], ids=lambda value: value[:12])
def test_sizes_that_nobody_means_are_refused_at_once(tmp_path, value):
    line = refused("clean", "--media_dir", str(tmp_path), "--keep", value)
    assert line.startswith("Error: Invalid value for '--keep'")


@pytest.mark.parametrize("text", ["x = " + DIGITS, "x = " + "[" * 9_000, "x = \0"], ids=len)
def test_parameters_that_cannot_be_parsed_are_refused(tmp_path, text):
    (tmp_path / "file.toml").write_text(text, encoding="utf-8")
    line = refused("render", "sobel-edge", "--params", str(tmp_path / "file.toml"), "--media_dir", str(tmp_path))
    assert "is not valid TOML" in line
