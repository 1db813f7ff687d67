"""What can only fail is refused in one line, with status 2, before the scene is played."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import render
from rendering.core.errors import UserError, check_number
from rendering.output.publication import check_writable
from tests.paths import TURNING

UNPLAYABLE = f"{TURNING}:Broken"
"""Fails as soon as it is played."""


@pytest.fixture(params=["a file is in the way", "it is nobody's to write in"])
def no_folder(tmp_path, request):
    """A folder in which nothing can be written."""
    if request.param == "a file is in the way":
        (tmp_path / "way").write_text("in it")
        return tmp_path / "way"
    if os.geteuid() == 0:
        # Root may write wherever the kernel lets anybody.
        proc = Path("/proc")
        return proc if proc.is_dir() else pytest.skip("root may write anywhere")
    (tmp_path / "closed").mkdir(mode=0o555)
    return tmp_path / "closed"


def refused(*arguments):
    result = CliRunner().invoke(render.main, list(map(str, arguments)))
    assert result.exit_code == 2, result.output
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    return result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("still", UNPLAYABLE, "-o", "{}/new/x.png"),
        ("still", UNPLAYABLE, "-o", "{}/x.svg"),
        ("filmstrip", UNPLAYABLE, "-o", "{}/x.pdf"),
    ],
)
def test_a_picture_needs_a_folder_to_write_in(no_folder, arguments):
    said = refused(*(argument.format(no_folder) for argument in arguments))
    assert said.startswith(f"error: cannot write in {no_folder}: ")


@pytest.mark.parametrize("command", [("figures", "--formats", "png"), ("gallery",)])
def test_figures_need_a_folder_to_write_in(tmp_path, command):
    (tmp_path / command[0]).write_text("in the way")
    said = refused(command[0], UNPLAYABLE, *command[1:], "--width", 160, "--media_dir", tmp_path)
    assert said == f"error: cannot write in {tmp_path / command[0]}: Not a directory\n"


@pytest.mark.parametrize("number", ["nan", "inf"])
@pytest.mark.parametrize(
    ("command", "option"),
    [
        (("still", UNPLAYABLE), "--at"),
        (("still", UNPLAYABLE, "--format", "svg"), "--at"),
        (("still", UNPLAYABLE, "--format", "svg"), "--width-mm"),
        (("filmstrip", UNPLAYABLE), "--width-mm"),
        (("check", UNPLAYABLE), "--width-mm"),
        (("figures", UNPLAYABLE), "--width-mm"),
    ],
)
def test_what_is_no_number_is_refused(tmp_path, monkeypatch, command, option, number):
    monkeypatch.chdir(tmp_path)
    if option == "--width-mm" and number == "inf":
        result = CliRunner().invoke(render.main, [*command, option, number])
        assert result.exit_code == 2
        assert "is not in the range" in result.output
    else:
        assert refused(*command, option, number) == f"error: {option} takes a number, not {number}\n"
    assert not list(tmp_path.iterdir())


def test_what_can_be_written_and_measured_passes(tmp_path):
    check_writable(tmp_path)
    check_writable(tmp_path / "not" / "yet" / "there")
    assert not list(tmp_path.iterdir()), "it leaves nothing behind"
    for number in (None, 0.0, -1.5, 1e300):
        check_number("--at", number)
    with pytest.raises(UserError, match="--at takes a number, not -inf"):
        check_number("--at", float("-inf"))
