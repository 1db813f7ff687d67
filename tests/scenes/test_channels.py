"""What the channels scene shows, by loops over places, by torch, and by where things stand."""

import re

import numpy as np
import pytest
import torch

from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.channels.group_bars import GroupBars
from scenes.channels.parameters import ChannelParameters
from scenes.channels.pictures import ColourPicture, OutputSheet
from scenes.channels.plane_rows import ROWS, SLICE_X, Funnel, PlaneRows
from scenes.channels.scene import Channels
from tests.scenes import audit
from tests.scenes.claims.channels import SLICES, output_of, parameters, partial_sums, planes_of

DEFAULT = {"image": "astronaut", "slices": ("sobel_x", "sobel_y", "laplacian"), "bias": 5, "row": 13, "column": 15}
ODD_VALUES = {
    "image": "cat",
    "red": "sharpen",
    "green": "prewitt_x",
    "blue": "identity",
    "bias": -13,
    "row": 2,
    "column": 22,
    "outputs": 24,
    "groups": 8,
}
ODD = {"image": "cat", "slices": ("sharpen", "prewitt_x", "identity"), "bias": -13, "row": 2, "column": 22}
CASES = [({}, DEFAULT, 64, 4), (ODD_VALUES, ODD, 24, 8)]
MAPS = "convmath.convolution.channels.channel_maps"
LAYER = "convmath.networks.layers.ConvLayer"

each_case = pytest.mark.parametrize(("values", "expected", "outputs", "groups"), CASES, ids=["default", "odd"])


def line_of(moment, baseline=-3.2):
    """The statement on the running line."""
    (line,) = (text.wording for text in moment.texts if text.filled and text.box.middle[1] < baseline + 0.3)
    return line


@each_case
def test_the_pixel_pointed_at_has_the_levels_that_are_told(values, expected, outputs, groups):
    beat = audit.performance(Channels, "dark", values).beats["apart"]
    levels = planes_of(expected["image"])[:, expected["row"] + 1, expected["column"] + 1]
    told = [text.wording for text in beat.texts if re.fullmatch(r"\w+ plane: \d", text.wording)]
    assert told == [f"{colour} plane: {level}" for colour, level in zip(("red", "green", "blue"), levels)]
    assert line_of(beat).startswith("each plane: 28 × 28 pixels")


@each_case
def test_pixels_and_weights_in_cells_are_those_of_the_window(values, expected, outputs, groups):
    rows = PlaneRows(ChannelParameters(**values), theme=DARK)
    row, column = expected["row"], expected["column"]
    for plane in range(3):
        window = planes_of(expected["image"])[plane, row : row + 3, column : column + 3]
        printed = [
            [float(number.text.replace("−", "-")) for number in part.numbers()]
            for part in (rows.patches[plane], rows.slices[plane])
        ]
        assert printed[0] == window.ravel().tolist()
        assert printed[1] == np.ravel(SLICES[expected["slices"][plane]][1]).tolist()


@each_case
def test_each_line_of_products_and_the_last_add_up_to_what_loops_give(values, expected, outputs, groups):
    shown = audit.performance(Channels, "dark", values)
    place = expected["row"], expected["column"]
    sums = partial_sums(planes_of(expected["image"]), expected["slices"], *place)
    lines = {text.wording for moment in shown.moments for text in moment.texts if moment.beat == "one-number"}
    for colour, total in zip(("red", "green", "blue"), sums):
        (line,) = (each for each in lines if each.startswith(f"{colour}: "))
        left, right = line.removeprefix(f"{colour}: ").replace("−", "-").split(" = ")
        terms = [int(term.strip("()")) for term in left.split(" + ")]
        assert len(terms) == 9
        assert sum(terms) == int(right) == total
    left, right = line_of(shown.beats["one-number"]).replace("−", "-").split(" = ")
    assert [int(term.strip("()")) for term in left.split(" + ")] == [*sums, expected["bias"]]
    assert int(right) == sum(sums) + expected["bias"]
    for number, (total, y) in enumerate(zip(sums, ROWS)):
        trail = f".place(filter=0, position=[{place[0]}, {place[1]}]).partial_sums[{number}]"
        figures = [figure for figure in shown.beats["one-number"].figures if figure.is_of(MAPS, trail)]
        assert {figure.source.value for figure in figures} == {total}, trail
        assert any(figure.place[1] == pytest.approx(y, abs=0.05) for figure in figures)


def test_the_number_in_the_output_stands_beside_its_own_pixel():
    shown = audit.performance(Channels)
    beat = shown.beats["one-number"]
    figure = beat.figure(MAPS, ".place(filter=0, position=[13, 15]).value", near=(4.9, 0.1))
    pixel = 3.3 / 26
    middle = 4.95 + (15 + 0.5 - 13) * pixel, ROWS[1] + (13 - 13.5) * pixel
    assert figure.text == "23"
    assert figure.place[1] == pytest.approx(middle[1], abs=0.05)
    assert 0 < middle[0] - figure.place[0] < 0.8


@each_case
def test_maps_are_those_of_torch_and_lie_in_their_rows(values, expected, outputs, groups):
    given = ChannelParameters(**values)
    rows = PlaneRows(given, theme=DARK)
    image = torch.tensor(planes_of(expected["image"]), dtype=torch.float64)[None]
    weights = torch.tensor([SLICES[name][1] for name in expected["slices"]], dtype=torch.float64)[:, None]
    partial = torch.nn.functional.conv2d(image, weights, groups=3)[0].numpy()
    for panel, due, y in zip(rows.maps_at(given.maps.field("partial_maps")[0], SLICE_X), partial, ROWS):
        np.testing.assert_array_equal(panel.picture.values.value, due)
        assert panel.get_center()[:2] == pytest.approx([SLICE_X, y])
    whole = output_of(expected["image"], expected["slices"], expected["bias"])
    np.testing.assert_array_equal(given.maps.value.output[0], whole)
    np.testing.assert_array_equal(whole, partial.sum(axis=0) + expected["bias"])
    np.testing.assert_array_equal(given.depthwise.value.output, partial + expected["bias"])


def test_the_photograph_and_its_planes_are_drawn_in_their_colours():
    given = ChannelParameters()
    picture = ColourPicture(given.planes, limit=9, side=5)
    pixels = picture.pixel_array[8::16, 8::16, :3]
    np.testing.assert_array_equal(pixels, (255 * planes_of("astronaut").transpose(1, 2, 0) / 9).astype(np.uint8))
    for plane, panel in enumerate(PlaneRows(given, theme=DARK).planes):
        array = panel.picture.pixel_array[:, :, :3].astype(int)
        assert (array[..., plane] >= array.max(axis=2)).all()
        assert np.unique(array[..., plane]).size > 5


def test_every_output_plane_stands_on_the_sheet_with_its_signs_and_appears_in_turn():
    given = ChannelParameters(outputs=16)
    sheet = OutputSheet(given.many.field("output"), theme=DARK, side=4.7)
    maps = given.many.value.output
    np.testing.assert_array_equal(maps[0], output_of("astronaut", DEFAULT["slices"], 5))
    for number, each in enumerate(maps):
        top, left = 28 * (number // 4), 28 * (number % 4)
        shown = sheet.values.value[top : top + 26, left : left + 26]
        np.testing.assert_allclose(shown * np.abs(each).max(), each)
    assert len({each.tobytes() for each in maps}) == 16
    for count in (0, 1, 7, 16):
        sheet.show(count)
        assert sheet.pixel_array[:, :, 3].astype(bool).mean() == pytest.approx(
            count * 26**2 / sheet.values.value.size, abs=1e-9
        )


def test_the_count_grows_by_28_with_each_kernel_and_ends_as_torch_counts():
    shown = audit.performance(Channels)
    counts = [
        int(figure.text.replace(",", ""))
        for moment in shown.moments
        if moment.beat == "many-kernels"
        for figure in moment.figures
        if figure.is_of(LAYER, ".parameters") and "parameters" not in figure.text
    ]
    assert counts == sorted(counts)
    assert {28, 56, 112, 1792} <= set(counts)
    assert line_of(shown.beats["many-kernels"]) == "3 × 3 × 3 × 64 + 64 = 1,792 parameters"
    assert parameters(3, 64) == 1792


@each_case
def test_the_limiting_cases_have_as_many_parameters_as_torch_allocates(values, expected, outputs, groups):
    shown = audit.performance(Channels, "dark", values)
    line = line_of(shown.beats["one-by-one"])
    assert line == f"{outputs} such kernels: 1 × 1 × 3 × {outputs} + {outputs} = {parameters(3, outputs, 1)} parameters"
    numbers = [int(each) for each in re.findall(r"\d+", line_of(shown.beats["depthwise"]))]
    assert numbers == [parameters(3, 3, groups=3), parameters(3, 3)] == [30, 84]
    layers = [parameters(outputs, outputs, groups=each) for each in (1, groups, outputs)]
    texts = [text.wording for text in shown.beats["depthwise"].texts if ": " in text.wording]
    for text, count in zip([text for text in texts if "group" in text], layers, strict=True):
        assert f": {count:,}" in text
    bars = GroupBars(ChannelParameters(**values).deeper(), left=1.0, rows=(1.0, 0.0, -1.0), theme=DARK).bars
    widths = [bar.width for bar in bars]
    assert [width / widths[0] for width in widths] == pytest.approx([count / layers[0] for count in layers])


def test_the_grey_picture_is_what_the_three_weights_on_screen_make():
    shown = audit.performance(Channels)
    cells = [
        figure
        for figure in shown.beats["one-by-one"].figures
        if figure.source.__class__.__name__ == "Traced" and figure.source.function == MAPS and "kernel" in figure.of
    ]
    weights = [float(figure.text) for figure in sorted(cells, key=lambda figure: -figure.place[1])]
    assert sum(weights) == pytest.approx(1)
    grey = np.tensordot(weights, planes_of("astronaut"), axes=1)
    np.testing.assert_allclose(ChannelParameters().pointwise.value.output[0], grey, atol=1e-12)


def test_lines_lead_from_every_row_into_the_plus():
    given = ChannelParameters()
    funnel = Funnel(0.2, 3.0, theme=DARK, bias=given.maps.field("bias")[0])
    middle = funnel.plus.get_center()
    for line, y in zip(funnel.lines, ROWS):
        assert line.get_start()[:2] == pytest.approx([0.2, y])
        way = line.get_end() - line.get_start()
        np.testing.assert_allclose(np.cross(way, middle - line.get_end()), 0, atol=1e-6)
        assert np.linalg.norm(middle - line.get_end()) < 0.4


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"image": "camera"}, "image"),
        ({"red": "gaussian"}, "red"),
        ({"bias": 21}, "bias"),
        ({"row": 26}, "row"),
        ({"outputs": 20}, "outputs"),
        ({"groups": 3}, "groups"),
    ],
    ids=str,
)
def test_what_is_not_offered_is_refused_in_a_line(values, name):
    with pytest.raises(ParameterError, match=f"parameter '{name}' was") as refused:
        ChannelParameters.read(values)
    assert "\n" not in str(refused.value)
