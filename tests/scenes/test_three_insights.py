"""One layer on stage, from everything to a few weights, against torch, SciPy and loops."""

import numpy as np
import pytest

from convmath.core.provenance import traced
from convmath.networks.wiring import KINDS
from scenes.base.parameters import ParameterError
from scenes.base.theme import THEMES
from scenes.three_insights.moving_maps import LEVEL, PLACES, SIDE, MovingMaps
from scenes.three_insights.parameters import LEVELS, MORE, ThreeInsightsParameters
from scenes.three_insights.scene import ThreeInsights
from scenes.three_insights.two_planes import ALONG, APART, MIDDLE, TwoPlanes
from scenes.three_insights.views import LEANING, PlanePicture, View
from tests.scenes.audit import performance
from tests.scenes.claims.equivariance import agreeing
from tests.scenes.claims.three_insights import SOBEL, common, levels, taps_within, untied_agreeing, uses

DARK = THEMES["dark"]
DEFAULTS = {"image": "camera", "side": 224, "kernel": 3, "shift": 48}
CASES = [{}, {"image": "coffee", "side": 97, "kernel": 5, "shift": 1, "errata": False}]


def texts(shown, beat):
    return {text.wording for text in shown.beats[beat].texts}


def counts(shown, beat):
    """The numbers of the ledger beside the layer, from the top."""
    beside = [figure for figure in shown.beats[beat].figures if figure.place[0] > 3 and figure.place[1] > -2.5]
    return [figure.text for figure in sorted(beside, key=lambda figure: -figure.place[1])][:2]


@pytest.mark.parametrize("values", CASES, ids=str)
def test_the_ledger_is_what_loops_and_torch_count(values):
    given = DEFAULTS | values
    side, kernel = given["side"], given["kernel"]
    shown, near, used = performance(ThreeInsights, values=values), taps_within(side, kernel), uses(side, kernel)
    everything = f"{side**4:,}"
    assert counts(shown, "dense") == [everything, everything]
    assert counts(shown, "local") == [f"{near:,}", f"{near:,}"]
    assert counts(shown, "tied") == [f"{near:,}", f"{kernel**2:,}"]
    assert f"{min(used):,} to {max(used):,}" in texts(shown, "tied")
    assert sum(used) == near
    assert shown.beats["poster"].texts_of(".weights.at(side=224)" if side == 224 else ".weights.at(side=97)") == [
        everything,
        f"{near:,}",
        f"{kernel**2:,}",
    ]


def test_the_savings_of_connections_and_of_weights_are_kept_apart():
    lines = texts(performance(ThreeInsights), "poster")
    within, padded, tied, whole = 224**4 / 448_900, 224**4 / (9 * 224**2), 448_900 / 9, 224**4 / 9
    assert f"≈ {within:,.0f} × fewer connections" in lines
    assert f"(≈ {padded:,.0f} × if taps on padding count)" in lines
    assert f"≈ {tied:,.0f} × fewer weights" in lines
    assert f"in all, ≈ {whole:,.0f} × fewer weights" in lines


@pytest.mark.parametrize("values", CASES, ids=str)
def test_both_windows_show_pixels_of_the_picture_products_and_the_same_sum(values):
    given = DEFAULTS | values
    pixels, weights = levels(given["image"], given["side"]), SOBEL[given["kernel"]]
    shown, (answer, answers) = performance(ThreeInsights, values=values), common(pixels, weights)
    steps = shown.scene.shared.steps
    for step, (rows, cols) in zip(steps, ((0, 1), (1, 2))):
        row, col = step.value.position
        assert answers[row, col] == answer == step.value.sum
        half = len(answers) / 2
        assert rows * half <= row < cols * half
        assert rows * half <= col < cols * half
        patch = pixels[row : row + given["kernel"], col : col + given["kernel"]]
        np.testing.assert_array_equal(step.value.patch, patch)
        assert (patch * weights).sum() == answer
    figures = [figure.text for figure in shown.beats["same-edge"].figures if figure.of.endswith(".sum")]
    assert figures == [f"{answer:,.0f}".replace("-", "−")] * 2


@pytest.mark.parametrize("values", CASES, ids=str)
def test_what_moves_along_is_what_scipy_says(values):
    given = DEFAULTS | values
    pixels, weights = levels(given["image"], given["side"]), SOBEL[given["kernel"]]
    moment = performance(ThreeInsights, values=values).beats["moves"]
    counted = [figure for figure in moment.figures if figure.of.endswith(".agreeing_outputs")]
    found = {
        (int(figure.place[0] > 2), bool(figure.place[1] > LEVEL - SIDE / 2 - 0.6)): figure.text for figure in counted
    }
    by = (0, given["shift"])
    assert found == {
        (0, True): f"{agreeing(pixels, weights, by, 'circular').sum():,}",
        (0, False): f"{agreeing(pixels, weights, by, 'zero').sum():,}",
        (1, True): f"{untied_agreeing(given['image'], given['side'], given['kernel'], given['shift']):,}",
    }
    assert found[0, True] == f"{given['side'] ** 2:,}"


def test_while_the_picture_moves_each_map_shows_what_its_layer_gives():
    given = ThreeInsightsParameters(side=64, shift=9)
    image, own = given.traced_image(), given.untied_weights()
    maps = MovingMaps(image, own, given.by, theme=DARK)
    moved = maps.recompute(run_time=1)
    moved.begin()
    moved.interpolate_mobject(1)
    seen = np.roll(image.value, 9, 1)
    total = sum(
        own.value[:, :, row, col] * np.roll(seen, (1 - row, 1 - col), (0, 1)) for row in range(3) for col in range(3)
    )
    colours = maps.untied.picture.pixel_array[:, :, :3].astype(float)
    block = len(colours) // 64
    for row, col in ((0, 0), (5, 40), (33, 8), (63, 63)):
        if total[row, col] > 0:  # hatching lies on the others
            due = 255 * np.array(maps._palette(total[row, col]).to_rgb())
            assert np.abs(colours[row * block, col * block] - due).max() <= 2
    picture = PlanePicture(image, View.frontal(np.zeros(3), 4.0, count=64), palette=DARK.grey)
    before = picture.pixel_array.copy()
    rolled = maps.roll(picture, run_time=1)
    rolled.begin()
    rolled.interpolate_mobject(1)
    np.testing.assert_array_equal(picture.pixel_array, np.roll(before, 9 * len(before) // 64, 1))
    assert len(PLACES) == 3


def planes_of(side=64, kernel=3, place=(20, 31)):
    image = ThreeInsightsParameters(side=side).traced_image()
    return TwoPlanes(image, kernel, place, middle=MIDDLE, apart=APART, theme=DARK)


@pytest.mark.parametrize("kernel", [3, 5])
def test_lines_start_in_their_pixels_and_end_in_their_unit_from_afar_and_close_up(kernel):
    planes = planes_of(kernel=kernel)
    for views in (planes.whole, planes.close):
        planes.look(*views)
        reach = kernel // 2
        due = set()
        for row in range(20 - reach, 20 + reach + 1):
            for col in range(31 - reach, 31 + reach + 1):
                share = np.array([col + 0.5 - views[0].left, row + 0.5 - views[0].top]) / views[0].count
                point = views[0].corner + share[0] * LEANING["right"] + share[1] * LEANING["down"]
                due.add(tuple(point.round(6)))
        assert {tuple(start.round(6)) for start in planes.near.ends[:, 0]} == due
        assert len(planes.near.ends) == kernel**2
        assert np.ptp(planes.near.ends[:, 1], axis=0).max() < 1e-9
    assert planes.close[0].count == kernel + MORE


def test_the_far_lines_spread_over_the_whole_picture_and_go_farthest_first():
    planes = planes_of()
    sample, lines = planes.far_lines()
    assert sample.value.count == len(lines.ends) == ALONG**2
    starts = lines.ends[:, 0]
    corners = np.array(planes.whole[0].outline()[:4])
    assert np.ptp(starts[:, 0]) > 0.85 * np.ptp(corners[:, 0])
    assert np.ptp(starts[:, 1]) > 0.85 * np.ptp(corners[:, 1])
    places = [(start - planes.whole[0].corner) for start in starts]
    cols = [64 * place[0] / LEANING["right"][0] for place in places]
    rows = [64 * (place[0] / LEANING["right"][0] * LEANING["right"][1] - place[1]) / 4 for place in places]
    distances = np.hypot(np.array(rows) - 20.5, np.array(cols) - 31.5)
    assert (np.diff(distances) <= 1e-6).all()


@pytest.mark.parametrize("place", [(0, 0), (20, 31), (63, 2)])
def test_a_close_up_shows_the_pixels_around_its_unit(place):
    planes = planes_of(place=place)
    planes.look(*planes.close)
    row, col = planes.place
    assert all(abs(given - shown) <= 3 for given, shown in zip(place, planes.place))
    colours = planes.picture.pixel_array[:, :, 0]
    pixels, block = planes.picture.values.value, len(colours) / 7
    for down in range(7):
        for across in range(7):
            shown = colours[int((down + 0.5) * block), int((across + 0.5) * block)]
            assert abs(shown - 255 * pixels[row - 3 + down, col - 3 + across] / (LEVELS - 1)) <= 1


def test_views_meet_at_both_ends_and_zoom_by_equal_factors():
    first = View.frontal(np.zeros(3), 4.0, count=64)
    last = View.slanting(np.ones(3), count=64, **LEANING).part(10, 20, 4)
    assert (first.towards(last, 0.0), first.towards(last, 1.0)) == (first, last)
    middle = first.towards(last, 0.5)
    assert middle.count == pytest.approx(16)
    fixed = 10 / 60 * 64, 20 / 60 * 64  # the pixel that keeps its place within the plane
    for view in (first, middle, last):
        assert ((fixed[0] - view.top) / view.count, (fixed[1] - view.left) / view.count) == pytest.approx(
            (1 / 6, 1 / 3)
        )


@pytest.mark.parametrize("kernel", [3, 5])
def test_neighbouring_units_of_the_close_up_use_all_weights_of_the_kernel(kernel):
    planes = planes_of(kernel=kernel)
    panel = planes.panel(KINDS[2])
    for unit in (*planes.neighbours(), *planes.units_below()):
        assert sorted(made.weight for made in panel.made.value.read_by(unit)) == list(range(kernel**2))


def test_a_claim_is_put_right_only_if_asked_for():
    shown = performance(ThreeInsights)
    said = [text.wording for moment in shown.moments if moment.beat == "errata" for text in moment.texts]
    assert "claimed: 1,728 connections, almost 100,000 × fewer" in said
    assert "computed: 3 × 3 × 3 × 64 = 1,728 are the weights, not the connections" in said
    within, padded = 192 * taps_within(224, 3), 192 * 9 * 224**2
    assert f"corrected: {within:,} connections ({padded:,} with taps on padding), 1,728 weights" in said
    dense = 3 * 224**2 * 1000
    assert {f"≈ {dense / within:.2f} × fewer", f"≈ {dense / 1728:,.0f} × fewer"} <= texts(shown, "errata")
    assert "errata" not in performance(ThreeInsights, values=CASES[1]).beats


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"side": 63}, "'side' was 63"),
        ({"kernel": 4}, "'kernel' was 4"),
        ({"shift": 0}, "'shift' was 0"),
        ({"image": "nobody"}, "'image' was 'nobody'"),
        ({"image": "cat", "side": 400}, "at least 400 by 400 pixels"),
        ({"image": "bar", "side": 64}, "'image' was 'bar'; allowed: a picture with an edge"),
    ],
)
def test_what_is_refused_is_refused_in_a_clear_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        ThreeInsightsParameters.read(values)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_picture_seen_from_the_front_is_the_picture_itself():
    image = traced(np.array, [[0, 50], [99, 10]])
    picture = PlanePicture(image, View.frontal(np.zeros(3), 2.0, count=2), palette=DARK.grey)
    whole = picture.pixel_array.copy()
    picture.look(View.slanting(np.zeros(3), count=2, **LEANING).part(0.0, 0.0, 1.0))
    assert (picture.pixel_array == whole[0, 0]).all()
    picture.look(View.frontal(np.zeros(3), 2.0, count=2))
    np.testing.assert_array_equal(picture.pixel_array, whole)
    np.testing.assert_allclose(picture.centre_of(1, 0), [-0.5, -0.5, 0])
