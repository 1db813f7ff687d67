import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.edges import EdgeMaps, PaddingResponses, detect_edges, padding_responses, two_passes
from convmath.convolution.filters import SeparableKernel, gradient_operators, gradient_x, gradient_y
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


# Two passes ---------------------------------------------------------------------------------------------------------


@given(images, odd_factors, odd_factors, modes)
def test_two_passes_give_what_one_pass_gives(image, column, row, mode):
    kernel = SeparableKernel(column, row)
    passes = two_passes(image, kernel, padding_mode=mode)
    whole = cross_correlate2d(image, kernel.matrix, padding="same", padding_mode=mode)
    np.testing.assert_array_equal(passes.second, whole)
    first = cross_correlate2d(image, kernel.row_matrix, padding="same", padding_mode=mode)
    np.testing.assert_array_equal(passes.first, first)


def test_a_factor_without_a_middle_is_refused():
    with pytest.raises(InputError, match="odd length"):
        two_passes(ramp(4, 4), SeparableKernel((1, 1), (1, 0, 1)))


# Padding ------------------------------------------------------------------------------------------------------------


@given(images, operators, modes)
def test_every_response_is_clean_or_spurious_or_at_the_border(image, operator, mode):
    found = padding_responses(image, operator=operator, padding_mode=mode)
    kinds = np.stack([found.clean, found.spurious, found.border])
    np.testing.assert_array_equal(kinds.sum(axis=0), found.padded.responding)
    assert found.clean_count + found.spurious_count + found.border_count == found.responding_count
    assert not (found.spurious & found.inside).any()


@given(images, operators, modes)
def test_what_is_clean_does_not_depend_on_the_padding(image, operator, mode):
    found = padding_responses(image, operator=operator, padding_mode=mode)
    np.testing.assert_array_equal(found.padded.gx[found.inside], found.extended.gx[found.inside])
    valid = cross_correlate2d(image, gradient_x(operator).matrix) if min(image.shape) >= 3 else np.zeros((0, 0))
    np.testing.assert_array_equal(found.padded.gx[1:-1, 1:-1].ravel(), valid.ravel())


@given(images, operators)
def test_extending_the_border_has_nothing_spurious(image, operator):
    assert padding_responses(image, operator=operator, padding_mode="replicate").spurious_count == 0


def test_zero_padding_frames_a_photograph_that_is_not_black():
    found = padding_responses(image_by_name("camera", height=24, width=40))
    assert found.responding_count > found.clean_count
    flat = padding_responses(np.full((5, 9), 0.5))
    assert (flat.responding_count, flat.spurious_count) == (24, 24)


# Bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [detect_edges, padding_responses])
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
def test_bad_input_is_named(function, image, options, argument):
    with pytest.raises(InputError) as caught:
        function(image, **options)
    assert caught.value.argument == argument


# Scale --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1e-150, 1e-12, 1.0, 1e9, 1e150])
def test_what_responds_does_not_depend_on_the_scale_of_the_image(scale):
    image = image_by_name("coins", height=24, width=30)
    plain, scaled = padding_responses(image), padding_responses(image * scale)
    for name in ("clean", "spurious", "border", "altered", "responding_count", "raises_maximum"):
        np.testing.assert_array_equal(getattr(scaled, name), getattr(plain, name))
    assert scaled.padded.peaks == plain.padded.peaks
    assert scaled.padded.columns_responding == plain.padded.columns_responding


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


def test_a_pixel_is_altered_by_either_component_and_by_more_than_rounding():
    inside = np.ones((1, 3), dtype=bool)
    one, other = np.array([[1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 0.0]])
    for change, altered in ((0.8e-9, False), (1.5e-9, True)):
        moved = np.array([[change, 0.0, 0.0]])
        for padded in (EdgeMaps(one + moved, other), EdgeMaps(one, other + moved)):
            found = PaddingResponses(padded, EdgeMaps(one, other), inside)
            assert found.altered.tolist() == [[altered, False, False]]
            assert found.altered_count == altered
        raised = PaddingResponses(EdgeMaps(one * (1 + change), other), EdgeMaps(one, other), inside)
        assert raised.raises_maximum == altered


def test_responses_beyond_the_range_of_floats_are_refused():
    huge = vertical_edge(4, 6, column=3) * 1e308
    for function in (detect_edges, padding_responses):
        with pytest.raises(InputError, match=r"'image' was .*range of floats"):
            function(huge)
    with pytest.raises(InputError, match=r"'image' was .*range of floats"):
        two_passes(huge, gradient_x())
    large = detect_edges(huge / 1e8, padding_mode="replicate")
    with pytest.raises(InputError, match=r"'gx, gy' was .*range of floats"):
        _ = large.squared_maximum
    assert large.maximum == 4e300


def test_padding_raises_nothing_in_a_black_image():
    found = padding_responses(np.zeros((4, 5)))
    assert not found.raises_maximum
    assert (found.altered_count, found.responding_count) == (0, 0)


def test_opposite_responses_at_the_ends_of_the_range_are_altered():
    end, other = np.array([[1.5e308]]), np.zeros((1, 1))
    inside = np.ones((1, 1), dtype=bool)
    assert PaddingResponses(EdgeMaps(end, other), EdgeMaps(-end, other), inside).altered.all()


@pytest.mark.parametrize("shape", [(2, 5), (5, 2)])
def test_an_image_of_two_pixels_is_all_border(shape):
    found = padding_responses(np.arange(10.0).reshape(shape) ** 2, padding_mode="replicate")
    assert not found.inside.any()
    assert found.clean_count == 0
    assert found.border_count == found.responding_count > 0


def test_inside_is_where_the_window_touches_no_border():
    inside = padding_responses(ramp(5, 7)).inside
    assert [(row, column) for row, column in np.argwhere(inside)] == [
        (r, c) for r in (1, 2, 3) for c in (1, 2, 3, 4, 5)
    ]


@pytest.mark.parametrize(("column", "row"), [((1, 1), (1,)), ((1,), (1, 1)), ((1, 1), (1, 1))])
def test_either_factor_without_a_middle_is_refused(column, row):
    with pytest.raises(InputError, match="odd length"):
        two_passes(ramp(4, 4), SeparableKernel(column, row))
