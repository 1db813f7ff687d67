"""The chapter's exercises: every one is there, its solution is right, and the code shown is the code that ran."""

from __future__ import annotations

import inspect
import subprocess
import sys

import numpy as np
import pytest
import torch
from scipy.ndimage import correlate
from torch.nn import functional

from convmath.core.errors import InputError
from convmath.questions.code_runs import listing_names, listing_path, run_listing
from convmath.questions.exercises import CHALLENGE, EXERCISES, exercise_by_name, tell_them_apart
from scenes.catalogue import SCENES
from tests.paths import ROOT

SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def test_there_are_four_that_ask_for_thought_and_three_for_code_and_a_challenge():
    coding = {exercise.listing for exercise in EXERCISES.values() if exercise.listing}
    assert len(EXERCISES) - len(coding) == 4
    assert coding == set(listing_names())
    assert CHALLENGE in {entry.name for entry in SCENES}


@pytest.mark.parametrize("name", listing_names())
def test_the_lines_shown_are_those_of_a_program_that_prints_what_is_shown(name):
    shown = run_listing(name)
    source = "".join(f"{' ' * indent}{line}\n" for line, indent in zip(shown.lines, shown.indents, strict=True))
    command = [sys.executable, "-c", source]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert tuple(printed.splitlines()) == shown.output
    assert source.replace("\n", "") == listing_path(name).read_text(encoding="utf-8").replace("\n", "")


def boards(square):
    row, column = np.indices((8, 8))
    return ((row // square + column // square) % 2).astype(float)


def test_a_checkerboard_of_single_pixels_is_exactly_zero_inside_and_others_are_not():
    largest = {}
    for square in (1, 2, 4):
        answers = [correlate(boards(square), kernel)[1:-1, 1:-1] for kernel in (SOBEL_X, SOBEL_X.T)]
        largest[square] = [abs(each).max() for each in answers]
    assert run_listing("edges_on_a_checkerboard").output == tuple(
        f"squares of {square} answer up to {across} {down}" for square, (across, down) in largest.items()
    )
    assert largest[1] == [0, 0]
    assert largest[4] == [4, 4]


def test_rolled_columns_differ_where_torch_says():
    image = torch.tensor(run_listing("equivariance_by_roll").arrays["image"])[None, None]
    kernel = torch.tensor(SOBEL_X, dtype=torch.float64)[None, None]
    found = {}
    for mode in ("circular", "constant"):
        padded = [functional.pad(each, (1, 1, 1, 1), mode=mode) for each in (image.roll(5, -1), image)]
        after, before = (functional.conv2d(each, kernel) for each in padded)
        found[mode] = torch.nonzero(~torch.isclose(after, before.roll(5, -1)).all(2).flatten()).flatten().tolist()
    assert found == {"circular": [], "constant": [0, 4, 5, 31]}
    assert run_listing("equivariance_by_roll").output == (
        f"circular padding: columns that differ: {found['circular']}",
        f"zero padding: columns that differ: {found['constant']}",
    )


def test_the_matrix_is_that_of_torchs_convolution():
    run = run_listing("convolution_as_a_matrix")
    pixels = torch.eye(36).reshape(36, 1, 6, 6)
    weights = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
    expected = functional.conv2d(pixels, weights).reshape(36, 16).T.numpy()
    np.testing.assert_array_equal(run.arrays["matrix"], expected)
    assert run.output[0] == f"(16, 36) non-zero: {np.count_nonzero(expected)} of {expected.size}"
    assert set((expected != 0).sum(axis=1)) == {9}
    assert run.output[1] == "the same: True"


def test_the_counts_of_the_first_exercise_are_those_of_the_chapter():
    text = " ".join(step.text for step in EXERCISES["dense-against-convolution"].solution())
    assert text.startswith("An image of 64 × 64 pixels with 3 channels holds 12,288 values.")
    assert "= 6,291,968." in text
    assert "= 4,864." in text
    assert "1,293.6 times fewer" in text


def test_on_a_circle_all_outputs_move_along():
    text = " ".join(step.text for step in tell_them_apart())
    assert f"rolled by 5 pixels: {32 * 32:,} of {32 * 32:,} outputs move along." in text


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_is_asked_and_solved_in_sentences(name):
    exercise = exercise_by_name(name)
    steps = [step.text for step in exercise.solution()]
    assert 2 <= len(steps) <= 4
    assert all(step.endswith(".") for step in steps)
    assert exercise.task.text == exercise.asks
    assert inspect.signature(exercise.solution).parameters == {}


def test_unknown_ones_are_refused_with_those_that_there_are():
    with pytest.raises(InputError, match="one of 'dense-against-convolution'"):
        exercise_by_name("nobody")
    with pytest.raises(InputError, match="one of 'convolution_as_a_matrix'"):
        run_listing("../setup")
