"""The digits against scikit-learn's own loader, and their place on the canvas."""

import importlib.util

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from convmath.core.errors import InputError
from convmath.images.resampling import enlarge
from convmath.training.digits import handwritten, on_canvas


def test_the_digits_are_scikit_learns():
    ours, theirs = handwritten(), load_digits()
    np.testing.assert_array_equal(ours.images, theirs.images / 16)
    np.testing.assert_array_equal(ours.labels, theirs.target)
    some = handwritten(classes=(1, 0))
    np.testing.assert_array_equal(some.images, theirs.images[theirs.target < 2] / 16)
    first, rest = some.split(240)
    assert (len(first), len(rest)) == (240, 120)
    np.testing.assert_array_equal(np.concatenate([first.labels, rest.labels]), some.labels)


@pytest.mark.parametrize(("shape", "height", "width"), [((8, 8), 14, 14), ((3, 5), 4, 11), ((1, 2), 3, 2)])
def test_enlarging_is_torchs_bilinear_interpolation(shape, height, width):
    image = np.random.default_rng(1).random(shape)
    theirs = torch.nn.functional.interpolate(torch.tensor(image)[None, None], (height, width), mode="bilinear")
    np.testing.assert_allclose(enlarge(image, height=height, width=width), theirs[0, 0].numpy(), atol=1e-12)
    with pytest.raises(InputError, match="at least the image's own"):
        enlarge(image, height=height, width=shape[1] - 1 or -1)


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (-4, 4), (3, -1)])
def test_a_digit_stands_where_the_shift_puts_it(rows, columns):
    digit = handwritten(classes=(0, 1), side=14).images[:3]
    canvas = on_canvas(digit, side=22, rows=rows, columns=columns)
    np.testing.assert_array_equal(canvas, np.roll(np.pad(digit, ((0, 0), (4, 4), (4, 4))), (rows, columns), (1, 2)))
    np.testing.assert_array_equal(on_canvas(digit[1], side=22, rows=rows, columns=columns), canvas[1])


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: handwritten(classes=()), "classes"),
        (lambda: handwritten(classes=(10,)), "classes"),
        (lambda: handwritten(classes=(0,), side=7), "height"),
        (lambda: on_canvas(np.ones((14, 14)), side=22, rows=5), "rows"),
        (lambda: on_canvas(np.ones((14, 14)), side=22, columns=-5), "columns"),
        (lambda: handwritten(classes=(3,)).split(0), "count"),
        (lambda: handwritten(classes=(3,)).split(10_000), "count"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named


def test_digits_are_split_where_one_is_left_on_either_side():
    threes = handwritten(classes=(3,))
    for count in (1, len(threes) - 1):
        first, others = threes.split(count)
        assert (len(first), len(others)) == (count, len(threes) - count)
        np.testing.assert_array_equal(np.concatenate([first.images, others.images]), threes.images)


def test_without_scikit_learn_the_digits_say_what_to_install(monkeypatch):
    from convmath.training import digits

    digits._file.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(InputError, match="pip install scikit-learn"):
        handwritten()
