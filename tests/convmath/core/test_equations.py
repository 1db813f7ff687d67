"""The sign between two printed sides, against Python's own arithmetic on the same text."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.equations import EQUAL, Piece, relations, with_true_signs
from convmath.core.numerals import is_printed_exactly, numeral
from tests.scenes import printed

ninths = st.integers(-9, 9).map(lambda number: number / 9)
numbers = st.floats(-99, 99).map(lambda number: round(number, 3)) | st.integers(-99, 99) | ninths
forms = st.sampled_from(["", "3", "/"])


def piece(number, form=""):
    text = numeral(number, form)
    return Piece(text, number=True, rounded=not is_printed_exactly(number, text))


def line(*parts):
    return [Piece(part) if isinstance(part, str) else part for part in parts]


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5), forms)
def test_a_sum_of_products_is_equal_exactly_where_its_print_is(terms, form):
    pieces = []
    for one, other in terms:
        pieces += line(" + " if pieces else "", "(", piece(one, form), ") × (", piece(other, form), ")")
    pieces += line(" = ", piece(sum(one * other for one, other in terms), form))
    text = "".join(with_true_signs(pieces))
    [(left, sign, right)] = printed.sides(text)
    assert (sign == EQUAL) == (printed.value(left).value == printed.number(right.strip()))
    [found] = relations(pieces)
    apart = abs(printed.value(left).value - printed.number(right.strip()))
    assert found.close == (apart == 0 or ("/" not in right and apart <= printed.unit(right.strip()) / 2))


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (line("√", piece(18), " = ", piece(18**0.5)), "√18 ≈ 4.24"),
        (line("largest: √", piece(16), " = ", piece(4)), "largest: √16 = 4"),
        (line("$G_x =$ ", piece(2), " × ", piece(1 / 3), " = ", piece(2 / 3)), "$G_x ≈$ 2 × 0.33 ≈ 0.67"),
        (line("$G_x =$ ", piece(2), " × ", piece(0.25), " = ", piece(0.5)), "$G_x =$ 2 × 0.25 = 0.5"),
        (line("$G_x$ = ", piece(-3.8745)), "$G_x$ ≈ −3.87"),
        (line(piece(483), " ÷ ", piece(2), " = ", piece(241.5)), "483 ÷ 2 = 241.5"),
        (line(piece(6), " ÷ ", piece(3), " = ", piece(2), " million × more"), "6 ÷ 3 ≈ 2 million × more"),
        (
            line(piece(6), " million ÷ ", piece(3), " = ", piece(2), " million × as many"),
            "6 million ÷ 3 = 2 million × as many",
        ),
        (line(piece(3), " × ", piece(3), " pixels = ", piece(9), " inputs"), "3 × 3 pixels = 9 inputs"),
        (line(piece(3), " in ", piece(4), " = ", piece(12)), "3 in 4 = 12"),
        (line(piece(1), " ÷ ", piece(0), " = ", piece(0)), "1 ÷ 0 = 0"),
        (line("RF_#[", piece(2), "] = #[", piece(3), "] dot #[", piece(1), "]"), "RF_#[2] = #[3] dot #[1]"),
        (line("#[", piece(3), "] #[", Piece("− 1", number=True), "] = #[", piece(2), "]"), "#[3] #[− 1] = #[2]"),
        (
            line(piece(160), " × ", piece(5), " = ", piece(800), " are the weights: the ", piece(5), " biases are not"),
            "160 × 5 = 800 are the weights: the 5 biases are not",
        ),
        (line(piece(4), " rows: ", piece(1 / 3), " = ", piece(0.33), ": as read"), "4 rows: 0.33 = 0.33: as read"),
        (line("no equation"), "no equation"),
    ],
)  # fmt: skip
def test_lines_get_the_signs_that_hold(pieces, text):
    assert "".join(with_true_signs(pieces)) == text


@pytest.mark.parametrize(("right", "close"), [(1, True), (0, True), (2, False)])
def test_a_sum_that_is_off_by_half_of_the_last_place_is_close(right, close):
    (found,) = relations(line(piece(0.25), " + ", piece(0.25), " = ", piece(right)))
    assert (found.true, found.close) == (False, close)


def test_a_chain_has_a_sign_for_each_pair_of_sides():
    third = piece(1 / 3)
    found = relations(line(third, " + ", third, " = ", piece(2 / 3), " = ", piece(Fraction(67, 100).__float__())))
    assert [relation.true for relation in found] == [False, True]
    assert [relation.close for relation in found] == [False, True]
