import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from rendering.checks.colour import contrast, difference, from_hex, luminance, to_linear, to_srgb
from rendering.checks.colour_vision import SIMULATIONS, frame_colours, nearest_pair, shown_roles, simulated

colours = npst.arrays(np.float64, 3, elements=st.floats(0, 1))


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#767676", "#FFFFFF", 4.54),  # the lightest grey that passes on white, as every WCAG guide has it
        ("#777777", "#FFFFFF", 4.48),
        ("#FF0000", "#FFFFFF", 4.00),
        ("#0000FF", "#FFFFFF", 8.59),
        ("#FFFF00", "#FFFFFF", 1.07),
    ],
)
def test_contrast_ratios_that_are_known(first, second, ratio):
    assert contrast(from_hex(first), from_hex(second)) == pytest.approx(ratio, abs=0.006)
    assert contrast(from_hex(second), from_hex(first)) == pytest.approx(ratio, abs=0.006)


def test_luminance_of_the_primaries_adds_up_to_white():
    assert luminance(np.eye(3)).tolist() == pytest.approx([0.2126, 0.7152, 0.0722])
    assert luminance([1.0, 1.0, 1.0]) == pytest.approx(1.0)
    assert luminance([0.5, 0.5, 0.5]) == pytest.approx(0.21404, abs=1e-5)


@given(colours)
def test_encoding_undoes_linearising(colour):
    assert to_srgb(to_linear(colour)) == pytest.approx(colour, abs=1e-6)


@pytest.mark.parametrize("text", ["#FFF", "red", "#12345G", ""])
def test_what_is_no_hexadecimal_colour_is_refused(text):
    with pytest.raises(ValueError, match=r"colour|invalid"):
        from_hex(text)


def test_ciede2000_agrees_with_the_published_pairs():
    """Pairs 1, 7, 17, 25 and 33 of Sharma, Wu and Dalal 2005, through the function that `difference` calls."""
    from skimage.color import deltaE_ciede2000

    published = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ]
    for first, second, expected in published:
        assert float(deltaE_ciede2000(np.array(first), np.array(second))) == pytest.approx(expected, abs=1e-4)


def test_black_and_white_are_a_hundred_apart_and_a_level_of_grey_less_than_one():
    assert difference([0, 0, 0], [1, 1, 1])[0] == pytest.approx(100, abs=0.01)
    assert 0 < difference(from_hex("#808080"), from_hex("#818181"))[0] < 1
    assert difference([[0, 0, 0], [1, 0, 0]], [[0, 0, 0], [1, 0, 0]]).tolist() == [0, 0]


@pytest.mark.parametrize("sight", SIMULATIONS)
def test_greys_look_the_same_to_everybody(sight):
    greys = np.linspace(0, 1, 11)[:, None] * np.ones(3)
    assert np.abs(simulated(greys, sight) - greys).max() < 1 / 255
    assert SIMULATIONS[sight].sum(axis=1) == pytest.approx(np.ones(3), abs=2e-6)


@given(colours)
def test_to_normal_sight_nothing_changes(colour):
    assert simulated(colour, "normal") == pytest.approx(colour, abs=1e-6)


def test_dichromats_lose_the_axis_they_are_blind_to():
    red, green = from_hex("#B05040"), from_hex("#6F7A40")
    for sight in ("protan", "deutan"):
        assert difference(simulated(red, sight), simulated(green, sight))[0] < difference(red, green)[0] / 2
    blue, teal = from_hex("#3080C8"), from_hex("#2F8F83")
    assert difference(simulated(blue, "tritan"), simulated(teal, "tritan"))[0] < difference(blue, teal)[0] / 2
    # Pure red by the first column of Machado's matrix for protanopes, in linear light; what is below 0 is cut.
    assert simulated([1.0, 0.0, 0.0], "protan") == pytest.approx(to_srgb([0.152286, 0.114503, 0.0]))


def test_roles_are_looked_for_in_the_picture():
    roles = {"warm": "#D55E00", "cold": "#0072B2", "same": "#d55e00"}
    pixels = np.full((100, 100, 4), 255, np.uint8)
    pixels[0, :10, :3] = (0xD5, 0x5E, 0x00)
    assert shown_roles(frame_colours(pixels), roles) == {"warm": "#D55E00", "same": "#d55e00"}
    pixels[1, :10, :3] = (0x01, 0x71, 0xB3)
    assert set(shown_roles(frame_colours(pixels), roles)) == set(roles)
    assert nearest_pair(roles).difference > 20
    assert nearest_pair({"warm": "#D55E00", "same": "#d55e00"}) is None
    assert nearest_pair({}) is None


def test_the_nearest_pair_names_who_confuses_it():
    pair = nearest_pair({"one": "#C06000", "other": "#7F7C00", "far": "#FFFFFF"})
    assert {pair.first, pair.second} == {"one", "other"}
    assert pair.sight in ("protan", "deutan")
