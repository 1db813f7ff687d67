"""Whatever values the options get, and in whatever number: a status, at most a few lines, and never a traceback."""

from __future__ import annotations

import os
import string
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.saying import COMMANDS, UNLUCKY, said

PLAYED = frozenset({"still", "filmstrip", "sheet", "numbers", "check"})
"""Commands that play a scene in this process, here one that ends before its first frame."""
SCENES = st.sampled_from([f"{UNLUCKY}:Refuses", f"{UNLUCKY}:Refuses", "nobody", "loop.py", ""])
NUMBERS = [
    *("0", "-1", "-0", "1e30", "1e400", "nan", "inf", "0x10", "1_000", "٣", "½", "½,½", "1/0", "1/3", "9/1e9"),
    *("1e99999999", "16,16", "16;16", "16384x16384", "1,2,3", "3,", "5,3", "1111111111111111,2", "9" * 5_000),
]
TEXTS = [
    *("", " ", "-", "--", "=", "a", "a=", "Ω×", "caf\udce9", "\ud800", "\x1b[31m", "mp4,gif", "mp4,,", "all", "turn"),
    *("[" * 5_000, "a=" + "[" * 5_000, "a=1\nb=2", "a=1\r\n[b]", "a='''", 'a="\\ud800"', "a=1979-05-27"),
    *("a=[1979-05-27]", "a=nan", "a.b=1", "k=[[1e400]]"),
]
PATHS = [
    *("x.png", "x.svg", "x.PDF", "x.exe", "x.", ".png", "a/../b.png", "loop", "loop/x.png", "file", "file/x.png"),
    *("folder", "folder/x.svg", "empty.toml", "binary.toml", "x" * 300, "x" * 300 + ".png"),
]
CHARACTERS = st.characters(blacklist_characters="\0", blacklist_categories=())
ANY = st.sampled_from(NUMBERS + TEXTS + PATHS) | st.text(CHARACTERS, max_size=12)


def values_for(option: click.Option) -> st.SearchStrategy[str]:
    """Return values for an option: most are of its kind, since any other is refused at once."""
    if isinstance(option.type, click.Path):
        return st.sampled_from(PATHS) | ANY
    if isinstance(option.type, click.types.StringParamType):
        return st.sampled_from(TEXTS) | ANY
    return st.sampled_from(NUMBERS) | st.text(string.digits + ".,-/eE", max_size=8) | ANY


UNSAFE = frozenset({"--help", "-p", "--preview"})
"""Options that are left out: the one that opens what was made, and the one that ends every command."""


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Return a command with some of its options, of every kind that it has, and a scene where it takes one."""
    name = draw(st.sampled_from(sorted(COMMANDS)))
    parameters = [each for each in COMMANDS[name].params if not UNSAFE & set(each.opts)]
    options = [each for each in parameters if isinstance(each, click.Option)]
    words = [name]
    for option in draw(st.lists(st.sampled_from(options), max_size=3, unique=True)) if options else []:
        typed = draw(st.sampled_from(option.opts))
        words += [typed] if option.is_flag else [typed, draw(values_for(option))]
    if any(isinstance(each, click.Argument) for each in parameters):
        words.append(draw(SCENES) if name in PLAYED else "nobody")
    return words


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a file, a folder, a link to itself and odd parameters; the current one meanwhile."""
    folder = tmp_path_factory.mktemp("any-values")
    (folder / "file").touch()
    (folder / "folder").mkdir()
    (folder / "empty.toml").touch()
    (folder / "binary.toml").write_bytes(bytes(range(256)))
    for name in ("loop", "loop.py"):
        (folder / name).symlink_to(name)
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.mark.slow  # so that many more are tried where examples are looked for
@given(command_lines())
def test_any_values_give_a_status_and_a_few_lines(folder, words):
    said(*words, status=(0, 1, 2))
    assert not [path for path in folder.rglob("*") if "part" in path.name]
