import pytest
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.networks.cones import input_region, plane_sizes
from convmath.networks.receptive_field import RFLayer, receptive_field
from convmath.networks.stacks import enclosing_input, layers_as_text, layers_from, middle_unit

LAYERS = st.lists(
    st.builds(RFLayer, st.integers(1, 7), stride=st.integers(1, 4), dilation=st.integers(1, 4)), min_size=1, max_size=4
)


@given(LAYERS)
def test_the_notation_reads_back_as_the_layers_it_was_written_for(layers):
    assert layers_from(layers_as_text(layers)) == tuple(layers)


def test_spaces_and_capitals_make_no_difference():
    assert layers_from(" 3 ,3S2d2") == (RFLayer(3), RFLayer(3, stride=2, dilation=2))


@pytest.mark.parametrize("text", ["", "3,", "three", "3d2s2", "3s", "3x3", "-3", "3.0", "3s0", "0", "3d0"])
def test_what_is_not_a_list_of_layers_is_refused(text):
    with pytest.raises(InputError):
        layers_from(text)


@given(LAYERS, st.integers(1, 20))
def test_the_enclosing_input_is_the_smallest_odd_one_that_holds_the_field(layers, at_least):
    side = enclosing_input(layers, at_least=at_least)
    needed = max(receptive_field(layers)[-1].size[0], at_least)
    assert side % 2 == 1
    assert needed <= side <= needed + 1
    assert plane_sizes(layers, side)[-1] >= (1, 1)


@given(LAYERS, st.integers(0, 9))
def test_the_middle_unit_has_as_many_units_before_it_as_after_it_or_one_more(layers, more):
    side = enclosing_input(layers) + more
    rows, cols = plane_sizes(layers, side)[-1]
    row, col = middle_unit(layers, side)
    assert 0 <= row - (rows - 1 - row) <= 1
    assert 0 <= col - (cols - 1 - col) <= 1
    assert input_region((row, col), layers, side, clip=False) == input_region((row, col), layers, side)


def test_the_middle_of_a_plane_that_is_not_square():
    assert middle_unit([RFLayer((3, 1))], (7, 4)) == (2, 2)


@pytest.mark.parametrize(
    "layer",
    [
        RFLayer((3, 5)),
        RFLayer(3, stride=(1, 2)),
        RFLayer(3, dilation=(2, 1)),
        RFLayer(3, padding=1),
        RFLayer(3, padding=((0, 0), (0, 1))),
        RFLayer(3, padding=((1, 0), (0, 0))),
    ],
)
def test_layers_that_the_notation_has_no_word_for_are_refused(layer):
    with pytest.raises(InputError, match=r"'layers' was RFLayer.*; allowed: square layers without padding"):
        layers_as_text([RFLayer(3), layer])


def test_square_pairs_are_written_as_one_number():
    spelt_out = RFLayer((3, 3), stride=(1, 1), dilation=(2, 2), padding=((0, 0), (0, 0)))
    assert layers_as_text([spelt_out, RFLayer(4, stride=(2, 2))]) == "3d2, 4s2"
    assert layers_as_text([]) == ""


@pytest.mark.parametrize("layers", [3, RFLayer(3), [3], "3"])
def test_what_is_not_a_stack_is_refused(layers):
    with pytest.raises(InputError, match="a list or tuple of RFLayer"):
        layers_as_text(layers)


def test_numbers_of_the_notation_have_four_digits_at_most():
    assert layers_from("9999s9999d9999") == (RFLayer(9999, stride=9999, dilation=9999),)
    for text in ("10000", "3s10000", "3d10000", "03"):
        with pytest.raises(InputError, match="layers such as"):
            layers_from(text)


def test_the_smallest_enclosing_input_holds_the_longer_side():
    assert enclosing_input([RFLayer((2, 6))]) == 7
    assert enclosing_input([RFLayer((7, 2))]) == 7
    assert enclosing_input([RFLayer(1)]) == 1
    assert enclosing_input([RFLayer(3)], at_least=8) == 9
    with pytest.raises(InputError, match="at_least"):
        enclosing_input([RFLayer(3)], at_least=0)
