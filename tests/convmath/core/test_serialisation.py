"""How values are told to JSON and to a reader."""

import hashlib
import json

import numpy as np
import pytest

from convmath.core.serialisation import arguments_in_words, in_words, qualified_name, short_name, shorten, to_json


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65])
def test_sixty_four_values_are_told_and_one_more_is_not(count) -> None:
    assert isinstance(to_json(np.arange(count)), list) == (count <= 64)
    assert isinstance(to_json(list(range(count))), list) == (count <= 64)
    halves = [list(range(count // 2)), list(range(count - count // 2))]
    assert isinstance(to_json(halves), list) == (count <= 64)
    assert isinstance(to_json([{"a": list(range(40))}] * 2), list), "a mapping counts as one"


def test_a_digest_is_that_of_the_bytes_in_the_order_of_rows() -> None:
    array = np.arange(70, dtype=np.int16).reshape(7, 10)
    expected = hashlib.sha256(array.tobytes()).hexdigest()
    assert to_json(array) == {"shape": [7, 10], "dtype": "int16", "sha256": expected}
    assert to_json(array.T.copy().T) == to_json(array)
    items = list(range(65))
    assert to_json(items) == {"length": 65, "sha256": hashlib.sha256(json.dumps(items).encode()).hexdigest()}


def test_arrays_of_objects_are_told_however_many() -> None:
    assert to_json(np.array(["a", None] * 20, dtype=object)) == ["a", None] * 20


@pytest.mark.parametrize("length", [79, 80, 81, 200])
def test_text_is_cut_at_eighty_characters(length) -> None:
    text = "x" * length
    assert shorten(text) == (text if length <= 80 else "x" * 79 + "…")
    assert len(shorten(text)) == min(length, 80)


def test_digests_are_shown_by_their_beginning() -> None:
    words = in_words({"shape": [2, 3], "dtype": "int8", "sha256": "0123456789abcdef"})
    assert words == "<2×3 int8 01234567>"
    assert in_words({"length": 70, "sha256": "0123456789abcdef"}) == "<70 items 01234567>"


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ({"function": "a.b.c", "arguments": {"x": 1}, "trail": "[0]"}, "c(x=1)[0]"),
        ({"type": "a.B", "fields": {"x": [1, "y"]}}, "B(x=[1, 'y'])"),
        ({"a": None, "b": {"c": True}}, "{'a': None, 'b': {'c': True}}"),
        ([], "[]"),
        (0.5, "0.5"),
        ("text", "'text'"),
    ],
)
def test_descriptions_are_read_in_the_notation_of_python(description, words) -> None:
    assert in_words(description) == words


def test_long_arguments_are_cut_one_by_one() -> None:
    words = arguments_in_words({"text": "x" * 100, "n": 3})
    assert words == "text='" + "x" * 78 + "…, n=3"
    assert arguments_in_words({}) == ""


def test_names_of_functions_methods_classes_and_instances() -> None:
    assert qualified_name(shorten) == "convmath.core.serialisation.shorten"
    assert qualified_name(json.JSONEncoder.encode) == "json.encoder.JSONEncoder.encode"
    assert qualified_name(7) == "builtins.int"
    assert (short_name("a.b.C"), short_name("C")) == ("C", "C")
    assert to_json(np.longdouble(1) / 3) == str(np.longdouble(1) / 3)
