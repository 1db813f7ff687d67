"""Whatever the command line makes, it makes byte for byte again, in another process and another folder."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

import render
from rendering.core.job import Format
from rendering.deck.options import DECK_FORMATS
from rendering.figures.request import Kind
from rendering.figures.still import STILL_FORMATS
from rendering.output.segment_store import SEGMENTS_FOLDER
from rendering.quiz.options import SheetFormat
from tests.paths import ROOT

SCENE = """
from pathlib import Path
from manim import *

class Told(Scene):
    gif_beats = ("turn",)

    def construct(self):
        square = Square(fill_opacity=1, color=BLUE)
        self.add_sound(str(Path(__file__).with_name("sound.wav")))
        self.next_section("draw")
        self.play(Create(square), run_time=0.5, subcaption="A square & <more>.")
        self.wait(10)
        self.next_section("turn")
        self.play(square.animate.rotate(1).set_color(RED), run_time=0.5, subcaption="It turns.")
        self.wait(10)
        self.next_section("stay")
        self.wait(10.5)

    def sidecar(self):
        return {"title": "Told", "alt": "A square turns.", "description": "A square is drawn and turns."}
"""
SIZE = ("-r", "128,72", "--fps", "10")
MAKING = {
    "render": [
        ["SCENE", "--format", ",".join(Format), *SIZE],
        ["SCENE", "--format", ",".join(each for each in Format if each.carries_alpha), "-t", *SIZE],
    ],
    "figures": [["SCENE", "--formats", ",".join(Kind), "--width", "128", "--fps", "10", "--animate", "5"]],
    "still": [["SCENE", "--beat", "turn", "--format", each, *SIZE] for each in STILL_FORMATS],
    "sheet": [["SCENE", *SIZE]],
    "filmstrip": [["SCENE", *SIZE]],
    "lecture": [["LECTURE", *SIZE]],
    "deck": [["SCENE", "--handout", "--format", ",".join(DECK_FORMATS), *SIZE]],
    "quiz": [["--format", ",".join(SheetFormat)], ["--format", ",".join(SheetFormat), "--keys", "--seed", "3"]],
}
"""For each command that makes files, what it is given; every format is read from the code."""
MAKING_THE_SAME = {"gallery", "lecture", "preview"}
"""Commands that make such files by the same way, and a page of what their sidecars say."""
MAKING_NONE = {
    "numbers",
    "check",
    "list",
    "doctor",
    "identity",
    "bench",
    "gif-bench",
    "clean",
    "verify",
    "network",
    "narrate",
}
RUN = """
import json, sys, render
for line in json.load(sys.stdin):
    try:
        render.main(line, standalone_mode=False)
    except SystemExit as end:
        assert not end.code, line
"""
pytestmark = pytest.mark.exhaustive


def test_every_command_is_one_that_makes_files_or_none():
    assert set(render.main.commands) == {*MAKING, *MAKING_THE_SAME, *MAKING_NONE}


def make(folder, media, seed, more=()):
    """Run each command in one new process, with a seed of Python's hashes; return each file's digest.

    With `more`, which only ``render`` takes, only that is run.
    """
    given = {"SCENE": f"{folder / 'told.py'}:Told", "LECTURE": str(folder / "told.toml")}
    lines = []
    for command, calls in MAKING.items():
        for number, call in enumerate(calls):
            place = str(media / f"{command}{number}")
            lines.append([command, *(given.get(word, word) for word in call), "--media_dir", place])
    lines = [[*line, *more] for line in lines if not more or line[0] == "render"]
    subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(lines),
        text=True,
        cwd=ROOT,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.DEVNULL,
    )
    files = (path for path in sorted(media.rglob("*")) if path.is_file() and SEGMENTS_FOLDER not in path.parts)
    return {str(path.relative_to(media)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a scene that has sound, captions and chapters."""
    made = tmp_path_factory.mktemp("told")
    (made / "told.py").write_text(SCENE, "utf-8")
    (made / "told.toml").write_text('title = "Told"\nscenes = ["told.py:Told"]', "utf-8")
    with wave.open(str(made / "sound.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes((8000 * np.sin(np.arange(8000) / 5)).astype("<i2").tobytes())
    return made


@pytest.fixture(scope="module")
def first(folder):
    """The digest of every file, made in an empty folder."""
    return make(folder, folder / "one", "1")


def test_every_format_is_there(first):
    endings = {Path(name).name.partition(".")[2] for name in first if not Path(name).name.startswith(".")}
    of_their_own = {*Format} - {Format.PNG_SEQUENCE}  # whose pictures are numbered, in a folder
    kinds = {kind for kind in Kind if kind is not Kind.FILMSTRIP}
    assert endings >= {*of_their_own, *kinds, *STILL_FORMATS, "json", "html"}
    assert all(any(each in ending for ending in endings) for each in SheetFormat)
    assert any(name.endswith("0000.png") for name in first)
    assert {"told-filmstrip.svg", "told-filmstrip.pdf", "told-sheet.png"} <= {Path(name).name for name in first}


def test_every_file_is_the_same_in_another_process_without_stored_segments(folder, first):
    again = make(folder, folder / "two", "2")
    assert {name for name in {*first, *again} if first.get(name) != again.get(name)} == set()


def test_every_file_is_the_same_when_made_again_of_stored_segments(folder, first):
    again = make(folder, folder / "one", "3", more=("--force",))
    assert {name for name in {*first, *again} if first.get(name) != again.get(name)} == set()
