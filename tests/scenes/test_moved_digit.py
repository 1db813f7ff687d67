"""The moved digit: what stands where, against torch with the stored weights."""

import numpy as np
import pytest

from convmath.training.moved_digit import KINDS
from convmath.training.zeros_and_ones import digits
from scenes.moved_digit.scene import ROWS, MovedDigit
from tests.scenes import audit
from tests.scenes.claims.moved_digit import answers

TRAINED = "convmath.training.moved_digit.trained_classifier"
IMAGES, LABELS = digits()[1].images, digits()[1].labels


@pytest.fixture(scope="module")
def shown():
    return audit.performance(MovedDigit)


@pytest.mark.parametrize(("beat", "move"), [("asked", (0, 0)), ("travel", (4, 4)), ("corners", (-4, 4))])
def test_each_network_answers_what_torch_does_where_the_digit_stands(shown, beat, move):
    rows, columns = move
    for kind, y in zip(KINDS, ROWS):
        verdicts = [
            figure
            for figure in shown.beats[beat].figures
            if ".answer(" in getattr(figure.source, "trail", "") and abs(figure.place[1] - y + 0.72) < 0.3
        ]
        (verdict,) = verdicts
        assert verdict.source.arguments["kind"] == kind
        (expected,) = answers(kind, 0, IMAGES[[29]], rows, columns)
        assert verdict.text == str(expected)


def test_the_bars_are_as_long_as_the_digit_is_likely(shown):
    scene = shown.scene
    assert len(scene.rows) == len(KINDS)
    for row in scene.rows:
        frame, fill = row.answer.frame, row.answer.fill
        half, probability = frame.get_center()[0], row._said((-4, 4))[0].value[1]
        assert fill.width == pytest.approx(abs(probability - 0.5) * frame.width, abs=1e-6)
        assert (fill.get_center()[0] > half) == (probability > 0.5)


def test_every_cell_of_a_map_has_the_colour_of_its_count(shown):
    """Cells are probed in the picture that stood on stage."""
    theme = shown.scene.theme
    for kind, each in zip(KINDS, shown.scene.maps):
        picture = each.panel.picture
        block = len(picture.pixel_array) // 9
        for row, col in [(0, 0), (4, 4), (8, 1), (3, 7)]:
            right = np.sum(answers(kind, 0, IMAGES, row - 4, col - 4) == LABELS)
            drawn = picture.pixel_array[row * block + block // 2, col * block + block // 2, :3].astype(int)
            expected = np.array(theme.magnitude(float(right), 120.0).to_rgb()) * 255
            assert np.abs(drawn - expected).max() <= 1


def test_the_digit_ends_its_way_in_the_corners(shown):
    canvas = shown.scene.canvas
    pixel = canvas.ground.width / 22
    assert (canvas.digit.get_center() - canvas.ground.get_center())[:2] == pytest.approx([4 * pixel, 4 * pixel])
    assert canvas.digit.width == pytest.approx(14 * pixel)
