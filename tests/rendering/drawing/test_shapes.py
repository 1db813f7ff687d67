"""Where a shape's path is interrupted is decided as Manim decides it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from manim import VMobject

from rendering.drawing.shapes import _subpaths

COORDINATES = st.floats(-8, 8) | st.sampled_from([0.0, -0.0, 1e300, -1e300, 5e-324])
STEPS = st.sampled_from([0.0, 1e-6, 1.0000001e-6, 9.9999e-7, 1.1e-5, 1e-4, 0.1])
"""Around the tolerance, too: a millionth, and a hundred thousandth of the coordinate."""


@given(st.lists(st.tuples(COORDINATES, COORDINATES, STEPS, STEPS), max_size=23))
def test_subpaths_are_manims(drawn):
    points = np.array([(x, y, 0) for x, y, _, _ in drawn], dtype=np.float64).reshape(-1, 3)
    for index in range(4, len(points), 4):
        points[index, :2] = points[index - 1, :2] + drawn[index][2:]
    mobject = VMobject()
    expected = mobject.get_subpath_split_indices_from_points(points, n_dims=2).tolist()
    assert [list(path) for path in _subpaths(mobject, points, points[:, :2].tolist())] == expected


def test_a_class_that_splits_its_own_way_does_so():
    class Whole(VMobject):
        def get_subpath_split_indices_from_points(self, points, n_dims=3):  # noqa: ARG002 - Manim's signature
            return np.array([[0, len(points)]])

    points = np.arange(24.0).reshape(8, 3)
    assert list(_subpaths(Whole(), points, points[:, :2].tolist())) == [[0, 8]]
    assert len(list(_subpaths(VMobject(), points, points[:, :2].tolist()))) == 2
