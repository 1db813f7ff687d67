"""What the examples-needed scene shows is what other means make of it: its numbers, dots, heaps and lines."""

import math
from decimal import Decimal

import numpy as np
import pytest
from manim import Line

from convmath.core.histograms import histogram
from convmath.core.provenance import traced
from convmath.images.image_space import random_points
from scenes.base.theme import DARK
from scenes.examples_needed.demand_chart import DemandChart
from scenes.examples_needed.distance_rows import DistanceRow, Plane
from scenes.examples_needed.heaps import Heaps
from scenes.examples_needed.parameters import ExamplesParameters
from scenes.examples_needed.scene import ExamplesNeeded
from scenes.mobjects.charts.histogram_plot import HistogramPlot
from scenes.mobjects.grids.grid import PixelMap
from tests.scenes import audit
from tests.scenes.claims.examples_needed import (
    SETS,
    correlations,
    nearest_over_farthest,
    parameters_of_dense,
    parameters_of_vgg_16,
)


@pytest.fixture(scope="module")
def shown():
    return audit.performance(ExamplesNeeded)


@pytest.fixture(scope="module")
def odd():
    return audit.performance(ExamplesNeeded, "light", {"hidden": 10, "seed": 7})


@pytest.mark.parametrize(("place", "name"), list(enumerate(SETS)), ids=[*SETS])
def test_each_row_shows_what_is_asked_for_above_what_there_is(shown, place, name):
    """Of 1,000 units, from the top of the first beat."""
    moment, height = shown.beats["rule-of-thumb"], (1.85, 0.35, -1.15)[place]
    low, high = (
        moment.figure(
            "convmath.networks.data_sets.data_sets", f"[{place}].needed(hidden=1000).{end}", near=(3, height + 0.4)
        )
        for end in ("low", "high")
    )
    there = moment.figure(
        "convmath.networks.data_sets.data_sets", f"[{place}].training_examples", near=(0, height - 0.5)
    )
    values, examples = SETS[name]
    assert low.source.value == 5 * parameters_of_dense(values, 1000)
    assert high.source.value == 10 * parameters_of_dense(values, 1000)
    assert there.source.value == examples
    assert there.place[1] < height < low.place[1]
    assert low.place[0] < high.place[0]


def test_the_network_is_held_to_the_same_rule(shown):
    counted = {
        getattr(figure.source, "value", None)
        for figure in shown.beats["one-that-did-without"].figures
        if figure.place[1] < -0.9
    }
    assert {parameters_of_vgg_16(), 5 * parameters_of_vgg_16(), 10 * parameters_of_vgg_16(), 1_281_167} <= counted


@pytest.mark.parametrize("hidden", [10, 1000, 10_000])
def test_dots_and_bands_stand_where_the_axis_has_their_numbers(hidden):
    given = ExamplesParameters(hidden=hidden)
    demands = [*given.demands(), given.whole_network()]
    chart = DemandChart(demands, heights=(1, 0, -1, -2), theme=DARK)
    low, high = chart.scale.decades
    for demand, row in zip(demands, chart.rows):
        drawn = (row.dot.get_x(), row.band.points[:, 0].min(), row.band.points[:, 0].max())
        for x, number in zip(drawn, (demand.there.value, *demand.needed.value)):
            share = (math.log10(number) - low) / (high - low)
            assert x == pytest.approx(-2.7 + 9.3 * share, abs=1e-6)
        assert len(row.arrow) == (drawn[1] - drawn[0] > 0.6)
    assert bool(chart.rows[0].arrow) == (hidden > 10), "for 10 units there are nearly enough"


def test_the_wall_holds_every_digit_in_lines_as_long_as_the_atoms(shown):
    figures = sorted(shown.beats["possible-images"].figures, key=lambda figure: -figure.place[1])
    lines = [figure.text for figure in figures if figure.text.isdigit() and len(figure.text) > 20]
    atoms, *wall = lines
    assert int(atoms) == 10**80
    assert int("".join(wall)) == 256 ** (28 * 28)
    assert {len(line) for line in wall[:-1]} == {len(atoms)} == {81}
    beside = {figure.of: figure for figure in figures if figure.place[0] > 2}
    digits, scientific = beside["digit_count"], beside["possible_images.scientific"]
    assert digits.text == f"{len(str(256 ** (28 * 28))):,}"
    mantissa, power = f"{Decimal(256) ** (28 * 28):.2e}".split("e+")
    assert scientific.text == f"{mantissa}·10{power.translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
    assert digits.place[1] == pytest.approx(scientific.place[1], abs=0.1), "on one line"


def test_every_image_is_stacked_over_its_number():
    given = ExamplesParameters(seed=3)
    heaps = Heaps(given.likeness(), theme=DARK)
    images = [(given.drawn()[k], 0, k) for k in range(20)] + [(given.real()[5 * k], 1, 5 * k) for k in range(20)]
    tiles = [(PixelMap(image, height=1, palette=DARK.grey), group, index) for image, group, index in images]
    moved = [animation.build().mobject.target for animation in heaps.stack(tiles)]
    for (image, *_), tile in zip(images, moved):
        (number,) = correlations([image.value])
        assert abs(tile.get_x() - heaps.plot.point(number)[0]) <= heaps.plot.class_width / 2 + 1e-9
    boxes = {(round(tile.get_x(), 3), round(tile.get_y(), 3)) for tile in moved}
    assert len(boxes) == 40, "none lies on another"


@pytest.mark.parametrize("seed", [0, 9999])
def test_the_two_heaps_are_numpys_histograms_and_the_gap_lies_between_them(seed):
    given = ExamplesParameters(seed=seed)
    heaps = Heaps(given.likeness(), theme=DARK)
    groups = [correlations(given.drawn().value), correlations(given.real().value)]
    tallest = max(np.histogram(group, 28, (-0.4, 1))[0].max() / len(group) for group in groups)
    for number, group in enumerate(groups):
        counts, edges = np.histogram(group, 28, (-0.4, 1))
        bars = heaps.bars(number)
        assert len(bars) == np.count_nonzero(counts)
        for bar, place in zip(bars, np.flatnonzero(counts)):
            outline = bar.points
            assert outline[:, 0].mean() == pytest.approx(heaps.plot.point(edges[place : place + 2].mean())[0], abs=0.02)
            assert np.ptp(outline[:, 1]) == pytest.approx(4.3 * counts[place] / len(group) / tallest, rel=1e-6)
    arrow = heaps.gap()[0]
    assert heaps.plot.point(max(groups[0]))[0] <= arrow.get_left()[0] < arrow.get_right()[0]
    assert arrow.get_right()[0] <= heaps.plot.point(min(groups[1]))[0]


def test_the_ends_of_the_heaps_are_those_of_every_image(shown, odd):
    for performance, seed in ((shown, 0), (odd, 7)):
        drawn = correlations(np.random.default_rng(seed).random((1000, 25, 25)))
        heaps = performance.beats["two-heaps"]
        ends = [f"{end:.3f}".replace("-", "−") for end in (min(drawn), max(drawn))]
        for of, left, right in (("histogram.total", "1,000", "100"), ("value_range[0]", ends[0], "0.557"),
                                ("value_range[1]", ends[1], "0.896")):  # fmt: skip
            assert heaps.texts_of(of) == [left, right]


def test_lines_stand_at_distances_and_the_nearest_is_marked():
    points = traced(random_points, 200, 10, seed=4)
    row = DistanceRow(points, left=-2, right=6, y=0, theme=DARK)
    observer, *others = np.random.default_rng(4).random((201, 10))
    distances = np.array([math.dist(observer, other) for other in others])
    assert [line.get_x() for line in row.lines] == pytest.approx(-2 + 8 * distances / distances.max())
    assert row.nearest.get_x() == pytest.approx(min(line.get_x() for line in row.lines))
    assert row.farthest.get_x() == pytest.approx(6)
    assert row.share.source.value == pytest.approx(nearest_over_farthest(10, 4))


def test_the_plane_joins_the_observer_to_the_nearest_and_the_farthest_point():
    plane = Plane(traced(random_points, 200, 2, seed=1), side=4, theme=DARK)
    lengths = [float(np.linalg.norm(dot.get_center() - plane.observer.get_center())) for dot in plane.dots]
    assert plane.near.get_length() == pytest.approx(min(lengths))
    assert plane.far.get_length() == pytest.approx(max(lengths))


def test_distances_are_shown_to_become_alike(shown, odd):
    for performance, seed in ((shown, 0), (odd, 7)):
        moment = performance.beats["far-away"]
        above = [figure for figure in moment.figures if figure.place[1] > -3]
        ratios = [figure for figure in above if getattr(figure.source, "trail", "") == ".ratio"]
        from_the_top = [figure.source.value for figure in sorted(ratios, key=lambda figure: -figure.place[1])]
        assert from_the_top == pytest.approx([nearest_over_farthest(d, seed) for d in (2, 10, 100, 784, 3072)])


def test_only_the_hatched_bars_are_crossed_by_lines():
    group = traced(histogram, [0.1, 0.6, 0.7], low=0, high=1, classes=2)
    plot = HistogramPlot([group], theme=DARK, width=8, height=3, ticks=[])
    plain, hatched = (plot.bars(group, color=DARK.muted, hatched=given) for given in (False, True))
    assert not any(isinstance(part, Line) for part in plain.get_family())
    for bar in hatched:
        for line in bar.submobjects:
            assert bar.points[:, 1].min() < line.get_y() < bar.points[:, 1].max()
