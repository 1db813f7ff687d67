"""Closed, full or foreign standard streams: what can be made is made, and no file takes a stream's place."""

from __future__ import annotations

import itertools
import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from rendering.core.processes import can_fork
from tests.cli.commands import Place
from tests.paths import RENDER

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir() or not can_fork(), reason="looks for processes in /proc")
CLOSED = [closed for number in (1, 2, 3) for closed in itertools.combinations((0, 1, 2), number)]


def without(*descriptors):
    """Return what closes descriptors in a child before it becomes the command."""
    return lambda: [os.close(descriptor) for descriptor in descriptors]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A still of a scene, made undisturbed: the place and the file's bytes."""
    place = Place(tmp_path_factory.mktemp("whole"))
    place.write(construct='print("noise", flush=True); os.write(2, b"noise\\n"); os.system("echo noise")')
    status, printed, noted = place.run("still")
    assert (status, printed) == (0, "media/tried/tried.png\n"), noted
    assert noted.split() == ["noise"] * 3
    return place, (place.folder / "media/tried/tried.png").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("closed", CLOSED, ids=str)
def test_a_still_is_made_whichever_standard_streams_are_closed(whole, tmp_path, closed):
    place, expected = whole
    output = tmp_path / "still.png"
    streams = dict.fromkeys(("stdin", "stdout", "stderr"))
    status, _, _ = place.run("still", "-o", str(output), preexec_fn=without(*closed), **streams)
    assert output.read_bytes() == expected
    assert status == (1 if 1 in closed else 0)  # the answer of `still` is the file's name
    assert place.left() == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("command", ["render", "figures"])
@pytest.mark.parametrize("closed", [(2,), (0, 1, 2), ()], ids=["no stderr", "none", "full stderr"])
def test_films_are_made_without_a_standard_error(tmp_path, command, closed):
    place = Place(tmp_path)
    place.write(construct='print("noise", flush=True); os.system("echo noise")')
    with Path("/dev/full").open("wb") as full:
        streams = {"stdin": None, "stdout": None, "preexec_fn": without(*closed), "stderr": None if closed else full}
        assert place.run(command, **streams)[0] == 0
    assert [name for name in place.media if name.endswith("tried.mp4")] != []
    assert [name for name in place.media if b"noise" in read(place.folder / "media" / name)] == []
    assert place.left() == []


def read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() and path.suffix != ".py" else b""


@pytest.mark.parametrize("arguments", [("list", "--json"), ("list",), ("doctor", "--json")], ids=" ".join)
@pytest.mark.parametrize(("where", "why"), [("/dev/full", "No space left on device"), (None, "Bad file descriptor")])
def test_an_answer_that_cannot_be_written_is_a_failure_in_one_line(tmp_path, arguments, where, why):
    options = {"cwd": tmp_path, "stderr": subprocess.PIPE, "text": True, "check": False}
    if where is None:
        done = subprocess.run([*RENDER, *arguments], preexec_fn=without(1), **options)
    else:
        with Path(where).open("wb") as full:
            done = subprocess.run([*RENDER, *arguments], stdout=full, **options)
    assert (done.returncode, done.stderr) == (1, f"error: cannot write to standard output: {why}\n")


@pytest.mark.slow
def test_numbers_that_cannot_be_written_are_a_failure_in_one_line(tmp_path):
    with Path("/dev/full").open("wb") as full:
        words = [*RENDER, "numbers", "receptive-field-growth", "--json"]
        done = subprocess.run(words, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "error: cannot write to standard output: No space left on device\n"


@pytest.mark.slow
def test_what_a_scene_prints_is_not_in_the_answer(tmp_path):
    place = Place(tmp_path)
    place.write(construct='print("{", flush=True); os.write(1, b"{"); os.system("echo {"); sys.stdout.close()')
    for command in ("render", "figures"):
        status, printed, noted = place.run(command, "--json")
        assert status == 0, noted
        assert json.loads(printed)[0]["status"] == "rendered"
        assert noted.count("{") >= 3


READING = "read = {}; (Path.cwd() / 'read').write_text(repr(read))"


@pytest.mark.slow
@pytest.mark.parametrize(
    "expression", ["sys.stdin.read()", "os.read(0, 9)", "sys.stdin.close()", "sys.stdin.readline()"]
)
def test_scenes_in_the_background_read_nothing_and_go_on(tmp_path, expression):
    place = Place(tmp_path)
    place.write(construct=READING.format(expression))
    with Path("/dev/zero").open("rb") as endless:
        status, _, noted = place.run("render", stdin=endless)
    assert status == 0, noted
    assert (tmp_path / "read").read_text() in {"''", "b''", "None"}
    assert place.left() == []


@pytest.mark.slow
@pytest.mark.parametrize("asks", ["input('who? ')", "sys.stdin.readline().strip()"])
def test_one_scene_that_is_rendered_asks_at_the_terminal(tmp_path, asks):
    place = Place(tmp_path)
    place.write(construct=READING.format(asks))
    ours, theirs = pty.openpty()
    os.write(ours, b"Ada\n")
    status, _, noted = place.run("render", stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert status == 0, noted
    assert (tmp_path / "read").read_text() == "'Ada'"
    assert "who? " not in asks or "who?" in noted
    assert place.left() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "asks"),
    [("still", "input('who? ')"), ("still", "sys.stdin.readline().strip()"), ("vector", "input('who? ')")],
)
def test_a_scene_in_the_foreground_asks_at_the_terminal(tmp_path, command, asks):
    place = Place(tmp_path)
    place.write(construct=READING.format(asks))
    ours, theirs = pty.openpty()
    os.write(ours, b"Ada\n")
    status, printed, noted = place.run(command, stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert status == 0, noted
    assert (tmp_path / "read").read_text() == "'Ada'"
    assert printed.splitlines() == [f"media/tried/tried.{'svg' if command == 'vector' else 'png'}"]
    assert noted == ("who? " if "who" in asks else "")
    assert place.left() == []


@pytest.mark.slow
def test_breakpoint_in_the_foreground_takes_commands_from_the_terminal(tmp_path):
    place = Place(tmp_path)
    place.write(construct="secret = 6 * 7\nbreakpoint()\npass")
    ours, theirs = pty.openpty()
    os.write(ours, b"p secret\ncontinue\n")
    status, _, noted = place.run("still", stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert status == 0, noted
    assert "(Pdb) 42\n" in noted
