"""The two ways on stage, against SciPy and torch."""

from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)

from convmath.images.named_images import image_from
from scenes.base.parameters import ParameterError
from scenes.base.theme import THEMES
from scenes.equivariance.parameters import EquivarianceParameters
from scenes.equivariance.scene import Equivariance
from scenes.equivariance.share_bars import ShareTable, ShiftBars
from scenes.equivariance.two_ways import COLUMNS, TwoWays
from scenes.equivariance.words import unlike
from tests.scenes.audit import performance
from tests.scenes.claims.equivariance import KERNELS, SCIPYS, agreeing, filtered, staying

LAYER = "convmath.convolution.equivariance.ShiftedLayer"
CASES = [{}, *Equivariance.examples]
RESULT = (COLUMNS[3], -1.8)
"""Where it is told how many outputs agree: below the difference."""
DEFAULTS = {"image": "camera", "kernel": "sobel_x", "rows": 0, "columns": 5, "padding_mode": "zero"}
DARK = THEMES["dark"]


def chosen(values):
    given = DEFAULTS | {"stride": 2, "pooling": 2} | values
    return given, image_from(given["image"], height=32, width=32), KERNELS[given["kernel"]][1]


def agreement(shown, beat):
    """How many outputs agree, and of how many, as it stands below the difference."""
    moment = shown.beats[beat]
    trails = {figure.source.trail for figure in moment.figures if figure.of.endswith(".agreeing_outputs")}
    (trail,) = trails
    of_all = trail.replace("agreeing_outputs", "outputs")
    found = [moment.figure(LAYER, each, near=RESULT) for each in (trail, of_all)]
    assert all(np.hypot(*np.subtract(figure.place, RESULT)) < 1.5 for figure in found)
    assert found[0].place[0] < found[1].place[0]
    return tuple(figure.text for figure in found)


def in_percent(share):
    """A share as it is to be printed, to the first decimal, with a sign where that is not all of it."""
    percent = 100 * share
    return f"{percent:g} %" if percent == round(percent, 1) else f"≈ {percent:.1f} %"


def test_scipys_layer_which_the_claims_use_is_torchs():
    pixels, weights = np.random.default_rng(0).random((8, 8)), KERNELS["sobel_x"][1]
    padded = F.pad(torch.tensor(pixels)[None, None], (1, 1, 1, 1), mode="circular")
    found = F.max_pool2d(F.conv2d(padded, torch.tensor(weights, dtype=torch.float64)[None, None], stride=2), 2)
    np.testing.assert_allclose(filtered(pixels, weights, "circular", 2, 2), found[0, 0].numpy())


def test_with_zeros_the_columns_where_the_border_was_and_is_differ_and_are_marked():
    shown = performance(Equivariance)
    told = shown.beats["border"].running_line()
    assert [text for _, text in told] == ["0", "4", "5", "31"]
    assert [of.rpartition(".")[2] for of, _ in told] == [f"differing_columns[{number}]" for number in range(4)]
    assert agreement(shown, "border") == ("896", "1,024")
    _given, pixels, weights = chosen({})
    same = agreeing(pixels, weights, (0, 5), "zero")
    assert np.flatnonzero(~same.all(axis=0)).tolist() == [0, 4, 5, 31]
    ways = TwoWays(
        EquivarianceParameters().traced_image(), EquivarianceParameters().both_ways(padding_mode="zero"), theme=DARK
    )
    places = [mark.get_x() for mark in ways.marks]
    np.testing.assert_allclose(places, [ways.result.picture.centre_of(0, col)[0] for col in (0, 4, 5, 31)])


@pytest.mark.parametrize("values", CASES, ids=str)
def test_on_a_circle_everything_agrees_and_with_a_border_what_scipy_says(values):
    given, pixels, weights = chosen(values)
    shown = performance(Equivariance, values=values)
    by = (given["rows"], given["columns"])
    assert agreement(shown, "circle") == ("1,024", "1,024")
    ((largest, text),) = shown.beats["circle"].running_line()
    assert (largest.rpartition(".")[2], text) == ("largest_difference", "0")
    for beat, options in (
        ("border", {"mode": given["padding_mode"]}),
        ("stride", {"mode": "circular", "stride": given["stride"]}),
    ):
        same = agreeing(pixels, weights, by, **options)
        assert agreement(shown, beat) == (f"{same.sum():,}", f"{same.size:,}")


@pytest.mark.parametrize("values", CASES, ids=str)
def test_every_bar_is_as_long_as_the_share_that_scipy_finds(values):
    given, pixels, weights = chosen(values)
    shown = performance(Equivariance, values=values)
    options = [(s, p) for p in (1, given["pooling"]) for s in (1, given["stride"])]
    by = (given["rows"], given["columns"])
    params = EquivarianceParameters.read(values)
    layers = [{}, {"stride": given["stride"]}, {"pool": given["pooling"]}]
    layers.append({"stride": given["stride"], "pool": given["pooling"]})
    shares = [[params.both_ways(padding_mode=mode, **layer) for layer in layers] for mode in SCIPYS]
    table = ShareTable(shares, list(SCIPYS), [], theme=DARK)
    on_stage = [text for text in shown.beats["meter"].texts if text.filled]
    for mode, line in zip(SCIPYS, table.lines):
        for (stride, pool), (bar, number) in zip(options, line, strict=True):
            share = agreeing(pixels, weights, by, mode, stride, pool).mean()
            assert bar.width == pytest.approx(max(ShareTable.BAR * share, 0.02))
            assert number.wording == in_percent(share)
            here = [text.wording for text in on_stage if np.allclose(text.box.middle, number.get_center()[:2])]
            assert here == [number.wording]
            assert bar.get_fill_color() == (DARK.output if share == 1 else DARK.wrong)


@pytest.mark.parametrize("stride", [2, 4])
def test_only_shifts_by_whole_strides_reach_the_top(stride):
    bars = ShiftBars(EquivarianceParameters(stride=stride).shares_by_shift(), theme=DARK)
    _, pixels, weights = chosen({})
    assert [bar.height == pytest.approx(ShiftBars.HEIGHT) for bar in bars.bars] == [by % stride == 0 for by in range(9)]
    for by, (bar, foot, head) in enumerate(zip(bars.bars, bars.feet, bars.heads, strict=True)):
        share = agreeing(pixels, weights, (0, by), "circular", stride).mean()
        assert bar.height == pytest.approx(max(ShiftBars.HEIGHT * share, 0.02))
        assert foot.text == str(by)
        assert head.wording == in_percent(share)


@pytest.mark.parametrize(("pooling", "expected"), [(2, "1/3"), (4, "3/5")])
def test_pooled_noise_stays_for_the_share_that_is_counted(pooling, expected):
    values = next(each for each in ({}, *Equivariance.examples) if each.get("pooling", 2) == pooling)
    shown = performance(Equivariance, values=values)
    same = staying(pooling)
    moment = shown.beats["pooling"]
    assert moment.texts_of(".agreeing_outputs") == [str(same.sum())]
    assert moment.texts_of(".outputs") == [f"{same.size:,}"]
    line = {of.rpartition(".")[2]: text for of, text in moment.running_line()}
    assert line.pop("share") == f"{round(same.mean(), 2):g}"
    assert expected in line.values()
    assert abs(same.mean() - float(Fraction(expected))) < 3 * (0.25 / same.size) ** 0.5


def test_the_largest_output_is_the_same_before_and_after():
    shown = performance(Equivariance)
    _, pixels, weights = chosen({})
    assert filtered(pixels, weights, "circular").max() == filtered(np.roll(pixels, 5, 1), weights, "circular").max()
    found = [figure.text for figure in shown.beats["meter"].figures if ".strongest(" in figure.source.trail]
    assert found == [f"{filtered(pixels, weights, 'circular').max():.2f}"] * 2


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"rows": 0, "columns": 0}, "allowed: a shift by at least one row or column"),
        ({"kernel": "1 2; 3 4"}, "'kernel' was 2 × 2 weights; allowed: odd sides up to 7"),
        ({"rows": 17}, "'rows' was 17"),
        ({"stride": 3}, "'stride' was 3"),
        ({"image": "nobody"}, "'image' was 'nobody'"),
        ({"padding_mode": "circular"}, "'padding_mode' was 'circular'"),
    ],
)
def test_what_is_refused_is_refused_in_a_clear_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        EquivarianceParameters.read(values)
    assert complaint in str(caught.value).replace("argument", "parameter")
    assert "\n" not in str(caught.value)


def test_a_border_that_changes_nothing_is_told_by_the_largest_difference():
    both = EquivarianceParameters.read({"kernel": "identity"}).both_ways(padding_mode="zero")
    template, parts = unlike(both)
    assert template == "largest difference: {n}"
    assert parts["n"].value == 0
