"""Counts in classes against a loop, and against NumPy's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.core.histograms import histogram


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40), st.integers(1, 30))
def test_each_value_is_counted_once_in_the_class_it_lies_in(values, classes):
    found = histogram(values, low=-1, high=1, classes=classes)
    assert found.total == len(values)
    for number, (left, right) in enumerate(zip(found.edges, found.edges[1:])):
        last = number == classes - 1
        assert found.counts[number] == sum(left <= value < right or (last and value == right) for value in values)
    assert found.shares.sum() == pytest.approx(1)
    places = [found.class_of(value) for value in values]
    assert [places.count(number) for number in range(classes)] == found.counts.tolist()
    with pytest.raises(InputError, match="'value' was"):
        found.class_of(1.5)


def test_the_counts_are_numpys():
    values = np.random.default_rng(0).normal(size=500).clip(-2, 2)
    found, (counts, edges) = histogram(values, low=-2, high=2, classes=16), np.histogram(values, 16, (-2, 2))
    assert found.counts.tolist() == counts.tolist()
    assert found.edges == pytest.approx(edges)
    assert found.shares == pytest.approx(counts / 500)


@pytest.mark.parametrize(
    ("values", "options", "named"),
    [
        ([0.5], {"high": 0}, "high"),
        ([2], {}, "values"),
        ([], {}, "values"),
        ([float("nan")], {}, "values"),
        ([0.5], {"classes": 0}, "classes"),
        ([0.5], {"classes": 1_001}, "classes"),
    ],
)
def test_what_makes_no_histogram_is_refused(values, options, named):
    with pytest.raises(InputError, match=f"'{named}' was"):
        histogram(values, **({"low": 0, "high": 1, "classes": 4} | options))
