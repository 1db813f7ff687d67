"""The trade-offs scene: counts by torch, pictures by loops and SciPy, and what stands where."""

import numpy as np
import pytest
import torch
from manim import ORIGIN
from scipy.signal import correlate2d
from torch import nn

from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.trade_offs.no_neighbours import LooseGraph
from scenes.trade_offs.parameters import CANVAS, FARTHEST_DOWN, FARTHEST_RIGHT, TradeOffParameters
from scenes.trade_offs.scene import TradeOffs
from tests.scenes import audit
from tests.scenes.claims.trade_offs import SOBEL, blob_at, taps_on_the_image
from tests.scenes.staging import perform

ODD = {"side": 61, "kernel": 5, "image": "noise", "rows": -5, "columns": 3, "errata": False}


@pytest.fixture(scope="module")
def shown():
    return audit.performance(TradeOffs)


@pytest.fixture(scope="module")
def odd():
    return perform(TradeOffs, **ODD)


def counts_in_torch(side, kernel):
    """Weights of each layer, then connections of each, as they are printed."""
    with torch.device("meta"):
        dense = nn.Linear(side**2, side**2, bias=False).weight.numel()
        conv = nn.Conv2d(1, 1, kernel, bias=False).weight.numel()
    connections = conv * side**2
    return [f"{count:,}" for count in (dense, taps_on_the_image(side, kernel), conv, dense, connections, connections)]


@pytest.mark.parametrize("which", ["shown", "odd"])
def test_each_ledger_has_the_counts_of_torch(which, request):
    performance = request.getfixturevalue(which)
    given = performance.scene.parameters
    moment = performance.beats["ledgers"]
    due = counts_in_torch(given.side, given.kernel)
    for ledger, expected in (("weights", due[:3]), ("connections", due[3:])):
        assert sorted(moment.texts_of(f".{ledger}.at(side={given.side})")) == sorted(expected)
    wordings = {text.wording for text in moment.texts}
    dense, _, conv, _, connections, _ = (int(count.replace(",", "")) for count in due)
    for saved in (conv, connections):
        assert any(f"{round(dense / saved):,} ×" in wording for wording in wordings)


def test_the_two_savings_are_kept_apart(shown):
    wordings = {text.wording for text in shown.beats["ledgers"].texts}
    assert {"≈ 279,736,775 ×", "≈ 5,575 ×"} <= wordings


def test_curves_pass_through_the_counts_that_they_are_of(shown):
    plot = shown.scene.plot
    for curve, power, factor in zip(plot.curves, (4, 2, 2, 0), (1, 9, 9, 9)):
        for side, place in zip(plot.sides.value, curve.samples):
            count = factor * side**power - (12 * side - 4 if curve is plot.curves[2] else 0)
            assert np.allclose(place, plot.point(side, count), atol=1e-9)


def test_twice_the_side_multiplies_by_sixteen_four_and_one(shown):
    moment = shown.beats["growth"]
    for ledger, due in (("weights", ["1", "16", "4.0"]), ("connections", ["4"])):
        found = [figure.text for figure in moment.figures if f".{ledger}.growth_on_doubling" in figure.of]
        assert sorted(found) == due
    assert {"n⁴", "9n²", "9n² − 12n + 4", "9"} <= set(moment.sourced)


@pytest.mark.parametrize(("which", "layers", "span"), [("shown", "112", "225"), ("odd", "56", "225")])
def test_so_many_layers_see_so_many_pixels(which, layers, span, request):
    moment = request.getfixturevalue(which).beats["far"]
    assert moment.texts_of("layers_needed") == [layers]
    assert moment.texts_of("pixels_spanned[0]") == [span]


def test_the_frame_covers_what_the_network_never_sees_and_nothing_else(shown):
    far = shown.scene.far
    picture = far.panel.picture
    mask = np.zeros((224, 224), dtype=int)
    for strip in far.unseen():
        for row in range(224):
            for col in (0, 3, 6, 112, 217, 218, 223):
                centre = picture.centre_of(row, col)
                low, high = strip.get_corner([-1, -1, 0]), strip.get_corner([1, 1, 0])
                mask[row, col] += int((low[:2] < centre[:2]).all() and (centre[:2] < high[:2]).all())
    for row in range(224):
        for col in (0, 3, 6, 112, 217, 218, 223):
            assert mask[row, col] == (not (6 <= row < 218 and 6 <= col < 218))
    assert "5,232" in shown.beats["far"].texts_of(".unseen")


@pytest.mark.parametrize("which", ["shown", "odd"])
def test_the_pooled_numbers_stay_and_the_dense_sum_turns(which, request):
    performance = request.getfixturevalue(which)
    given, moment = performance.scene.parameters, performance.beats["moved"]
    numbers = []
    for way in (-1, 1):
        picture = blob_at(13 + given.rows, 17 + way * given.columns)
        pooled = np.maximum(correlate2d(picture, SOBEL, mode="same"), 0)
        dense = (picture * np.sign(np.arange(35) - 17)).sum()
        numbers.append((pooled.max(), pooled.mean(), dense))
    (largest, mean, before), (same, alike, after) = numbers
    assert (largest, mean) == (same, alike)
    assert moment.texts_of("read_picture.largest") == [f"{largest}"] * 2
    assert [float(text) for text in moment.texts_of("read_picture.mean")] == pytest.approx([mean] * 2, abs=6e-4)
    assert sorted(moment.texts_of("read_picture.dense")) == sorted(f"{n:,}".replace("-", "−") for n in (before, after))
    for name, due in (("largest", "0"), ("mean", "0"), ("dense", f"{after - before:,}")):
        assert moment.texts_of(f"compare_readings.{name}") == [due]


def test_the_blob_has_gone_where_the_numbers_say(shown):
    picture = shown.scene.second.maps["image"].picture
    levels = picture.pixel_array[:, :, 0].astype(float)
    block = len(levels) // CANVAS[0]
    drawn = levels[block // 2 :: block, block // 2 :: block] / 255
    np.testing.assert_allclose(drawn, blob_at(13, 26) / 25, atol=1 / 255)


def test_the_farthest_blob_keeps_every_window_inside():
    far = TradeOffParameters(rows=FARTHEST_DOWN, columns=FARTHEST_RIGHT)
    assert not any(reading.value.border_enters for reading in (far.reading(), far.reading(FARTHEST_RIGHT)))
    rows, columns = np.nonzero(far.reading().value.image)
    assert min(columns.min(), CANVAS[0] - 1 - rows.max()) == 2, "no further would do"


def test_quarters_answer_alike_to_a_convolution_and_not_to_a_dense_unit(shown):
    moment = shown.beats["relations"]
    alike = (
        moment.texts_of("[0, 0]") + moment.texts_of("[0, 1]") + moment.texts_of("[1, 0]") + moment.texts_of("[1, 1]")
    )
    strongest = correlate2d(blob_at(6, 8), SOBEL, mode="same").max()
    assert sum(text == f"{strongest}" for text in alike) == 4
    assert sorted(moment.texts_of("dense_by_quarter[0, 0]")) == [f"{blob_at(6, 8).sum()}"]
    assert moment.texts_of("dense_by_quarter[1, 1]") == ["0"]


def test_a_window_reads_another_table_once_columns_are_swapped(shown):
    moments = [moment for moment in shown.moments if moment.beat == "no-neighbours"]
    before, after = (
        [figure.text for figure in moment.figures if figure.of.startswith("cross_correlate2d")]
        for moment in (moments[2], moments[-1])
    )
    formats = np.array([[28, 28, 1], [32, 32, 3], [224, 224, 3], [1080, 1920, 3]])
    assert before == [f"{n:,}" for n in formats[:, :2].sum(axis=1)]
    assert after == [f"{n:,}" for n in formats[:, 1:].sum(axis=1)]


def test_a_graph_drawn_otherwise_keeps_its_edges():
    graph = LooseGraph(theme=DARK)

    def ends():
        nodes = {tuple(node.get_center().round(6)): number for number, node in enumerate(graph.nodes)}
        return [tuple(nodes[tuple(end.round(6))] for end in (line.get_start(), line.get_end())) for line in graph.lines]

    before, places = ends(), [node.get_center() for node in graph.nodes]
    motion = graph.redraw(run_time=1)
    motion.begin()
    motion.interpolate(1)
    assert ends() == before
    assert not np.allclose(places, [node.get_center() for node in graph.nodes])
    assert len(set(before)) == 9
    assert np.allclose(np.mean(places, axis=0)[2], ORIGIN[2])


def test_errata_may_be_left_out(shown, odd):
    assert "errata" in shown.beats
    assert "errata" not in odd.beats
    wordings = {text.wording for text in shown.beats["errata"].texts}
    assert "≈ 279.7 million × fewer connections" in wordings, "what is said"
    assert {"≈ 279,736,775 × fewer weights,", "≈ 5,575 × fewer connections"} <= wordings, "what is so"


def test_what_is_held_at_zero_is_what_torchs_matrix_lacks(shown):
    zeros = f"{224**4 - taps_on_the_image(224, 3):,}"
    assert shown.beats["balance"].texts_of("held_at_zero.at(side=224)") == [zeros]


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"kernel": 4}, "parameter 'kernel' was 4: allowed: an odd number"),
        ({"kernel": 1}, "parameter 'kernel' was 1"),
        ({"side": 31}, "parameter 'side' was 31"),
        ({"columns": 0}, "parameter 'columns' was 0"),
        ({"rows": 8}, "parameter 'rows' was 8"),
        ({"image": "page"}, "at least 224 by 224 pixels"),
        ({"image": "1 2; 3 4"}, "parameter 'image' was"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(values, complaint):
    with pytest.raises(ParameterError) as error:
        TradeOffs.Parameters.read(values)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)
