import numpy as np
import pytest
import scipy.ndimage
import skimage.filters
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.convolution import filters
from convmath.convolution.cross_correlation import convolve2d, cross_correlate2d
from convmath.convolution.gabor import Gabor
from convmath.core.errors import InputError
from convmath.images.named_images import ramp

SCIPY_MODES = {"zero": "constant", "replicate": "nearest", "reflect": "mirror", "circular": "wrap"}
OBLONG = np.random.default_rng(7).integers(-9, 10, size=(7, 11))


def same(image, kernel, mode="zero"):
    return cross_correlate2d(image, kernel, padding="same", padding_mode=mode)


# Against SciPy and scikit-image -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", SCIPY_MODES)
@pytest.mark.parametrize(("suffix", "axis"), [("x", 1), ("y", 0)])
@pytest.mark.parametrize("operator", ["sobel", "prewitt"])
def test_gradient_kernels_are_scipys(operator, suffix, axis, mode):
    expected = getattr(scipy.ndimage, operator)(OBLONG, axis=axis, mode=SCIPY_MODES[mode])
    assert same(OBLONG, filters.kernel_by_name(f"{operator}_{suffix}"), mode).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("name", "oracle"), [("scharr_x", skimage.filters.scharr_v), ("scharr_y", skimage.filters.scharr_h)]
)
def test_scharr_is_scikit_images_but_for_its_scale(name, oracle):
    inside = (slice(1, -1), slice(1, -1))
    ours = same(OBLONG, filters.kernel_by_name(name))[inside]
    np.testing.assert_allclose(ours / 16, oracle(OBLONG.astype(float))[inside], atol=1e-12)


@pytest.mark.parametrize("mode", SCIPY_MODES)
def test_the_laplacian_is_scipys(mode):
    assert (
        same(OBLONG, filters.laplacian(), mode).tolist()
        == scipy.ndimage.laplace(OBLONG, mode=SCIPY_MODES[mode]).tolist()
    )


@pytest.mark.parametrize("sigma", [0.5, 1.0, 1.3])
def test_the_gaussian_is_scipys(sigma):
    kernel = filters.gaussian(sigma)
    expected = scipy.ndimage.gaussian_filter(OBLONG.astype(float), sigma, mode="constant", radius=len(kernel.row) // 2)
    np.testing.assert_allclose(same(OBLONG, kernel.matrix), expected, atol=1e-12)


def test_the_box_is_scipys_uniform_filter():
    expected = scipy.ndimage.uniform_filter(OBLONG.astype(float), size=3, mode="nearest")
    np.testing.assert_allclose(same(OBLONG, filters.box(3).matrix, "replicate"), expected, atol=1e-12)


# What each kernel is for --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", filters.gradient_operators())
def test_gx_is_positive_where_brightness_grows_to_the_right_and_gy_downwards(operator):
    to_the_right = ramp(5, 9)
    assert (cross_correlate2d(to_the_right, filters.gradient_x(operator).matrix) > 0).all()
    assert (cross_correlate2d(to_the_right.T, filters.gradient_y(operator).matrix) > 0).all()
    assert (convolve2d(to_the_right, filters.gradient_x(operator).matrix) < 0).all()


@pytest.mark.parametrize("operator", filters.gradient_operators())
def test_gy_is_gx_turned(operator):
    assert filters.gradient_y(operator).matrix.tolist() == filters.gradient_x(operator).matrix.T.tolist()


@pytest.mark.parametrize("name", ["binomial", "gaussian", "box", "identity", "sharpen"])
def test_these_leave_uniform_grey_as_it_is(name):
    assert filters.kernel_by_name(name).sum() == pytest.approx(1)


@pytest.mark.parametrize("name", ["sobel_x", "prewitt_y", "scharr_x", "laplacian", "gabor"])
def test_these_are_blind_to_uniform_grey(name):
    assert filters.kernel_by_name(name).sum() == pytest.approx(0, abs=1e-12)


def test_the_identity_changes_nothing_and_sharpening_exaggerates():
    assert same(OBLONG, filters.identity(5).matrix).tolist() == OBLONG.tolist()
    sharpened = same(OBLONG, filters.sharpen())
    assert sharpened.tolist() == (OBLONG - same(OBLONG, filters.laplacian())).tolist()


@pytest.mark.parametrize("size", [1, 3, 5, 7])
def test_a_binomial_is_a_box_of_two_applied_again_and_again(size):
    factor = np.ones(1)
    for _ in range(size - 1):
        factor = np.convolve(factor, [0.5, 0.5])
    assert filters.binomial(size).row == pytest.approx(tuple(factor))


# Factors ------------------------------------------------------------------------------------------------------------


def test_sobel_x_is_smoothing_down_times_difference_across():
    sobel = filters.factors_by_name("sobel_x")
    assert (sobel.column, sobel.row) == ((1, 2, 1), (-1, 0, 1))
    assert sobel.matrix.tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert (sobel.column_matrix.shape, sobel.row_matrix.shape) == ((3, 1), (1, 3))


@pytest.mark.parametrize("name", filters.kernel_names())
def test_factors_exist_exactly_for_the_kernels_of_rank_one(name):
    kernel = filters.kernel_by_name(name)
    if np.linalg.matrix_rank(kernel) == 1 and name != "gabor":
        np.testing.assert_array_equal(filters.factors_by_name(name).matrix, kernel)
    else:
        with pytest.raises(InputError, match="'name'"):
            filters.factors_by_name(name)


@given(
    column=npst.arrays(np.int64, st.integers(1, 5), elements=st.integers(-9, 9)),
    row=npst.arrays(np.int64, st.integers(1, 5), elements=st.integers(-9, 9)),
)
def test_the_matrix_is_every_product_of_the_factors(column, row):
    kernel = filters.SeparableKernel(tuple(column.tolist()), tuple(row.tolist()))
    assert kernel.matrix.tolist() == [[a * b for b in row.tolist()] for a in column.tolist()]
    assert (kernel.column_matrix @ kernel.row_matrix).tolist() == kernel.matrix.tolist()


@pytest.mark.parametrize(
    "name", [name for name in filters.kernel_names() if name not in ("gaussian", "binomial", "box", "gabor")]
)
def test_whole_numbered_kernels_stay_whole(name):
    assert filters.kernel_by_name(name).dtype == np.int64


# Text ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", filters.kernel_names())
def test_a_kernel_is_asked_for_by_name_or_by_its_rows(name):
    np.testing.assert_array_equal(filters.kernel_from(name), filters.kernel_by_name(name))


def test_rows_are_taken_where_no_name_stands():
    assert filters.kernel_from("1 0; 0 -1").tolist() == [[1, 0], [0, -1]]


def test_a_misspelt_name_gets_the_nearest():
    with pytest.raises(InputError, match=r"did you mean 'sobel_x'\?"):
        filters.kernel_from("sobelx")


# Bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: filters.kernel_by_name("sobel"), "name"),
        (lambda: filters.gradient_x("roberts"), "operator"),
        (lambda: filters.gradient_y("Sobel"), "operator"),
        (lambda: filters.gaussian(0), "sigma"),
        (lambda: filters.gaussian(float("nan")), "sigma"),
        (lambda: filters.gaussian(1, size=4), "size"),
        (lambda: filters.binomial(2), "size"),
        (lambda: filters.box(0), "size"),
        (lambda: filters.identity(-1), "size"),
        (lambda: filters.SeparableKernel((), (1,)), "column"),
        (lambda: filters.SeparableKernel((1,), (float("inf"),)), "row"),
    ],
)
def test_bad_input_is_named(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: filters.SeparableKernel((2**40,), (2**40,)), "row"),
        (lambda: filters.SeparableKernel((-(2**62), 1), (0, 3)), "row"),
        (lambda: filters.SeparableKernel((1e200,), (-1e200,)), "row"),
        (lambda: filters.SeparableKernel((1e200,), (10**18, 1e200)), "row"),
        (lambda: filters.gaussian(1e308), "sigma"),
        (lambda: filters.gaussian(10_000), "sigma"),
        (lambda: filters.gaussian(1, size=10_001), "size"),
        (lambda: filters.identity(10**12 + 1), "size"),
    ],
)
def test_what_would_overflow_is_refused_by_name(call, argument):
    with pytest.raises(InputError, match="allowed: ") as caught:
        call()
    assert caught.value.argument == argument


def test_products_of_factors_may_be_as_large_as_their_type_holds():
    assert filters.SeparableKernel((2**62,), (1, -1)).matrix.tolist() == [[2**62, -(2**62)]]
    assert filters.SeparableKernel((2**63 - 1,), (1,)).matrix.tolist() == [[2**63 - 1]]
    assert filters.SeparableKernel((1e200,), (1e100,)).matrix.tolist() == [[1e200 * 1e100]]


@pytest.mark.parametrize(("sigma", "side"), [(0.1, 3), (0.5, 5), (1, 7), (1.01, 9), (2, 13)])
def test_a_gaussian_reaches_three_deviations_by_default(sigma, side):
    assert filters.gaussian(sigma).matrix.shape == (side, side)
    assert filters.gaussian(sigma, size=3).matrix.shape == (3, 3)


@pytest.mark.parametrize("sigma", [5e-324, 1e-200, 1e-3])
def test_a_gaussian_narrower_than_a_pixel_is_the_identity(sigma):
    assert filters.gaussian(sigma).matrix.tolist() == filters.identity(3).matrix.tolist()


@given(st.floats(0.3, 5), st.integers(0, 8).map(lambda half: 2 * half + 1))
def test_a_gaussian_is_the_bell_curve_and_sums_to_one(sigma, size):
    row = filters.gaussian(sigma, size=size).row
    assert sum(row) == pytest.approx(1)
    middle = size // 2
    for place, weight in enumerate(row):
        assert weight / row[middle] == pytest.approx(
            np.exp(-((place - middle) ** 2) / (2 * sigma**2)), rel=1e-9, abs=1e-300
        )


def test_the_largest_kernels_are_as_wide_as_said_and_no_wider():
    assert len(filters.box(9_999).row) == len(filters.gaussian(1, size=9_999).row) == 9_999
    for make in (filters.box, filters.identity, filters.binomial):
        with pytest.raises(InputError, match="an odd integer up to 9999"):
            make(10_001)
    assert len(filters.gaussian(1_666).row) == 9_997
    with pytest.raises(InputError, match="at most 1666"):
        filters.gaussian(1_666.5)


def test_sizes_of_smoothing_kernels_are_three_unless_given():
    for make in (filters.binomial, filters.box, filters.identity):
        assert make().matrix.shape == (3, 3)
        assert make(1).matrix.tolist() == [[1]]
        assert make(99).row[0] in (0, 1 / 99, 0.5**98)
    assert filters.kernel_by_name("gaussian").shape == (5, 5)
    np.testing.assert_array_equal(filters.kernel_by_name("gaussian"), filters.gaussian(1.0, size=5).matrix)
    np.testing.assert_array_equal(filters.kernel_by_name("gabor"), Gabor(size=5, wavelength=4).matrix)
    assert filters.gradient_x().matrix.tolist() == filters.kernel_by_name("sobel_x").tolist()
    assert filters.gradient_y().matrix.tolist() == filters.kernel_by_name("sobel_y").tolist()


def test_nothing_is_suggested_where_nothing_is_near():
    with pytest.raises(InputError) as caught:
        filters.kernel_from("qqqqqq")
    assert "did you mean" not in str(caught.value)
    assert "sobel_x" in caught.value.allowed
    with pytest.raises(InputError, match="rows of numbers such as"):
        filters.kernel_from("")
