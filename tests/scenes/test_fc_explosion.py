import numpy as np
import pytest
import torch
from manim import LEFT, RIGHT, VGroup

from convmath.convolution.cross_correlation import convolution_matrix
from convmath.core.magnitudes import Decades
from convmath.core.provenance import traced
from convmath.networks.counting import log_interpolate
from scenes.base.counter import Counter
from scenes.base.ledger import is_visible
from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.fc_explosion.scene import FcExplosion
from scenes.fc_explosion.wiring import DenseWiring, NeuronColumn
from scenes.mobjects.charts.log_scale import LogScale
from tests.scenes.audit import faults_on_stage, words_of_still
from tests.scenes.staging import perform

FORMATS = {"mnist": (28, 28, 1), "cifar": (32, 32, 3), "imagenet": (224, 224, 3), "video-frame": (1080, 1920, 3)}


@pytest.fixture(scope="module")
def shown():
    return perform(FcExplosion)


def parameters_in_torch(layer):
    return sum(parameter.numel() for parameter in layer.parameters())


def dense_in_torch(n_in, n_out):
    return parameters_in_torch(torch.nn.Linear(n_in, n_out, device="meta"))


def test_every_line_of_the_small_layer_is_drawn_and_counted(shown):
    wiring = shown.scene.small.wiring
    lines = np.vstack([part.points for part in wiring.family_members_with_points()]).reshape(-1, 4, 3)
    ends = {(*start.round(6), *end.round(6)) for start, end in zip(lines[:, 0], lines[:, -1])}
    assert len(lines) == len(ends) == 256
    assert shown.beats["connect"].texts_of("grown_connections") == ["256"]
    assert shown.beats["local-unit"].texts_of("weights_per_output")[-1] == "9"


def test_the_local_unit_keeps_the_lines_that_its_row_of_the_layers_matrix_keeps(shown):
    small = shown.scene.small
    row = convolution_matrix(np.ones((3, 3)), 4, padding=1)[5]
    sockets = small.inputs.sockets(RIGHT)[row != 0]
    kept = small.kept.points.reshape(-1, 4, 3)
    assert np.allclose(kept[:, 0], sockets)
    assert np.allclose(kept[:, -1], small.outputs.sockets(LEFT)[5])
    assert len(small.lost.points) == 4 * np.count_nonzero(row == 0)


def assert_counts_of_torch(performance, *, hidden, channels, kernel):
    for beat, shape in FORMATS.items():
        count = f"{dense_in_torch(int(np.prod(shape)), hidden):,}"
        assert count in performance.beats[beat].texts_of(f".dense_layer(hidden={hidden}).parameters")
    conv = torch.nn.Conv2d(3, channels, kernel, padding="same", device="meta")
    assert f"{parameters_in_torch(conv):,}" in performance.beats["convolution"].texts_of("padding='same').parameters")
    outputs = conv(torch.empty(1, 3, 224, 224, device="meta")).numel()
    assert f"{dense_in_torch(224 * 224 * 3, outputs):,}" in performance.beats["same-shape"].texts_of("first.parameters")


def test_layers_have_the_parameters_that_torch_counts(shown):
    assert_counts_of_torch(shown, hidden=1000, channels=64, kernel=3)


def test_other_layers_have_the_parameters_that_torch_counts():
    chosen = {"hidden": 37, "channels": 96, "kernel": 11}
    assert_counts_of_torch(perform(FcExplosion, **chosen), **chosen)


def test_a_ratio_is_read_the_way_round_that_is_above_one():
    shown = perform(FcExplosion, hidden=10, channels=512, kernel=11)
    ledgers, fair = (
        {text.wording for text in shown.beats[beat].texts if text.filled} for beat in ("ledgers", "same-shape")
    )
    assert {"≈ 8.08 ×", "≈ 1/6,045 of", "≈ 1/6,195 of"} <= ledgers
    conv, dense = (
        torch.nn.Conv2d(3, 512, 11, padding="same", device="meta"),
        torch.nn.Linear(224 * 224 * 3, 10, device="meta"),
    )
    outputs = conv(torch.empty(1, 3, 224, 224, device="meta"))[0, 0].numel()
    assert round(conv.weight.numel() * outputs / dense.weight.numel()) == 6195
    assert "3,867,106,869,248 ÷ 186,368 ≈ 20.7 million × the parameters" in fair
    assert not list(faults_on_stage(shown))


def test_the_closing_line_says_that_it_is_rounded(shown):
    lines = {text.wording for text in shown.beats["same-shape"].texts}
    assert "483,388,358,656 ÷ 1,792 ≈ 269.7 million × the parameters" in lines


def test_bars_end_where_their_numbers_stand_on_the_scale(shown):
    chart, counts = shown.scene.chart, shown.scene.counts
    meters = [*chart.meters, *(meter for pair in counts.pairs for meter in pair)]
    values = np.array([meter.counter.readout.source.value for meter in meters], dtype=float)
    ends = np.array([meter.bar.get_right()[0] for meter in meters])
    slope, offset = np.polyfit(np.log10(values), ends, 1)
    assert np.allclose(slope * np.log10(values) + offset, ends)
    assert slope > 0
    assert np.allclose([meter.bar.get_left()[0] for meter in meters], chart.scale.left)


def test_nothing_on_stage_is_left_from_an_earlier_part(shown):
    assert "16" not in shown.beats["mnist"].sourced
    assert "785,000" not in shown.beats["ledgers"].sourced
    assert "84,001" not in shown.beats["same-shape"].sourced


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"kernel": 4}, "parameter 'kernel' was 4: allowed: an odd number"),
        ({"kernel": 13}, "parameter 'kernel' was 13"),
        ({"hidden": 0}, "parameter 'hidden' was 0"),
        ({"channels": "many"}, "parameter 'channels' was 'many'"),
        ({"colour": "red"}, "unknown parameter 'colour'; this scene has: hidden, channels, kernel"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(values, complaint):
    with pytest.raises(ParameterError) as error:
        FcExplosion.Parameters.read(values)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


def test_lines_grow_from_their_beginnings_bundle_after_bundle():
    columns = [NeuronColumn([DARK.ink] * 3, height=2, radius=0.1, border=DARK.ink).shift(x * RIGHT) for x in (-2, 2)]
    wiring = DenseWiring(*columns, color=DARK.dense)
    whole = wiring.copy()
    growth = wiring.grow(run_time=1, lag_ratio=1)
    growth.begin()
    growth.interpolate(0.5)
    first, second, third = (bundle.points.reshape(-1, 4, 3) for bundle in wiring)
    assert np.allclose(first, whole[0].points.reshape(-1, 4, 3))
    starts, ends = (whole[1].points.reshape(-1, 4, 3)[:, place] for place in (0, -1))
    assert np.allclose(second[:, 0], starts)
    assert np.allclose(second[:, -1], (starts + ends) / 2)
    assert np.allclose(third[:, 0], third[:, -1])
    growth.interpolate(1)
    assert all(np.allclose(grown.points, full.points) for grown, full in zip(wiring, whole))


def test_a_rolling_counter_never_draws_two_numbers():
    counter = Counter(traced(log_interpolate, 1, 1000, 0), color=DARK.ink)
    before = counter.readout
    roll = counter.roll_to(traced(log_interpolate, 1, 1000, 1), run_time=1)
    roll.begin()
    roll.interpolate(0.5)
    assert counter.submobjects == [counter.readout]
    assert is_visible(counter.readout)
    assert not is_visible(VGroup(before))
    roll.interpolate(1)
    assert counter.readout.text == "1,000"


def test_equal_ratios_are_equal_distances_on_the_scale_and_its_ends_hold():
    scale = LogScale(traced(Decades, 2, 8), theme=DARK, left=-1, right=5, y=0)
    assert [scale.x_of(10**power) for power in range(2, 9)] == pytest.approx(range(-1, 6))
    assert [scale.x_of(1), scale.x_of(10**9)] == pytest.approx([-1, 5])


def test_the_words_of_its_still_promise_only_what_is_on_it():
    for text in words_of_still(FcExplosion):
        assert not any(word in text for word in ("Bars", "parameters", "MNIST")), text
