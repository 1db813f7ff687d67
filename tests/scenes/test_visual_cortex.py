"""What the visual-cortex scene and its mobjects show is what convmath computed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Square

from convmath.convolution.gabor import Gabor
from convmath.core.provenance import Traced, traced
from convmath.cortex.cells import energy_response, simple_response
from convmath.cortex.ventral_stream import areas, limits_of_analogy
from convmath.images.named_images import bar
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import stage_fields
from scenes.base.parameters import ParameterError
from scenes.base.readout import format_value
from scenes.base.theme import DARK
from scenes.visual_cortex.analogy import Counterparts, limit_pictures
from scenes.visual_cortex.field_sizes import cortical_fields, fields_by_stage, gaze_mark
from scenes.visual_cortex.neuron import Bar, Neuron, across
from scenes.visual_cortex.parameters import FIELD_PIXELS
from scenes.visual_cortex.photograph_panel import photograph_panel
from scenes.visual_cortex.recording import Recording, field_panel
from scenes.visual_cortex.scene import SHARED, VisualCortex
from tests.scenes.audit import words_of_still
from tests.scenes.staging import perform

SIZE = 31


@pytest.fixture(scope="module")
def shown():
    return perform(VisualCortex)


@pytest.fixture(scope="module")
def odd():
    return perform(VisualCortex, "light", orientation=120, phase=90, wavelength=30, bar_width=15)


def recording(phase=0.0):
    field = traced(Gabor, size=SIZE, wavelength=8.0, orientation=60.0, phase=phase)
    return Recording(field, thickness=4.0, theme=DARK), field.value


def area_and_centre(outline):
    x, y = outline.points[::4, :2].T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    centre = np.array([((z + np.roll(z, -1)) * cross).sum() for z in (x, y)]) / (3 * cross.sum())
    return abs(cross.sum()) / 2, centre


def assert_covers(drawn, picture, stimulus):
    rows, cols = np.indices(stimulus.shape)
    area, centre = area_and_centre(drawn)
    assert area == pytest.approx(stimulus.sum() * picture.cell_size**2, rel=0.03)
    row, col = ((stimulus * places).sum() / stimulus.sum() for places in (rows, cols))
    assert np.allclose(centre, picture.centre_of(row, col)[:2], atol=0.5 * picture.cell_size)


def test_the_bar_drawn_covers_the_pixels_of_the_bar_computed():
    picture = field_panel(traced(Gabor, size=SIZE, wavelength=8), theme=DARK, side=3.1).shift([1.0, -2.0, 0]).picture

    @settings(max_examples=40)
    @given(st.integers(0, 180), st.floats(-10, 10), st.sampled_from([2.0, 4.0, 6.0]))
    def covers(angle, offset, thickness):
        options = {"angle": angle, "offset": offset, "thickness": thickness}
        assert_covers(Bar(picture, theme=DARK, **options), picture, bar(SIZE, SIZE, **options))

    covers()


def share(neuron):
    return (neuron.disc.width / neuron.ring.width) ** 2


def test_a_neurons_disc_grows_in_area_with_the_response():
    neuron = Neuron(4.0, color=DARK.kernel, theme=DARK)
    assert neuron.disc.get_fill_opacity() == 0
    full = share(neuron.respond(4.0))
    assert share(neuron.respond(1.0)) == pytest.approx(full / 4)
    assert neuron.disc.get_fill_opacity() == 1
    assert neuron.respond(0.0).disc.get_fill_opacity() == 0


@pytest.mark.parametrize("phase", [0.0, 90.0, 200.0])
def test_bar_cells_and_curves_move_together(phase):
    bench, field = recording(phase)
    offsets = bench.shifts.value.offsets
    plot, simple, energy = bench.shift_plot()
    slide, hears_simple, hears_complex = bench.slide(offsets[0], offsets[-1], rate_func=lambda alpha: alpha)
    for index in (0, 30, 47, 60, 120):
        for animation in (slide, hears_simple, hears_complex):
            animation.interpolate(index / 120)
        stimulus = bar(SIZE, SIZE, angle=60.0, offset=offsets[index], thickness=4.0)
        assert_covers(bench.bar, bench.panel.picture, stimulus)
        top = bench.shifts.value.energy.max()
        for listener, curve, respond in (
            (bench.simple, simple, simple_response),
            (bench.complex, energy, energy_response),
        ):
            response = respond(stimulus, field)
            neuron = Neuron(top, color=DARK.kernel, theme=DARK).respond(response)
            assert listener.neuron.disc.width == pytest.approx(neuron.disc.width, abs=1e-3)
            assert np.allclose(curve.samples[index], plot.point(offsets[index], response))
            curve.tip.move_to(curve.samples[0])
            curve.follow(0, index, rate_func=lambda alpha: alpha).interpolate(1)
            assert np.allclose(curve.tip.get_center(), curve.samples[index])


def test_the_bar_turns_about_the_spot_at_which_the_cell_answers_most():
    bench, _ = recording(phase=90.0)
    best = bench.best.value
    assert best < 0
    turn, answer = bench.turn(0, 180, rate_func=lambda alpha: alpha)
    for angle in (20, 60, 90, 140):
        turn.interpolate(angle / 180)
        answer.interpolate(angle / 180)
        offset = best * np.cos(np.radians(angle - 60))
        assert_covers(bench.bar, bench.panel.picture, bar(SIZE, SIZE, angle=angle, offset=offset, thickness=4.0))
        expected = Neuron(bench.shifts.value.energy.max(), color=DARK.kernel, theme=DARK)
        expected.respond(bench.tuning.value.responses[angle])
        assert bench.simple.neuron.disc.width == pytest.approx(expected.disc.width, abs=1e-6)


def test_a_curve_is_drawn_sample_by_sample():
    bench, _ = recording()
    plot, curve = bench.tuning_plot()
    whole = curve.line.points.copy()
    trace = curve.trace(run_time=1)
    trace.begin()
    trace.interpolate(0.5)
    assert np.allclose(curve.line.points[-1], curve.samples[90])
    assert np.allclose(curve.tip.get_center(), curve.samples[90])
    trace.interpolate(1)
    assert np.allclose(curve.line.points, whole)
    peak = curve.samples[np.argmax(bench.tuning.value.responses)]
    assert peak[1] == pytest.approx(plot.axes[1].get_end()[1])
    assert (peak[0] - plot.axes[0].get_start()[0]) / plot.axes[0].width == pytest.approx(60 / 180)


def test_cortical_fields_are_drawn_to_one_scale_and_where_they_were_mapped():
    photo = photograph_panel("cat", side=4.0, theme=DARK)
    fields = cortical_fields(traced(areas), photo, theme=DARK)
    degree = [outline.width / area.diameter_deg for outline, area in zip(fields.outlines, areas())]
    assert degree == pytest.approx([degree[0]] * 4)
    gaze = gaze_mark(photo, DARK).get_center()
    for outline, area in zip(fields.outlines, areas()):
        distance = np.linalg.norm(outline.get_center() - gaze)
        if area.eccentricity_deg is None:
            assert distance < outline.width / 2, "it takes in the centre of gaze"
        else:
            assert distance == pytest.approx(area.eccentricity_deg * degree[0])
            assert gaze[0] < outline.get_x(), "the fields lie to the right of the centre of gaze"
    assert all(outline.width < photo.frame.width for outline in fields.outlines)


def test_stage_fields_are_drawn_to_the_scale_of_the_networks_input():
    photo = photograph_panel("cat", side=3.0, theme=DARK)
    network = traced(network_by_name, "VGG-16")
    fields = fields_by_stage(traced(stage_fields, network), network, photo, theme=DARK)
    assert all(isinstance(outline, Square) for outline in fields.outlines)
    pixels = [outline.width / photo.frame.width * 224 for outline in fields.outlines]
    assert pixels == pytest.approx([6, 16, 44, 100, 212])


def test_every_part_stands_above_its_counterpart():
    for part, _, layer in Counterparts(SHARED, theme=DARK).pairs:
        assert part.get_x() == pytest.approx(layer.picture.get_x(), abs=1e-6)
        assert part.get_bottom()[1] > layer.get_top()[1]


def test_every_limit_but_history_has_its_picture():
    topics = [limit.topic for limit in limits_of_analogy()]
    assert list(limit_pictures(DARK)) == [topic for topic in topics if topic != "History"]


def test_the_scene_says_what_was_computed(shown):
    turned, shifted, fields = (shown.beats[beat] for beat in ("orientation-tuning", "shifted-bar", "growing-fields"))
    for angle in (0, 45, 90, 135, 180):
        assert turned.texts_of(f"orientation_tuning.angles[{angle}]") == [str(angle)]
    assert turned.texts_of("orientation_tuning.preferred") == ["60"]
    offsets = [shifted.texts_of(f"shift_curves.offsets[{number}]") for number in range(0, 121, 30)]
    assert offsets == [["−36"], ["−18"], ["0"], ["18"], ["36"]]
    peak = simple_response(bar(91, 91, angle=60, thickness=12), Gabor(size=91, wavelength=24, orientation=60))
    assert turned.texts_of("orientation_tuning.responses.max()") == [format_value(peak)]
    diameters = [fields.texts_of(f"areas[{number}].diameter_deg") for number in range(4)]
    assert diameters == [["1.3"], ["2.2"], ["4.8"], ["10"]]
    assert fields.texts_of("spread.low_deg") + fields.texts_of("spread.high_deg") == ["2.8", "38.5"]
    assert fields.texts_of("photograph_span") == ["16"]
    stages = [fields.texts_of(f"stage_fields[{number}].state.size[0]") for number in range(5)]
    assert stages == [["6"], ["16"], ["44"], ["100"], ["212"]]
    assert {"Hubel & Wiesel 1962", "Felleman & Van Essen 1991"} <= set(shown.beats["counterparts"].sourced)


def test_the_field_stays_while_everything_else_makes_room_for_the_photograph(shown):
    cleared = next(moment for moment in shown.moments if moment.beat == "growing-fields")
    assert [kind for kind, _ in cleared.boxes] == ["Panel"]


def test_an_odd_field_is_tested_at_its_bright_side(odd):
    assert "120" in odd.beats["orientation-tuning"].texts_of("orientation_tuning.preferred")
    offsets = [odd.beats["shifted-bar"].texts_of(f"shift_curves.offsets[{number}]") for number in range(0, 121, 30)]
    assert offsets == [["−45"], ["−22.5"], ["0"], ["22.5"], ["45"]]
    answers = {entry.source.trail.partition("[")[0]: entry.source.value for entry in answers_in(odd)}
    assert answers[".simple"] == pytest.approx(0, abs=1e-9)
    assert answers[".energy"] > 1


@pytest.mark.parametrize(
    ("values", "angle"),
    [({"orientation": 89, "wavelength": 18, "bar_width": 3}, 90), ({"orientation": 180}, 0), ({"orientation": 60}, 60)],
)
def test_the_bar_lies_at_the_angle_that_the_curve_names(values, angle):
    class Watched(VisualCortex):
        def orientation_tuning(self, recording):
            super().orientation_tuning(recording)
            self.left = recording.bar.points.copy()
            self.named = Bar(
                recording.panel.picture, angle=angle, offset=0, thickness=self.parameters.bar_width, theme=self.theme
            ).pose(angle, recording.best.value * across(recording.angle))

        def growing_fields(self, recording):
            self.at_the_end = recording.bar.points.copy()
            super().growing_fields(recording)

    shown = perform(Watched, look=False, **values).scene
    np.testing.assert_allclose(shown.left, shown.named.points, atol=1e-9)
    assert any(entry.text == str(angle) and ".preferred" in entry.source.trail for entry in shown.performance.entries)


def test_the_cells_are_credited_by_animal_and_the_spread_of_it_is_told(shown):
    wordings = {text.wording for moment in shown.moments for text in moment.texts}
    assert "cells, in the cat: Hubel & Wiesel 1962" in wordings
    assert "in the monkey: Hubel & Wiesel 1968" in wordings
    assert {"IT  2.8° to 38.5°", "(the circle: 10°)", "the photograph spans 16°"} <= wordings
    assert "about 10°" not in shown.scene.describe().description.text


def answers_in(performance):
    traced_entries = (entry for entry in performance.entries if isinstance(entry.source, Traced))
    return [entry for entry in traced_entries if entry.source.trail.startswith((".simple[", ".energy["))]


@pytest.mark.parametrize("orientation", [0, 45, 90])
def test_the_complex_cells_curve_rises_and_falls_without_ripples(orientation):
    field = traced(Gabor, size=FIELD_PIXELS, wavelength=18, orientation=orientation)
    _, _, energy = Recording(field, thickness=9.0, theme=DARK).shift_plot()
    height = energy.samples[:, 1] - energy.samples[:, 1].min()
    peak = height.argmax()
    rising, falling = np.diff(height[: peak + 1]), -np.diff(height[peak:])
    assert min(rising.min(), falling.min()) > -0.01 * height.max()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"orientation": 200}, r"'orientation' was 200: .*180"),
        ({"wavelength": 3}, r"'wavelength' was 3: .*18"),
        ({"bar_width": 20}, r"bar_width of 20 .*wavelength of 24; allowed: at most 18"),
        ({"phase": "sideways"}, r"'phase' was 'sideways'"),
        ({"colour": "red"}, r"unknown parameter 'colour'"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(values, message):
    with pytest.raises(ParameterError, match=message) as refusal:
        VisualCortex.Parameters.read(values)
    assert "\n" not in str(refusal.value)


def test_the_words_of_its_still_promise_only_what_is_on_it():
    for text in words_of_still(VisualCortex):
        assert not any(word in text for word in ("complex", "IT", "VGG")), text
