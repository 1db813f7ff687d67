"""Layers with weights of their own at every place, against torch's unfold and SciPy."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import correlate

from convmath.convolution.untied import commute_untied, locally_connect2d, own_weights
from convmath.core.errors import InputError

MODES = {"circular": "circular", "zero": "constant", "replicate": "replicate", "reflect": "reflect"}
SCIPYS = {"circular": "wrap", "zero": "constant", "replicate": "nearest", "reflect": "mirror"}


@pytest.mark.parametrize("mode", MODES)
@given(seed=st.integers(0, 99), rows=st.integers(3, 6), cols=st.integers(3, 6), kernel=st.sampled_from([1, 3, 5]))
def test_sums_are_those_of_torchs_unfolded_windows(mode, seed, rows, cols, kernel):
    pixels, weights = np.random.default_rng(seed).random((rows, cols)), own_weights((rows, cols), kernel, seed=seed)
    reach = kernel // 2
    padded = F.pad(torch.tensor(pixels)[None, None], (reach,) * 4, mode=MODES[mode])
    windows = F.unfold(padded, kernel)[0].T.reshape(rows, cols, kernel, kernel)
    expected = (windows * torch.tensor(weights)).sum(dim=(2, 3)).numpy()
    np.testing.assert_allclose(locally_connect2d(pixels, weights, padding_mode=mode), expected, atol=1e-12)


@pytest.mark.parametrize("mode", SCIPYS)
def test_with_one_kernel_everywhere_it_is_a_correlation(mode):
    rng = np.random.default_rng(0)
    pixels, kernel = rng.random((5, 7)), rng.random((3, 1))
    everywhere = np.broadcast_to(kernel, (5, 7, 3, 1))
    np.testing.assert_allclose(
        locally_connect2d(pixels, everywhere, padding_mode=mode), correlate(pixels, kernel, mode=SCIPYS[mode])
    )


def test_the_output_moves_along_only_if_the_weights_are_tied():
    pixels = np.random.default_rng(1).random((6, 6))
    tied = np.broadcast_to(np.random.default_rng(2).random((3, 3)), (6, 6, 3, 3))
    assert commute_untied(pixels, tied, (1, -2)).agreeing_outputs == 36
    both = commute_untied(pixels, own_weights(6, 3, seed=0), (1, -2))
    assert both.agreeing_outputs == 0
    assert (both.by, both.output_shift) == ((1, -2), (1.0, -2.0))
    assert commute_untied(pixels, own_weights(6, 3, seed=0), (6, 0)).agreeing_outputs == 36


def test_weights_are_drawn_anew_from_each_seed():
    assert (own_weights((2, 3), 5, seed=4) == own_weights((2, 3), 5, seed=4)).all()
    assert not (own_weights((2, 3), 5, seed=4) == own_weights((2, 3), 5, seed=5)).any()


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: own_weights(0, 3, seed=0), "size"),
        (lambda: own_weights(3, 2, seed=0), "kernel"),
        (lambda: own_weights(3, 3, seed=-1), "seed"),
        (lambda: locally_connect2d([[1, 2]], np.ones((1, 1, 1, 1))), "weights"),
        (lambda: locally_connect2d([[1]], np.ones((1, 1, 2, 1))), "weights"),
        (lambda: locally_connect2d([[1]], [[1]]), "weights"),
        (lambda: locally_connect2d([[1e300]], [[[[1e300]]]]), "weights"),
        (lambda: locally_connect2d([[1]], [[[[1]]]], padding_mode="none"), "padding_mode"),
        (lambda: commute_untied([[1]], [[[[1]]]], (0.5, 0)), "by"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument
