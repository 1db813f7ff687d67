import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.convolution.edges import EdgeMaps, detect_edges
from convmath.convolution.filters import gradient_operators, gradient_x, gradient_y
from convmath.convolution.padding import PADDING_MODES
from convmath.core.errors import InputError
from convmath.images.named_images import image_by_name, ramp, vertical_edge

images = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9), elements=st.integers(-9, 9)
)
operators = st.sampled_from(gradient_operators())
modes = st.sampled_from(sorted(PADDING_MODES))
odd_factors = st.sampled_from([1, 3]).flatmap(lambda n: st.tuples(*[st.integers(-9, 9)] * n))


@pytest.mark.parametrize("operator", gradient_operators())
@pytest.mark.parametrize(
    ("mode", "torch_mode"), [("zero", "constant"), ("replicate", "replicate"), ("reflect", "reflect")]
)
def test_maps_are_torchs(operator, mode, torch_mode):
    image = np.random.default_rng(3).standard_normal((6, 10))
    padded = F.pad(torch.from_numpy(image)[None, None], (1, 1, 1, 1), mode=torch_mode)
    found = detect_edges(image, operator=operator, padding_mode=mode)
    for ours, kernel in ((found.gx, gradient_x(operator)), (found.gy, gradient_y(operator))):
        weight = torch.from_numpy(kernel.matrix.astype(float))[None, None]
        np.testing.assert_allclose(ours, F.conv2d(padded, weight)[0, 0].numpy(), atol=1e-12)
    assert found.magnitude == pytest.approx(np.sqrt(found.gx**2 + found.gy**2))


@given(images, operators, modes)
def test_turning_the_image_swaps_the_maps(image, operator, mode):
    upright, turned = (detect_edges(side, operator=operator, padding_mode=mode) for side in (image, image.T))
    np.testing.assert_array_equal(upright.gx, turned.gy.T)
    np.testing.assert_array_equal(upright.magnitude, turned.magnitude.T)


@pytest.mark.parametrize(
    ("image", "degrees"),
    [
        (ramp(5, 5), 0),
        (ramp(5, 5).T, 90),
        (ramp(5, 5)[:, ::-1], 180),
        (ramp(5, 5).T[::-1], -90),
        (ramp(5, 5) + ramp(5, 5).T, 45),
    ],
)
def test_orientation_points_towards_brightness_with_rows_running_down(image, degrees):
    assert detect_edges(image).orientation[2, 2] == pytest.approx(degrees)


def test_an_exact_leftward_edge_points_left_not_to_minus_180():
    assert EdgeMaps(np.array([[-4.0]]), np.array([[-0.0]])).orientation.item() == 180


def test_a_peak_is_every_pixel_at_the_maximum():
    found = detect_edges(vertical_edge(3, 6, column=3), padding_mode="replicate")
    assert found.maximum == 4
    assert found.peaks == tuple((row, column) for row in range(3) for column in (2, 3))
    assert found.columns_responding == (2, 3)


def test_nothing_responds_to_nothing():
    found = detect_edges(np.full((4, 7), 0.1), padding_mode="replicate")
    assert (found.maximum, found.responding_count, found.peaks) == (0, 0, ())


# Bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "options", "argument"),
    [
        (np.zeros((0, 4)), {}, "image"),
        (np.zeros((1, 4)), {}, "image"),
        (np.zeros(4), {}, "image"),
        (np.zeros((3, 4, 4)), {}, "image"),
        ([[0.0, np.nan], [0, 0]], {}, "image"),
        ([[1, 2], [3]], {}, "image"),
        (np.zeros((4, 4)), {"operator": "canny"}, "operator"),
        (np.zeros((4, 4)), {"padding_mode": "edge"}, "padding_mode"),
    ],
)
def test_bad_input_is_named(image, options, argument):
    with pytest.raises(InputError) as caught:
        detect_edges(image, **options)
    assert caught.value.argument == argument


# Scale --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1e-150, 1e-12, 1.0, 1e9, 1e150])
def test_what_responds_does_not_depend_on_the_scale_of_the_image(scale):
    image = image_by_name("coins", height=24, width=30)
    plain, scaled = detect_edges(image), detect_edges(image * scale)
    np.testing.assert_array_equal(scaled.responding, plain.responding)
    assert scaled.peaks == plain.peaks
    assert scaled.columns_responding == plain.columns_responding


@pytest.mark.parametrize("scale", [1e-9, 0.1, 1.0, 1e9, 1e300])
def test_uniform_grey_of_any_scale_gives_exactly_nothing(scale):
    for operator in gradient_operators():
        found = detect_edges(np.full((4, 7), 0.1 * scale), operator=operator, padding_mode="replicate")
        assert (found.maximum, found.responding_count, found.peaks) == (0, 0, ())
        assert not found.orientation.any()


def test_a_faint_edge_on_bright_grey_responds():
    found = detect_edges(10**10 + vertical_edge(3, 6, column=3).astype(int), padding_mode="replicate")
    assert found.columns_responding == (2, 3)
    assert found.maximum == 4


def test_peaks_are_alike_up_to_rounding_and_no_further():
    for share, alike in ((1 - 1e-10, True), (1 - 1e-8, False)):
        maps = EdgeMaps(np.array([[5.0, 5.0 * share]]), np.zeros((1, 2)))
        assert maps.at_peak.tolist() == [[True, alike]]
        assert maps.peak_count == 1 + alike
        assert maps.peak_columns == (0, 1)[: 1 + alike]
    corner = EdgeMaps(np.array([[3.0, 0.0], [0.0, 0.0]]), np.array([[4.0, 0.0], [0.0, 1.0]]))
    assert (corner.maximum, corner.squared_maximum, corner.peaks, corner.responding_count) == (5, 25, ((0, 0),), 2)
    assert corner.responding.tolist() == [[True, False], [False, True]]


def test_responses_beyond_the_range_of_floats_are_refused():
    huge = vertical_edge(4, 6, column=3) * 1e308
    with pytest.raises(InputError, match=r"'image' was .*range of floats"):
        detect_edges(huge)
    large = detect_edges(huge / 1e8, padding_mode="replicate")
    with pytest.raises(InputError, match=r"'gx, gy' was .*range of floats"):
        _ = large.squared_maximum
    assert large.maximum == 4e300
