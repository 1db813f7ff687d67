"""Words with numbers in them: what is rounded is said to be, and what cannot be read aloud is refused."""

import re
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from convmath.core.numerals import WEIGHTS
from convmath.core.provenance import traced
from scenes.base.descriptions import (
    LONGEST_ALT,
    Description,
    DescriptionError,
    Legend,
    Phrase,
    about,
    counted,
    from_to,
    joined,
    kernel_called,
    listed,
    phrase,
    picture_of,
    row_by_row,
    sides,
)


def number(value):
    """A value that says how it was computed."""
    return traced(np.asarray, value)


def itself(value):
    return value


def count(value):
    return traced(itself, value)


def said(template, **values):
    return phrase(template, **{name: count(value) for name, value in values.items()}).text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"a": 2, "b": 3, "c": 6}, "2 × 3 = 6"),
        ({"a": 2, "b": 3, "c": 7}, "2 × 3 ≈ 7"),
        ({"a": 1 / 3, "b": 3, "c": 1}, "0.33 × 3 ≈ 1"),
        ({"a": 0.5, "b": 0.5, "c": 0.25}, "0.5 × 0.5 = 0.25"),
    ],
)
def test_an_equation_in_words_has_the_sign_that_is_true(values, text):
    assert said("{a} × {b} = {c}", **values) == text


def test_a_symbol_equals_a_number_only_if_it_was_not_rounded():
    assert said("n = {n}", n=0.5) == "n = 0.5"
    assert said("n = {n}", n=1 / 3) == "n ≈ 0.33"
    assert said("n = {n:3}", n=0.125) == "n = 0.125"
    assert phrase("n = {n}", n=phrase("{m} of them", m=count(3))).text == "n = 3 of them"


def test_words_stay_as_they_were_said():
    with pytest.raises(FrozenInstanceError):
        WELL.text = "Another square."


def test_every_number_of_a_phrase_has_its_source_in_reading_order():
    three, third = count(3), count(1 / 3)
    inner = phrase("{n} of", n=three)
    told = phrase("{a} {b} {c}", a=third, b=inner, c=three)
    assert told.text == "0.33 3 of 3"
    assert told.sources == (("0.33", third), ("3", three), ("3", three))


@pytest.mark.parametrize("template", ["2 of {n}", "{n} of 9"])
def test_digits_of_the_templates_own_are_refused(template):
    with pytest.raises(ValueError, match="digit"):
        phrase(template, n=count(1))


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.5"), (1 / 3, "about 0.33"), (7, "7"), (-2.5, "−2.5")])
def test_about_stands_before_what_was_rounded(value, text):
    assert about(count(value)).text == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 places"), (1, "1 place"), (2, "2 places"), (-1, "−1 places"), (1000, "1,000 places")]
)
def test_a_noun_has_an_s_unless_it_is_one(value, text):
    assert counted(count(value), "place").text == text


def test_phrases_are_joined_and_listed():
    words = [Phrase(word) for word in ("one", "two", "three")]
    assert joined(words).text == "one two three"
    assert joined(words, apart="; ").text == "one; two; three"
    assert listed(words).text == "one, two and three"
    assert listed(words[:2]).text == "one and two"
    assert listed(words[:1]).text == "one"
    assert listed([]) == Phrase("")
    told = listed([phrase("{n}", n=count(n)) for n in (4, 5)])
    assert [text for text, _ in told.sources] == ["4", "5"]


@pytest.mark.parametrize(
    ("matrix", "fractions", "text"),
    [
        ([[1, 2], [3, 4]], None, "1, 2; 3, 4"),
        ([[0.5, 0.125]], None, "0.5, 0.125"),
        ([[1 / 3, 1]], None, "0.33, 1 (rounded)"),
        ([[1 / 9, 2 / 9]], WEIGHTS, "1/9, 2/9"),
        ([[1 / 9, 2 / 9]], None, "0.11, 0.22 (rounded)"),
    ],
)
def test_a_matrix_is_read_row_by_row(matrix, fractions, text):
    assert row_by_row(number(matrix), fractions_from=fractions).text == text


@pytest.mark.parametrize(
    ("values", "fractions", "text"),
    [
        ([-4, 4], None, "from −4 to 4"),
        ([0], None, "0 throughout"),
        ([2, 2], None, "2 throughout"),
        ([1 / 3, 1 / 3], None, "about 0.33 throughout"),
        ([0.331, 0.3312], None, "from 0.331 to 0.3312"),
        ([1 / 3, 1 / 3 + 1e-5], None, "from 0.33333 to 0.33334"),
        ([1 / 9, 7 / 9], WEIGHTS, "from 1/9 to 7/9"),
    ],
)
def test_a_range_is_told_apart_or_is_one_value(values, fractions, text):
    assert from_to([count(value) for value in values], fractions_from=fractions).text == text


def test_sides_are_rows_times_columns():
    assert sides(number([5, 7])).text == "5 × 7"


WELL = Phrase("A square stands.")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"alt": Phrase("")}, "the alt is to be made of sentences"),
        ({"caption": Phrase("a square stands.")}, "the caption is to be made of sentences"),
        ({"caption": Phrase("A square stands")}, "the caption is to be made of sentences"),
        ({"alt": Phrase("A *square* stands.")}, r"the alt is to be plain words; .* holds '\*'"),
        ({"alt": Phrase("A square is -2 wide.")}, "plain words; .* holds '-2'"),
        ({"alt": Phrase(f"A{'a' * (LONGEST_ALT - 1)}.")}, f"at most {LONGEST_ALT} characters, not {LONGEST_ALT + 1}"),
    ],
)
def test_words_that_cannot_be_printed_as_they_are_are_refused(words, fault):
    with pytest.raises(DescriptionError, match=fault) as told:
        Legend(**{"alt": WELL, "caption": WELL} | words)
    assert told.value.user_error, "it is told in one line, without a traceback"


def test_the_longest_alt_is_accepted_and_a_hyphen_within_a_word():
    longest = Phrase(f"A{'a' * (LONGEST_ALT - 2)}.")
    assert Legend(alt=longest, caption=Phrase("A top-2 square.")).texts == {
        "alt": longest.text,
        "caption": "A top-2 square.",
    }


def test_a_description_has_all_its_words_and_sources():
    words = {name: phrase("Of {n}.", n=count(n)) for n, name in enumerate(("alt", "caption", "description"), start=1)}
    beat = Legend(alt=phrase("At {n}.", n=count(8)), caption=WELL)
    told = Description(**words, beats={"end": beat})
    assert told.texts == {"alt": "Of 1.", "caption": "Of 2.", "description": "Of 3."}
    assert [text for text, _ in told.sources] == ["1", "2", "3", "8"]
    with pytest.raises(DescriptionError, match="the description is to be made of sentences"):
        Description(**words | {"description": Phrase("of it.")})


def test_what_is_named_is_called_by_name_and_what_is_ones_own_is_not():
    assert picture_of("bar") == " (a slanting bar)"
    assert re.fullmatch(r" \(.+\)", picture_of("camera"))
    assert picture_of("mine.png") == ""
    assert [kernel_called(name) for name in ("sobel_x", "box", "1 2; 3 4")] == [
        "Sobel x kernel",
        "box kernel",
        "kernel",
    ]
