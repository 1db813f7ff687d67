"""Where an experimenter puts the bar: the default sweeps, the spot it turns about, the offset that parts the cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convmath.convolution.gabor import Gabor
from convmath.cortex.cells import HALF_TURN, orientation_tuning, shift_curves, simple_response
from convmath.images.named_images import bar

phases = st.integers(0, 359)
orientations = st.integers(0, 180)


@settings(max_examples=15)
@given(phases, orientations)
def test_a_bar_turning_about_the_best_spot_finds_the_orientation_for_any_phase(phase: int, orientation: int) -> None:
    field = Gabor(size=21, wavelength=7, orientation=orientation, phase=phase)
    moved = shift_curves(field, thickness=3)
    turned = orientation_tuning(field, thickness=3, pivot=moved.best_offset)
    away = abs(turned.preferred - orientation) % 180
    assert min(away, 180 - away) <= 3, "sampling on pixels shifts the peak by up to three degrees near the axes"
    assert turned.responses.max() == pytest.approx(moved.simple.max(), rel=5e-2)


@settings(max_examples=15)
@given(phases, orientations)
def test_where_the_cells_part_the_simple_one_is_silent_and_the_complex_one_is_not(phase: int, orientation: int) -> None:
    moved = shift_curves(Gabor(size=21, wavelength=7, orientation=orientation, phase=phase), thickness=3)
    assert moved.simple[moved.parting] == pytest.approx(0, abs=1e-9)
    assert moved.energy[moved.parting] > moved.energy.max() / 2


def test_a_bar_through_the_middle_of_an_odd_field_never_excites_it() -> None:
    odd = Gabor(size=21, wavelength=7, phase=90)
    assert orientation_tuning(odd, thickness=3).responses.max() == pytest.approx(0, abs=1e-9)
    best = shift_curves(odd, thickness=3).best_offset
    assert best < 0, "its bright side is on the left"
    assert orientation_tuning(odd, thickness=3, pivot=best).responses.max() > 1


def test_the_pivot_is_the_point_the_bar_goes_through_at_every_angle() -> None:
    field = Gabor(size=21, wavelength=7, orientation=90)
    turned = orientation_tuning(field, angles=[0, 90], thickness=3, pivot=4.0)
    flat, upright = (bar(21, 21, angle=angle, thickness=3, offset=offset) for angle, offset in ((0, 0.0), (90, 4.0)))
    np.testing.assert_allclose(
        turned.responses, [simple_response(flat, field), simple_response(upright, field)], atol=1e-12
    )


def test_the_default_sweeps_are_a_half_turn_and_three_wavelengths() -> None:
    field = Gabor(size=21, wavelength=6)
    assert orientation_tuning(field, thickness=3).angles.tolist() == list(HALF_TURN) == list(range(181))
    offsets = shift_curves(field, thickness=3).offsets
    assert (offsets[0], offsets[60], offsets[-1]) == (-9.0, 0.0, 9.0)
