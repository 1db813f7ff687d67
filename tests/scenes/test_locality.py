"""What the locality scene shows, worked out by NumPy and SciPy from scikit-image's photographs."""

import numpy as np
import pytest
from manim import RIGHT
from PIL import Image
from scipy.stats import pearsonr
from skimage import data

from convmath.core.provenance import traced
from convmath.images.correlation_curves import correlation_curve
from convmath.images.full_size import full_image_from
from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.locality.correlation_plot import CorrelationPlot, kept_apart
from scenes.locality.parameters import DOTS, LocalityParameters
from scenes.locality.scene import Locality
from scenes.locality.words import name_of
from tests.scenes import audit
from tests.scenes.audit import words_of_still
from tests.scenes.claims.locality import correlations
from tests.scenes.staging import perform

CURVE = "convmath.images.correlation_curves.correlation_curve"


@pytest.fixture(scope="module")
def shown():
    return audit.performance(Locality)


def running(shown, beat):
    """What the numbers of a beat's last running line are of, and their texts."""
    return shown.beats[beat].running_line()


def test_the_correlations_said_are_those_of_all_pairs(shown):
    camera = data.camera() / 255
    near = pearsonr(camera[:, :-1].ravel(), camera[:, 1:].ravel()).statistic
    far = pearsonr(camera[:, :-64].ravel(), camera[:, 64:].ravel()).statistic
    side_by_side = [("len", f"{512 * 511:,}"), ("correlation_curve.correlations[0]", f"{near:.3f}")]
    assert running(shown, "neighbours")[:2] == side_by_side
    ends = [("correlation_curve.distances[-1]", "64"), ("correlation_curve.correlations[-1]", f"{far:.3f}")]
    assert running(shown, "apart") == ends
    gap = shown.beats["gap"]
    assert gap.figure(CURVE, ".distances[63]", near=(-5, -3.2)).text == "64"
    assert gap.figure(CURVE, ".correlations[63]", near=(-1, -3.2)).text == f"{far:.3f}"


def test_the_pair_looked_at_is_where_the_frame_says_it_is(shown):
    camera, drawn = data.camera(), shown.scene.sample.value
    row, col = int(drawn.rows[0]), int(drawn.columns[0])
    _, _, one, other = running(shown, "pair")
    assert one == ("quantise[2, 2]", str(camera[row, col]))
    assert other == ("quantise[2, 3]", str(camera[row, col + 1])), "its right neighbour"


def test_the_dots_stand_at_the_grey_levels_of_the_pixels_they_came_from():
    scene = perform(Locality, look=False, image="coins", distance=20, direction="down").scene
    cloud, drawn, image = scene.cloud, scene.parameters.traced_sample("coins").value, data.coins() / 255
    assert len(drawn) == DOTS
    cloud.sample = scene.sample
    corner, side = cloud.square.get_corner([-1, -1, 0]), cloud.square.width
    for share, apart in ((0.0, 1), (1.0, 20)):
        stands = (cloud.places(share) - corner) / side
        assert np.allclose(stands[:, 0], image[drawn.rows, drawn.columns])
        assert np.allclose(stands[:, 1], image[drawn.rows + apart, drawn.columns])


def test_each_dot_is_drawn_round_where_it_stands():
    scene = perform(Locality, look=False, distance=8).scene
    dots = scene.cloud.dots
    outlines = dots.points.reshape(len(dots.centres), -1, 3)
    away = np.linalg.norm(outlines[:, ::4] - dots.centres[:, None], axis=2)
    assert np.allclose(away, dots.radius)
    assert np.allclose(dots.centres, scene.cloud.places(1), atol=1e-9), "they are left where the gap is open"


def test_the_gap_spans_the_distance_on_the_picture(shown):
    scene = shown.scene
    picture, gap = scene.photo.picture, scene.gap
    start, end = gap.line.get_start(), gap.line.get_end()
    assert np.allclose(end - start, 64 * picture.cell_size * RIGHT)


@pytest.mark.parametrize(("name", "deep"), [("cat", False), ("coins", True)])
def test_the_plot_has_room_below_nothing_where_a_curve_goes_there(name, deep):
    curve = traced(correlation_curve, traced(full_image_from, name), rows=1, columns=0, times=149)
    plot = CorrelationPlot([curve], width=6, height=4, theme=DARK)
    drawn = plot.curve(curve, color=DARK.output)
    values = correlations(full_image_from(name), "down", 149)
    bottom, top = plot.axes[0].get_start()[1], plot.axes[0].get_end()[1]
    assert np.isclose(plot.point(1, 1)[1], top)
    assert np.isclose(plot.point(1, -1)[1], bottom) == deep
    zero = plot.point(1, 0)[1]
    assert np.allclose((drawn.samples[:, 1] - zero) / (top - zero), values, atol=1e-6)
    assert np.allclose(np.diff(drawn.samples[:, 0]), 6 / 148)


def test_curves_end_with_their_names_beside_them_in_the_order_of_their_values(shown):
    last = shown.beats["photographs"]
    ends = {
        figure.text: figure.place[1]
        for figure in last.figures
        if figure.is_of(CURVE, ".correlations[-1]") and figure.place[0] > 3
    }
    expected = sorted(
        correlations(full_image_from(name), "right", 64)[-1] for name in ("camera", "cat", "coins", "grass", "noise")
    )
    said = sorted(ends, key=ends.get)
    assert [float(text.replace("−", "-")) for text in said] == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ([0.0, 1.0], [0.0, 1.0]),
        ([0.0, 0.0], [-0.2, 0.2]),
        ([3.0, 0.1, 0.0, 0.2], [3.0, 0.1, -0.3, 0.5]),
        ([0.0, 0.3, 0.9], [-0.05, 0.35, 0.9]),
    ],
)
def test_names_stand_apart_and_near_their_curves(asked, given):
    assert kept_apart(asked, 0.4) == pytest.approx(given)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"distance": 7}, "parameter 'distance' was 7"),
        ({"distance": 151}, "parameter 'distance' was 151"),
        (
            {"image": "page", "distance": 96},
            "parameter 'distance' was 96; allowed: at most 95, half the shorter side of an image of 191 × 384 pixels",
        ),
        ({"image": "1 2; 3 4"}, "allowed: the path of a PNG, JPEG or WebP file"),
        ({"image": "chelsea"}, "parameter 'image' was"),
        ({"direction": "left"}, "parameter 'direction' was 'left'"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        LocalityParameters.read(values)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_picture_without_contrast_or_pixels_is_refused(tmp_path):

    for size, complaint in (
        ((40, 40), "the same value in all pixels"),
        ((40, 15), "at least 16 pixels on either side"),
    ):
        path = tmp_path / "grey.png"
        Image.new("L", size, 90).save(path)
        with pytest.raises(ParameterError, match=complaint):
            LocalityParameters.read({"image": str(path), "distance": 8})


def test_the_words_of_its_still_promise_only_what_is_on_it():
    for text in words_of_still(Locality):
        assert not any(word in text for word in ("noise", "cat", "grass")), text


def test_an_image_is_called_by_its_name_and_a_file_by_whose_it_is():
    assert [name_of(image) for image in ("vertical_edge", "camera", "/somewhere/vertical_edge.png")] == [
        "vertical edge",
        "camera",
        "your picture",
    ]
