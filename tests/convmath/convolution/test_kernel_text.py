import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.convolution.kernel_text import parse_kernel
from convmath.core.errors import InputError


@given(npst.arrays(np.int64, npst.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(-999, 999)))
def test_rows_of_text_are_read_back(kernel):
    for between_rows, between_numbers in ((";", " "), ("\n", ", "), (" ; ", ",")):
        text = between_rows.join(between_numbers.join(map(str, row)) for row in kernel.tolist())
        parsed = parse_kernel(text)
        assert parsed.dtype == np.int64
        assert parsed.tolist() == kernel.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("−1 0 +1", [[-1, 0, 1]]),
        ("1/9 2/9; .5 -1.", [[1 / 9, 2 / 9], [0.5, -1.0]]),
        ("4/2 1", [[2, 1]]),
        (" 1 2 ;\n 3 4 ; ", [[1, 2], [3, 4]]),
    ],
)
def test_numbers_may_be_fractions_and_carry_a_true_minus(text, expected):
    assert parse_kernel(text).tolist() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ; ;",
        "1 2; 3",
        "1 two 3",
        "1/0 1",
        "1/00",
        "nan 1",
        "inf",
        "1e5",
        "0x10",
        "1__0",
        "--1",
        "1/-2",
        "9" * 10_000,
        "1//2",
    ],
)
def test_anything_but_rows_of_numbers_is_refused(text):
    with pytest.raises(InputError, match=r"argument 'kernel' was .*; allowed: "):
        parse_kernel(text)


def test_uneven_rows_are_named():
    with pytest.raises(InputError, match=r"rows of 3, 2 numbers; allowed: rows of the same length"):
        parse_kernel("1 2 3; 4 5")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("123456789", 123456789),
        (".5", 0.5),
        ("1.", 1),
        ("+3", 3),
        ("0.123456789", 0.123456789),
        ("7/2", 3.5),
        ("-1/4", -0.25),
        ("1/10", 0.1),
        ("1.5/3", 0.5),
        ("0/5", 0),
    ],
)
def test_a_number_is_read_as_it_is_written(text, value):
    assert parse_kernel(text).tolist() == [[value]]


@pytest.mark.parametrize(
    "text", ["1234567890", ".", "1/", "/2", "1/1234567890", "+-1", "0.1234567890", "1 /2", "½", "٣x"]
)
def test_what_is_not_quite_a_number_is_refused(text):
    with pytest.raises(InputError):
        parse_kernel(text)


def test_whole_numbers_beside_fractions_make_floats():
    assert parse_kernel("1 1/2").dtype == np.float64
    assert parse_kernel("1 4/2").dtype == np.int64
