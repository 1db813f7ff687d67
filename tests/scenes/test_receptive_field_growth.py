from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Camera, tempconfig

from convmath.core.provenance import traced
from convmath.images.photographs import photograph
from convmath.images.resampling import crop
from convmath.networks.cones import area_coverage, cone, contributing_pixels, plane_sizes, unit_to_centre
from convmath.networks.published import VGG16
from convmath.networks.receptive_field import receptive_field, stage_fields
from convmath.networks.stacks import enclosing_input, layers_from
from scenes.base.parameters import ParameterError
from scenes.base.readout import format_value
from scenes.base.theme import DARK
from scenes.receptive_field_growth.layer_plane import Lattice
from scenes.receptive_field_growth.layer_stack import LayerStack
from scenes.receptive_field_growth.nested_fields import NestedFields
from scenes.receptive_field_growth.parameters import GrowthParameters
from scenes.receptive_field_growth.scene import EYE, ReceptiveFieldGrowth
from scenes.receptive_field_growth.stack_labels import growth_sum
from scenes.receptive_field_growth.unit_cone import FieldSweep
from tests.scenes.audit import words_of_still
from tests.scenes.staging import perform

STACKS = st.sampled_from(["3, 3, 3", "3s2, 3s2, 3s2", "3d2, 3d2", "3, 3s2, 3d2", "2s2, 5, 2", "7", "1, 3", "3d3, 2s2"])


def stack_of(text, side=None):
    layers = layers_from(text)
    side = side or enclosing_input(layers, at_least=7)
    states, sizes = receptive_field(layers), plane_sizes(layers, side)
    lattices = [Lattice(size[0], state.centre[0], state.jump[0]) for size, state in zip(sizes, states)]
    return layers, side, LayerStack(lattices, height=3.6, left=-5.0, right=5.0, level=0.0, theme=DARK)


def footprints(unit, layers, side):
    return [(plane.rows, plane.cols) for plane in cone(unit, layers, side)]


def in_pixels(stack, plane, point):
    """Measure a point of a plane in pixels (row, column) of the input, from the corners of the input's plane."""
    corner, right, _, below = stack[0].sheet.get_vertices()[:4]
    across, down = (right - corner) / stack[0].units, (below - corner) / stack[0].units
    along = (stack.places[plane] - stack.places[0]) * np.array([1.0, 0.0, 0.0])
    col, row = np.linalg.solve(np.array([across, down])[:, :2].T, (point - corner - along)[:2])
    return row - 0.5, col - 0.5


# The planes and the cones -------------------------------------------------------------------------------------------


@given(STACKS, st.data())
@settings(max_examples=30)
def test_a_unit_stands_over_the_centre_of_its_field(text, data):
    layers, _, stack = stack_of(text)
    number = data.draw(st.integers(0, len(layers)))
    unit = tuple(data.draw(st.integers(0, stack[number].units - 1)) for _ in range(2))
    assert in_pixels(stack, number, stack[number][unit].get_center()) == pytest.approx(
        unit_to_centre(unit, layers[:number]), abs=1e-6
    )


@given(STACKS, st.data())
@settings(max_examples=20)
def test_a_neighbours_cone_is_the_same_cone_moved(text, data):
    layers, side, stack = stack_of(text)
    number = data.draw(st.integers(1, len(layers)))
    unit = tuple(data.draw(st.integers(0, stack[number].units - 1)) for _ in range(2))
    first, other = (stack.cone(footprints(place, layers[:number], side)) for place in ((0, 0), unit))
    first.shift(other.unit.get_center() - first.unit.get_center())
    for moved, drawn in zip(first.family_members_with_points(), other.family_members_with_points()):
        np.testing.assert_allclose(moved.points, drawn.points, atol=1e-9)


@pytest.mark.parametrize("text", ["3d2, 3d2", "3, 2s2, 3d2"])
def test_exactly_the_contributing_pixels_are_lit(text):
    layers, side, stack = stack_of(text, 13)
    unit = (stack[len(layers)].units // 2,) * 2
    lit = stack.cone(footprints(unit, layers, side))
    lit.remove(*lit.frusta)
    with tempconfig({"pixel_width": 1422, "pixel_height": 800}):
        camera = Camera(background_color=DARK.background)
        camera.capture_mobjects([stack, lit])
    pixels = camera.pixel_array
    for row, col in np.ndindex(side, side):
        x, y, _ = stack[0][row, col].get_center()
        red, _, blue, _ = (int(value) for value in pixels[round(400 - 100 * y), round(711 + 100 * x)])
        assert (blue > red + 60) == contributing_pixels(unit, layers, side)[row, col]


def test_a_plane_has_no_units_beyond_its_borders():
    _, _, stack = stack_of("3, 3")
    for place in ((5, 0), (0, -1)):
        with pytest.raises(IndexError, match="5×5"):
            stack[1][place]


@pytest.mark.parametrize("text", ["3, 3", "3s2, 3s2", "3d2, 3d2", "3, 2"])
def test_the_travelling_field_lights_the_new_field_and_ends_on_its_last_tap(text):
    layers, side, stack = stack_of(text)
    old = stack.cone(footprints((0, 0), layers[:1], side))
    new = stack.cone(footprints((0, 0), layers, side))
    taps = new.cells[1].places
    stops = [stack[1][tap].get_center() for tap in taps]
    seen = list(zip(*(footprints(tap, layers[:1], side) for tap in taps)))
    sweep = FieldSweep(old, stops, new.cells, seen)
    sweep.begin()
    drawn = []
    for alpha in (0.0, 0.3, 0.6, 1.0):
        sweep.interpolate_mobject(alpha)
        drawn.append([len(cells.points) for cells in new.cells])
    assert drawn == sorted(drawn)
    assert drawn[-1] == [16 * len(cells.places) for cells in new.cells]
    assert drawn[0] == [16 * len(old.cells[0].places), 16]
    np.testing.assert_allclose(old.unit.get_center(), stops[-1], atol=1e-9)


def test_squares_and_bars_are_as_large_as_the_fields():
    image = traced(crop, traced(photograph, "cat"), **EYE, height=224, width=224)
    fields = NestedFields(image, VGG16.name, traced(stage_fields, VGG16), height=4.48, theme=DARK)
    for square, bar, side in zip(fields.squares, fields.bars, (6, 16, 44, 100, 212), strict=True):
        assert (square.width, square.height, bar.width) == pytest.approx((0.02 * side,) * 3)
        np.testing.assert_allclose(square.get_center(), fields.image.get_center(), atol=1e-9)
    assert fields.sizes.get_right()[0] < 6.7


# The scene ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def default():
    return perform(ReceptiveFieldGrowth)


def test_by_default_the_field_grows_to_all_of_a_seven_by_seven_input(default):
    for number, (side, share) in enumerate([("1", "2.04"), ("3", "18.37"), ("5", "51.02"), ("7", "100")]):
        last = default.beats[f"layer-{number}" if number else "one-pixel"]
        assert last.texts_of("cone[0].percentage")[-1] == share
        assert last.texts_of(f"receptive_field[{number}].size[0]")[-1] == side


def test_the_last_beat_compares_the_stages_of_a_network(default):
    last = default.beats["a-real-network"]
    for number, side in enumerate(["6", "16", "44", "100", "212"]):
        assert set(last.texts_of(f"stage_fields[{number}].state.size[0]")) == {side}
    assert last.texts_of("crop.shape[0]") == last.texts_of("crop.shape[1]") == ["224"]
    assert "VGG-16" in last.texts_of("")


@pytest.mark.parametrize("text", ["3, 3, 3", "3s2, 3s2, 3s2", "3d2, 3d2", "5s2d3, 2, 3s3", "1s1"])
def test_the_sum_has_the_values_of_its_layer_filled_in(text):
    layers = traced(layers_from, text)
    states = traced(receptive_field, layers)
    for number, layer in enumerate(layers, start=1):
        line = growth_sum(states[number].field("growth")[0], layer.field("kernel"), theme=DARK)
        shown = {name: int(line[name].text) for name in ("number", "previous", "dilation", "kernel", "new")}
        strides = [int(line[f"stride_{letter}"].text) for letter in "abcd"[: max(number - 1, 1)]]
        assert strides == ([earlier.stride for earlier in layers.value[: number - 1]] or [1])
        assert line["less_one"].text == "− 1"
        assert shown["number"] == number
        assert shown["kernel"] == layer.value.kernel
        assert shown["previous"] == states.value[number - 1].size[0]
        assert shown["new"] == shown["previous"] + shown["dilation"] * (shown["kernel"] - 1) * prod(strides)
        assert shown["new"] == states.value[number].size[0]


def test_strides_multiply_and_the_input_grows_to_hold_the_field():
    shown = perform(ReceptiveFieldGrowth, layers="3s2, 3s2, 3s2")
    for beat, side in (("layer-1", "3"), ("layer-2", "7"), ("layer-3", "15")):
        number = beat.removeprefix("layer-")
        assert shown.beats[beat].texts_of(f"receptive_field[{number}].size[0]")[-1] == side
        assert shown.beats[beat].texts_of(f"receptive_field[{number}].growth[0].total") == [side]
    assert [shown.beats["one-pixel"].texts_of(f"plane_sizes[0][{axis}]") for axis in (0, 1)] == [["15"], ["15"]]


def test_dilation_leaves_holes_and_says_so():
    shown = perform(ReceptiveFieldGrowth, theme="light", layers=[{"kernel": 3, "dilation": 2}] * 2)
    last = shown.beats["layer-2"]
    assert any("spans" in text.markup and '"9"' in text.markup for text in last.texts)
    share = format_value(100 * area_coverage((0, 0), layers_from("3d2, 3d2"), 9))
    parts = ("count", "area", "percentage")
    assert [last.texts_of(f"cone[0].{part}")[-1] for part in parts] == ["25", "81", share]
    assert len(shown.scene.cone.cells[0].places) == 25


def test_a_larger_input_is_covered_less():
    shown = perform(ReceptiveFieldGrowth, input_size=9)
    last = shown.beats["layer-3"]
    assert [last.texts_of(f"cone[0].{part}")[-1] for part in ("count", "area", "percentage")] == ["49", "81", "60.49"]


def test_there_is_a_beat_for_every_layer():
    shown = perform(ReceptiveFieldGrowth, layers="3, 2s2, 3, 2s2")
    expected = ["one-pixel", *(f"layer-{number}" for number in range(1, 5)), "backwards", "a-real-network"]
    assert list(shown.beats) == expected
    assert shown.duration < 60


# Parameters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "3, 3s2, 3d2",
        [3, "3s2", "3d2"],
        [{"kernel": 3}, {"kernel": 3, "stride": 2}, {"kernel": 3, "dilation": 2}],
    ],
)
def test_layers_may_be_written_as_text_or_as_tables(written):
    assert layers_from(GrowthParameters.read({"layers": written}).layers) == layers_from("3, 3s2, 3d2")


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"layers": "3, three"}, "layers such as"),
        ({"layers": ""}, "layers such as"),
        ({"layers": [{"stride": 2}]}, "tables with a kernel"),
        ({"layers": [{"kernel": 3, "strides": 2}]}, "tables with a kernel"),
        ({"layers": "3, 3, 3, 3, 3"}, "5 layers; allowed: at most 4"),
        ({"layers": "9"}, "a kernel of 9; allowed: at most 7"),
        ({"layers": "5s5"}, "a stride of 5; allowed: at most 4"),
        ({"layers": "2d5"}, "a dilation of 5; allowed: at most 4"),
        ({"layers": "7, 7, 7"}, "19 × 19; allowed: at most 17 × 17"),
        ({"layers": "1s4, 3"}, "strides at which neighbouring fields meet"),
        ({"layers": "3, 3, 3", "input_size": 5}, "'input_size' was 5; allowed: from 7"),
        ({"input_size": 18}, "'input_size' was 18"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_clear_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        GrowthParameters.read(values)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text("3s2d1, ", max_size=12))
def test_accepted_layers_fit_their_input(text):
    try:
        given_layers = GrowthParameters.read({"layers": text})
    except ParameterError:
        return
    side = given_layers.side()
    layers = layers_from(given_layers.layers)
    assert 7 <= side <= 17
    assert min(plane_sizes(layers, side)[-1]) >= 1


def test_a_number_alone_is_a_layer():
    assert GrowthParameters.read({"layers": 5}).layers == "5"
    with pytest.raises(ParameterError, match="layers such as"):
        GrowthParameters.read({"layers": 2.5})


def test_layers_of_one_weight_are_not_said_to_see_more():
    shown = perform(ReceptiveFieldGrowth, layers=1, input_size=1)
    words = shown.scene.describe()
    assert (
        words.caption.text == "Through kernels of one weight, a unit sees one pixel of the input: 1 × 1 after 1 layer."
    )
    assert "depends on 1 of 1 pixel." in words.description.text
    lines = {text.wording for moment in shown.moments for text in moment.texts}
    assert {"1 of 1 pixel", "One unit of layer 1 depends on 1 of 1 pixel: 100 %."} <= lines
    captions = [caption.content for caption in shown.scene.renderer.file_writer.subcaptions]
    assert any("just what the unit below it sees" in caption for caption in captions)


def test_a_share_that_was_rounded_is_marked(default):
    assert "≈ 18.37 %" in {text.wording for text in default.beats["layer-1"].texts}


def test_the_words_of_its_still_promise_only_what_is_on_it():
    for text in words_of_still(ReceptiveFieldGrowth):
        assert not any(word in text for word in ("VGG",)), text
