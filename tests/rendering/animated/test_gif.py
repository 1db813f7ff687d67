"""GIFs, opened again: pictures, delays, loops, budget."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from rendering.animated import gif_format
from rendering.animated.gif_format import SHORTEST_DELAY
from rendering.animated.palette import Histogram, choose_palette, is_grey, lookup, pack
from rendering.animated.timing import LEAD_IN, LEAST_FINAL_HOLD, showings
from rendering.core.errors import UserError
from rendering.core.job import Format, GifOptions, Look
from rendering.core.selections import Beats
from tests.pictures import psnr

pytestmark = pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")  # Manim's own, from Pillow


def opened(path: Path) -> list[tuple[np.ndarray, int]]:
    """Return every picture as RGB and how long it is shown, in hundredths of a second."""
    with Image.open(path) as image:
        return [
            (np.asarray(frame.convert("RGB")), frame.info["duration"] // 10) for frame in ImageSequence.Iterator(image)
        ]


def at(pictures: list[tuple[np.ndarray, int]], hundredths: float) -> np.ndarray:
    """Return the picture that is shown at a time."""
    for picture, delay in pictures:
        if hundredths < delay:
            return picture
        hundredths -= delay
    raise AssertionError("it isn't that long")


def test_every_picture_is_the_frame_of_its_moment(make, play):
    pictures = opened(make("Sections", Format.GIF).output(Format.GIF))
    source = play("Sections").pixels
    assert pictures[0][0].shape == (90, 160, 3)
    for number, frame in enumerate(source):
        assert psnr(at(pictures, LEAD_IN + number * 10 + 0.5), frame[..., :3]) >= 40, number
    assert sum(delay for _, delay in pictures) == LEAD_IN + len(source) * 10 + LEAST_FINAL_HOLD - 10


def test_equal_frames_become_one_picture(make, play):
    pictures = opened(make("Sections", Format.GIF).output(Format.GIF))
    assert all(not np.array_equal(one[0], other[0]) for one, other in pairwise(pictures))
    assert len(pictures) < len(play("Sections").pixels)


def test_greys_stay_grey_and_many_colours_stay_close(make, play):
    job = make("Greys", Format.GIF, look=Look(size=(320, 180), rate=Fraction(10)))
    source = play("Greys", Look(size=(320, 180), rate=Fraction(10))).pixels
    pictures = opened(job.output(Format.GIF))
    for number, frame in enumerate(source):
        shown, colours = at(pictures, number * 10 + 0.5), frame[..., :3]
        assert is_grey(shown[is_grey(colours)]).all()
        assert psnr(shown, colours) > 33


def test_a_flat_picture_is_exact(make, play):
    """One colour beside the background, hardly any edges: the palette holds them all."""
    job = make("Slow", Format.GIF)
    pictures = opened(job.output(Format.GIF))
    assert len(pictures) == 3
    assert [delay for _, delay in pictures] == [1050, 1050, 1050]
    assert np.array_equal(pictures[0][0], play("Slow").pixels[0][..., :3])


def test_a_gif_is_drawn_at_its_own_size_and_rate(make, play):
    """From a larger and faster job: 25 frames a second of 4 hundredths, as tall as the options say, the same pixels."""
    options = GifOptions(height=90)
    job = make("Excerpted", Format.GIF, look=Look(size=(320, 180), rate=Fraction(50)), gif=options)
    pictures = opened(job.output(Format.GIF))
    own = play("Excerpted", Look(size=(160, 90), rate=Fraction(25)), select=lambda stage: Beats(stage.excerpt)).pixels
    assert {delay % 4 for _, delay in pictures[:-1]} == {0}
    assert pictures[0][0].shape == (90, 160, 3)
    assert len(own) == 25
    for number, frame in enumerate(own):
        assert psnr(at(pictures, 4 * number + 0.5), frame[..., :3]) >= 36


def test_the_beats_a_scene_names_make_its_gif(make, play):
    pictures = opened(make("Excerpted", Format.GIF).output(Format.GIF))
    frames = play("Excerpted").pixels
    assert sum(delay for _, delay in pictures) == 100 + LEAST_FINAL_HOLD - 10
    first, last = pictures[0][0].astype(int), pictures[-1][0].astype(int)
    assert abs(first - frames[10][..., :3]).max() <= 8
    assert abs(last - frames[19][..., :3]).max() <= 8


def test_a_beat_that_is_not_there_is_named(make):
    look = Look(size=(160, 90), rate=Fraction(10), attributes={"gif_beats": ("midle",)})
    with pytest.raises(UserError, match="no beat 'midle' in gif_beats; did you mean 'middle'"):
        make("Excerpted", Format.GIF, look=look)


def loops(path: Path) -> int | None:
    with Image.open(path) as image:
        return image.info.get("loop")


@pytest.mark.parametrize(("plays", "written"), [(0, 0), (1, None), (2, 1), (7, 6)])
def test_plays_are_written_as_repetitions(make, plays, written):
    job = make("Excerpted", Format.GIF, gif=GifOptions(loop=plays))
    assert loops(job.output(Format.GIF)) == written


def test_unless_told_otherwise_a_gif_ends_within_five_seconds_or_after_playing_once(make):
    assert loops(make("Excerpted", Format.GIF).output(Format.GIF)) == 1  # after one second and its rest, once more
    assert loops(make("Slow", Format.GIF).output(Format.GIF)) is None


def test_a_gif_that_lasts_too_long_for_a_page_says_so(make_job):
    from rendering.jobs.production import produce

    made = produce(make_job("Slow", Format.GIF), lambda *_: None)
    assert "lasts 31.5 s" in made[Format.GIF].notes[0]


rates = st.fractions(min_value=1, max_value=120, max_denominator=1001)


@given(length=st.integers(1, 500), source=rates, rate=st.sampled_from([Fraction(25), Fraction(20), Fraction(50, 3)]))
def test_showings_add_up_to_the_true_length(length, source, rate):
    shown = showings(length, source, rate)
    numbers, delays = [number for number, _ in shown], [delay for _, delay in shown]
    exact = round(100 * length / source)
    assert sum(delays) == max(exact, SHORTEST_DELAY)
    assert min(delays) >= SHORTEST_DELAY
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 0
    assert numbers[-1] < length


@given(source=st.integers(25, 120), length=st.integers(10, 400))
def test_frames_are_taken_evenly(source, length):
    numbers = [number for number, _ in showings(length, Fraction(source), Fraction(25))]
    steps = {later - earlier for earlier, later in pairwise(numbers)}
    assert max(steps, default=1) - min(steps, default=1) <= 1


def test_a_palette_without_room_for_transparency_is_refused():
    with pytest.raises(ValueError, match="at most 255"):
        gif_format.header((1, 1), np.zeros((256, 3), np.uint8), 0)


@given(st.lists(st.integers(0, 0xFFFFFF), min_size=1, max_size=400), st.sampled_from([4, 16, 64]))
def test_palettes_are_no_larger_than_asked_and_keep_few_colours_exactly(colours, size):
    histogram = Histogram.of(np.array(colours, np.uint32))
    palette = choose_palette(histogram, size)
    assert len(palette) <= size
    indices = lookup(histogram.packed, palette)
    if len(histogram.packed) <= size:
        assert np.array_equal(pack(palette[indices]), histogram.packed)


def test_the_commonest_colours_are_exact_however_many_others_there_are():
    generator = np.random.default_rng(1)
    noise = generator.integers(0, 1 << 24, 20_000, dtype=np.uint32)
    flat = np.repeat(np.array([0x11141B, 0xECEFF4, 0xE69F00], np.uint32), 30_000)
    palette = choose_palette(Histogram.of(np.concatenate([noise, flat])), 64)
    assert {0x11141B, 0xECEFF4, 0xE69F00} <= set(pack(palette).tolist())


def test_common_colours_are_exact_however_near_to_each_other():
    """Each replaces another entry of the draft, so that none of them pushes out the one before."""
    noise = np.random.default_rng(4).integers(0, 1 << 24, 20_000, dtype=np.uint32)
    near = [0xFFFFFF, 0xFEFEFE, 0xFEFFFE, 0xFFFEFF]
    flat = np.repeat(np.array(near, np.uint32), [90_000, 3_000, 3_000, 3_000])
    assert set(near) <= set(pack(choose_palette(Histogram.of(np.concatenate([noise, flat])), 48)).tolist())


def test_k_means_is_better_than_libimagequant_alone():
    """On a cloud of colours, the mean squared error of the palette is below that of the draft it starts from."""
    from rendering.animated.palette import _quantised

    generator = np.random.default_rng(2)
    cloud = np.clip(generator.normal([90, 120, 200], [40, 20, 30], (30_000, 3)), 0, 255).astype(np.uint8)
    histogram = Histogram.of(pack(cloud))

    def error(palette: np.ndarray) -> float:
        chosen = palette[lookup(pack(cloud), palette)].astype(float)
        return float(np.mean((chosen - cloud) ** 2))

    from rendering.animated.palette import unpack

    draft = np.rint(_quantised(unpack(histogram.packed), histogram.counts, 32)).astype(np.uint8)
    assert error(choose_palette(histogram, 32)) < error(draft)
