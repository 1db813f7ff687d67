"""Path data says what the outline is, to within a step, as another parser reads it."""

from __future__ import annotations

import numpy as np
import svgelements as se
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rendering.vector.svg_path import decimal, path_data
from rendering.vector.vector_frame import Subpath, polygon

coordinates = st.floats(-2000, 2000, allow_nan=False)
subpaths = st.builds(
    Subpath,
    st.integers(1, 5).flatmap(lambda curves: arrays(np.float64, (3 * curves + 1, 2), elements=coordinates)),
    st.booleans(),
)


def read(outline, decimals):
    """Parse what `path_data` wrote."""
    x, y, data = path_data(outline, decimals)
    return se.Path(f"M{decimal(x, decimals)} {decimal(y, decimals)}{data}")


@given(st.lists(subpaths, min_size=1, max_size=3), st.integers(0, 4))
def test_no_point_strays_by_more_than_two_steps(outline, decimals):
    """Each point of every curve lies near the parsed path, however many parts went before: rounding does not add up."""
    step = 10.0**-decimals
    parsed = list(read(outline, decimals).as_subpaths())
    assert len(parsed) == len(outline)
    for part, subpath in zip(parsed, outline, strict=True):
        assert abs(complex(part[0].end) - complex(*subpath.points[0])) <= 1.5 * step
        ends = [complex(segment.end) for segment in part if not isinstance(segment, se.Close)]
        last = complex(*subpath.points[-1])
        assert min(abs(end - last) for end in ends) <= 1.5 * step
        assert isinstance(part[-1], se.Close) == subpath.closed


@given(arrays(np.float64, (4, 2), elements=coordinates), st.integers(0, 4))
def test_a_curve_is_drawn_where_it_is(points, decimals):
    """Its handles are the curve's own, or it is a line from which no point of the curve strays."""
    step = 10.0**-decimals
    parsed = read([Subpath(points, closed=False)], decimals)
    segment = parsed[-1]
    if isinstance(segment, se.CubicBezier):
        drawn = [segment.start, segment.control1, segment.control2, segment.end]
        assert np.abs(np.array([(point.x, point.y) for point in drawn]) - points).max() <= 1.1 * step
        return
    start, end = points[0], points[-1]
    shares = np.linspace(0, 1, 9)[:, None]
    weights = np.hstack([(1 - shares) ** 3, 3 * shares * (1 - shares) ** 2, 3 * shares**2 * (1 - shares), shares**3])
    chord, offsets = end - start, weights @ points - start
    along = np.clip(offsets @ chord / max(chord @ chord, 1e-12), 0, 1)
    assert np.hypot(*(offsets - along[:, None] * chord).T).max() <= step
    assert abs(segment.end.x - end[0]) <= 1.1 * step
    assert abs(segment.end.y - end[1]) <= 1.1 * step


@given(st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=6), st.integers(-40, 40))
def test_outlines_that_differ_in_place_alone_have_the_same_data(corners, shift):
    quarters = np.round(np.array(corners) * 4) / 4
    one, other = (path_data([polygon(corner)], 2) for corner in (quarters, quarters + np.array([shift, -shift])))
    assert one[2] == other[2]
    assert (other[0] - one[0], other[1] - one[1]) == (100 * shift, -100 * shift)


@given(st.integers(-(10**7), 10**7), st.integers(0, 5))
def test_decimals_are_exact(number, decimals):
    assert float(decimal(number, decimals)) == number / 10**decimals


def test_straight_curves_become_lines():
    assert path_data([polygon([(0, 0), (3, 0), (3, 4)])], 0) == (0, 0, "h3v4z")
    diagonal = Subpath(np.array([[0.0, 0], [1, 1], [2, 2], [3, 3]]), closed=False)
    assert path_data([diagonal], 1) == (0, 0, "l3 3")
    point = Subpath(np.zeros((4, 2)), closed=False)
    assert path_data([point], 1) == (0, 0, "h0"), "a dot, where ends are round"
