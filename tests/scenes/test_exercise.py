"""Exercises on stage: the program that is shown is the one that ran, and its pictures are what it computed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import correlate

from convmath.questions.exercises import EXERCISES
from scenes.base.parameters import ParameterError
from scenes.exercise.parameters import EXAMPLES, ExerciseParameters
from scenes.exercise.scene import ExerciseCard
from tests.paths import ROOT
from tests.scenes.audit import performance

LISTING = ROOT / "convmath" / "questions" / "listings" / "edges_on_a_checkerboard.py"


def test_every_exercise_of_the_chapter_is_tried():
    assert {ExerciseParameters.read(values).exercise for values in ({}, *EXAMPLES)} == set(EXERCISES)


def test_the_lines_on_stage_are_those_of_the_file_and_of_what_it_prints():
    shown = performance(ExerciseCard).beats["code"]
    lines = [line.strip() for line in LISTING.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert sorted(shown.texts_of(".output[0]")) == ["squares of 1 answer up to 0.0 0.0"]
    for number, line in enumerate(lines):
        assert shown.texts_of(f".lines[{number}]") == [line]


def test_a_checkerboard_of_single_pixels_is_zero_inside_and_larger_squares_are_not():
    shown = performance(ExerciseCard).beats["solution"]
    row, column = np.indices((8, 8))
    expected = []
    for square in (1, 2):
        board = ((row // square + column // square) % 2).astype(float)
        expected += correlate(board, np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]))[1:-1, 1:-1].ravel().tolist()
    found = [float(each.text.replace("−", "-")) for each in shown.figures if "cross_correlate2d" in each.of]
    assert sorted(found) == sorted(expected)
    assert not any(expected[:36])


def test_an_unknown_exercise_is_refused_in_a_line():
    with pytest.raises(ParameterError, match="parameter 'exercise' was 'homework'; allowed: one of 'dense-against"):
        ExerciseParameters.read({"exercise": "homework"})
