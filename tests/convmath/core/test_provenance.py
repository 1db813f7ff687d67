"""Traced values: unchanged, with a true account of where they came from."""

import copy
import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.convolution.cross_correlation import cross_correlate2d, trace
from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced, unwrap
from convmath.core.serialisation import in_words, to_json
from convmath.networks.counting import image_values, ratio
from convmath.networks.layers import ConvLayer, DenseLayer


@dataclass(frozen=True)
class Box:
    """A box of things.

    More about it.
    """

    width: int
    height: int = 2

    @property
    def area(self) -> int:
        """Its area."""
        return self.width * self.height

    def scaled(self, by: int, *, tall: bool = False) -> "Box":
        """Return a larger one."""
        return Box(self.width * by, self.height * (by if tall else 1))

    @classmethod
    def square(cls, side: int) -> "Box":
        """Return a square one."""
        return cls(side, side)


def table(rows: int = 2, cols: int = 3) -> np.ndarray:
    """Return the numbers from 0 in rows."""
    return np.arange(rows * cols).reshape(rows, cols)


def identity(value):
    """Return it."""
    return value


def gather(*items: int, **named: int) -> list[object]:
    """Return all that was given."""
    return [*items, named]


def test_it_calls_the_function_and_says_so() -> None:
    result = traced(image_values, 224, width=224, channels=3)
    assert result.value == 150528
    assert result.function == "convmath.networks.counting.image_values"
    assert result.arguments == {"height": 224, "width": 224, "channels": 3}
    assert result.trail == ""
    assert result.origin == "image_values(height=224, width=224, channels=3) -> 150528"
    assert result.doc == "Return the number of values of an image: its pixels times its channels."
    assert repr(result) == f"<Traced {result.origin}>"


def test_the_value_is_the_functions_own_object() -> None:
    thing = object()
    assert traced(identity, thing).value is thing
    array = np.arange(3)
    assert traced(identity, array).value is array


def test_defaults_are_left_out_and_variable_arguments_named() -> None:
    assert traced(table).arguments == {}
    assert traced(gather, 1, 2, extra=3).arguments == {"items": [1, 2], "extra": 3}


def test_classes_properties_and_methods() -> None:
    box = traced(Box, 3)
    assert box.function.endswith("test_provenance.Box")
    assert box.doc == "A box of things."
    assert box.field("area").value == 6
    assert box.field("area").origin == "Box(width=3).area -> 6"
    assert (
        box.field("scaled", 2, tall=True).field("height").origin == "Box(width=3).scaled(by=2, tall=True).height -> 4"
    )
    assert traced(Box.square, 5).arguments == {"side": 5}
    assert traced(Box.square, 5).function.endswith("Box.square")


def test_a_bound_method_records_its_owner() -> None:
    result = traced(Box(3).scaled, 2)
    assert result.value == Box(6)
    assert result.arguments["by"] == 2
    assert in_words(result.arguments["self"]) == "Box(width=3, height=2)"


def test_a_partial_is_the_function_with_its_arguments() -> None:
    result = traced(functools.partial(image_values, channels=3), 2, 2)
    assert result.value == 12
    assert result.arguments == {"height": 2, "width": 2, "channels": 3}


def test_field_refuses_what_is_not_there() -> None:
    box = traced(Box, 3)
    with pytest.raises(InputError, match="'depth'; allowed: an attribute of Box"):
        box.field("depth")
    with pytest.raises(InputError, match="a method of Box"):
        box.field("area", 3)


def test_indexing_keeps_the_call_and_lengthens_the_trail() -> None:
    result = traced(table, rows=2)
    assert result[1, 2].value == 5
    assert result[1, 2].trail == "[1, 2]"
    assert result[1, 2].function == result.function
    assert result[1][2].trail == "[1][2]"
    assert result[:, 1:].trail == "[:, 1:]"
    assert result[::2].trail == "[::2]"
    assert result[-1, ...].trail == "[-1, ...]"
    assert result[np.int64(1), 0].trail == "[1, 0]"
    np.testing.assert_array_equal(result[:, 1:].value, [[1, 2], [4, 5]])
    assert result[traced(identity, 1), 0].value == 3
    assert traced(identity, {"a": 4})["a"].origin == "identity(value={'a': 4})['a'] -> 4"


@given(
    npst.arrays(np.int64, npst.array_shapes(min_dims=1, max_dims=3, max_side=4)).flatmap(
        lambda array: st.tuples(st.just(array), npst.basic_indices(array.shape, allow_newaxis=False))
    )
)
def test_a_trail_leads_to_its_value(array_and_index) -> None:
    array, index = array_and_index
    part = traced(identity, array)[index]
    followed = eval(f"array{part.trail}", {"array": array})  # noqa: S307
    np.testing.assert_array_equal(followed, part.value)


def test_iteration_and_length() -> None:
    result = traced(table)
    assert len(result) == 2
    assert [row.trail for row in result] == ["[0]", "[1]"]
    assert [cell.value for row in result for cell in row] == list(range(6))
    first, second = result
    np.testing.assert_array_equal(second.value, [3, 4, 5])
    assert first.value.tolist() == [0, 1, 2]
    with pytest.raises(TypeError):
        len(traced(image_values, 2, 2))
    with pytest.raises(TypeError):
        iter(traced(image_values, 2, 2))
    with pytest.raises(TypeError, match="indexed by key"):
        iter(traced(identity, {"a": 1}))


def test_traced_arguments_are_handed_over_plain_and_described_by_their_provenance() -> None:
    dense = traced(DenseLayer, 784, 1000)
    result = traced(ratio, dense.field("parameters"), b=traced(image_values, 28, 28))
    assert result.value == 785000 / 784
    assert result.arguments["a"] == {
        "function": "convmath.networks.layers.DenseLayer",
        "arguments": {"n_in": 784, "n_out": 1000},
        "trail": ".parameters",
    }
    assert result.origin.startswith(
        "ratio(a=DenseLayer(n_in=784, n_out=1000).parameters, b=image_values(height=28, width=28)) -> "
    )


def test_traced_values_inside_containers() -> None:
    seven, eight = traced(identity, 7), traced(identity, 8)
    result = traced(identity, [1, (seven, {"k": [eight]})])
    assert result.value == [1, (7, {"k": [8]})]
    assert in_words(result.arguments["value"]) == "[1, [identity(value=7), {'k': [identity(value=8)]}]]"
    json.dumps(result.as_json())


def test_unwrapping_leaves_plain_containers_and_their_types_alone() -> None:
    plain = [1, {"a": (2, 3)}]
    assert unwrap(plain) is plain
    assert unwrap({"a": traced(identity, 1), "b": 2}) == {"a": 1, "b": 2}
    assert unwrap([traced(identity, 1), 2]) == [1, 2]

    from convmath.networks.counting import ExampleRange

    assert unwrap(ExampleRange(traced(identity, 1), 2)) == ExampleRange(1, 2)
    assert type(unwrap(ExampleRange(traced(identity, 1), 2))) is ExampleRange


def test_arguments_are_described_before_the_call_can_change_them() -> None:
    def forget(items: list[int]) -> int:
        """Empty the list."""
        return sum(items.pop() for _ in range(len(items)))

    assert traced(forget, [1, 2]).arguments == {"items": [1, 2]}


def test_small_arrays_in_full_large_ones_by_digest() -> None:
    small = traced(identity, np.arange(64).reshape(8, 8))
    assert small.arguments["value"] == np.arange(64).reshape(8, 8).tolist()
    large = np.arange(65.0).reshape(5, 13)
    described = traced(identity, large).arguments["value"]
    assert set(described) == {"shape", "dtype", "sha256"}
    assert described["shape"] == [5, 13]
    assert described["dtype"] == "float64"
    assert described == to_json(np.asfortranarray(large)), "the order in memory is no part of the values"
    changed = large.copy()
    changed[4, 12] += 1
    assert to_json(changed)["sha256"] != described["sha256"]
    assert in_words(described) == f"<5×13 float64 {described['sha256'][:8]}>"


def test_long_lists_by_digest() -> None:
    assert to_json(list(range(64))) == list(range(64))
    described = to_json([[number] * 9 for number in range(9)])
    assert described["length"] == 9
    assert in_words(described).startswith("<9 items ")


@given(npst.arrays(st.sampled_from([np.int16, np.float64, np.bool_]), npst.array_shapes(max_side=10)))
def test_whatever_is_traced_can_be_written_as_json(array) -> None:
    json.dumps(traced(identity, array).as_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("value", "described"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.True_, True),
        (np.str_("a"), "a"),
        (np.longdouble(0.5), "0.5"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (1 + 2j, "(1+2j)"),
        (None, None),
        ((1, (2, 3)), [1, [2, 3]]),
        (range(3), [0, 1, 2]),
        ({3, 1, 2}, [1, 2, 3]),
        (Path("a/b"), "a/b"),
        (image_values, "convmath.networks.counting.image_values"),
        (DenseLayer, "convmath.networks.layers.DenseLayer"),
        ({"a": 1, 2: [3]}, {"a": 1, "2": [3]}),
        (np.array([[None, "x"]], dtype=object), [[None, "x"]]),
        (
            DenseLayer(2, 3),
            {"type": "convmath.networks.layers.DenseLayer", "fields": {"n_in": 2, "n_out": 3, "bias": True}},
        ),
        (iter(()), "<builtins.tuple_iterator>"),
    ],
)
def test_descriptions(value, described) -> None:
    assert to_json(value) == described
    json.dumps(to_json(value), allow_nan=False)


def test_long_origins_are_cut_short() -> None:
    result = traced(identity, list(range(60)))
    assert len(result.origin) < 200
    assert "…" in result.origin
    assert "\n" not in result.origin


def test_as_json_holds_provenance_and_value() -> None:
    result = traced(cross_correlate2d, [[1, 2, 3]], kernel=[[1, -1]])[0, 1]
    assert result.as_json() == {
        "function": "convmath.convolution.cross_correlation.cross_correlate2d",
        "arguments": {"image": [[1, 2, 3]], "kernel": [[1, -1]]},
        "trail": "[0, 1]",
        "value": -1,
    }


def test_the_parts_of_a_window_trace() -> None:
    steps = traced(trace, np.arange(20).reshape(4, 5), [[1, 0], [0, -1]])
    step = steps[3]
    assert step.field("products")[1, 1].value == -9
    assert step.field("products")[1, 1].trail == "[3].products[1, 1]"
    assert step.field("sum").value == -6
    assert len(steps) == 12
    json.dumps(step.as_json())


def test_a_label_does_no_arithmetic_and_has_no_truth() -> None:
    number = traced(image_values, 2, 2)
    with pytest.raises(TypeError):
        number + 1
    with pytest.raises(TypeError, match=r"ask for \.value"):
        bool(number)
    with pytest.raises(AttributeError):
        number.value = 5
    assert number != traced(image_values, 2, 2), "two calls are two labels"


def test_the_account_cannot_be_changed_from_outside() -> None:
    number = traced(image_values, 2, 2)
    number.arguments["height"] = 99
    assert number.arguments == {"height": 2, "width": 2}


def test_copies_of_what_holds_it_share_it() -> None:
    number = traced(image_values, 2, 2)
    assert copy.deepcopy([number])[0] is number
    assert copy.copy(number) is number


def test_errors_pass_through() -> None:
    with pytest.raises(InputError, match="'stride' was 0"):
        traced(ConvLayer, 3, 64, kernel=3, input_size=8, stride=0)
    with pytest.raises(TypeError, match="missing a required argument"):
        traced(image_values, 3)


@pytest.mark.parametrize("function", [lambda: 3, functools.partial(lambda x: x, 3)])
def test_a_function_without_a_name_is_refused(function) -> None:
    with pytest.raises(InputError, match="a function with a name"):
        traced(function)


def test_a_function_without_a_signature_is_refused() -> None:
    with pytest.raises(InputError, match="a function with a signature"):
        traced(max, [1, 2])


def test_it_is_generic() -> None:
    number: Traced[int] = traced(image_values, 2, 2)
    assert number.value.bit_length() == 3
