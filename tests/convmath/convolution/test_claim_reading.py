"""A claim in texts and files, and what is said of one that cannot be read."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from convmath.convolution.claim_reading import ClaimError, read_claim
from convmath.convolution.filters import gradient_operators, gradient_x, gradient_y, kernel_from, kernel_names

IMAGE = np.arange(30).reshape(5, 6) ** 2 % 23


def rows(values):
    return "; ".join(" ".join(map(repr, map(float, row))) for row in values)


@pytest.mark.parametrize("name", kernel_names())
def test_kernels_are_known_by_their_names(name):
    image = IMAGE if max(kernel_from(name).shape) <= 5 else np.tile(IMAGE, (2, 2))
    claimed = correlate2d(image, kernel_from(name), mode="valid")
    assert read_claim(rows(image), name, rows(claimed)).right
    assert not read_claim(rows(image), name, rows(claimed + 1)).right


@pytest.mark.parametrize("name", gradient_operators())
def test_the_name_of_a_gradient_alone_is_its_magnitude(name):
    across, down = (correlate2d(IMAGE, each(name).matrix, mode="valid") for each in (gradient_x, gradient_y))
    assert read_claim(rows(IMAGE), name, rows(np.hypot(across, down))).right
    assert not read_claim(rows(IMAGE), name, rows(across)).right


def test_options_reach_the_check():
    padded = correlate2d(IMAGE, [[1, 2], [3, 4]], mode="full")
    assert read_claim(rows(IMAGE), "1 2; 3 4", rows(padded), padding="full").right
    assert read_claim(rows(IMAGE), "4 3; 2 1", rows(padded), padding="full", flip=True).right


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("x", "1", "1"), "--input was 'x'; allowed: rows of numbers"),
        (("1 2", "1", "y"), "--output was 'y'; allowed: rows of numbers"),
        (("1 2", "nobody", "1"), "--kernel was 'nobody'; allowed: rows of numbers"),
        (("1 2", "1; 2; 3", "1"), "--kernel was "),
        (("1 2", "1", "1 2", {"padding_mode": "odd"}), "--padding-mode was 'odd'; allowed: "),
        (("1 2", "1", "1 2", {"stride": 0}), "--stride was 0; allowed: "),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_option_in_one_line(given, message):
    *texts, options = given if isinstance(given[-1], dict) else (*given, {})
    with pytest.raises(ClaimError) as caught:
        read_claim(*texts, **options)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert caught.value.user_error


def test_a_kernel_that_cannot_be_read_may_have_been_meant_by_name():
    with pytest.raises(ClaimError) as caught:
        read_claim("1 2", "nobody", "1")
    said = str(caught.value).rpartition("; or one of ")[2].split(", ")
    assert said == [*gradient_operators(), *kernel_names()]
