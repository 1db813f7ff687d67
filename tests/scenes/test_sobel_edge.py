import re

import numpy as np
import pytest
from manim import ORIGIN
from PIL import Image
from scipy.signal import correlate2d

from convmath.core.provenance import traced
from convmath.images.named_images import image_by_name, whole_image_from
from scenes.base.parameters import ParameterError
from scenes.base.readout import Readout, format_value
from scenes.base.theme import THEMES
from scenes.sobel_edge.edge_padding import TALLIED, PaddedImage
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.edge_window import WindowSum
from scenes.sobel_edge.factors import FactorBoard
from scenes.sobel_edge.narration import narrations
from scenes.sobel_edge.scene import SobelEdge
from scenes.sobel_edge.tally import Tally
from tests.scenes import audit, printed
from tests.scenes.audit import (
    described,
    faults_on_stage,
    illegible_texts,
    performance,
    things_outside_the_frame,
    words_of_still,
)
from tests.scenes.staging import perform

SMOOTHING = {"sobel": [1, 2, 1], "prewitt": [1, 1, 1], "scharr": [3, 10, 3]}
NUMPY_MODES = {"zero": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}


def gradients(image, operator, mode):
    """Gx, Gy and the magnitude by SciPy."""
    padded = np.pad(image, 1, mode=NUMPY_MODES[mode])
    kernel = np.outer(SMOOTHING[operator], [-1, 0, 1])
    gx, gy = (correlate2d(padded, turned, mode="valid") for turned in (kernel, kernel.T))
    return gx, gy, np.hypot(gx, gy)


def counted(image, operator, mode):
    """What the table says of one padding: how many windows inside the image respond, and how strongly; of those that
    leave it."""
    *_, magnitude = gradients(image, operator, mode)
    inside = np.zeros(magnitude.shape, dtype=bool)
    inside[1:-1, 1:-1] = True
    numbers = []
    for windows in (inside, ~inside):
        numbers += [(magnitude[windows] > 1e-9).sum(), magnitude[windows].max()]
    return [format_value(number) for number in numbers]


def study_of(name, operator, mode):
    image = traced(image_by_name, name)
    return EdgeStudy(image, operator=operator, padding_mode=mode, theme=THEMES["dark"], side=4.0)


def table(shown):
    """The numbers in both columns of the table."""
    return [[part.text for part in column if isinstance(part, Readout)] for column in shown.scene.columns]


def save(path, pixels):
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(path)
    return str(path)


@pytest.fixture
def disc(tmp_path):
    """The path of a picture that is wider than high: a bright disc on grey."""
    rows, cols = np.indices((90, 160))
    return save(tmp_path / "disc.png", np.where((rows - 30) ** 2 + (cols - 110) ** 2 < 400, 230, 60))


@pytest.fixture
def bright_corner(tmp_path):
    """The path of a picture that is black but for its first pixel."""
    pixels = np.zeros((32, 32))
    pixels[0, 0] = 255
    return save(tmp_path / "corner.png", pixels)


@pytest.fixture
def lying_edge(tmp_path):
    """The path of a picture that is dark above and bright below."""
    return save(tmp_path / "lying.png", 255 * (np.indices((32, 32))[0] >= 16))


def captions_of(shown):
    return [caption.content for caption in shown.scene.renderer.file_writer.subcaptions]


def wordings(shown, beat):
    """Every statement that was on stage after some play of a beat."""
    return {text.wording for moment in shown.moments if moment.beat == beat for text in moment.texts}


def test_what_zero_padding_adds_is_counted_and_gone_with_another():
    shown = performance(SobelEdge, "dark", {})
    assert table(shown) == [["60", "4", "64", "4.24"], ["60", "4", "4", "4"]]
    border = shown.beats["false-edges"]
    assert border.texts_of("window_responses.maximum_inside") == ["4"]
    assert border.texts_of("window_responses.peak_columns[0]") == ["15"]
    assert border.texts_of("window_responses.peak_columns[1]") == ["16"]
    assert border.texts_of("border_response.value") == ["−4"]
    assert border.texts_of("border_response.column") == ["31"]
    assert border.texts_of("window_responses.maps.squared_maximum") == ["18"]
    assert border.texts_of("window_responses.maps.maximum") == ["4.24"]
    sweep = shown.beats["sweep"]
    assert [sweep.texts_of(f"scale_ticks[{tick}]") for tick in range(3)] == [["−4"], ["0"], ["4"]]
    assert "124 of 1,024 windows leave the image; 64 of them respond" in wordings(shown, "cause")
    assert "124 of 1,024 windows leave the image; 4 of them respond" in wordings(shown, "mend")
    assert "With the border repeated instead, the response across the border is gone." in captions_of(shown)


@pytest.mark.parametrize("operator", SMOOTHING)
@pytest.mark.parametrize("image", ["camera", "bar", "checkerboard"])
@pytest.mark.parametrize("mode", NUMPY_MODES)
def test_counts_are_those_of_the_chosen_image_kernel_and_padding(operator, image, mode):
    study = study_of(image, operator, mode)
    tally = Tally(TALLIED, theme=study.theme, right_edges=(2.0,))
    column = PaddedImage(study, place=ORIGIN, edge=study.border.value).column(tally, 0)
    assert [part.text for part in column if isinstance(part, Readout)] == counted(study.image.value, operator, mode)


def test_a_padding_that_is_repeated_is_compared_with_zeros():
    shown = performance(SobelEdge, "dark", {"padding_mode": "replicate"})
    assert table(shown) == [["60", "4", "4", "4"], ["60", "4", "64", "4.24"]]
    assert "border: nothing" in {text.markup for text in shown.beats["false-edges"].texts}
    assert "Windows that leave the image respond as well, to pixels that are made up." in captions_of(shown)
    assert "With black beyond the border instead, the response across the border is stronger." in captions_of(shown)


def test_repeating_the_border_is_not_taken_for_the_truth(bright_corner):
    ramp = perform(SobelEdge, image="ramp", padding_mode="replicate")
    assert table(ramp)[0] == ["900", "0.26", "124", "0.26"]
    assert "$G_x$ ≈ 0.13" in wordings(ramp, "cause")
    corner = perform(SobelEdge, image=bright_corner, padding_mode="replicate")
    assert table(corner)[0] == ["1", "1.41", "3", "4.24"]
    assert "edge inside: ≈ 1.41" in wordings(corner, "false-edges")
    assert "at 1 border pixel" in wordings(corner, "false-edges")
    noise = perform(SobelEdge, image="noise", padding_mode="circular")
    captions = [*captions_of(ramp), *captions_of(corner), *captions_of(noise)]
    texts = [text for shown in (ramp, corner, noise) for text in shown.scene.describe().texts.values()]
    for untrue in ("true edge", "false edge", "altered", "adds no edge", "removes"):
        assert untrue not in " ".join([*captions, *texts])
    assert "With the border repeated instead, the response across the border is weaker." in captions_of(noise)


def test_an_edge_that_lies_is_shown_by_the_gradient_that_finds_it(lying_edge):
    shown = perform(SobelEdge, "light", image=lying_edge)
    assert not list(faults_on_stage(shown))
    assert "brightness along column 15" in wordings(shown, "edge")
    assert "$G_y =$ 1 × 1 + 2 × 1 + 1 × 1 = 4".replace("$G_y =$", "$G_y$ =") in wordings(shown, "window")
    assert "rows 15 and 16" in wordings(shown, "false-edges")
    assert "downwards" in " ".join(captions_of(shown))
    words = shown.scene.describe()
    assert "an edge of 4 in rows 15 and 16" in words.caption.text
    assert "the Sobel kernel of the vertical gradient: −1, −2, −1; 0, 0, 0; 1, 2, 1." in words.description.text


def test_the_strongest_answer_is_said_to_be_clear_of_the_border():
    words = described(SobelEdge, image="noise", padding_mode="zero")
    assert re.search(r"Clear of the border it answers about −?[\d.]+ at its strongest\.", words.description.text)


@pytest.mark.parametrize("operator", SMOOTHING)
@pytest.mark.parametrize("image", ["camera", "bar", "noise", "ramp"])
@pytest.mark.parametrize("mode", NUMPY_MODES)
def test_pixels_under_the_window_do_not_contradict_the_response(operator, image, mode):
    study = study_of(image, operator, mode)
    seen = PaddedImage(study, place=ORIGIN, edge=study.border.value).seen(ORIGIN)
    patch, response = seen
    component = study.border.value.component if study.border.value else study.axis
    kernel = np.outer(SMOOTHING[operator], [-1, 0, 1])
    kernel = kernel if component == "gx" else kernel.T
    pixels = np.array([float(printed.number(cell.number.text)) for cell in patch]).reshape(3, 3)
    said = response.filled[1].text
    apart = abs((pixels * kernel).sum() - float(printed.number(said)))
    places = max(len(cell.number.text.partition(".")[2]) for cell in patch)
    assert apart <= np.abs(kernel).sum() * 0.5 * 10.0**-places + float(printed.unit(said)) / 2 + 1e-9
    assert places > 1 or np.array_equal(pixels, pixels.round())
    assert patch[0, 0].number.height > 0


@pytest.mark.parametrize(("name", "sign"), [("camera", "≈"), ("checkerboard", "=")])
def test_one_window_is_weighed_factor_by_factor(name, sign):
    study = study_of(name, "scharr", "zero")
    board = FactorBoard(study.kernel, theme=study.theme, cell=1.0, size=28)
    formula = WindowSum(study, board, place=ORIGIN).formula
    gx, gy, _ = gradients(study.image.value, "scharr", "zero")
    strongest = max(np.abs(each[1:-1, 1:-1]).max() for each in (gx, gy))
    assert abs(formula["sum"].source.value) == pytest.approx(strongest)
    weights, differences = ([formula[f"{term}{row}"] for row in range(3)] for term in ("weight", "difference"))
    total = sum(weight.source.value * difference.source.value for weight, difference in zip(weights, differences))
    assert total == pytest.approx(formula["sum"].source.value)
    rounded = [difference.text for difference in differences] if sign == "≈" else []
    assert not list(printed.faults_of_equation(formula.wording, rounded))
    assert formula.wording.startswith(f"$G_{study.axis[1]}$ {sign}")


def test_a_picture_of_ones_own_keeps_its_shape(disc):
    shown = performance(SobelEdge, "light", {"image": disc})
    pixels = whole_image_from(disc)
    assert pixels.shape == (36, 64)
    sides = [shown.beats["edge"].texts_of(f"whole_image_from.shape[{axis}]") for axis in (0, 1)]
    assert sides == [["36"], ["64"]]
    assert table(shown) == [counted(pixels, "sobel", "zero"), counted(pixels, "sobel", "replicate")]
    assert not list(illegible_texts(shown))


@pytest.mark.parametrize(
    ("shape", "theme", "operator"), [((640, 80), "light", "scharr"), ((40, 320), "dark", "prewitt")]
)
def test_narrow_and_low_pictures_stay_legible(tmp_path, shape, theme, operator):
    path = save(tmp_path / "noise.png", np.random.default_rng(2).integers(0, 255, shape))
    shown = performance(SobelEdge, theme, {"image": path, "filter": operator})
    assert not [*illegible_texts(shown), *things_outside_the_frame(shown)]


def test_a_picture_without_any_edge_has_none_but_those_of_zeros(tmp_path):
    path = save(tmp_path / "flat.png", np.full((40, 20), 200))
    shown = perform(SobelEdge, image=path, filter="prewitt", padding_mode="reflect")
    assert table(shown) == [["0"] * 4, ["0"] * 4]
    assert {"inside: no edge", "border: nothing"} <= {text.markup for text in shown.beats["false-edges"].texts}
    assert shown.scene.title == "Prewitt finds an edge"


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"image": "vertcal_edge"}, "parameter 'image' was 'vertcal_edge'; allowed: the path of"),
        ({"image": "missing/picture.png"}, "the path of an existing file"),
        ({"filter": "canny"}, "parameter 'filter' was 'canny'"),
        ({"padding_mode": "mirror"}, "parameter 'padding_mode' was 'mirror'"),
        ({"photograph": "vertical_edge"}, "parameter 'photograph' was 'vertical_edge'"),
        ({"kernel": "sobel"}, "unknown parameter 'kernel'"),
    ],
)
def test_what_the_scene_does_not_know_is_refused_in_one_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        perform(SobelEdge, look=False, **values)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_picture_too_narrow_for_a_map_is_refused(tmp_path):
    path = save(tmp_path / "line.png", np.zeros((10, 640)))
    with pytest.raises(ParameterError, match=r"1 × 64 pixels are left .* at least 8 pixels on either side"):
        perform(SobelEdge, look=False, image=path)


def test_the_words_of_its_still_promise_only_what_is_on_it():
    for text in words_of_still(SobelEdge):
        assert not any(word in text for word in ("magnitude", "maps", "repeating", "leave")), text


def test_that_no_window_across_the_border_responds_is_said_in_the_plural(tmp_path):
    path = save(tmp_path / "dot.png", np.pad(np.full((4, 4), 200), 14))
    told = audit.described(SobelEdge, image=path).texts["alt"]
    assert "With black beyond the border, 0 of 124 windows that leave it respond." in told


IMAGES = ("vertical_edge", "camera", "bar", "noise", "ramp", "checkerboard", "coffee", "page", "rocket")


@pytest.mark.parametrize("mode", NUMPY_MODES)
@pytest.mark.parametrize("image", IMAGES)
def test_what_is_said_is_so_of_the_chosen_image_and_padding(image, mode):
    other = "zero" if mode == "replicate" else "replicate"
    studies = [study_of(image, "sobel", each) for each in (mode, other)]
    said = narrations(*studies, "Sobel")
    pixels, inside = studies[0].image.value, (slice(1, -1), slice(1, -1))
    (gx, gy, magnitude), after = (gradients(pixels, "sobel", each) for each in (mode, other))
    upright = np.abs(gx[inside]).max() >= np.abs(gy[inside]).max() - 1e-9
    assert ("right minus left, in each row" if upright else "lower minus upper, in each column") in said["window"]
    leaving = magnitude.copy()
    leaving[inside] = 0
    louder = leaving.max() > magnitude[inside].max() + 1e-9
    assert ("none of them responds" in said["false-edges"]) == (leaving.max() < 1e-9)
    assert ("respond more strongly than any window inside" in said["false-edges"]) == louder
    edge = studies[0].shown_border(studies[1])
    responds = edge is not None and abs(after[edge.component == "gy"][edge.row, edge.column]) > 1e-9
    assert ("response across the border is gone" in said["mend"]) == (edge is not None and not responds)
    assert ("response across the border is another one" in said["mend"]) == responds
