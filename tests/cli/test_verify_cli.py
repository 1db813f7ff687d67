"""``render.py verify``: the status, the words, the JSON; what is unusable is refused in a line."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

import render
from convmath.convolution import geometry, padding
from rendering.printing import options
from tests.cli.saying import said

IMAGE = "1 2 0 1 2; 0 1 2 1 0; 2 0 1 0 1; 1 2 0 2 1; 0 1 2 1 0"
GIVEN = ("verify", "--input", IMAGE, "--kernel", "sobel_x", "--output")
RIGHT = "2 -1 -2; -1 0 -1; -1 0 0"


def answer(*arguments, status):
    result = CliRunner().invoke(render.main, list(arguments))
    assert result.exit_code == status, result.output
    return result.stdout


def test_right_wrong_and_why():
    assert answer(*GIVEN, RIGHT, status=0) == "right: 3 × 3 cells\n"
    text = answer(*GIVEN, "-2 1 2; 1 0 1; 1 0 0", status=1)
    assert "wrong: 6 of 9 cells" in text
    assert "row 0, column 0: claimed −2, right is 2" in text
    assert "most likely: flipped kernel" in text
    assert "or: sign: every sign is reversed" in text
    assert answer(*GIVEN, "-2 1 2; 1 0 1; 1 0 0", "--flip", status=0).startswith("right")
    assert "the claim has 1 × 2 cells, the output 3 × 3" in answer(*GIVEN, "7 8", status=1)


def test_json_and_files(tmp_path):
    np.save(tmp_path / "claim.npy", np.array([[2, -1, -2], [-1, 0, -1], [-1, 0, 1]]))
    verdict = json.loads(answer(*GIVEN, str(tmp_path / "claim.npy"), "--json", status=1))
    assert verdict["wrong"] == [[2, 2]]
    assert [causes[0]["kind"] for causes in verdict["causes"]] == ["single product"]
    assert verdict["output"] == [[2, -1, -2], [-1, 0, -1], [-1, 0, 0]]


def test_the_magnitude_of_both_axes_by_name():
    claim = np.hypot(*(np.array([[8, 8], [8, 8]]), np.array([[8, 8], [8, 8]])))
    rows = "; ".join(" ".join(map(repr, row)) for row in claim.tolist())
    ramp = "0 1 2 3; 1 2 3 4; 2 3 4 5; 3 4 5 6"
    arguments = ("verify", "--input", ramp, "--kernel", "sobel", "--output")
    assert answer(*arguments, rows, status=0).startswith("right")
    assert "one axis" in answer(*arguments, "8 8; 8 8", status=1)


def test_the_window_is_taken_as_given():
    ones = ("verify", "--input", "1 1 1; 1 1 1; 1 1 1", "--kernel", "1 1; 1 1", "--output")
    assert answer(*ones, "4", "--stride", "2", status=0)
    assert answer(*ones, "1", "--stride", "3,2", "--padding", "1", "--json", status=1)
    assert answer(*ones, "4", "--dilation", "2", status=0)
    assert answer(*ones, "4 4 4 4; 4 4 4 4; 4 4 4 4; 4 4 4 4", "--padding", "1", "--padding-mode", "circular", status=0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*GIVEN[:-1]], "Missing option '--output'"),
        ([*GIVEN, "no.npy"], "--output was 'no.npy', which is no file"),
        ([*GIVEN, "1 2; 3"], "rows of the same length"),
        ([*GIVEN, RIGHT, "--stride", "0"], "not in the range"),
        ([*GIVEN, RIGHT, "--stride", "1,2,3"], "not a whole number"),
        ([*GIVEN, RIGHT, "--padding", "most"], "valid, same, full"),
        ([*GIVEN, RIGHT, "--padding", "same", "--stride", "2"], "--padding was 'same'"),
        ([*GIVEN, RIGHT, "--padding", "9", "--padding-mode", "reflect"], "at most 4 rows"),
        ([*GIVEN, RIGHT, "--tolerance", "2"], "not in the range"),
        (["verify", "--input", "1", "--kernel", "sobel_x", "--output", "1"], "--kernel was (3, 3)"),
        (["verify", "--input", "1", "--kernel", "sobbel", "--output", "1"], "one of sobel, prewitt"),
    ],
)
def test_what_is_unusable_is_said_in_a_line(arguments, message):
    assert message in said(*arguments)


def test_the_names_of_the_options_are_those_of_the_mathematics():
    assert options.PADDING_NAMES == geometry.PADDING_NAMES
    assert options.PADDING_MODES == padding.PADDING_MODES
