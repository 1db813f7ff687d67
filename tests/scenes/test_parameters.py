"""Numbers, rows and tables become the text that a user would have written, for every type of choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.filters import kernel_from
from scenes.base.parameters import ImageChoice, KernelChoice, LayersChoice, ParameterError, Parameters


class Choices(Parameters):
    """One of each type of choice."""

    image: ImageChoice = "example"
    kernel: KernelChoice = "box"
    layers: LayersChoice = "3"


@pytest.mark.parametrize("name", list(Choices.model_fields))
@given(number=st.integers(-99, 99))
def test_a_number_is_the_text_that_it_was(name, number):
    assert getattr(Choices.read({name: number}), name) == str(number)


@given(st.integers(-(10**9), 10**9).map(lambda number: number / 10**6))
def test_a_kernel_of_one_number_keeps_its_value(number):
    text = Choices.read({"kernel": number}).kernel
    assert kernel_from(text).tolist() == [[number]]
    assert Choices.read({"kernel": [[number, 1]]}).kernel == f"{text} 1"


@pytest.mark.parametrize("name", list(Choices.model_fields))
@pytest.mark.parametrize("value", [True, None, {}])
def test_what_is_neither_number_nor_text_is_refused(name, value):
    with pytest.raises(ParameterError, match=name):
        Choices.read({name: value})


def test_one_row_may_be_written_without_its_brackets():
    assert Choices.read({"kernel": [1, -2.5]}).kernel == Choices.read({"kernel": [[1, -2.5]]}).kernel == "1 -2.5"
