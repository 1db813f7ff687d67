"""What the one-detector scene shows, worked out by scikit-image's template matching."""

import numpy as np
import pytest
from PIL import Image
from skimage import data
from skimage.feature import match_template

from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.mobjects.search.marks import Marks
from scenes.one_detector.parameters import DetectorParameters
from scenes.one_detector.scene import OneDetector
from tests.scenes import audit
from tests.scenes.audit import words_of_still
from tests.scenes.claims.one_detector import against_coins, found_at
from tests.scenes.staging import perform

SEARCH = "convmath.images.detector.search_for_patch"
COINS = data.coins() / 255


@pytest.fixture(scope="module")
def shown():
    return audit.performance(OneDetector)


@pytest.fixture(scope="module")
def by_template():
    return found_at(COINS, 104, 316, 41, 0.45)


def running(shown, beat):
    """What the numbers of a beat's last running line are of, of the search, and their texts."""
    return [(of.removeprefix("search_for_patch."), text) for of, text in shown.beats[beat].running_line()]


def test_the_counts_are_those_of_template_matching(shown, by_template):
    matches, kept = by_template
    hits, misses, alarms = against_coins(kept, 41)
    assert running(shown, "peaks") == [("threshold", "0.45"), ("count", str(len(kept)))]
    assert [text for _, text in running(shown, "count")] == ["24", str(hits), str(misses), str(alarms)]
    (line,) = (text for text in shown.beats["count"].texts if text.filled)
    assert line.wording == f"24 coins: {hits} found (ring), {misses} missed (dashed), {alarms} false alarm (cross)"
    height, width = matches.shape
    expected = [("matches.shape[0]", f"{height}"), ("matches.shape[1]", f"{width}"), ("places", f"{matches.size:,}")]
    assert running(shown, "map") == expected
    weights = [figure.text for figure in sorted(shown.beats["dense"].figures, key=lambda figure: -figure.place[1])]
    assert weights == [f"{41 * 41:,}", f"{matches.size:,}", f"{COINS.size * matches.size:,}"]
    assert shown.beats["dense"].texts_of("DenseLayer.weights") == weights[2:]


def test_the_windows_looked_at_are_the_least_alike_the_second_and_the_best(shown, by_template):
    matches, kept = by_template
    worst, second = f"−{-matches.min():.2f}", f"{matches[kept[1]]:.2f}"
    named = [("worst.value", worst), ("found[1:2][0].value", second), ("found[0].value", "1")]
    assert running(shown, "compare") == named
    last = shown.beats["compare"]
    assert last.figure(SEARCH, ".found[0].value", near=(3.5, -1.5)).text == "1"


def test_rings_stand_on_the_peaks_of_the_map_and_marks_on_the_coins(by_template):
    scene = perform(OneDetector, look=False).scene
    matches, kept = by_template
    rings = scene.rings.places
    assert len(rings) == len(kept)
    height, corner = scene.matches.picture.height, scene.matches.picture.get_corner([-1, 1, 0])
    for (row, col), place in zip(kept, rings):
        expected = corner + height / matches.shape[0] * np.array([col + 0.5, -row - 0.5, 0])
        assert np.allclose(place, expected)
    assert [len(marks.places) for marks in scene.found] == [*against_coins(kept, 41)]


def test_a_place_is_at_the_same_place_in_the_image_and_in_the_map():
    scene = perform(OneDetector, look=False, row=20, col=33, size=30).scene
    matches, given = scene.matches, scene.parameters
    assert given.traced_search(given.patch).value.best[:2] == (20, 33)
    on_map = matches.picture.centre_of(20, 33) - matches.frame.get_center()
    rows, cols = COINS.shape
    cell = matches.frame.height / rows
    assert np.allclose(on_map, cell * np.array([33 + 15.5 - cols / 2, rows / 2 - 20 - 15.5, 0]))


def test_the_strip_shows_the_windows_found_on_the_page_best_first(shown):
    page = data.page() / 255
    matches = match_template(page, page[70:82, 119:131])
    _, kept = found_at(page, 70, 119, 12, 0.75)
    last = shown.beats["again"]
    values = [figure for figure in last.figures if figure.source.function == SEARCH and figure.place[1] < -2]
    strip = sorted((figure for figure in values if figure.place[1] > -3), key=lambda figure: figure.place[0])
    assert [float(figure.text) for figure in strip] == pytest.approx([matches[place] for place in kept], abs=0.0051)
    assert running(shown, "again") == [("threshold", "0.75"), ("count", str(len(kept)))]


def test_marks_are_told_apart_by_their_shape():
    places = [np.zeros(3), np.array([2.0, 0, 0])]
    ring, dashed, cross = (Marks(places, radius=1, kind=kind, color=DARK.wrong) for kind in ("ring", "dashed", "cross"))
    assert np.allclose(np.linalg.norm(ring.points[:96:4], axis=1), 1)
    assert len(dashed.points) == 2 / 3 * len(ring.points)
    assert len(cross.points) == 2 * 2 * 4
    assert len(ring.show(1).points) == 24 * 4
    assert len(ring.show(0).points) == 0


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"row": 270}, "parameter 'row' was 270; allowed: at most 262, to leave room for the patch"),
        ({"col": 350}, "parameter 'col' was 350; allowed: at most 343, to leave room for the patch"),
        ({"size": 7}, "parameter 'size' was 7"),
        ({"threshold": 0.2}, "parameter 'threshold' was 0.2"),
        ({"image": "vertical_edge", "row": 3, "col": 3}, "3, 3, a patch of one grey"),
        ({"image": "checkerboard", "row": 3, "col": 5, "size": 8}, "at which the patch is found at"),
        ({"image": "1 2; 3 4"}, "allowed: the path of a PNG, JPEG or WebP file"),
    ],
)
def test_what_cannot_be_searched_is_refused_in_one_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        DetectorParameters.read(values)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_picture_smaller_than_the_patch_is_refused(tmp_path):
    path = tmp_path / "small.png"
    Image.fromarray(np.arange(900, dtype=np.uint8).reshape(30, 30)).save(path)
    with pytest.raises(ParameterError, match="parameter 'size' was 41; allowed: at most 30, which this image has"):
        DetectorParameters.read({"image": str(path), "row": 0, "col": 0})


def test_the_words_of_its_still_promise_only_what_is_on_it():
    for text in words_of_still(OneDetector):
        assert not any(word in text for word in ("letter", "missed", "dense")), text
