"""What the beyond-images scene shows is what other means make of it: counts, sums, the two films, and the table."""

import numpy as np
import pytest
from manim import Polygon

from convmath.images.named_images import image_by_name
from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK, LIGHT
from scenes.beyond_images.edge_pictures import PHOTO, SHOWN, EdgePictures
from scenes.beyond_images.film_board import FilmBoard
from scenes.beyond_images.ladder import COUNT, FIRST, NETWORK, SOURCE, STEP
from scenes.beyond_images.parameters import BeyondImagesParameters
from scenes.beyond_images.row_plots import BRIGHTNESS, LEFT, SLOPE, RowPlots
from scenes.beyond_images.scene import BeyondImages
from scenes.beyond_images.taps import Taps
from scenes.mobjects.grids.panel import Panel
from tests.scenes import audit
from tests.scenes.claims.beyond_images import BACK, NETWORKS, answers_to, edges, slopes, strongest
from tests.scenes.staging import perform

WEIGHTS = "convmath.convolution.n_dimensional.kernel_weights"
ANSWERS = "convmath.convolution.one_window.kernel_answers"
APPLICATIONS = "convmath.networks.applications.applications"


@pytest.fixture(scope="module")
def shown():
    return audit.performance(BeyondImages)


def number(text):
    return float(text.replace("−", "-").replace(",", ""))


def test_each_window_has_its_count_below_it(shown):
    moment = shown.beats["windows"]
    for x, count in zip((-4.45, 0.0, 4.45), (3, 9, 27)):
        figure = moment.figure(WEIGHTS, "", near=(x, -3.2))
        assert figure.text == str(count)
        assert abs(figure.place[0] - x) < 1.6


@pytest.mark.parametrize("side", [3, 5, 7])
def test_there_is_a_cell_for_each_weight(side):
    for dimensions in (1, 2, 3):
        taps = Taps(dimensions, side=side, cell=0.3, theme=DARK)
        cells = [cell for frame in taps for cell in frame]
        assert len(cells) == side**dimensions
        assert len({tuple(np.round(cell.get_center(), 4)) for cell in cells}) == side**dimensions
        assert len(taps.top_row) == side


def test_the_sums_on_the_running_line_are_those_of_other_means(shown):
    for beat, due in (("signal", slopes("camera", 16, 3)), ("image", edges("camera", 3))):
        figure = shown.beats[beat].figure(ANSWERS, ".at_strongest", near=(0, -3.3))
        assert number(figure.text) == pytest.approx(strongest(due), abs=0.005)
    for place, way in enumerate(("right", "left")):
        due = answers_to("right", way, 3)
        moment = shown.beats["one-way"]
        found = [figure for figure in moment.figures if figure.of.startswith("kernel_answers.") and figure.place[0] > 1]
        ends = {
            number(figure.text) for figure in found if (figure.place[1] > 0) == (place == 0) and figure.place[1] > -3
        }
        assert ends == {float(due.min()), float(due.max())}


@pytest.mark.parametrize("direction", BACK)
def test_only_the_film_along_the_way_is_answered(direction):
    """Strips are drawn where torch's answers are not 0: filled above, an outline below."""
    given = BeyondImagesParameters(direction=direction, kernel=5)
    board = FilmBoard(given, theme=DARK)
    for stack, way in zip(board.answers, (direction, BACK[direction])):
        answers = answers_to(direction, way, 5)[0, 0]
        for strips, frame in zip(stack.strips, answers, strict=True):
            line = frame[0] if direction in ("right", "left") else frame[:, 0]
            signs = [bool(strip.get_fill_opacity()) for strip in strips]
            assert signs == [value > 0 for value in line if value]
    assert all(len(strips) == 0 for strips in board.answers[1].strips)
    assert [len(strips) for strips in board.films[0].strips] == [1] * (5 + 3)


def test_the_bars_move_their_ways_on_stage():
    board = FilmBoard(BeyondImagesParameters(), theme=DARK)
    for film, way in zip(board.films, (1, -1)):
        inside = [strips[0].get_x() - film.pitch * frame for frame, strips in enumerate(film.strips)]
        steps = np.diff(inside)
        assert np.allclose(steps, steps[0])
        assert np.sign(steps[0]) == way


def test_the_window_in_space_and_time_has_a_face_on_each_of_its_frames():
    given = BeyondImagesParameters(kernel=5)
    board = FilmBoard(given, theme=DARK)
    faces = [part for part in board.windows[0] if isinstance(part, Polygon)]
    assert len(faces) == 5
    film = board.films[0]
    for face, plane in zip(faces, film.planes):
        assert face.width / plane.width == pytest.approx(5 / 13)


@pytest.mark.parametrize("values", [{}, {"image": "bar", "row": 3}, {"image": "noise", "kernel": 7, "row": 47}])
def test_the_curves_are_the_row_its_mean_and_its_slope(values):
    given = BeyondImagesParameters(**values)
    plots = RowPlots(given, theme=LIGHT)
    row = image_by_name(given.image, height=48, width=48)[given.row]
    assert plots.brightness.samples[:, 1] == pytest.approx(BRIGHTNESS + 1.2 * row)
    windows = np.lib.stride_tricks.sliding_window_view(row, given.kernel)
    heights = plots.smoothed.samples[:, 1] - plots.axes[1].get_y()
    assert heights == pytest.approx(1.2 * windows.mean(axis=1))
    due = slopes(given.image, given.row, given.kernel)
    heights = plots.slope.samples[:, 1] - (SLOPE + 0.6)
    reach = np.abs(due).max()
    assert heights == pytest.approx(0.6 * due / reach if reach > 1e-9 else 0 * due)
    middle = given.kernel // 2
    assert plots.slope.samples[0][0] == pytest.approx(plots.brightness.samples[middle][0])
    plots.slide(0, 7, run_time=1).interpolate(1)
    assert plots.window.get_x() == pytest.approx(plots.slope.samples[7][0])
    assert plots.window.get_left()[0] == pytest.approx(LEFT + 7 * 8 / 48)


def test_the_map_has_the_colour_of_each_slope():
    given = BeyondImagesParameters(image="coins", kernel=5)
    photo = Panel(given.picture(), theme=DARK, palette=DARK.grey, side=SHOWN).move_to(PHOTO)
    pictures = EdgePictures(given, photo, theme=DARK)
    due = edges("coins", 5)[0, 0]
    limit = np.abs(due).max()
    picture = pictures.map.picture
    times = picture.pixel_array.shape[0] // picture.rows
    for row, col in ((3, 4), (20, 20), (43, 0), (11, 40), (30, 7)):
        block = picture.pixel_array[row * times : (row + 1) * times, col * times : (col + 1) * times, :3]
        colour = np.array(DARK.signed(due[row, col], limit).to_rgb()) * 255
        assert np.abs(block.reshape(-1, 3) - colour).max(axis=1).min() < 3
    pictures.cover()
    assert not picture.pixel_array[:, :, 3].any()
    along, down = pictures.row_by_row(run_time=1)
    along.interpolate(1)
    seen = picture.pixel_array[::times, ::times, 3] > 0
    assert [seen.sum(), seen[pictures.row].all()] == [44, True], "one row, whose window has the signal in its middle"
    down.interpolate(1)
    assert picture.pixel_array[:, :, 3].all()


@pytest.mark.parametrize(("place", "name"), [*enumerate(NETWORKS)])
def test_each_network_stands_in_its_row_with_its_count_and_source(shown, place, name):
    moment, (_, parameters) = shown.beats["ladder"], NETWORKS[name]
    y = FIRST - place * STEP - 0.22 * (place > 0) - 0.22 * (place > 8)
    row = [figure for figure in moment.figures if abs(figure.place[1] - y) < 0.24]
    texts = {figure.text for figure in row}
    assert name in texts
    assert any("20" in figure.text for figure in row if figure.place[0] > SOURCE)
    counts = [figure.text for figure in row if figure.is_of(APPLICATIONS, f"[{place}].parameters")]
    assert counts == ([f"{parameters:,}"] if parameters else [])
    assert all(NETWORK < figure.place[0] < COUNT for figure in row if figure.text in counts)


def test_what_is_no_convolutional_network_is_not_in_the_table(shown):
    for name in ("ViT", "DETR", "latent diffusion"):
        assert name in shown.texts_in("errata")
        assert name not in shown.texts_in("ladder")
    without = perform(BeyondImages, look=False, errata=False)
    assert "ViT" not in without.texts


def test_nothing_is_said_of_speed_or_of_experts(shown):
    spoken = " ".join(caption.content for caption in shown.scene.renderer.file_writer.subcaptions)
    told = " ".join([spoken, *(text.markup for moment in shown.moments for text in moment.texts)]).lower()
    for boast in ("fps", "expert", "accura", "human", "exceed"):
        assert boast not in told


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"kernel": 4}, "parameter 'kernel' was 4; allowed: an odd number from 3 to 7"),
        ({"kernel": 9}, "parameter 'kernel' was 9"),
        ({"row": 48}, "parameter 'row' was 48"),
        ({"direction": "north"}, "parameter 'direction' was 'north'"),
        ({"image": "dog"}, "parameter 'image' was 'dog'"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        BeyondImagesParameters.read(values)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)
