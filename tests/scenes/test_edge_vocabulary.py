"""Maps, scales, panels and tables, probed on the values they were made from."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from manim import WHITE, Camera, tempconfig

from convmath.convolution.edges import detect_edges
from convmath.convolution.filters import gradient_operators, gradient_x
from convmath.convolution.landmarks import scale_ticks
from convmath.core.provenance import traced
from convmath.images.named_images import image_by_name, vertical_edge
from scenes.base.readout import Statement
from scenes.base.theme import THEMES
from scenes.mobjects.grids.grid import PixelMap
from scenes.mobjects.grids.panel import Panel
from scenes.sobel_edge.colour_scale import ColourScale
from scenes.sobel_edge.factors import FactorBoard
from scenes.sobel_edge.tally import Tally

masks = npst.arrays(bool, npst.array_shapes(min_dims=2, max_dims=2, max_side=7))


def gx_of(rows, cols):
    return traced(detect_edges, traced(vertical_edge, rows, cols, column=cols // 2)).field("gx")


def map_of(values, *, theme, height=4.0, hatch=False):
    limit = float(np.abs(values.value).max())
    return PixelMap(values, height=height, palette=partial(theme.signed, limit=limit), hatch=hatch)


@pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")  # Manim 0.22 under Pillow 12
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_each_value_is_drawn_in_its_colour(theme):
    values = gx_of(6, 10)
    picture = map_of(values, theme=theme)
    with tempconfig({"pixel_width": 320, "pixel_height": 180, "frame_rate": 15}):
        camera = Camera(background_color=theme.background)
        camera.capture_mobjects([picture])
    for row, col in np.ndindex(6, 10):
        x, y = camera.points_to_pixel_coords(picture, picture.centre_of(row, col)[None])[0]
        expected = theme.signed(values.value[row, col], float(np.abs(values.value).max())).to_int_rgb()
        assert np.abs(camera.pixel_array[y, x, :3].astype(int) - expected).max() <= 1


def test_many_values_have_the_colours_of_their_palette():
    theme = THEMES["light"]
    values = traced(detect_edges, traced(image_by_name, "gravel", height=40, width=60)).field("gx")
    limit = float(np.abs(values.value).max())
    drawn = map_of(values, theme=theme).pixel_array[::8, ::8, :3].astype(int)
    expected = [[theme.signed(float(value), limit).to_int_rgb() for value in row] for row in values.value]
    assert np.abs(drawn - np.array(expected)).max() <= 1


def test_negative_values_alone_are_hatched():
    values, theme = gx_of(6, 10), THEMES["dark"]
    plain, hatched = (map_of(values, theme=theme, hatch=hatch).pixel_array for hatch in (False, True))
    scale = plain.shape[0] // 6
    changed = (plain != hatched).any(axis=2).reshape(6, scale, 10, scale).any(axis=(1, 3))
    np.testing.assert_array_equal(changed, values.value < 0)
    assert (hatched[changed.repeat(scale, 0).repeat(scale, 1)][:, :3] == theme.neutral.to_int_rgb()).all(axis=1).any()


@given(masks)
def test_an_outline_runs_along_every_border_of_a_mask(mask):
    picture = PixelMap(traced(np.zeros, mask.shape), height=float(len(mask)), palette=THEMES["dark"].grey)
    borders = np.abs(np.diff(np.pad(mask, 1).astype(int), axis=0)).sum()
    borders += np.abs(np.diff(np.pad(mask, 1).astype(int), axis=1)).sum()
    outline = picture.outline(mask)
    lengths = [length for _, length in outline.get_curve_functions_with_lengths()]
    assert sum(lengths) == pytest.approx(borders, abs=1e-6)


def test_a_rectangle_may_reach_beyond_the_map():
    picture = PixelMap(traced(np.zeros, (4, 6)), height=4.0, palette=THEMES["dark"].grey)
    frame = picture.around([3, 4], [-1, 0, 1])
    assert (frame.width, frame.height) == pytest.approx((3.0, 2.0))
    assert frame.get_center() == pytest.approx((picture.centre_of(3, -1) + picture.centre_of(4, 1)) / 2)


@given(st.integers(2, 9), st.integers(2, 9), st.booleans(), st.floats(0, 1))
@settings(max_examples=20)
def test_a_map_is_uncovered_value_by_value(rows, cols, by_column, alpha):
    values = traced(image_by_name, "ramp", height=rows, width=cols)
    picture = PixelMap(values, height=2.0, palette=THEMES["dark"].grey)
    animation = picture.reveal(run_time=1, by_column=by_column)
    animation.begin()
    animation.interpolate(alpha)
    scale = picture.pixel_array.shape[0] // rows
    shown = picture.pixel_array[::scale, ::scale, 3] > 0
    order = shown.T.ravel() if by_column else shown.ravel()
    assert order.sum() == np.ceil(alpha * rows * cols)
    assert not np.diff(order.astype(int)).clip(min=0).any()


@pytest.mark.parametrize("vertical", [True, False])
@pytest.mark.parametrize("signed", [True, False])
def test_a_scale_has_its_ticks_in_proportion_and_their_colours(signed, vertical):
    theme = THEMES["light"]
    maps = traced(detect_edges, traced(image_by_name, "camera"))
    ticks = traced(scale_ticks, maps.field("gx"), signed=signed)
    palette = partial(theme.signed, limit=ticks.value[-1])
    scale = ColourScale(ticks, palette=palette, theme=theme, length=3.0, vertical=vertical)
    axis = 1 if vertical else 0
    low, *_, high = ticks.value
    for tick, label in zip(ticks.value, scale.labels):
        expected = 3.0 * (tick - low) / (high - low)
        assert scale.point(tick)[axis] - scale.point(low)[axis] == pytest.approx(expected)
        across = 0 if vertical else 1
        assert abs(label.get_center()[across] - scale.bar.get_center()[across]) > 0.1
    stops = scale.bar.get_fill_colors()
    assert [stop.to_hex() for stop in (stops[0], stops[-1])] == [palette(low).to_hex(), palette(high).to_hex()]
    if not vertical:
        assert scale.labels[0].get_left()[0] >= scale.bar.get_left()[0] - 1e-6
        assert scale.labels[-1].get_right()[0] <= scale.bar.get_right()[0] + 1e-6
        assert len({round(label.baseline, 6) for label in scale.labels}) == 1
    assert bool(len(scale.hatching)) == signed
    if signed:
        assert scale.hatching.get_critical_point([1, 1, 0])[axis] <= scale.point(0.0)[axis] + 0.1


@pytest.mark.parametrize(("rows", "cols"), [(6, 10), (10, 6), (7, 7)])
def test_a_panel_fits_its_place_whatever_its_shape(rows, cols):
    panel = Panel(gx_of(rows, cols), theme=THEMES["dark"], palette=THEMES["dark"].grey, side=3.0)
    assert max(panel.width, panel.height) == pytest.approx(3.0)
    assert panel.picture.width / panel.picture.height == pytest.approx(cols / rows)
    moved = panel.onto(np.array([1.0, 2.0, 0.0]), 1.5).build()
    assert max(moved.target_mobject.frame.width, moved.target_mobject.frame.height) == pytest.approx(1.5)
    assert moved.target_mobject.get_center() == pytest.approx([1.0, 2.0, 0.0])


@pytest.mark.parametrize("operator", gradient_operators())
def test_factors_stand_beside_the_cells_they_make(operator):
    board = FactorBoard(traced(gradient_x, operator), theme=THEMES["dark"], cell=1.0, size=28)
    for row, col in np.ndindex(3, 3):
        cell = board.product[row, col]
        column, line = (board.column[row, 0], board.row[0, col])
        assert cell.square.get_center()[1] == pytest.approx(column.square.get_center()[1])
        assert cell.square.get_center()[0] == pytest.approx(line.square.get_center()[0])
        assert cell.number.source.value == column.number.source.value * line.number.source.value


def test_a_table_s_numbers_end_where_its_columns_do():
    theme = THEMES["dark"]
    tally = Tally(("one", "other"), theme=theme, right_edges=(2.0, 3.5)).shift([1.0, -1.0, 0.0])
    sources = traced(detect_edges, traced(image_by_name, "bar")).field("peaks")[0]
    for number, edge in ((0, 2.0), (1, 3.5)):
        column = tally.column(number, "heading", sources, colors=(theme.ink, theme.wrong))
        for part in column:
            assert part.get_right()[0] == pytest.approx(tally.rule.get_start()[0] + edge)
        assert [part.baseline for part in column[1:]] == pytest.approx([label.baseline for label in tally[1:]])


def test_rounded_numbers_are_not_called_equal():
    camera, edge = (traced(detect_edges, traced(image_by_name, name)) for name in ("camera", "vertical_edge"))
    for maps, wording in ((edge, "√18 ≈ 4.24"), (camera, "√11.95 ≈ 3.46")):
        square, top = maps.field("squared_maximum"), maps.field("maximum")
        assert Statement("√{square} = {top}", square=square, top=top, color=WHITE).wording == wording
