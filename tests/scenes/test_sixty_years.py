"""What the sixty-years scene shows is what other means make of it: its ledger, its units, its axis and its ruler."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from scenes.base.theme import DARK
from scenes.sixty_years.parameters import SixtyYearsParameters
from scenes.sixty_years.scene import SixtyYears
from scenes.sixty_years.sharing_chart import SCALE, SharingChart
from scenes.sixty_years.time_ruler import TimeRuler, row_heights
from scenes.sixty_years.zip_network import COLUMNS, ZipNetwork
from tests.scenes import audit
from tests.scenes.claims.sixty_years import (
    LAYERS_1989,
    YEARS,
    connections_of_1989,
    counted,
    ledger,
    parameters_of_1989,
)

SHARING, COUNTS = "convmath.networks.sharing.sharing", "convmath.networks.sharing.layer_counts"
FIRST_BEATS = {"one-place": {"1959", "1962"}, "every-place": {"1959", "1962", "1980", "1981"}}


@pytest.fixture(scope="module")
def shown():
    return audit.performance(SixtyYears)


@pytest.fixture(scope="module")
def without_biases():
    return audit.performance(SixtyYears, "light", SixtyYears.examples[0])


@pytest.mark.parametrize("place", range(4))
def test_each_column_is_the_layer_that_the_paper_of_1989_describes(shown, without_biases, place):
    units, inputs, weights = LAYERS_1989[place]
    for performance, biases in ((shown, True), (without_biases, False)):
        moment, x = performance.beats["sums"], COLUMNS[1 + place]
        fields = {
            "units": units,
            "inputs": inputs + biases,
            "connections": connections_of_1989(biases=biases)[place],
            "weights": weights,
            "biases": units,
            "parameters": parameters_of_1989()[place],
        }
        for field, due in fields.items():
            figure = moment.figure(COUNTS, f"[{place}].{field}", near=(x, -1.5))
            assert figure.source.value == due, field
            assert figure.text == f"{due:,}"
            assert abs(figure.place[0] - x) < 0.9, f"{field} stands under its layer"


def test_the_sums_are_those_of_the_paper_and_say_what_is_counted(shown, without_biases):
    for performance, due in ((shown, 64_660), (without_biases, 63_660)):
        moment = performance.beats["sums"]
        assert moment.figure(SHARING, ".connections", near=(5.75, -1.1)).text == f"{due:,}"
        assert moment.figure(SHARING, ".parameters", near=(5.75, -2.4)).text == "9,760"
        assert moment.figure(SHARING, ".uses", near=(5.75, 1.4)).source.value == pytest.approx(due / 9_760)
    line = without_biases.line_with("bias_uses")
    assert line == [("bias_uses", "1,000"), ("", "LeCun et al. 1989"), ("sharing.connections", "64,660")]


def test_the_names_of_the_events_come_one_after_the_other(shown):
    for beat, years in FIRST_BEATS.items():
        names = [figure.text for figure in shown.beats[beat].figures if figure.place[0] < -2.5]
        assert {name[-4:] for name in names} == years
    assert {*shown.beats["one-axis"].texts_of(".year")} == {"1998"}
    assert {*shown.beats["sharing"].texts_of(".year")} == {"1998", "2012", "2014", "2015"}


@pytest.mark.parametrize("name", YEARS)
def test_each_network_has_its_ledger_in_its_row(shown, name):
    before = 4
    y = row_heights(before, before + len(YEARS))[before + [*YEARS].index(name)]
    uses = shown.beats["sharing"].figure(SHARING, ".uses", near=(6, y))
    parameters, connections = ledger(name, biases=True)
    assert uses.place[1] == pytest.approx(y, abs=0.1)
    assert uses.source.value == pytest.approx(connections / parameters)
    texts = [figure.text for figure in shown.beats["sharing"].figures if abs(figure.place[1] - y) < 0.1]
    scale = 10 ** max((power for power in (6, 9) if connections >= 10**power), default=0)
    assert (f"{connections / scale:.1f}" if scale > 1 else f"{connections:,}") in texts
    scale = 10**6 if parameters >= 10**6 else 1
    assert (f"{parameters / scale:.1f}" if scale > 1 else f"{parameters:,}") in texts


@pytest.mark.parametrize("last", list(YEARS)[1:])
@pytest.mark.parametrize("biases", [False, True])
def test_dots_and_rings_stand_where_the_axis_has_their_numbers(last, biases):
    given = SixtyYearsParameters(last=last, biases=biases)
    chart = SharingChart(given.decades(), biases=biases, theme=DARK)
    low, high = chart.scale.decades
    for event, name in zip(given.networks(), YEARS):
        row = chart.row(given.sharing(event), 1.0)
        for mark, number in zip((row.dot, row.ring), ledger(name, biases=biases)):
            share = (math.log10(number) - low) / (high - low)
            assert mark.get_x() == pytest.approx(SCALE["left"] + share * (SCALE["right"] - SCALE["left"]), abs=1e-6)
        assert row.bar.get_start()[0] == pytest.approx(row.dot.get_x())
        assert row.bar.get_end()[0] == pytest.approx(row.ring.get_x())
        assert row.dot.get_fill_opacity() == 1
        assert row.ring.get_fill_color() == DARK.background, "a ring, so that the two differ by more than colour"


def test_the_ruler_is_as_long_as_the_years_and_its_leaders_never_cross():
    events = SixtyYearsParameters().events()
    ruler = TimeRuler(events, heights=row_heights(4, 9), theme=DARK)
    years = np.array([1959, 1962, 1980, 1981, *YEARS.values()])
    places = np.array([ruler.place_of(number) for number in range(len(years))])
    steps = np.diff(places) / np.diff(years)
    assert steps == pytest.approx(np.full(8, steps[0]))
    assert steps[0] < 0, "time runs down"
    ends = np.array([leader.get_end()[1] for leader in ruler.leaders])
    assert (np.diff(ends) < 0).all()
    assert (np.diff(places) < 0).all()


def test_every_unit_of_the_network_is_a_square_of_its_own():
    given = SixtyYearsParameters()
    net = ZipNetwork(given.first(), given.picture(), theme=DARK)
    for blocks, (units, *_) in zip((net.maps, net.small_maps, [net.hidden], [net.output]), LAYERS_1989):
        squares = [path for block in blocks for path in block.get_subpaths()]
        assert len(squares) == units
        centres = {tuple(np.round(path.mean(axis=0), 4)[:2]) for path in squares}
        assert len(centres) == units, "none lies on another"


@pytest.mark.parametrize("unit", [0, 9, 63])
def test_the_window_frames_the_pixels_that_the_unit_answers_to(unit):
    """By the gradient of one output of torch's convolution, on the padded image."""
    given = SixtyYearsParameters()
    net = ZipNetwork(given.first(), given.picture(), theme=DARK)
    net.aim(unit)
    image = torch.zeros(1, 1, 16, 16)
    padded = nn.functional.pad(image, (2, 2, 2, 2)).requires_grad_()
    nn.functional.conv2d(padded, torch.ones(1, 1, 5, 5), stride=2)[0, 0].flatten()[unit].backward()
    rows, cols = np.nonzero(padded.grad[0, 0].numpy())
    picture = net.image.picture
    pixel, left, top = picture.width / 16, picture.get_left()[0], picture.get_top()[1]
    assert net.window.get_left()[0] == pytest.approx(left + (cols.min() - 2) * pixel)
    assert net.window.get_right()[0] == pytest.approx(left + (cols.max() - 1) * pixel)
    assert net.window.get_top()[1] == pytest.approx(top - (rows.min() - 2) * pixel)
    assert net.window.get_bottom()[1] == pytest.approx(top - (rows.max() - 1) * pixel)


def test_a_unit_of_the_second_layer_reads_eight_maps_and_dense_ones_read_all():
    given = SixtyYearsParameters()
    net = ZipNetwork(given.first(), given.picture(), theme=DARK)
    net.second_layer(run_time=1)
    net.dense_layers(run_time=1)
    assert len(net.second_wires) == 2 * 8
    assert len(net.dense_wires) == 12 + 30


def test_the_ledgers_say_that_sharing_was_there_from_the_start():
    assert all(connections > 5 * parameters for parameters, connections, _ in map(counted, YEARS))
