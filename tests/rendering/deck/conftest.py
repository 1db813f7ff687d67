"""A deck of a card, a scene, and the scene again without a beat, made by the command."""

from __future__ import annotations

import json

import pytest

from tests.cli.saying import said

LOOK = ("-r", "160,90", "--fps", "10", "-j", 1)
SCENE = """
from manim import BLUE, DOWN, PI, RED, Create, FadeOut, Rotate, Scene, Square


class Talk(Scene):
    loop_beats = ("again",)
    pause_beats = ("think",)

    def construct(self):
        square = Square(color=BLUE, fill_opacity=1)
        self.next_section("draw")
        self.play(Create(square), run_time=0.5, subcaption="A square < a circle & more.")
        self.next_section("again")
        self.play(Rotate(square, PI / 2), run_time=0.8)
        self.next_section("think")
        self.wait(0.4)
        self.next_section("gone")
        self.play(square.animate.set_fill(RED).set_stroke(RED), run_time=0.4)
        self.play(FadeOut(square), run_time=0.3)
        self.wait(0.2)


class Refusal(Exception):
    user_error = True


class Failing(Scene):
    def construct(self):
        raise Refusal("no such luck")
"""
LECTURE = """
title = "Two < three, & 10 more"
pause = 0.5
sections = [
  { title = "First", scenes = [{ card = "What #1 *is*" }, "talk.py:Talk"] },
  { title = "Second", scenes = [{ scene = "talk.py:Talk", without = ["again"] }] },
]
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder in which the scene and the lecture file are, with the deck in ``media/deck/two``."""
    folder = tmp_path_factory.mktemp("deck")
    (folder / "talk.py").write_text(SCENE, encoding="utf-8")
    (folder / "two.toml").write_text(LECTURE, encoding="utf-8")
    make(folder)
    return folder


def make(folder, *more, status=0):
    """Make the deck with its handout, and return what is said."""
    options = (*LOOK, "--media_dir", folder / "media", *more)
    return said("deck", folder / "two.toml", "--handout", *options, status=status)


@pytest.fixture(scope="session")
def deck(made):
    """The deck's folder."""
    return made / "media/deck/two"


@pytest.fixture(scope="session")
def told(deck):
    """What the deck's sidecar says."""
    return json.loads((deck / "deck.json").read_text("utf-8"))
