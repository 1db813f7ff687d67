"""Planted mistakes are found and named, and right outputs are called right."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convmath.convolution.claim_causes import KINDS, Cause
from convmath.convolution.claimed_output import verify_output
from convmath.convolution.filters import gradient_operators, gradient_x, gradient_y
from convmath.core.errors import InputError
from tests.strategies import real_arrays, whole_arrays

FEW, MANY = settings(max_examples=12), settings(max_examples=100)
MODES = {"zero": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}


def slide(image, kernel, *, stride=1, dilation=1, padding=0, padding_mode="zero"):
    """The output by torch, an independent oracle, in float64."""
    padded = np.pad(image, padding, mode=MODES[padding_mode]).astype(np.float64)
    tensors = [torch.from_numpy(np.array(each, dtype=np.float64))[None, None] for each in (padded, kernel)]
    return torch.nn.functional.conv2d(*tensors, stride=stride, dilation=dilation)[0, 0].numpy()


@st.composite
def problems(draw, whole=True):
    """An image, a kernel that fits it at every stride and dilation tried, and the window's options."""
    arrays = whole_arrays if whole else real_arrays
    image = draw(arrays((draw(st.integers(5, 9)), draw(st.integers(5, 9)))))
    kernel = draw(arrays((draw(st.integers(2, 3)), draw(st.integers(2, 3)))))
    options = {
        "stride": draw(st.integers(1, 2)),
        "padding": draw(st.integers(0, 2)),
        "padding_mode": draw(st.sampled_from(sorted(MODES))),
        "dilation": draw(st.integers(1, 2)),
    }
    return image, kernel, options


def otherwise(draw, options, name, choices):
    """The options with another value of one."""
    return {**options, name: draw(st.sampled_from([each for each in choices if each != options[name]]))}


def kernel_fault(turn):
    return lambda _, image, kernel, options: slide(image, turn(kernel), **options)


def window_fault(name, choices):
    return lambda draw, image, kernel, options: slide(image, kernel, **otherwise(draw, options, name, choices))


def value_fault(change):
    return lambda draw, image, kernel, options: change(draw, slide(image, kernel, **options))


def moved(draw, output):
    axis = draw(st.integers(0, 1))
    assume(output.shape[axis] > 1)
    step = draw(st.sampled_from([-1, 1]))
    assume(2 * (output.shape[axis] - 1) >= output.shape[axis])
    return np.roll(output, step, axis)


def scaled(draw, output):
    factor = draw(st.sampled_from([1 / 8, 4 * math.sqrt(2), 1 / 9, 3.7, 1 / 255, 2]))
    assume(np.count_nonzero(output) > 1)
    return output * factor


def slipped(draw, image, kernel, options):
    """One product of one sum left out, with the wrong sign, or added twice."""
    output = slide(image, kernel, **options)
    mode, padding = MODES[options["padding_mode"]], options["padding"]
    padded = np.pad(image, padding, mode=mode)
    row, col = (draw(st.integers(0, size - 1)) for size in output.shape)
    up, across = (draw(st.integers(0, size - 1)) for size in kernel.shape)
    places = (cell * options["stride"] + tap * options["dilation"] for cell, tap in ((row, up), (col, across)))
    output[row, col] += draw(st.sampled_from([-2, -1, 1])) * kernel[up, across] * padded[tuple(places)]
    return output


def wrapped(draw, output):
    changed = output.astype(np.int64).astype(np.uint8)
    assume(not np.array_equal(changed, output))
    return changed


FAULTS = {
    "flipped kernel": kernel_fault(lambda kernel: kernel[::-1, ::-1]),
    "transposed kernel": kernel_fault(np.transpose),
    "mirrored kernel": lambda draw, image, kernel, options: slide(
        image, np.flip(kernel, draw(st.integers(0, 1))), **options
    ),
    "stride": window_fault("stride", (1, 2, 3)),
    "dilation": window_fault("dilation", (1, 2)),
    "padding": window_fault("padding", (0, 1, 2)),
    "padding mode": window_fault("padding_mode", sorted(MODES)),
    "offset": value_fault(moved),
    "scale": value_fault(scaled),
    "sign": value_fault(lambda draw, output: draw(st.sampled_from([-output, np.abs(output)]))),
    "constant added": value_fault(lambda draw, output: output + draw(st.integers(1, 9))),
    "integer overflow": value_fault(wrapped),
    "clipping": value_fault(lambda draw, output: np.clip(output, 0, draw(st.sampled_from([255, 1e9])))),
    "single product": slipped,
}
"""How each mistake is made, without any function of ours."""


def plant(data, kind):
    """Plant a mistake that changes the output, and hold its name against those that are found."""
    image, kernel, options = data.draw(problems())
    claimed = FAULTS[kind](data.draw, image, kernel, options)
    expected = slide(image, kernel, **options)
    assume(claimed.shape != expected.shape or not np.array_equal(claimed, expected))
    verdict = verify_output(image, kernel, claimed, **options)
    assert not verdict.right
    assert kind in verdict.kinds, (kind, verdict.causes)
    if claimed.shape == expected.shape:
        assert list(verdict.wrong) == [tuple(cell) for cell in np.argwhere(claimed != expected)]


@pytest.mark.parametrize("kind", FAULTS)
@FEW
@given(data=st.data())
def test_a_planted_mistake_is_named(kind, data):
    plant(data, kind)


@FEW
@given(data=st.data())
def test_rounded_sums_are_named(data):
    image, kernel, options = data.draw(problems(whole=False))
    decimals = data.draw(st.integers(0, 3))
    expected = slide(image, kernel, **options)
    claimed = np.round(expected, decimals)
    assume(np.abs(claimed - expected).max() > 1e-6)
    assert "rounding" in verify_output(image, kernel, claimed, **options).kinds


@FEW
@given(data=st.data())
def test_one_axis_of_a_gradient_is_named(data):
    name = data.draw(st.sampled_from(gradient_operators()))
    across, down = gradient_x(name).matrix, gradient_y(name).matrix
    image, _, options = data.draw(problems())
    gx, gy = slide(image, across, **options), slide(image, down, **options)
    magnitude = np.hypot(gx, gy)
    for kernel, right, claims in (
        ([across, down], magnitude, [gx, gy, np.abs(gx) + np.abs(gy)]),
        (across, gx, [gy, magnitude]),
    ):
        claimed = data.draw(st.sampled_from(claims))
        verdict = verify_output(image, kernel, claimed, **options)
        assert verdict.right == np.allclose(claimed, right, rtol=0, atol=1e-9 * max(1, np.abs(right).max()))
        assert verdict.right or "one axis" in verdict.kinds


@FEW
@given(problem=problems(), flip=st.booleans())
def test_right_outputs_are_right(problem, flip):
    image, kernel, options = problem
    claimed = slide(image, kernel[::-1, ::-1] if flip else kernel, **options)
    assert verify_output(image, kernel, claimed, flip=flip, **options).right
    single = slide(image, kernel[::-1, ::-1] / 7 if flip else kernel / 7, **options).astype(np.float32)
    assert verify_output(image, kernel / 7, single, flip=flip, **options).right


def test_where_two_mistakes_give_the_same_numbers_both_are_named():
    image = np.arange(30).reshape(5, 6) ** 2
    claimed = -slide(image, gradient_x().matrix)
    kinds = verify_output(image, gradient_x().matrix, claimed).kinds
    assert kinds == ("flipped kernel", "mirrored kernel", "sign")


def test_two_mistakes_made_together_are_named_together():
    image, kernel = np.arange(48).reshape(6, 8) % 11, np.array([[1, 2], [3, 5]])
    claimed = slide(image, kernel[::-1, ::-1], padding=1)
    verdict = verify_output(image, kernel, claimed)
    assert [cause.kind for cause in verdict.causes[0]] == ["flipped kernel", "padding"]
    scaled_edges = np.hypot(*(slide(image, each.matrix, padding=1, padding_mode="replicate") for each in
                              (gradient_x(), gradient_y()))) / (4 * math.sqrt(2))  # fmt: skip
    verdict = verify_output(image, [gradient_x().matrix, gradient_y().matrix], scaled_edges, padding=1)
    assert verdict.causes[0] == (
        Cause("padding mode", "made with padding mode replicate"),
        Cause("scale", "everything is multiplied by 1/(4√2)"),
    )


def test_what_nothing_explains_is_called_wrong_and_no_more():
    image = np.arange(36).reshape(6, 6) ** 2 % 17
    claimed = np.arange(16).reshape(4, 4) ** 3 % 19
    verdict = verify_output(image, np.ones((3, 3), int), claimed)
    assert not verdict.right
    assert verdict.causes == ()
    assert set(verdict.kinds) <= set(KINDS)


def test_the_first_wrong_cell():
    image = np.arange(9).reshape(3, 3)
    verdict = verify_output(image, [[1]], image + np.diag([0, 1, 1]))
    assert verdict.first_wrong == (1, 1)
    with pytest.raises(InputError, match="differs in no cell"):
        _ = verify_output(image, [[1]], image).first_wrong


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", FAULTS)
def test_mistakes_planted_at_length_are_named(kind):
    @MANY
    @given(data=st.data())
    def planted(data):
        plant(data, kind)

    planted()


def test_two_kernels_each_turned_in_its_plane_are_named():
    image = np.arange(30).reshape(5, 6) ** 2 % 13
    pair = np.array([[[1, 2], [3, 5]], [[2, 0], [1, 7]]])
    claimed = np.hypot(*(slide(image, np.rot90(each, -1)) for each in pair))
    verdict = verify_output(image, pair, claimed)
    assert "to the right" in " ".join(cause.detail for causes in verdict.causes for cause in causes)
