"""The answer that two quarters have in common, against SciPy and a search of all pairs."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from convmath.convolution.common_answers import common_answer
from convmath.core.errors import InputError
from tests.strategies import whole_arrays


@given(st.data())
def test_it_is_the_strongest_of_all_pairs_and_nearest_to_the_corners(data):
    image = data.draw(whole_arrays((data.draw(st.integers(3, 8)), data.draw(st.integers(3, 8))), 2))
    kernel = data.draw(whole_arrays((data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2))), 2))
    answers = correlate2d(image, kernel, mode="valid")
    rows, cols = answers.shape
    upper = [place for place in np.ndindex(rows, cols) if place[0] < rows // 2 and place[1] < cols // 2]
    lower = [(rows - 1 - row, cols - 1 - col) for row, col in upper]
    pairs = [(a, b) for a in upper for b in lower if answers[a] == answers[b] != 0]
    assume(pairs)
    best = max((abs(int(answers[a])), int(answers[a])) for a, _ in pairs)[1]
    found = common_answer(image, kernel)
    assert found.answer == found.first.sum == found.second.sum == best
    near = min((sum(place), place) for place in upper if answers[place] == best)
    assert found.first.position == near[1]
    far = min((rows + cols - 2 - sum(place), place) for place in lower if answers[place] == best)
    assert found.second.position == far[1]
    row, col = found.second.position
    height, width = kernel.shape
    np.testing.assert_array_equal(found.second.patch, image[row : row + height, col : col + width])


@pytest.mark.parametrize(
    ("image", "kernel", "argument"),
    [
        (np.ones((4, 4), dtype=int), [[-1, 1]], "image"),
        (np.ones((4, 4)), [[1]], "image"),
        (np.ones((4, 4), dtype=int), [[0.5]], "kernel"),
        (np.ones((4, 2), dtype=int), [[1, 1]], "image"),
        ([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 2, 2], [0, 0, 2, 2]], [[1]], "image"),
        ([1, 2], [[1]], "image"),
    ],
)
def test_what_has_no_common_answer_is_refused(image, kernel, argument):
    with pytest.raises(InputError) as caught:
        common_answer(image, kernel)
    assert caught.value.argument == argument


def test_an_answer_in_the_far_corner_of_a_quarter_is_found():
    image = np.diag([2, 1, 1, 3])
    found = common_answer(image, [[1]])
    assert (found.answer, found.first.position, found.second.position) == (1, (1, 1), (2, 2))


def test_an_image_with_a_single_row_of_answers_is_too_small():
    with pytest.raises(InputError, match="an image larger than the kernel by a row"):
        common_answer(np.ones((1, 4), dtype=int), [[1]])
