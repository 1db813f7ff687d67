"""Windows that lie inside an image and windows that leave it, against SciPy and brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.signal import correlate2d

from convmath.convolution.border import (
    WindowResponses,
    border_response,
    differences,
    main_component,
    smoothing,
    window_responses,
)
from convmath.convolution.edges import EdgeMaps
from convmath.convolution.filters import gradient_operators, gradient_x, gradient_y
from convmath.convolution.landmarks import strongest_window
from convmath.convolution.leftovers import settled
from convmath.core.errors import InputError
from convmath.images.named_images import image_by_name, ramp, vertical_edge

images = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, min_side=3, max_side=9), elements=st.integers(-9, 9)
)
operators = st.sampled_from(gradient_operators())
NUMPY_MODES = {"zero": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}
modes = st.sampled_from(sorted(NUMPY_MODES))


def by_scipy(image, operator, mode):
    padded = np.pad(image.astype(float), 1, mode=NUMPY_MODES[mode])
    kernel = gradient_x(operator).matrix
    gx, gy = (correlate2d(padded, turned, mode="valid") for turned in (kernel, kernel.T))
    return gx, gy, np.hypot(gx, gy)


@given(images, operators, modes)
def test_windows_are_counted_by_whether_they_leave_the_image(image, operator, mode):
    found = window_responses(image, operator=operator, padding_mode=mode)
    *_, magnitude = by_scipy(image, operator, mode)
    height, width = image.shape
    inside = np.array([[0 < r < height - 1 and 0 < c < width - 1 for c in range(width)] for r in range(height)])
    assert found.count == height * width
    assert found.leaving_count == height * width - (height - 2) * (width - 2)
    assert found.responding_inside == ((magnitude > 0) & inside).sum()
    assert found.responding_leaving == ((magnitude > 0) & ~inside).sum()
    assert found.maximum_inside == pytest.approx(magnitude[inside].max())
    assert found.maximum_leaving == pytest.approx(magnitude[~inside].max())
    valid = [correlate2d(image, kernel.matrix, mode="valid") for kernel in (gradient_x(operator), gradient_y(operator))]
    assert found.maximum_inside == pytest.approx(np.hypot(*valid).max()), "the padding plays no part inside"


@given(images, operators, modes)
def test_the_border_response_is_the_strongest_across_a_side(image, operator, mode):
    found = border_response(window_responses(image, operator=operator, padding_mode=mode))
    gx, gy, _ = by_scipy(image, operator, mode)
    across = np.abs([*gx[1:-1, 0], *gx[1:-1, -1], *gy[0, 1:-1], *gy[-1, 1:-1]])
    if found is None:
        assert across.max() == 0
    else:
        assert abs(found.value) == pytest.approx(across.max())
        assert {"gx": gx, "gy": gy}[found.component][found.row, found.column] == pytest.approx(found.value)


def test_the_vertical_edge_of_the_lecture():
    zero, replicate = (
        window_responses(vertical_edge(32, 32, column=16), padding_mode=mode) for mode in ("zero", "replicate")
    )
    assert (zero.leaving_count, zero.responding_inside, zero.responding_leaving) == (124, 60, 64)
    assert (replicate.leaving_count, replicate.responding_inside, replicate.responding_leaving) == (124, 60, 4)
    assert (zero.maximum_inside, zero.maximum_leaving) == (4, pytest.approx(18**0.5))
    assert zero.louder_leaving
    assert not replicate.louder_leaving
    assert zero.peak_columns == (15, 16)
    assert len(zero.peak_rows) == 30
    assert border_response(replicate) is None


def test_repeating_the_border_does_not_give_the_truth():
    """On a ramp it halves what the kernel answers; one bright corner gets the loudest response of all."""
    edge = border_response(window_responses(ramp(32, 32), padding_mode="replicate"))
    inside = window_responses(ramp(32, 32), padding_mode="replicate").maximum_inside
    assert abs(edge.value) == pytest.approx(inside / 2)
    corner = np.zeros((32, 32))
    corner[0, 0] = 1
    found = window_responses(corner, padding_mode="replicate")
    assert found.louder_leaving
    assert found.maximum_leaving == pytest.approx(18**0.5)
    assert found.maximum_inside == pytest.approx(2**0.5)


@given(images, operators)
def test_the_main_component_is_the_stronger_gradient_inside(image, operator):
    gx, gy = (
        np.abs(correlate2d(image, kernel.matrix, mode="valid")).max()
        for kernel in (gradient_x(operator), gradient_y(operator))
    )
    component = main_component(image, operator=operator)
    assert component == ("gy" if gy > gx else "gx")
    step = strongest_window(image, operator=operator, component=component)
    assert abs(step.sum) == max(gx, gy)
    kernel = (gradient_x if component == "gx" else gradient_y)(operator)
    lines = differences(step.patch, kernel, component=component)
    assert lines.shape == ((3, 1) if component == "gx" else (1, 3))
    rows = step.patch if component == "gx" else step.patch.T
    assert lines.ravel().tolist() == [row[2] - row[0] for row in rows]
    assert np.dot(smoothing(kernel, component=component), lines.ravel()) == step.sum


def test_an_unknown_component_is_refused():
    for call in (
        lambda: strongest_window(np.eye(4), component="gz"),
        lambda: differences(np.eye(3), gradient_x(), component="gz"),
        lambda: smoothing(gradient_x(), component="gz"),
    ):
        with pytest.raises(InputError, match="component"):
            call()


def test_a_flat_image_has_no_edge_and_no_peak():
    found = window_responses(np.full((5, 6), 0.3), padding_mode="replicate")
    assert (found.responding_inside, found.peak_rows, found.peak_columns) == (0, (), ())
    assert found.maximum_inside == 0
    assert border_response(found) is None
    assert main_component(image_by_name("vertical_edge").T) == "gy"


@given(st.integers(-5, 5), st.integers(1, 9))
def test_leftovers_are_settled_and_nothing_else(exponent, digit):
    image = np.full((1, 3), 10.0**exponent)
    kernel = np.array([[digit / 10, digit / 5, -digit * 3 / 10]])
    rounded = correlate2d(image, kernel, mode="valid")
    assert settled(rounded, image, kernel).tolist() == [[0.0]]
    kept = np.array([[10.0**exponent * 1e-9]])
    assert settled(kept, image, kernel).tolist() == kept.tolist()
    whole = np.array([[0, 3]])
    assert settled(whole, image, kernel).dtype == whole.dtype


@pytest.mark.parametrize("scale", [1e-150, 1e-12, 1e9, 1e150])
def test_what_is_found_at_the_border_does_not_depend_on_the_scale_of_the_image(scale):
    image = image_by_name("coins", height=24, width=30)
    plain, scaled = window_responses(image), window_responses(image * scale)
    for name in ("leaving", "louder_leaving", "peak_rows", "peak_columns", "responding_inside"):
        np.testing.assert_array_equal(getattr(scaled, name), getattr(plain, name))
    places = [
        (edge.component, edge.side, edge.row, edge.column)
        for edge in (border_response(responses) for responses in (plain, scaled))
    ]
    assert places[0] == places[1]
    assert main_component(image * scale) == main_component(image)


def at_the_border(gx, gy=None):
    """What is found where the responses are these."""
    maps = EdgeMaps(np.array(gx, dtype=float), np.zeros(np.shape(gx)) if gy is None else np.array(gy, dtype=float))
    return border_response(WindowResponses(maps, np.zeros(maps.gx.shape, dtype=bool)))


@pytest.mark.parametrize(
    ("row", "column", "component", "side"),
    [(2, 0, "gx", "left"), (2, 6, "gx", "right"), (0, 3, "gy", "top"), (4, 3, "gy", "bottom")],
)
def test_each_side_of_the_border_is_found_by_the_gradient_that_crosses_it(row, column, component, side):
    lit = np.zeros((5, 7))
    lit[row, column] = -3
    along, across = [(lit, lit * 0), (lit * 0, lit)][:: 1 if component == "gx" else -1]
    found = at_the_border(*along)
    assert (found.component, found.side, found.row, found.column, found.value) == (component, side, row, column, -3)
    assert at_the_border(*across) is None, "the other gradient runs along this side"


def test_corners_and_the_inside_are_not_at_the_border():
    lit = np.zeros((5, 7))
    lit[[0, 0, 4, 4], [0, 6, 0, 6]] = 9
    lit[1:-1, 1:-1] = 9
    assert at_the_border(lit, lit) is None
    assert border_response(window_responses(np.ones((2, 2)))) is None
    assert border_response(window_responses(np.ones((3, 3)))).row == 1


def test_of_equal_responses_the_middle_one_is_taken_and_gx_before_gy():
    lit = np.zeros((7, 9))
    lit[1:-1, [0, -1]] = 2
    lit[[0, -1], 1:-1] = 2
    found = at_the_border(lit, lit)
    assert (found.component, found.side, found.row) == ("gx", "left", 3)
    found = at_the_border(lit * 0, lit)
    assert (found.row, found.column) == (0, 4)
    for share, row in ((1 - 1e-10, 2), (1 - 1e-8, 1)):
        lit = np.zeros((5, 7))
        lit[1, 0], lit[2, 0] = 4, 4 * share
        assert at_the_border(lit).row == row, "alike up to rounding, and no further"


def test_where_no_window_lies_inside_the_image_nothing_is_answered_there():
    found = window_responses([[0, 3], [1, 0]], padding_mode="zero")
    assert (found.leaving_count, found.responding_inside, found.maximum_inside) == (4, 0, 0.0)
