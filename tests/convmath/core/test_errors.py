"""What is refused, and in which words."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from convmath.core.errors import (
    LONGEST_VALUE_SHOWN,
    InputError,
    bad,
    finite_array,
    one_of,
    real_number,
    whole_number,
    whole_pair,
)


def test_the_message_names_the_argument_what_it_was_and_what_is_allowed() -> None:
    error = bad("stride", 0, "an integer of at least 1")
    assert str(error) == "argument 'stride' was 0; allowed: an integer of at least 1"
    assert (error.argument, error.got, error.allowed) == ("stride", "0", "an integer of at least 1")


def test_it_is_a_value_error_that_survives_another_process() -> None:
    error = bad("image", np.zeros((2, 3)), "something else")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert isinstance(again, InputError)
    assert isinstance(again, ValueError)
    assert str(again) == str(error)


def test_arrays_are_described_and_long_values_cut_short() -> None:
    assert bad("image", np.zeros((2, 3)), "").got == "an array of shape (2, 3) and type float64"
    assert bad("n", np.int64(4), "").got == "4"
    assert len(bad("text", "x" * 1000, "").got) == LONGEST_VALUE_SHOWN


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3)])
def test_whole_numbers_come_back_as_int(value) -> None:
    number = whole_number("n", value)
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize("value", [2, -1, 3.0, np.float64(3), "3", None, True, np.True_, [3], float("nan"), 3 + 0j])
def test_not_a_whole_number_of_at_least_three(value) -> None:
    with pytest.raises(InputError, match=r"argument 'n' was .*; allowed: an integer of at least 3"):
        whole_number("n", value, at_least=3)


@pytest.mark.parametrize("value", [(2, 3), [2, 3], (np.int64(2), 3)])
def test_pairs(value) -> None:
    assert whole_pair("size", value) == (2, 3)
    assert whole_pair("size", 4) == (4, 4)


@pytest.mark.parametrize("value", [(), (1,), (1, 2, 3), (1, -1), (1, 2.0), "12", {1, 2}, None, ((1, 2), (3, 4))])
def test_not_a_pair(value) -> None:
    with pytest.raises(InputError, match=r"'size' was .* pair"):
        whole_pair("size", value)


@pytest.mark.parametrize("value", [0.5, Fraction(1, 2), np.float32(0.5)])
def test_real_numbers_come_back_as_float(value) -> None:
    number = real_number("share", value, at_least=0, at_most=1)
    assert number == 0.5
    assert type(number) is float


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf"), 10**400, True, "0.5", None, 1j])
def test_not_a_real_number_within_bounds(value) -> None:
    with pytest.raises(InputError, match="a finite number of at least 0 and at most 1"):
        real_number("share", value, at_least=0, at_most=1)


@pytest.mark.parametrize("value", ["Zero", "", None, 3, ["zero"]])
def test_not_one_of_the_choices(value) -> None:
    with pytest.raises(InputError, match="one of 'zero', 'replicate'"):
        one_of("mode", value, ("zero", "replicate"))


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.uint64, np.int64])
def test_integers_of_any_width_become_int64(dtype) -> None:
    array = finite_array("image", np.ones((2, 3), dtype=dtype))
    assert array.dtype == np.int64
    assert array.tolist() == [[1] * 3] * 2


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_become_float64(dtype) -> None:
    assert finite_array("image", np.ones((2, 3), dtype=dtype)).dtype == np.float64


def test_nan_is_located() -> None:
    with pytest.raises(InputError, match=r"was nan at index \(1, 0\)"):
        finite_array("image", [[1, 2], [np.nan, 4]])


@pytest.mark.parametrize(
    "value", [[], [[]], np.zeros((0, 3)), 5, [1, 2], [[1, 2], [3]], [["a"]], [[None]], [[1j]], [[2**70]], [[2**63]], {}]
)
def test_not_a_finite_matrix(value) -> None:
    with pytest.raises(InputError, match="argument 'image' was"):
        finite_array("image", value)


def test_other_ranks_are_named() -> None:
    assert finite_array("image", [1, 2], ranks=(1, 2)).shape == (2,)
    with pytest.raises(InputError, match="with 1 or 2 dimensions"):
        finite_array("image", np.zeros((1, 1, 1)), ranks=(1, 2))
