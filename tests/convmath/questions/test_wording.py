"""Sentences with numbers in them: how each is printed, and the sign between two sides."""

from __future__ import annotations

from copy import copy

import pytest

from convmath.core.provenance import traced
from convmath.questions.wording import said


@pytest.mark.parametrize(
    ("template", "values", "text", "numbers"),
    [
        ("{a} × {b} = {c}", {"a": 2, "b": 3, "c": 6}, "2 × 3 = 6", (2, 3, 6)),
        ("{a} × {b} = {c}", {"a": 2, "b": 3, "c": 7}, "2 × 3 ≈ 7", (2, 3, 7)),
        ("G = {a}", {"a": 1 / 3}, "G ≈ 0.33", (1 / 3,)),
        ("G = {a}", {"a": 0.25}, "G = 0.25", (0.25,)),
        ("{a:/} of {b:3}", {"a": 1 / 9, "b": 2 / 3}, "1/9 of 0.667", (1 / 9, 2 / 3)),
        ("{name} of {a}", {"name": "x=y", "a": 1 / 3}, "x=y of 0.33", (1 / 3,)),
        ("nowhere", {}, "nowhere", ()),
    ],
)
def test_numbers_are_printed_as_they_are_told_to_and_signs_hold(template, values, text, numbers):
    made = said(template, **{name: traced(copy, value) for name, value in values.items()})
    assert made.text == text
    assert made.numbers == numbers
