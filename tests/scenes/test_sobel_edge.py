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
from scenes.sobel_edge.scene import SobelEdge
from scenes.sobel_edge.tally import Tally
from tests.scenes.audit import illegible_texts, performance, things_outside_the_frame, words_of_still
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
    """What the table says of one padding: responding, clean, altered, largest."""
    gx, gy, magnitude = gradients(image, operator, mode)
    true_gx, true_gy, _ = gradients(image, operator, "replicate")
    altered = (np.abs(gx - true_gx) > 1e-9) | (np.abs(gy - true_gy) > 1e-9)
    responds = magnitude > 1e-9
    numbers = responds.sum(), responds[1:-1, 1:-1].sum(), altered.sum(), magnitude.max()
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


def test_the_artefact_is_found_and_mended():
    shown = performance(SobelEdge, "dark", {})
    assert table(shown) == [["124", "60", "64", "4.24"], ["64", "60", "0", "4"]]
    assert {"4", "15", "16", "−4", "31", "18", "4.24"} <= shown.texts_in("false-edges")
    assert set(shown.beats["sweep"].sourced) == {"−4", "0", "4"}


@pytest.mark.parametrize("operator", SMOOTHING)
@pytest.mark.parametrize("image", ["camera", "bar", "checkerboard"])
@pytest.mark.parametrize("mode", NUMPY_MODES)
def test_counts_are_those_of_the_chosen_image_kernel_and_padding(operator, image, mode):
    study = study_of(image, operator, mode)
    tally = Tally(TALLIED, theme=study.theme, right_edges=(2.0,))
    column = PaddedImage(study, place=ORIGIN, edge=study.false_edge.value).column(tally, 0)
    assert [part.text for part in column if isinstance(part, Readout)] == counted(study.image.value, operator, mode)


def test_padding_without_artefact_is_compared_with_zeros():
    shown = performance(SobelEdge, "dark", {"padding_mode": "replicate"})
    assert table(shown) == [["64", "60", "0", "4"], ["124", "60", "64", "4.24"]]
    assert set(shown.beats["false-edges"].sourced) == {"−4", "0", "4", "4.24", "15", "16"}  # scales and the true edge
    captions = [caption.content for caption in shown.scene.renderer.file_writer.subcaptions]
    assert any("adds no edge" in caption for caption in captions)
    assert not any("false edges are gone" in caption for caption in captions)


@pytest.mark.parametrize(("name", "sign"), [("camera", "approx"), ("checkerboard", "=")])
def test_one_window_is_weighed_factor_by_factor(name, sign):
    study = study_of(name, "scharr", "zero")
    board = FactorBoard(study.x_kernel, theme=study.theme, cell=1.0, size=28)
    formula = WindowSum(study, board, place=ORIGIN).formula
    gx, _, _ = gradients(study.image.value, "scharr", "zero")
    assert abs(formula["sum"].source.value) == pytest.approx(np.abs(gx[1:-1, 1:-1]).max())
    weights, differences = ([formula[f"{term}{row}"] for row in range(3)] for term in ("weight", "difference"))
    total = sum(weight.source.value * difference.source.value for weight, difference in zip(weights, differences))
    assert total == pytest.approx(formula["sum"].source.value)
    assert sign in formula.markup.rpartition("box")[0].rpartition("]")[2].partition(">")[2]


def test_a_picture_of_ones_own_keeps_its_shape(disc):
    shown = performance(SobelEdge, "light", {"image": disc})
    pixels = whole_image_from(disc)
    assert pixels.shape == (36, 64)
    assert {"36", "64"} <= shown.texts_in("edge")
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
    assert {"no true edge", "no false edge"} <= {text.markup for text in shown.beats["false-edges"].texts}
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
        assert not any(word in text for word in ("magnitude", "maps", "repeating", "altered")), text
