"""The summary: its numbers are those of the scenes they come from, its pictures are drawn of them, each in its row."""

import numpy as np
import pytest
from manim import BLUE, Circle, Group, ImageMobject, Square, VGroup
from PIL import Image
from scipy.stats import pearsonr
from skimage import data

from convmath.training.moved_digit import digits
from scenes.base.parameters import ParameterError
from scenes.connectivity.parameters import ConnectivityParameters
from scenes.fc_explosion.parameters import COMPARED, ExplosionParameters
from scenes.locality.parameters import LocalityParameters
from scenes.moved_digit.parameters import MovedDigitParameters
from scenes.one_detector.parameters import DetectorParameters
from scenes.summary.opacity import Opacity
from scenes.summary.parameters import SummaryParameters
from scenes.summary.rows import ANSWER, PROBLEM, bands
from scenes.summary.scene import Summary
from tests.scenes import audit
from tests.scenes.claims.moved_digit import answers
from tests.scenes.claims.one_detector import against_coins, found_at, picture
from tests.scenes.claims.summary import large_layers, neighbours, tiny_layers, worst

ROWS = range(4)


@pytest.fixture(scope="module")
def shown():
    return audit.performance(Summary)


def test_the_numbers_are_those_of_the_scenes_that_they_come_from():
    given = SummaryParameters()
    explosion, locality, detector = ExplosionParameters(), LocalityParameters(), DetectorParameters()
    image = explosion.images()[COMPARED]
    pairs = [
        *zip(given.layers(), ConnectivityParameters().layers()[::2]),
        *zip(given.counted_layers(), (explosion.conv(image), explosion.same_shape(image))),
        (given.neighbours(), locality.traced_curve("camera").field("correlations")[0]),
        (given.search(), detector.traced_search(detector.patch)),
        (given.detection(), detector.traced_detection()),
        *zip(given.networks(), MovedDigitParameters().networks()[::2]),
    ]
    for own, earlier in pairs:
        assert own.function == earlier.function
        if isinstance(own.value, float):
            assert own.value == pytest.approx(earlier.value, abs=1e-12)
        else:
            assert own.arguments == earlier.arguments


def test_every_gain_stands_in_its_row_with_its_number(shown):
    moment, found = shown.beats["whole"], bands(len(ROWS))
    dense, conv = large_layers()
    due = [
        [f"{dense / conv / 1e6:.1f}"],
        [f"{pearsonr(*halves(data.camera())).statistic:.3f}"],
        ["22", "24"],
        [str(worst("global max", 0)), "120", str(worst("dense", 0))],
    ]
    for row, texts in zip(ROWS, due):
        inside = [
            each
            for each in moment.figures
            if found[row].bottom < each.place[1] < found[row].top and each.place[0] > ANSWER
        ]
        assert [each.text for each in sorted(inside, key=lambda each: each.place)] == texts


def halves(pixels):
    return pixels[:, :-1].ravel() / 255, pixels[:, 1:].ravel() / 255


def test_each_row_holds_its_problem_its_answer_and_its_pictures_side_by_side(shown):
    scene = shown.scene
    for row, exhibit, band in zip(scene.rows, scene.exhibits, bands(len(ROWS))):
        left, right = exhibit.pictures
        assert row.problem.get_left()[0] == pytest.approx(PROBLEM)
        assert row.answer.get_left()[0] == row.gain.get_left()[0] == pytest.approx(ANSWER)
        assert left.get_right()[0] < right.get_left()[0]
        assert right.get_right()[0] < PROBLEM
        for part in (left, right, row.problem, row.answer, row.gain):
            assert band.bottom < part.get_bottom()[1]
            assert part.get_top()[1] < band.top


def test_the_wires_are_as_many_as_what_moves_an_output(shown):
    dense, conv = shown.scene.wired.panels
    connections, _, near, weights = tiny_layers()
    assert sum(len(wires.ends) for wires in dense.web) == connections
    assert sum(len(wires.ends) for wires in conv.web) == near
    assert len(conv.web) == weights


def test_the_dots_stand_where_pixels_and_their_right_neighbours_put_them(shown):
    cloud = shown.scene.exhibits[1].cloud
    pairs = cloud.sample.value
    pixels = data.camera() / 255
    here, there = pixels[pairs.rows, pairs.columns], pixels[pairs.rows, pairs.columns + 1]
    box = cloud.square
    shares = cloud.dots.points.reshape(len(here), -1, 3).mean(axis=1)
    corner = box.get_corner([-1, -1, 0])
    assert np.allclose((shares - corner)[:, 0] / box.width, here, atol=0.02)
    assert np.allclose((shares - corner)[:, 1] / box.height, there, atol=0.02)


def test_the_coins_have_the_marks_of_what_was_found_missed_and_false(shown):
    marks = shown.scene.exhibits[2].marks
    _, kept = found_at(picture("coins"), 104, 316, 41, 0.45)
    assert [len(each.places) for each in marks] == list(against_coins(kept, 41))
    photo, rings = shown.scene.exhibits[2].photo.picture, marks[0]
    middles = {tuple(np.round(photo.centre_of(row + 20, col + 20), 6)) for row, col in kept}
    drawn = rings.points.reshape(len(rings.places), -1, 3).mean(axis=1)
    assert {tuple(np.round(place, 6)) for place in drawn} < middles


def test_the_maps_have_the_colours_of_what_torch_counts(shown):
    theme, maps = shown.scene.theme, shown.scene.exhibits[3].maps
    images, labels = digits()[1].images, digits()[1].labels
    for kind, each in zip(("dense", "global max"), maps):
        drawn_map = each.panel.picture
        block = len(drawn_map.pixel_array) // 9
        for row, col in [(0, 0), (4, 4), (8, 2)]:
            right = np.sum(answers(kind, 0, images, row - 4, col - 4) == labels)
            drawn = drawn_map.pixel_array[row * block + block // 2, col * block + block // 2, :3].astype(int)
            assert np.abs(drawn - np.array(theme.magnitude(float(right), float(len(labels))).to_rgb()) * 255).max() <= 1


def test_every_arrow_ends_at_the_kernel_and_begins_there_again(shown):
    middles = []
    for row in shown.scene.rows:
        (start, entry), (way_out, end) = (line.points[[0, -1]] for line in (row.before, row.after))
        assert row.problem.get_right()[0] < start[0] < entry[0]
        assert end[1] == start[1] == pytest.approx(row.band.words)
        assert entry[1] == pytest.approx(way_out[1])
        assert entry[0] < way_out[0]
        middles.append(entry[1])
    assert middles == sorted(middles, reverse=True)


def test_opacity_comes_back_to_what_it_was():
    grey = ImageMobject(np.full((2, 2, 4), 200, dtype=np.uint8))
    square = Square(fill_color=BLUE, fill_opacity=0.5, stroke_opacity=0.8)
    opacity = Opacity(Group(grey, VGroup(square, Circle(stroke_opacity=0))))
    opacity.to(0.35, run_time=1).interpolate(1)
    assert square.get_fill_opacity() == pytest.approx(0.175)
    assert square.get_stroke_opacity() == pytest.approx(0.28)
    assert set(grey.pixel_array[:, :, 3].ravel()) == {70}
    opacity.to(1.0, run_time=1).interpolate(1)
    assert (square.get_fill_opacity(), square.get_stroke_opacity()) == (0.5, 0.8)
    assert set(grey.pixel_array[:, :, 3].ravel()) == {200}


def test_what_cannot_be_said_of_an_image_is_refused(tmp_path):
    strip, tiny = tmp_path / "strip.png", tmp_path / "tiny.png"
    for path, size in ((strip, (20, 160)), (tiny, (12, 12))):
        Image.fromarray(np.tile(np.arange(size[1], dtype=np.uint8), (size[0], 1))).save(path)
    for image, complaint in (
        ("noise", "neighbours agree, by 0.5 or more"),
        (str(strip), "one side at most 3 times the other"),
        (str(tiny), "at least 16 pixels"),
    ):
        with pytest.raises(ParameterError, match=complaint):
            SummaryParameters.read({"image": image})
    assert SummaryParameters.read({"image": "grass"}).neighbours().value == pytest.approx(neighbours("grass"))
