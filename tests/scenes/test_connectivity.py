"""The three wirings on stage, against torch and loops."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)

from convmath.core.provenance import traced
from convmath.networks.wiring import KINDS, wiring
from scenes.base.parameters import ParameterError
from scenes.base.theme import THEMES
from scenes.connectivity.parameters import ConnectivityParameters
from scenes.connectivity.scene import PLACES, Connectivity
from scenes.connectivity.wiring_table import BAR_LEFT, BAR_LENGTH, ROWS
from scenes.mobjects.wiring.fan import Fan
from scenes.mobjects.wiring.stacked_panel import StackedPanel
from scenes.mobjects.wiring.wired_panel import WireLook, looks_by_tap
from scenes.mobjects.wiring.wires import DASHES, Wires
from tests.scenes.audit import performance

WIRING = "convmath.networks.wiring.wiring"
CASES = [{}, *Connectivity.examples]
DARK = THEMES["dark"]


def by_impulses(side=4, kernel=3, padding=1):
    """The tap, counted from one, that takes each pixel (columns) to each unit (rows); 0 where none does."""
    taps = torch.arange(1.0, 1 + kernel**2, dtype=torch.float64).reshape(1, 1, kernel, kernel)
    lit = torch.eye(side**2, dtype=torch.float64).reshape(-1, 1, side, side)
    return F.conv2d(lit, taps, padding=padding).flatten(1).numpy().T.astype(int)


def panel_of(kind, side=4, kernel=3, padding=1, theme=DARK):
    made = traced(wiring, kind, side, kernel=kernel, padding=padding)
    looks = looks_by_tap(kernel, kernel, theme=theme) if kind == "convolutional" else [WireLook(theme.dense)]
    return StackedPanel(made, x=0.0, looks=looks, theme=theme)


def drawn(wires):
    """Where each straight piece of a mobject begins and ends."""
    curves = wires.points.reshape(-1, 4, 3)
    return curves[:, 0], curves[:, 3]


@pytest.mark.parametrize("values", CASES, ids=str)
def test_the_ledgers_are_what_torch_connects(values):
    taps = by_impulses(**values)
    there = taps > 0
    expected = [(there.size, there.size), (there.sum(), there.sum()), (there.sum(), len(set(taps[there])))]
    last = performance(Connectivity, values=values).beats["ledgers"]
    for x, (connections, weights) in zip(PLACES, expected):
        for row, name, count in zip(ROWS, ("connections", "weights"), (connections, weights)):
            end = x + BAR_LEFT + BAR_LENGTH * count / there.size
            found = last.figure(WIRING, f".{name}", near=(end + 0.4, row))
            assert int(found.text.replace(",", "")) == count
            assert abs(found.place[1] - row) < 0.2
            assert 0 < found.place[0] - end < 0.8
    uses = np.unique(taps[there], return_counts=True)[1]
    assert last.figure(WIRING, ".uses_range[0]", near=(PLACES[2], ROWS[2])).text == str(uses.min())


@pytest.mark.parametrize("values", CASES, ids=str)
@pytest.mark.parametrize("beat", ["reads", "feeds"])
def test_the_numbers_at_the_ends_of_the_lit_lines_are_the_taps_that_torch_uses(beat, values):
    shown = performance(Connectivity, values=values)
    panel, taps = shown.scene.panels[2], by_impulses(**values)
    units, side = panel.outputs.rows, panel.inputs.rows
    far = panel.inputs if beat == "reads" else panel.outputs
    if beat == "reads":
        at = (units - 1) // 2
        row = taps[at * units + at].reshape(side, side)
    else:
        at = (side - 1) // 2
        row = taps[:, at * side + at].reshape(units, units)
    near = {place: far.centre(place)[:2] for place, tap in np.ndenumerate(row) if tap}
    found = [figure for figure in shown.beats[beat].figures if figure.text.isdigit()]
    for place, centre in near.items():
        number = min(found, key=lambda figure: np.hypot(*(figure.place - centre)))
        assert int(number.text) == row[place]
        np.testing.assert_allclose(number.place, centre, atol=0.06)
        assert number.source.trail.startswith(".read_by" if beat == "reads" else ".fed_by")


@pytest.mark.parametrize("values", CASES, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_line_for_every_connection_from_its_pixel_to_its_unit(kind, values):
    panel, taps = panel_of(kind, **values), by_impulses(**values)
    there = np.ones_like(taps) if kind == "dense" else taps
    units, side = panel.outputs.rows, panel.inputs.rows
    for weight, wires in enumerate(panel.web):
        wanted = there == weight + 1 if kind == "convolutional" else there > 0
        assert len(wires.ends) == wanted.sum()
        due = {
            (*panel.inputs.centre(divmod(pixel, side)).round(6), *panel.outputs.centre(divmod(unit, units)).round(6))
            for unit, pixel in np.argwhere(wanted)
        }
        assert {(*start.round(6), *end.round(6)) for start, end in wires.ends} == due
        starts, ends = drawn(wires)
        assert len(starts) >= len(wires.ends)
        assert starts[:, 1].min() >= panel.inputs.get_bottom()[1]
        assert ends[:, 1].max() <= panel.outputs.get_top()[1]


def test_no_two_connections_lie_on_each_other():
    """Two lines of the dense layer may cross, but share more than a point only if they are the same."""
    (wires,) = panel_of("dense").web
    starts, ways = wires.ends[:, 0, :2], np.diff(wires.ends[:, :, :2], axis=1)[:, 0]
    ways = ways / np.linalg.norm(ways, axis=1, keepdims=True)
    for number, (start, way) in enumerate(zip(starts, ways)):
        along = np.abs(way[0] * ways[:, 1] - way[1] * ways[:, 0]) < 1e-5
        beside = np.abs((starts - start)[:, 0] * way[1] - (starts - start)[:, 1] * way[0])
        assert np.flatnonzero(along & (beside < 1e-5)).tolist() == [number]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_every_weight_of_the_largest_kernel_has_a_look_of_its_own(theme):
    looks = looks_by_tap(5, 5, theme=theme)
    assert len({(look.color.to_hex(), tuple(look.dashes)) for look in looks}) == 25
    assert len({tuple(look.dashes) for look in looks[:5]}) == 5


@pytest.mark.parametrize("dashes", DASHES, ids=str)
def test_dashes_are_drawn_and_left_out_in_turns(dashes):
    line = Wires(np.array([[[0.0, 0, 0], [2.0, 0, 0]]]), color=DARK.ink, width=2, dashes=dashes)
    starts, ends = drawn(line)
    np.testing.assert_allclose(starts[0], 0)
    assert ends[:, 0].max() <= 2 + 1e-9
    assert (starts[1:, 0] > ends[:-1, 0]).all()
    period = sum(dashes) or 1
    share = sum(dashes[::2]) / period if dashes else 1
    assert (ends - starts)[:, 0].sum() / 2 == pytest.approx(share, abs=0.08)
    line.draw_to(np.array([0.5]))
    assert drawn(line)[1][:, 0].max() <= 1 + 1e-9


@pytest.mark.parametrize("of_unit", [True, False])
def test_a_fan_that_moves_has_the_lines_of_the_place_it_stands_at(of_unit):
    panel = panel_of("convolutional", side=5)
    fan = Fan(panel, (0, 0), of_unit=of_unit)
    places = [(0, 1), (2, 2), (4, 4)]
    sweep = fan.sweep(places, run_time=1)
    sweep.begin()
    for alpha, place in ((0.0, (0, 1)), (0.5, (2, 2)), (1.0, (4, 4))):
        sweep.interpolate_mobject(alpha)
        counts = [len(wires.ends) for wires in fan.lines]
        assert sum(counts) == {(0, 1): 6, (2, 2): 9, (4, 4): 4}[place]
        assert max(counts) == 1
        grid = panel.outputs if of_unit else panel.inputs
        meet = {tuple(ends) for ends in np.concatenate([wires.ends[:, 1] for wires in fan.lines]).round(6)}
        assert meet == {tuple(grid.centre(place).round(6))}


def test_the_same_nine_weights_stand_at_every_unit_and_new_ones_where_none_is_shared():
    shown = performance(Connectivity)
    trails = {
        kind: {
            int(entry.text)
            for entry in shown.entries
            if getattr(entry.source, "trail", "").startswith(".read_by") and entry.source.arguments["kind"] == kind
        }
        for kind in KINDS
    }
    assert trails["convolutional"] == set(range(1, 10))
    assert {1, 4, 5, 10, 27, 35} <= trails["locally connected"]
    assert {1, 16, 17, 32, 81, 96} <= trails["dense"]


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"side": 2}, "'side' was 2"),
        ({"side": 7}, "'side' was 7"),
        ({"side": 3, "kernel": 4}, "'kernel' was 4; allowed: at most 3"),
        ({"kernel": 1, "padding": 1}, "'padding' was 1; allowed: below 1"),
        ({"side": 4, "kernel": 4, "padding": 0}, "makes 1 × 1 outputs"),
        ({"side": 6, "kernel": 3, "padding": 2}, "makes 8 × 8 outputs"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_clear_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        ConnectivityParameters.read(values)
    assert complaint in str(caught.value)
    assert "allowed: " in str(caught.value) or "than or equal" in str(caught.value)
    assert "\n" not in str(caught.value)
