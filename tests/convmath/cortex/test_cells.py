import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.convolution.gabor import Gabor
from convmath.convolution.pooling import max_pool2d
from convmath.core.errors import InputError
from convmath.cortex.cells import (
    OrientationTuning,
    ShiftCurves,
    energy_response,
    orientation_tuning,
    pooled_response,
    shift_curves,
    simple_response,
)
from convmath.images.named_images import bar, bar_coordinates, vertical_edge

UPRIGHT = Gabor(size=41, wavelength=12)
SMALL = Gabor(size=7, wavelength=4, orientation=20, phase=35)
ROUNDING = 49 * 8 * np.finfo(float).eps
"""What 49 products of numbers up to 1, summed in another order, may differ by, and their weights with them."""
stimuli = npst.arrays(np.float64, (7, 7), elements=st.floats(0, 1))


def grating(field, phase, orientation=None):
    across, _ = bar_coordinates(field.size, field.size, field.orientation if orientation is None else orientation)
    return 0.5 + 0.5 * np.cos(2 * math.pi * across / field.wavelength + math.radians(phase))


# Cells --------------------------------------------------------------------------------------------------------------


@given(stimuli)
def test_a_simple_cell_passes_the_positive_half_of_a_weighted_sum(stimulus):
    total = sum(a * b for a, b in zip(stimulus.ravel().tolist(), SMALL.matrix.ravel().tolist()))
    assert simple_response(stimulus, SMALL) == pytest.approx(max(total, 0), abs=ROUNDING)
    opposite = Gabor(size=7, wavelength=4, orientation=20, phase=35 + 180)
    difference = simple_response(stimulus, SMALL) - simple_response(stimulus, opposite)
    assert difference == pytest.approx(total, abs=ROUNDING)


@given(stimuli, st.floats(0, 1), st.floats(0.1, 1))
def test_uniform_light_adds_nothing_and_contrast_scales(stimulus, light, contrast):
    for respond in (simple_response, energy_response, pooled_response):
        expected = contrast * respond(stimulus, SMALL)
        assert respond(contrast * stimulus + light, SMALL) == pytest.approx(expected, abs=ROUNDING)


@given(stimuli)
def test_energy_is_the_length_of_the_pair_of_four_simple_cells(stimulus):
    quarter = [simple_response(stimulus, Gabor(size=7, wavelength=4, phase=phase)) for phase in (0, 90, 180, 270)]
    expected = math.sqrt(sum(response**2 for response in quarter))
    assert energy_response(stimulus, Gabor(size=7, wavelength=4)) == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("orientation", [90, 25])
def test_a_gratings_phase_drives_the_simple_cell_but_not_the_energy(orientation):
    field = UPRIGHT.turned(orientation)
    phases = np.arange(0, 360, 15)
    simple = np.array([simple_response(grating(field, phase), field) for phase in phases])
    energy = np.array([energy_response(grating(field, phase), field) for phase in phases])
    assert (simple == 0).sum() >= len(phases) // 2 - 1
    assert np.ptp(energy) < 0.01 * energy.mean()
    assert simple.max() == pytest.approx(energy.mean(), rel=0.01)


def test_a_pooling_cell_is_convolution_rectification_and_max_pooling():
    torch = pytest.importorskip("torch")
    stimulus = np.random.default_rng(2).random((12, 15))
    weight = torch.from_numpy(SMALL.matrix)[None, None]
    maps = torch.relu(torch.nn.functional.conv2d(torch.from_numpy(stimulus)[None, None], weight))[0, 0].numpy()
    assert pooled_response(stimulus, SMALL) == pytest.approx(max_pool2d(maps, size=maps.shape).item())


@given(stimuli)
def test_pooling_over_one_position_is_the_simple_cell(stimulus):
    assert pooled_response(stimulus, SMALL) == pytest.approx(simple_response(stimulus, SMALL), abs=ROUNDING)


def test_the_odd_field_answers_edges_of_one_polarity():
    bright_left = 1 - vertical_edge(41, 41, column=20)
    odd = UPRIGHT.partner
    assert simple_response(bright_left, odd) > 1
    assert simple_response(1 - bright_left, odd) == 0
    assert energy_response(bright_left, odd) == pytest.approx(energy_response(1 - bright_left, odd))


# Orientation --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["simple", "energy"])
@pytest.mark.parametrize("orientation", [0, 30, 90, 135])
def test_the_preferred_bar_lies_along_the_field(orientation, cell):
    field = UPRIGHT.turned(orientation)
    tuning = orientation_tuning(field, angles=np.arange(0, 180, 5), thickness=6, cell=cell)
    assert tuning.preferred == orientation
    assert tuning.normalised.max() == 1
    crossways = (np.abs(tuning.angles - orientation) == 90).argmax()
    assert tuning.normalised[crossways] < 0.05


def test_each_point_of_the_curve_is_one_bar():
    tuning = orientation_tuning(UPRIGHT, angles=[60, 90], thickness=6)
    assert tuning.responses[0] == simple_response(bar(41, 41, angle=60, thickness=6), UPRIGHT)
    assert tuning.angles.tolist() == [60, 90]


def test_longer_fields_are_tuned_more_sharply():
    widths = [
        orientation_tuning(
            Gabor(size=61, wavelength=12, aspect=aspect), angles=np.arange(0, 180, 2), thickness=6
        ).half_width
        for aspect in (0.4, 0.7, 1.0)
    ]
    assert widths == sorted(widths)
    assert 5 < widths[0] < widths[2] < 45


def test_the_width_is_read_off_straight_lines_and_closes_over_the_half_turn():
    angles = np.arange(0.0, 180, 10)
    triangle = np.clip(1 - np.abs(angles - 90) / 40, 0, 1)
    assert OrientationTuning(angles, 7 * triangle).half_width == pytest.approx(20)
    assert OrientationTuning(angles, np.roll(triangle, 9)).half_width == pytest.approx(20)
    skewed = np.where(angles > 90, np.clip(1 - (angles - 90) / 20, 0, 1), triangle)
    assert OrientationTuning(angles, skewed).half_width == pytest.approx(15)


def test_a_closed_half_turn_may_name_its_end_twice():
    angles = np.arange(0.0, 181, 10)
    at_the_ends = np.clip(1 - np.minimum(angles, 180 - angles) / 40, 0, 1)
    assert OrientationTuning(angles, at_the_ends).half_width == pytest.approx(20)


def test_an_untuned_or_silent_cell_has_no_width():
    angles = np.arange(0.0, 180, 10)
    assert OrientationTuning(angles, np.full(18, 3.0)).half_width == 90
    silent = OrientationTuning(angles, np.zeros(18))
    assert silent.normalised.tolist() == [0] * 18
    assert silent.half_width == 90


# Shift --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", [90, 0, 35])
def test_the_simple_cell_falls_silent_where_the_complex_cells_keep_answering(orientation):
    field = UPRIGHT.turned(orientation)
    curves = shift_curves(field, offsets=np.arange(-12, 13), thickness=6, reach=6)
    silent = np.abs(curves.offsets) == 5  # near half a wavelength, 6
    assert curves.silent[silent].all()
    assert (curves.normalised("energy")[silent] > 0.7).all()
    assert (curves.normalised("pooled")[silent] > 0.9).all()
    assert curves.offsets[np.argmax(curves.energy)] == 0
    assert curves.normalised("simple")[12] == 1


def test_an_upright_pooling_cell_answers_alike_within_its_reach():
    curves = shift_curves(UPRIGHT, offsets=range(-4, 5), thickness=6, reach=4)
    np.testing.assert_allclose(curves.pooled, curves.simple.max())


def test_each_point_of_the_curves_is_one_bar():
    curves = shift_curves(SMALL, offsets=[-1.5, 0.5], thickness=2, reach=2)
    stimulus = bar(7, 7, angle=20, thickness=2, offset=0.5)
    assert curves.simple[1] == pytest.approx(simple_response(stimulus, SMALL))
    assert curves.energy[1] == pytest.approx(energy_response(stimulus, SMALL))
    assert (curves.pooled >= curves.simple).all()


# Bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: simple_response(np.ones((7, 8)), SMALL), "stimulus"),
        (lambda: energy_response(np.ones((9, 9)), SMALL), "stimulus"),
        (lambda: simple_response(np.full((7, 7), np.nan), SMALL), "stimulus"),
        (lambda: pooled_response(np.ones((6, 9)), SMALL), "stimulus"),
        (lambda: orientation_tuning(SMALL, angles=[], thickness=2), "angles"),
        (lambda: orientation_tuning(SMALL, angles=[0, 0], thickness=2), "angles"),
        (lambda: orientation_tuning(SMALL, angles=[0, 190], thickness=2), "angles"),
        (lambda: orientation_tuning(SMALL, angles=[0, 10], thickness=0), "thickness"),
        (lambda: orientation_tuning(SMALL, angles=[0, 10], thickness=2, cell="grid"), "cell"),
        (lambda: shift_curves(SMALL, offsets=[0, math.inf], thickness=2, reach=1), "offsets"),
        (lambda: shift_curves(SMALL, offsets=[0], thickness=2, reach=-1), "reach"),
        (lambda: shift_curves(SMALL, offsets=[0], thickness=2, reach=1).normalised("silent"), "cell"),
    ],
)
def test_bad_input_is_named(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


# Scale and limits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("respond", [simple_response, energy_response, pooled_response])
def test_responses_beyond_the_range_of_floats_are_refused(respond):
    with pytest.raises(InputError, match="range of floats"):
        respond(np.full((7, 7), 1e308), SMALL)
    bright = respond(1e300 * bar(7, 7, angle=20, thickness=2), SMALL)
    assert bright == pytest.approx(1e300 * respond(bar(7, 7, angle=20, thickness=2), SMALL))


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e9])
def test_where_the_cells_part_does_not_depend_on_the_scale_of_the_curves(scale):
    simple = scale * np.array([0, 1e-12, 0.5, 1, 1 - 1e-12, 1 - 1e-6, 0, 0])
    energy = scale * np.array([0.2, 0.9, 5, 6, 7, 8, 0.9 - 1e-12, 0.1])
    curves = ShiftCurves(np.arange(8.0), simple, energy, simple)
    assert curves.best_offset == 4
    assert curves.parting == 6, "of several alike, the last"
    assert curves.silent.tolist() == [True, False, False, False, False, False, True, True]
    assert curves.normalised("energy").tolist() == (energy / energy.max()).tolist()
    assert curves.normalised("simple").max() == curves.normalised("pooled").max() == 1


def test_cells_that_are_always_silent_have_flat_curves():
    nothing = np.zeros(4)
    curves = ShiftCurves(np.arange(4.0), nothing, nothing, nothing)
    assert curves.normalised("simple").tolist() == [0] * 4
    assert (curves.best_offset, curves.parting) == (3, 3)
    assert ShiftCurves(np.arange(4.0), nothing, np.array([0.0, 1, 3, 2]), nothing).parting == 2


def test_angles_may_span_a_half_turn_and_no_more():
    assert orientation_tuning(SMALL, angles=[-90, 90], thickness=2).angles.tolist() == [-90, 90]
    with pytest.raises(InputError, match="increasing angles that span at most 180 degrees"):
        orientation_tuning(SMALL, angles=[-90, 0, 90.5], thickness=2)
    with pytest.raises(InputError, match="increasing angles"):
        orientation_tuning(SMALL, angles=[0, 20, 10], thickness=2)


def test_half_a_width_is_measured_where_the_curve_is_exactly_half():
    angles = np.array([0.0, 45, 90, 135])
    assert OrientationTuning(angles, np.array([0, 0.5, 1, 0.5])).half_width == pytest.approx(45 + 0)
    assert OrientationTuning(angles, np.array([0, 1, 1, 0])).preferred == 45
    assert OrientationTuning(angles, np.array([0.6, 0.5, 1, 0.5])).half_width == 90, "it never falls below half"
    lopsided = OrientationTuning(np.array([0.0, 10, 20, 30, 40]), np.array([0, 1, 0.8, 0.2, 0]))
    assert lopsided.half_width == pytest.approx((25 - 5) / 2)


def test_the_pooling_cell_reaches_as_far_as_it_is_told():
    near, far = (shift_curves(UPRIGHT, offsets=[0, 3, 6], thickness=6, reach=reach).pooled for reach in (0, 6))
    np.testing.assert_allclose(near, shift_curves(UPRIGHT, offsets=[0, 3, 6], thickness=6).simple)
    np.testing.assert_allclose(far, near[0])
    assert near[2] < near[1] < near[0]


def test_a_stimulus_may_be_as_small_as_the_field_and_is_refused_by_its_shape():
    assert pooled_response(np.ones((7, 9)), SMALL) == pytest.approx(0, abs=ROUNDING)
    with pytest.raises(InputError, match=r"the shape of the field, \(7, 7\)"):
        simple_response(np.ones((7, 6)), SMALL)
    for shape in ((6, 7), (7, 6)):
        with pytest.raises(InputError, match="at least 7 pixels on each side"):
            pooled_response(np.ones(shape), SMALL)
