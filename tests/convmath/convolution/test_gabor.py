import math

import numpy as np
import pytest
import skimage.filters
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.gabor import Gabor
from convmath.core.errors import InputError

fields = st.builds(
    Gabor,
    size=st.integers(2, 12).map(lambda half: 2 * half + 1),
    wavelength=st.floats(3, 20),
    orientation=st.floats(-360, 360),
    phase=st.floats(-360, 360),
    bandwidth=st.floats(0.7, 2),
    aspect=st.floats(0.3, 1.5),
)


ROUNDING = 4 * np.finfo(float).eps


@pytest.mark.parametrize("orientation", [90, 30, 0, 135])
@pytest.mark.parametrize("phase", [0, 90])
def test_the_raw_function_is_scikit_images(orientation, phase):
    field = Gabor(size=15, wavelength=7, orientation=orientation, phase=phase, bandwidth=1.2, aspect=0.6)
    oracle = skimage.filters.gabor_kernel(
        frequency=1 / field.wavelength,
        theta=math.radians(90 - orientation),
        sigma_x=field.sigma,
        sigma_y=field.sigma / field.aspect,
        offset=math.radians(phase),
        n_stds=5,
    ).real
    row, column = (side // 2 for side in oracle.shape)
    raw = oracle[row - 7 : row + 8, column - 7 : column + 8]
    unbiased = raw - field.envelope * raw.sum() / field.envelope.sum()
    np.testing.assert_allclose(field.matrix, unbiased / np.linalg.norm(unbiased), atol=1e-12)


@pytest.mark.parametrize("bandwidth", [0.5, 1.0, 1.6])
def test_the_bandwidth_is_the_one_of_the_spectrum(bandwidth):
    """Half height of the Gaussian around the carrier, measured in octaves."""
    sigma = Gabor(size=5, wavelength=8, bandwidth=bandwidth).sigma
    half = math.sqrt(2 * math.log(2)) / (2 * math.pi * sigma)
    assert math.log2((1 / 8 + half) / (1 / 8 - half)) == pytest.approx(bandwidth)


@given(fields)
def test_weights_sum_to_nothing_and_their_squares_to_one(field):
    assert field.matrix.shape == (field.size, field.size)
    assert field.matrix.sum() == pytest.approx(0, abs=field.size**2 * ROUNDING)
    assert (field.matrix**2).sum() == pytest.approx(1, rel=field.size**2 * ROUNDING)


@given(fields)
def test_a_quarter_turn_is_a_transpose_and_a_half_turn_mirrors_the_phase(field):
    transposed = field.turned(90 - field.orientation).matrix.T
    away = 360 * ROUNDING * field.size * 2 * math.pi / field.wavelength  # angles are rounded, and so are their sums
    np.testing.assert_allclose(transposed, field.matrix, atol=away)
    np.testing.assert_allclose(field.turned(field.orientation + 180).matrix, field.matrix[::-1, ::-1], atol=away)


def test_even_and_odd_phases():
    even = Gabor(size=21, wavelength=8)
    odd = even.partner
    np.testing.assert_allclose(even.matrix, even.matrix[:, ::-1])
    np.testing.assert_allclose(odd.matrix, -odd.matrix[:, ::-1], atol=1e-12)
    assert even.matrix[10, 10] == even.matrix.max()
    assert odd.matrix[10, 8] > 0 > odd.matrix[10, 12]
    assert (even.matrix * odd.matrix).sum() == pytest.approx(0, abs=1e-12)


def test_the_stripes_rise_to_the_right_at_45_degrees():
    matrix = Gabor(size=9, wavelength=6, orientation=45).matrix
    assert np.trace(matrix[:, ::-1]) > 0 > np.trace(matrix)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("size", 4),
        ("size", 1),
        ("size", 5.0),
        ("wavelength", 1.9),
        ("wavelength", math.nan),
        ("orientation", math.inf),
        ("phase", "0"),
        ("bandwidth", 0),
        ("bandwidth", 0.09),
        ("bandwidth", 5.1),
        ("aspect", 0.04),
        ("aspect", 20.5),
        ("wavelength", 501),
        ("wavelength", 1e308),
        ("size", 2),
        ("aspect", -1),
    ],
)
def test_bad_input_is_named(argument, value):
    with pytest.raises(InputError) as caught:
        Gabor(**{"size": 5, "wavelength": 4, argument: value})
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    "values",
    [
        {"size": 3, "wavelength": 2},
        {"wavelength": 500},
        {"bandwidth": 0.1},
        {"bandwidth": 5},
        {"aspect": 0.05},
        {"aspect": 20},
        {"orientation": 1e308},
        {"phase": -1e308},
    ],
)
def test_the_ends_of_every_range_are_allowed_and_finite(values):
    field = Gabor(**{"size": 5, "wavelength": 4, **values})
    assert np.isfinite(field.matrix).all()
    assert (field.matrix**2).sum() == pytest.approx(1)


def test_pixels_that_miss_every_stripe_are_refused():
    unlucky = Gabor(size=5, wavelength=2, phase=90)
    with pytest.raises(InputError, match=r"'phase' was 90.0; allowed: a phase at which"):
        _ = unlucky.matrix


def test_an_upright_even_field_is_what_is_given_unless_asked_otherwise():
    field = Gabor(size=5, wavelength=4)
    assert (field.orientation, field.phase, field.bandwidth, field.aspect) == (90, 0, 1, 0.5)
    assert (field.partner.phase, field.turned(7).orientation) == (90, 7)


def test_a_matrix_is_the_callers_own():
    field = Gabor(size=5, wavelength=4)
    field.matrix[:] = 7
    assert field.matrix.max() < 1


def test_the_envelope_falls_as_a_bell_across_and_more_slowly_along():
    field = Gabor(size=9, wavelength=5, aspect=0.5)
    expected = [math.exp(-((place - 4) ** 2) / (2 * field.sigma**2)) for place in range(9)]
    assert field.envelope[4].tolist() == pytest.approx(expected)
    assert field.envelope[4, 4] == 1
    slower = [math.exp(-(((place - 4) / 2) ** 2) / (2 * field.sigma**2)) for place in range(9)]
    assert field.envelope[:, 4].tolist() == pytest.approx(slower)
