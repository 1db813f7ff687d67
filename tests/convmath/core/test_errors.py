"""What is refused, and in which words."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from convmath.core.errors import (
    LONGEST_VALUE_SHOWN,
    InputError,
    bad,
    exact_number,
    finite_array,
    one_of,
    real_number,
    stays_finite,
    whole_number,
    whole_or_pair,
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


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64])
def test_what_is_checked_comes_back_as_pythons_own(dtype) -> None:
    assert type(whole_number("n", dtype(3))) is int
    assert [type(each) for each in whole_pair("n", (dtype(3), dtype(4)))] == [int, int]
    assert type(whole_or_pair("n", dtype(3))) is int
    assert [type(each) for each in whole_or_pair("n", [dtype(3), 4])] == [int, int]
    assert type(real_number("n", dtype(3))) is float
    assert type(exact_number("n", dtype(3))) is int


def test_any_whole_number_is_taken_where_there_is_no_least_one() -> None:
    assert whole_number("n", -7, at_least=None) == -7
    assert whole_number("n", np.int8(-7), at_least=None) == -7
    for value in (1.0, True, "1"):
        with pytest.raises(InputError, match=r"allowed: an integer$"):
            whole_number("n", value, at_least=None)


def test_the_least_number_itself_is_taken_and_nothing_is_the_least_by_default() -> None:
    assert whole_number("n", 3, at_least=3) == 3
    assert whole_number("n", 0) == 0
    assert whole_pair("n", 0) == (0, 0)
    assert whole_or_pair("n", 0) == 0
    for function in (whole_number, whole_pair, whole_or_pair):
        with pytest.raises(InputError):
            function("n", -1)
        with pytest.raises(InputError):
            function("n", 2, at_least=3)


def test_the_bounds_of_real_numbers_belong_to_them() -> None:
    assert real_number("share", 0, at_least=0, at_most=1) == 0
    assert real_number("share", 1, at_least=0, at_most=1) == 1
    assert real_number("share", -1e308) == -1e308
    with pytest.raises(InputError, match=r"allowed: a finite number of at least 2$"):
        real_number("share", 1, at_least=2)
    with pytest.raises(InputError, match=r"allowed: a finite number of at most 2$"):
        real_number("share", 3, at_most=2)
    with pytest.raises(InputError, match=r"allowed: a finite number$"):
        real_number("share", "3")


def test_exact_numbers_keep_integers_and_bounds() -> None:
    assert exact_number("part", 10**17 + 1) == 10**17 + 1
    assert (exact_number("part", 0.5), type(exact_number("part", np.float32(0.5)))) == (0.5, float)
    assert exact_number("part", Fraction(1, 2)) == 0.5
    for value in (-1, 2, True, float("nan"), 10**400):
        with pytest.raises(InputError, match="at least 0 and at most 1"):
            exact_number("part", value, at_least=0, at_most=1)


def test_what_does_not_stay_finite_is_refused_by_what_was_given() -> None:
    assert stays_finite("a", 7, -3.5) == -3.5
    for result in (float("inf"), float("-inf"), float("nan")):
        with pytest.raises(
            InputError, match="'a' was 7; allowed: numbers whose result stays within the range of floats"
        ):
            stays_finite("a", 7, result)


def test_text_of_the_longest_length_shown_is_not_cut() -> None:
    longest = "x" * (LONGEST_VALUE_SHOWN - 2)
    assert LONGEST_VALUE_SHOWN == 80
    assert bad("text", longest, "").got == repr(longest)
    assert bad("text", longest + "xy", "").got == "'" + longest + "…"


MASKED = np.ma.array([[1, 2], [3, 4]], mask=[[False, True], [False, False]])


@pytest.mark.parametrize("value", [MASKED, [MASKED[0], MASKED[1]], (MASKED[0], [5, 6]), [[1, 2], MASKED[0]]])
def test_arrays_with_masked_values_are_refused(value) -> None:
    with pytest.raises(InputError, match=r"'image' was partly masked; allowed: .*none of them masked"):
        finite_array("image", value)


def test_a_mask_that_hides_nothing_is_no_matter() -> None:
    open_mask = np.ma.array([[1, 2], [3, 4]], mask=False)
    assert finite_array("image", open_mask).tolist() == [[1, 2], [3, 4]]
    assert type(finite_array("image", open_mask)) is np.ndarray


def test_numbers_finite_only_beyond_64_bits_are_refused() -> None:
    wide = np.array([[1, np.finfo(np.longdouble).max]], dtype=np.longdouble)
    if np.finfo(np.longdouble).max > np.finfo(np.float64).max:
        with pytest.raises(InputError, match=r"inf at index \(0, 1\)"):
            finite_array("image", wide)


def test_the_largest_integer_of_64_bits_is_taken_and_the_next_is_not() -> None:
    assert finite_array("image", np.array([[2**63 - 1]], dtype=np.uint64)).tolist() == [[2**63 - 1]]
    with pytest.raises(InputError, match=f"was {2**63}; allowed: integers of at most {2**63 - 1}"):
        finite_array("image", np.array([[2**63]], dtype=np.uint64))


def test_an_array_is_the_callers_no_longer() -> None:
    for dtype in (np.int64, np.float64):
        given_array = np.zeros((2, 2), dtype=dtype)
        finite_array("image", given_array)[0, 0] = 9
        assert given_array[0, 0] == 0


def test_matrices_are_wanted_unless_other_ranks_are_named() -> None:
    for shape in ((2,), (2, 2, 2), ()):
        with pytest.raises(InputError, match="with 2 dimensions"):
            finite_array("image", np.ones(shape))
    with pytest.raises(InputError, match="rows of different lengths"):
        finite_array("image", [[1, 2], [3]])
    with pytest.raises(InputError, match="at least one value"):
        finite_array("image", np.zeros((0, 2)))
