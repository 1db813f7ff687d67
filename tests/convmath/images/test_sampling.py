"""Places spread over an image, against what even means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.images.sampling import SpreadPlaces


@given(st.integers(1, 300), st.integers(1, 40))
def test_places_are_even_symmetrical_up_to_a_pixel_and_all_different(side, along):
    along = min(side, along)
    spread = SpreadPlaces(side, along)
    assert len(spread.places) == len(set(spread.places)) == spread.count == along**2
    rows = np.array(sorted({row for row, _ in spread.places}))
    assert rows.tolist() == sorted({col for _, col in spread.places})
    ideal = (np.arange(along) + 0.5) * side / along - 0.5
    assert np.abs(rows - ideal).max() <= 0.5
    assert 0 <= rows.min() <= rows.max() < side


@pytest.mark.parametrize(("side", "along", "argument"), [(0, 1, "side"), (3, 0, "along"), (3, 4, "along")])
def test_bad_arguments_are_refused_by_name(side, along, argument):
    with pytest.raises(InputError) as caught:
        SpreadPlaces(side, along)
    assert caught.value.argument == argument
