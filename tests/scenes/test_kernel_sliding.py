from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.signal import convolve2d, correlate2d

from convmath.convolution.claim_causes import KINDS
from convmath.convolution.cross_correlation import cross_correlate2d, trace
from convmath.convolution.grids import grid_from
from convmath.convolution.leftovers import settled
from convmath.core.provenance import traced
from scenes.base.parameters import ParameterError
from scenes.base.theme import THEMES
from scenes.kernel_sliding.claim import IN_WORDS, likely_mistake
from scenes.kernel_sliding.scene import KernelSliding
from scenes.kernel_sliding.sum_line import sum_lines
from tests.scenes import audit, printed
from tests.scenes.audit import words_of_still
from tests.scenes.narrated import faults_of_narration
from tests.scenes.staging import perform

WIDGET = [[1, 2, 0, 1, 2], [0, 1, 2, 1, 0], [2, 0, 1, 0, 1], [1, 2, 0, 2, 1], [0, 1, 2, 1, 0]]
DENSE = "A dense layer between the same grids has"
SOBEL_X = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def numbers_in(grid):
    """What a grid prints, as numbers."""
    texts = [cell.number.text.replace("−", "-").replace(",", "") for cell in grid]
    return np.array(texts, dtype=float).reshape(grid.rows, grid.cols)


def test_the_grids_print_input_kernel_and_output():
    stage = perform(KernelSliding).scene.stage
    assert numbers_in(stage.input).tolist() == WIDGET
    assert numbers_in(stage.kernel).tolist() == SOBEL_X
    assert numbers_in(stage.output).tolist() == correlate2d(WIDGET, SOBEL_X, mode="valid").tolist()


def test_the_first_sum_is_written_out_in_full():
    shown = perform(KernelSliding)
    first = [moment for moment in shown.moments if moment.beat == "first-sum"]
    terms = " + ".join(
        f"{x} × {w}".replace("-", "−") if w >= 0 else f"{x} × (−{-w})"
        for x, w in zip(np.array(WIDGET)[:3, :3].ravel(), np.ravel(SOBEL_X))
    )
    lines = [text.wording for moment in first for text in moment.texts]
    assert f"{terms} = 2" in lines


def wordings(shown):
    """Every statement that was on stage."""
    return [text.wording for moment in shown.moments for text in moment.texts]


def test_true_convolution_turns_the_kernel_on_stage():
    image, kernel = [[1, 2, 3], [4, 5, 7], [0, 2, 1], [3, 1, 0]], [[1, 2], [3, 5]]
    shown = perform(KernelSliding, image=image, kernel=kernel, flip=True)
    assert numbers_in(shown.scene.stage.output).tolist() == convolve2d(image, kernel, mode="valid").tolist()
    assert "flip" in shown.beats
    cells = sorted(shown.scene.stage.kernel, key=lambda cell: (-round(cell.get_y(), 3), round(cell.get_x(), 3)))
    assert [cell.number.text for cell in cells] == ["5", "3", "2", "1"]


@pytest.mark.parametrize(
    ("mode", "numpy_mode"), [("zero", "constant"), ("replicate", "edge"), ("reflect", "reflect"), ("circular", "wrap")]
)
def test_padding_is_drawn_as_it_is_computed(mode, numpy_mode):
    image = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 1, 2, 3]]
    stage = perform(KernelSliding, look=False, image=image, padding=1, padding_mode=mode, stride=2).scene.stage
    padded = np.pad(image, 1, mode=numpy_mode)
    assert numbers_in(stage.input).tolist() == padded.tolist()
    assert numbers_in(stage.output).tolist() == correlate2d(padded, SOBEL_X, mode="valid")[::2, ::2].tolist()
    assert len(stage.ring) == padded.size - 12


def test_the_window_stands_on_the_taps_of_a_dilated_kernel():
    scene = perform(KernelSliding, look=False, image="ramp", size=6, kernel="1 2; 3 4", dilation=3).scene
    window, grid = scene.window, scene.stage.input
    assert window.taps(0) == [(0, 0), (0, 3), (3, 0), (3, 3)]
    assert window.taps(8) == [(2, 2), (2, 5), (5, 2), (5, 5)]
    assert len(window.outline) == 4
    assert np.allclose(window.place_of(0), (grid[0, 0].square.get_center() + grid[3, 3].square.get_center()) / 2)


def test_a_sum_may_begin_with_a_negative_pixel():
    shown = perform(KernelSliding, image=[[-5, 9], [0, 1]], kernel="1 -1; 2 0.5")
    lines = wordings(shown)
    assert "(−5) × 1 + 9 × (−1) + 0 × 2 + 1 × 0.5 = −13.5" in lines


def test_products_fit_their_cells_in_both_sums_that_are_written_out():
    shown = perform(KernelSliding, image="bar", size=5, kernel="binomial", stride=3, padding=1)
    for moment in shown.moments:
        boxes = sorted((text.box for text in moment.texts), key=lambda box: (round(box.bottom, 2), box.left))
        assert not any(left.overlaps(right) for left, right in pairwise(boxes))


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"image": "camera", "size": 10}, "parameter 'size' was 10"),
        ({"image": np.ones((10, 3), int).tolist()}, "parameter 'image' was 10 × 3 cells; allowed: at most 9 × 9"),
        ({"kernel": np.ones((1, 6), int).tolist()}, "parameter 'kernel' was 1 × 6 cells; allowed: at most 5 × 5"),
        ({"kernel": "sobel_z"}, "did you mean"),
        ({"image": "1 2; 3"}, "rows of numbers of the same length"),
        ({"stride": 0}, "parameter 'stride' was 0"),
        ({"padding": -1}, "parameter 'padding'"),
        ({"padding": 7}, "parameter 'padding' was 7; allowed: at most 4 pixels"),
        ({"colour": "red"}, "unknown parameter 'colour'"),
        ({"padding_mode": "mirror"}, "parameter 'padding_mode' was 'mirror'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        perform(KernelSliding, **values)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        (
            {"kernel": "box"},
            ["1 × 1/9 + 2 × 1/9 + 0 × 1/9 + 0 × 1/9 + 1 × 1/9 + 2 × 1/9 + 2 × 1/9 + 0 × 1/9 + 1 × 1/9 = 1"],
        ),
        (
            {"kernel": "1 -1", "image": "0.005 0.015 0.025 9.995"},
            ["0.005 × 1 + 0.015 × (−1) = −0.01", "0.015 × 1 + 0.025 × (−1) = −0.01"],
        ),
        ({"kernel": "0.001", "image": "1 2"}, ["1 × 0.001 = 0.001", "2 × 0.001 = 0.002"]),
        (
            {"kernel": "0.1 0.2 -0.3", "image": "1000000 1000000 1000000"},
            ["1,000,000 × 0.1 + 1,000,000 × 0.2 + 1,000,000 × (−0.3) = 0"],
        ),
        (
            {"kernel": 2, "image": 3},
            ["3 × 2 = 6", f"1 weight made 1 output. {DENSE} 1."],
        ),
        ({"kernel": -1, "image": "4"}, ["4 × (−1) = −4", "The window fits at 1 place."]),
        (
            {"kernel": "gaussian", "image": "camera", "size": 5},
            [
                "The 25 products add up to about 3.80",
                f"25 weights made 1 output. {DENSE} 25.",
            ],
        ),
    ],
)
def test_the_sums_on_screen_are_true_of_the_digits_printed(values, lines):
    shown = perform(KernelSliding, **values)
    assert set(lines) <= set(wordings(shown))
    assert not list(audit.faults_on_stage(shown))


def test_no_weight_and_no_output_is_drawn_as_0_that_is_none():
    stage = perform(KernelSliding, look=False, kernel="gaussian", image="camera", size=5).scene.stage
    assert stage.kernel[0, 0].number.text == "0.003"
    assert numbers_in(stage.kernel).min() > 0
    stage = perform(KernelSliding, look=False, kernel="0.001 0.001", image="1 1 0 0").scene.stage
    assert [cell.number.text for cell in stage.output] == ["0.002", "0.001", "0"]


whole = st.integers(-9, 9)
parts = st.sampled_from([1 / 9, 1 / 16, 0.125, 1 / 3, 2 / 7])
typed = st.integers(-20_000, 20_000).map(lambda number: number / 1000)


def faults_of_sums(image, kernel):
    """What is false in the sums of the first two windows as they are printed."""
    steps = traced(trace, image, kernel)
    output = traced(settled, traced(cross_correlate2d, image, kernel), image, kernel)
    first = [steps[index] for index in range(2)]
    for line in sum_lines(first, [output[step.value.position] for step in first], THEMES["dark"]):
        yield from printed.faults_of_equation(line.wording, ())
        for part in line.filled:
            if part.field and part.text == "0" and abs(part.source.value) >= 1e-9:
                yield f"{part.source.value!r} is printed as 0"


def test_a_sum_of_terms_with_one_digit_left_is_printed_with_more():
    image = np.zeros((3, 4))
    image[2, 2:] = 0.001, 0.004
    assert list(faults_of_sums(image, np.full((3, 3), 1 / 9))) == []


@settings(max_examples=25)
@given(data=st.data())
def test_the_sum_of_any_window_is_true_or_says_that_it_is_nearly(data):
    rows, cols = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    weights = data.draw(st.sampled_from([whole, typed, parts, typed | parts]))
    image = data.draw(npst.arrays(float, (3, 4), elements=data.draw(st.sampled_from([whole, typed]))))
    kernel = data.draw(npst.arrays(float, (rows, cols), elements=weights))
    assert list(faults_of_sums(image, kernel)) == []


def test_the_words_of_its_still_promise_only_what_is_on_it():
    for text in words_of_still(KernelSliding):
        assert not any(word in text for word in ("dense",)), text


def test_the_range_of_a_large_output_is_told_in_the_kernels_fractions():
    pixels = grid_from("bar", rows=9, cols=9)
    ninths = correlate2d(pixels, np.ones((3, 3)), mode="valid")
    told = audit.described(KernelSliding, image="bar", size=9, kernel="box").texts["description"]
    assert f"run from {ninths.min():.0f} to {ninths.max():.0f}/9." in told


def test_every_mistake_has_words():
    assert tuple(IN_WORDS) == KINDS


def test_a_claim_is_held_against_the_sums_where_they_part():
    shown = perform(KernelSliding, claimed="2 -1 -2; -1 4 -1; -1 0 0")
    assert list(shown.beats)[-3:] == ["claim", "parting", "verdict"]
    assert likely_mistake(shown.scene.parameters.verdict().value) == "Most likely: a slip in a single product."
    wrong, cells = shown.beats["claim"].running_line()
    assert (wrong[1], cells) == ("1", ("cross_correlate2d.size", "9"))
    right, claimed = shown.beats["parting"].running_line()
    assert (right, claimed) == (("cross_correlate2d[1, 1]", "0"), ("verify_output.claimed[1, 1]", "4"))
    with pytest.raises(ValueError, match="claimed"):
        KernelSliding.Parameters.read({"claimed": "1 2; x"})


def test_a_sum_is_said_in_the_digits_in_which_the_line_prints_it():
    kernel = [[0.001, 2, -0.25, -35], [0, 1.5, 1, 0.001], [-37, -30, 1, 0], [-36, -13, 1.5, 1.5]]
    values = {"image": "ramp", "size": 8, "padding": 2, "padding_mode": "circular", "dilation": 2, "stride": 3}
    shown = perform(KernelSliding, kernel=kernel, **values)
    (said,) = (said for said in shown.scene.narrator.said if said.beat == "first-sum")
    text = "".join(part if isinstance(part, str) else part.written for part in said.parts)
    assert "the sum, about −741.74, is written" in text
    assert not list(faults_of_narration(shown))
