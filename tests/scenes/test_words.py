import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from convmath.convolution.filters import kernel_by_name, kernel_names
from convmath.core import facts
from convmath.core.provenance import traced
from convmath.images.named_images import image_names, whole_image_from
from convmath.networks.receptive_field import receptive_field
from convmath.networks.stacks import layers_from
from scenes.base.descriptions import Description, DescriptionError, Phrase, counted, joined, listed, phrase, row_by_row
from scenes.base.lecture_scene import LectureScene
from scenes.base.parameters import ParameterError
from scenes.catalogue import SCENES
from scenes.fc_explosion.scene import FcExplosion
from scenes.kernel_sliding.scene import KernelSliding
from scenes.receptive_field_growth.scene import ReceptiveFieldGrowth
from scenes.sobel_edge.scene import SobelEdge
from scenes.visual_cortex.scene import VisualCortex
from tests.scenes import audit, printed
from tests.scenes.audit import described, number_in
from tests.scenes.staging import perform
from tests.scenes.test_sobel_edge import counted as counted_by_scipy

CASES = [
    pytest.param(
        audit.scene_class(entry), values, id=f"{entry.name}-{number}", marks=[pytest.mark.exhaustive] * (number > 1)
    )
    for entry in SCENES
    for number, values in enumerate(audit.parameter_sets(audit.scene_class(entry)))
]
every_scene = pytest.mark.parametrize("scene", [*map(audit.scene_class, SCENES)], ids=lambda scene: scene.__name__)


def check_words(words):
    assert not list(audit.faults_in_words(words))


@pytest.mark.parametrize(("scene", "values"), CASES)
def test_the_words_of_every_scene_are_plain_and_every_digit_has_its_source(scene, values):
    assert not list(audit.faults_of_description(scene, values))


@every_scene
def test_what_alt_and_caption_say_is_also_to_be_seen(scene):
    assert not list(audit.words_without_picture(audit.performance(scene)))


@every_scene
def test_other_parameters_give_other_words(scene):
    assert not list(audit.words_that_ignore_parameters(scene))


@settings(max_examples=40)
@given(data=st.data())
def test_sliding_words_give_the_sums_that_scipy_gives(data):
    rows, cols, k, m = (data.draw(st.integers(1, most)) for most in (6, 6, 4, 4))
    image = np.array(
        data.draw(st.lists(st.lists(st.integers(-9, 9), min_size=cols, max_size=cols), min_size=rows, max_size=rows))
    )
    choice = data.draw(st.sampled_from(kernel_names()) | st.none())
    kernel = (
        kernel_by_name(choice)
        if choice
        else np.array(data.draw(st.lists(st.lists(st.integers(-9, 9), min_size=m, max_size=m), min_size=k, max_size=k)))
    )
    flip = data.draw(st.booleans())
    values = {"image": image.tolist(), "kernel": choice or kernel.tolist(), "flip": flip, "padding": "same"}
    expected = (convolve2d if flip else correlate2d)(image, kernel, mode="full")
    top, left = ((side - 1) // 2 for side in kernel.shape)
    # "same" keeps the image's size; which side an even kernel leans to is convmath's own affair
    if not all(side % 2 for side in kernel.shape):
        values["padding"], top, left = "full", 0, 0
        rows, cols = expected.shape
    expected = expected[top : top + rows, left : left + cols]
    words = described(KernelSliding, **values)
    check_words(words)
    said = words.description.text
    assert near(re.search(r"(?:add up to|product is) (?:about )?(\S+)\.", said)[1], expected.flat[0])
    ends = re.search(r"from (\S+) to (\S+)\.$", words.alt.text)
    if ends:
        assert near(ends[1], expected.min())
        assert near(ends[2], expected.max())
        assert ends[1] != ends[2]
    else:
        only = re.search(r"(\S+) throughout\.$|the output is (?:about )?(\S+)\.$", words.alt.text)
        assert all(near(only[1] or only[2], value) for value in expected.flat)
    assert f"dense layer between the same grids would have {image.size * expected.size:,}." in words.description.text
    assert ("true convolution" in words.description.text) == flip


def near(text, value):
    """Whether a printed number is a value, to its last place."""
    return abs(float(printed.number(text)) - value) <= float(printed.unit(text)) / 2 + 1e-9


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kernel": "0.001 0; 0 0.001"}, ["from 0 to 0.004", "add up to 0.002."]),
        ({"kernel": "box"}, ["are 1/9, 1/9, 1/9; 1/9", "from 8/9 to 1", "the same weights give 8/9."]),
        ({"kernel": "1 2", "image": "1 2 3", "stride": 2}, ["are 1, 2. It fits at 1 place.", "the output is 5."]),
        ({"kernel": 2, "image": 3}, ["the weight of the 1 × 1 kernel is 2.", "the product is 6."]),
        ({"kernel": "1", "image": "2.001 1.999"}, ["from 1.999 to 2.001"]),
        ({"kernel": "0.1 0.2", "image": "1 1 1"}, ["0.3 throughout"]),
    ],
)
def test_sliding_words_say_what_is_true_of_odd_kernels(values, said):
    words = described(KernelSliding, **values)
    check_words(words)
    whole = f"{words.alt.text} {words.description.text}"
    for text in said:
        assert text in whole


def test_a_named_kernel_is_called_by_its_name():
    sobel, box, own, gauss = (
        described(KernelSliding, kernel=kernel) for kernel in ("sobel_x", "box", "1 2; 3 4", "gaussian")
    )
    assert "3 × 3 Sobel x kernel" in sobel.alt.text
    assert "from −2 to 2" in sobel.alt.text
    assert "3 × 3 box kernel" in box.alt.text
    assert "(rounded)" not in box.description.text
    assert "0.0030, 0.013, 0.022, 0.013, 0.0030 (rounded)." in gauss.description.text
    assert "2 × 2 kernel" in own.alt.text
    assert "1, 2; 3, 4" in own.description.text


@settings(max_examples=40)
@given(
    text=st.lists(
        st.tuples(st.integers(1, 7), st.integers(1, 4), st.integers(1, 4)).map(lambda layer: "{}s{}d{}".format(*layer)),
        min_size=1,
        max_size=4,
    ).map(", ".join)
)
def test_growth_words_give_the_fields_of_any_layers(text):
    try:
        words = described(ReceptiveFieldGrowth, layers=text)
    except ParameterError:
        return
    check_words(words)
    for state in receptive_field(layers_from(text))[1:]:
        assert "{0} × {0}".format(*state.size) in words.alt.text
        assert "its units span {0} × {0}.".format(*state.size) in words.description.text


@settings(max_examples=25)
@given(hidden=st.integers(10, 10_000), channels=st.integers(8, 512), half=st.integers(0, 5))
def test_explosion_words_give_the_counts_of_any_layers(hidden, channels, half):
    kernel = 2 * half + 1
    words = described(FcExplosion, hidden=hidden, channels=channels, kernel=kernel)
    check_words(words)
    for text in (words.alt.text, words.description.text):
        assert f"{1920 * 1080 * 3 * hidden + hidden:,}" in text
        assert f"{channels * (3 * kernel**2 + 1):,}" in text
    assert f"{(224 * 224 * 3 + 1) * 224 * 224 * channels:,}" in words.description.text


@settings(max_examples=5)
@given(
    orientation=st.integers(0, 180),
    wavelength=st.integers(18, 30),
    phase=st.integers(0, 360),
    share=st.floats(0.2, 0.7),
)
def test_the_simple_cell_is_silent_where_the_words_say_so(orientation, wavelength, phase, share):
    values = {"orientation": orientation, "wavelength": wavelength, "phase": phase}
    words = described(VisualCortex, bar_width=share * wavelength, **values)
    check_words(words)
    simple, energy = re.search(r"simple cell answers (\S+), and .*?, (\d[\d.]*)\.", words.description.text).groups()
    assert simple == "0"
    assert number_in(energy) > 0.5
    best = int(re.search(r"best at (\d+)°", words.alt.text)[1])
    assert min((best - orientation) % 180, (orientation - best) % 180) <= 1


@settings(max_examples=12)
@given(
    image=st.sampled_from(image_names()),
    operator=st.sampled_from(["sobel", "prewitt", "scharr"]),
    mode=st.sampled_from(["zero", "replicate", "reflect", "circular"]),
    photograph=st.sampled_from(["camera", "cat", "moon"]),
)
def test_edge_words_give_the_table_of_any_image(image, operator, mode, photograph):
    words = described(SobelEdge, image=image, filter=operator, padding_mode=mode, photograph=photograph)
    check_words(words)
    pixels = whole_image_from(image)
    first, second = mode, "zero" if mode == "replicate" else "replicate"
    inside, strongest, *_ = counted_by_scipy(pixels, operator, first)
    rest = words.description.text
    found = re.search(
        rf"Of 1,024 windows, 124 leave the image; of the others, {inside} responds?(?:, up to (.*?))?,", rest
    )
    assert (found[1] or "0").removeprefix("about ") == strongest
    for each in (first, second):
        *_, leaving, largest = counted_by_scipy(pixels, operator, each)
        found = re.search(rf"{leaving} of 124 windows that leave it responds?(?:, up to (\S+ ?[\d.]*))?[.;]", rest)
        assert found, rest
        assert (found[1] or "0").removeprefix("about ").rstrip(".") == largest
        rest = rest[found.end() :]
    assert operator.title() in words.caption.text
    for untrue in ("true edge", "false edge", "altered", "removes"):
        assert untrue not in " ".join(words.texts.values())


class Wordless(LectureScene):
    title, summary = "Wordless", "A scene that says nothing."

    def construct(self):
        raise AssertionError("it is not to begin")


def test_a_scene_without_words_does_not_start():
    with pytest.raises(
        DescriptionError, match=r"Wordless is to say what it shows: give it a method describe\(\)"
    ) as caught:
        perform(Wordless)
    assert caught.value.user_error


@pytest.mark.parametrize(
    ("alt", "complaint"),
    [
        ("", "made of sentences"),
        ("no capital letter.", "made of sentences"),
        ("No full stop", "made of sentences"),
        ("A formula $G_x$.", r"holds '\$'"),
        ("A <b>bold</b> word.", "holds '<'"),
        ("An image ![](x.png).", r"holds '\['"),
        ("A line\nbreak.", "holds"),
        ("A hyphen for a minus: -4.", "holds '-4'"),
        (f"{'Long ' * 50}text.", "at most 250 characters, not 255"),
    ],
)
def test_words_that_cannot_be_printed_as_they_are_are_refused(alt, complaint):
    fine = Phrase("A sentence.")
    assert Description(alt=fine, description=fine, caption=fine).texts["alt"] == "A sentence."
    with pytest.raises(DescriptionError, match=complaint):
        Description(alt=Phrase(alt), description=fine, caption=fine)


def test_phrases_carry_their_sources_in_reading_order():
    numbers = traced(np.array, [[1.0, 2.5], [-3.0, 4000.0]])
    said = phrase("{rows} in {area}", rows=row_by_row(numbers), area=facts.V1)
    assert said.text == "1, 2.5; −3, 4,000 in V1"
    assert [text for text, _ in said.sources] == ["1", "2.5", "−3", "4,000", "V1"]
    assert said.sources[2][1].trail == "[1][0]"
    with pytest.raises(ValueError, match="digit"):
        phrase("the 3 layers")


def test_lists_and_counts_read_as_one_says_them():
    one, two, three = (Phrase(text) for text in ("one", "two", "three"))
    assert listed([one]).text == "one"
    assert listed([one, two]).text == "one and two"
    assert listed([one, two, three]).text == "one, two and three"
    assert joined([], apart=", ").text == ""
    assert counted(traced(len, (1,)), "place").text == "1 place"
    assert counted(traced(len, ()), "place").text == "0 places"
