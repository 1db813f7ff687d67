"""What a GIF is written as: LZW, quality, size, times, loops, first and last pictures."""

from __future__ import annotations

import io
import math
import struct
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rendering.animated.frame_changes import FrameChanges
from rendering.animated.gif import make_gif
from rendering.animated.gif_proof import DamagedError, by_ffmpeg, by_pillow, verify
from rendering.animated.lzw import compress
from rendering.animated.palette import is_grey
from rendering.animated.timing import LEAD_IN, LEAST_FINAL_HOLD, Timing, plan_timing
from rendering.core.errors import UserError
from rendering.core.job import GifOptions
from tests.films import moving_disc, spooled

LOSSLESS = GifOptions(psnr=math.inf)


def still_gif(data: bytes, width: int, height: int, bits: int) -> bytes:
    """Wrap LZW in the least that makes it a GIF, whose palette entry n is the grey n."""
    greys = np.repeat(np.arange(1 << bits, dtype=np.uint8), 3).tobytes()
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80 | (bits - 1), 0, 0) + greys
    return head + b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + data + b"\x3b"


def greys_of(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Return a still's greys as two decoders see them."""
    pillow = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    with av.open(io.BytesIO(data), "r", format="gif") as container:
        (frame,) = container.decode(video=0)
        return pillow, frame.to_ndarray(format="rgb24")[..., 0]


@st.composite
def open_pixels(draw):
    """Pixels that leave open what stands for them: size, bits, what each may be."""
    bits = draw(st.integers(2, 8))
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    symbols = st.integers(0, (1 << bits) - 1)
    choice = st.dictionaries(symbols, st.floats(0, 100), min_size=1, max_size=4)
    choices = draw(st.lists(choice, min_size=1, max_size=6))
    generator = np.random.default_rng(draw(st.integers(0, 1 << 30)))
    runs = np.repeat(generator.integers(0, len(choices), width * height), generator.integers(1, 9))
    return width, height, bits, choices, runs[: width * height]


@settings(max_examples=150)
@given(open_pixels())
def test_what_lzw_has_chosen_is_what_two_decoders_read(pixels):
    width, height, bits, choices, places = pixels
    written = compress(places, choices, bits)
    pillow, ffmpeg = greys_of(still_gif(written.data, width, height, bits))
    assert np.array_equal(pillow.ravel(), written.symbols)
    assert np.array_equal(ffmpeg.ravel(), written.symbols)
    assert all(symbol in choices[place] for symbol, place in zip(written.symbols.tolist(), places, strict=True))


@pytest.mark.parametrize("bits", [2, 5, 8])
def test_lzw_goes_on_when_its_dictionary_is_full(bits):
    places = np.random.default_rng(3).integers(0, 1 << bits, 200 * 300)
    written = compress(places, [{symbol: 0.0} for symbol in range(1 << bits)], bits)
    pillow, ffmpeg = greys_of(still_gif(written.data, 300, 200, bits))
    assert np.array_equal(pillow.ravel(), places)
    assert np.array_equal(ffmpeg.ravel(), places)


def test_what_is_left_open_makes_the_data_smaller():
    generator = np.random.default_rng(5)
    noise = generator.integers(8, 248, 20_000)
    exact = compress(noise, [{symbol: 0.0} for symbol in range(256)], 8)
    near = [{other: abs(other - symbol) for other in range(symbol - 4, symbol + 5)} for symbol in range(8, 248)]
    coarse = compress(noise - 8, near, 8)
    assert len(coarse.data) < 0.8 * len(exact.data)
    assert np.abs(coarse.symbols.astype(int) - noise).max() <= 4


def frame_changes_of(pictures, tmp_path, **options) -> tuple[FrameChanges, Timing]:
    spool, performance = spooled(pictures, tmp_path, **options)
    timing = plan_timing(spool, performance, Fraction(25), GifOptions())
    return FrameChanges(spool, timing.shown), timing


def test_the_changes_say_how_long_each_colour_lasts(tmp_path):
    one, other = np.zeros((2, 3, 3), np.uint8), np.zeros((2, 3, 3), np.uint8)
    other[1, 2] = 9
    spool, _ = spooled([one, one, other, one], tmp_path)
    first, second, third = FrameChanges(spool, [(0, 4), (1, 605), (2, 6), (3, 7)])
    assert (first.delay, second.delay, third.delay) == (609, 6, 7)
    assert first.durations.tolist() == [622, 622, 622, 622, 622, 609]
    assert (second.positions.tolist(), second.colours.tolist(), second.durations.tolist()) == ([5], [0x090909], [6])
    assert third.colours.tolist() == [0]


@pytest.mark.parametrize("psnr", [40.0, 46.0, 50.0])
def test_no_larger_than_the_quality_asked_for_needs(tmp_path, psnr):
    spool, performance = spooled(moving_disc(size=(192, 128)), tmp_path)
    gif = make_gif(spool, performance, GifOptions(psnr=psnr))
    assert gif.psnr >= psnr
    best = make_gif(spool, performance, LOSSLESS)
    assert best.psnr > gif.psnr or best.psnr == math.inf
    assert len(gif.data) <= len(best.data)


def noisy(frames: int = 6) -> list[np.ndarray]:
    """Pictures of far more colours than a palette holds, greys among them."""
    generator = np.random.default_rng(6)
    pictures = []
    for _ in range(frames):
        picture = generator.integers(0, 256, (64, 96, 3), dtype=np.uint8)
        picture[:, :32] = picture[:, :32, :1]
        pictures.append(picture)
    return pictures


def test_two_decoders_see_the_same_and_greys_stay_grey(tmp_path):
    for number, pictures in enumerate((moving_disc(), noisy())):
        folder = tmp_path / str(number)
        folder.mkdir()
        spool, performance = spooled(pictures, folder)
        gif = make_gif(spool, performance, GifOptions())
        pillow, ffmpeg = list(by_pillow(gif.data)), list(by_ffmpeg(gif.data))
        assert [delay for _, delay in pillow] == [delay for _, delay in ffmpeg]
        for (one, _), (other, _) in zip(pillow, ffmpeg, strict=True):
            assert np.array_equal(one, other)
        moments = [picture for picture, delay in pillow for _ in range(delay)]
        for index, source in enumerate(pictures):
            assert is_grey(moments[4 * index][is_grey(source)]).all()


@pytest.mark.exhaustive
def test_a_quality_out_of_reach_is_said(tmp_path):
    gif = make_gif(*spooled(noisy(), tmp_path), GifOptions())
    assert gif.notes == (f"{gif.psnr:.1f} dB is what 255 colours can do; 50 dB was asked for",)
    best = make_gif(*spooled(noisy(), tmp_path), LOSSLESS)
    assert gif.psnr > best.psnr - 0.5


def test_common_colours_are_never_off(tmp_path):
    """Lines and ground fill areas: however coarse the rest is, they are exact wherever nothing moves over them."""
    pictures = moving_disc(size=(192, 128))
    gif = make_gif(*spooled(pictures, tmp_path), GifOptions(psnr=32.0))
    (last, _) = list(by_pillow(gif.data))[-1]
    flat = (pictures[-1] == 255).all(axis=-1) | (pictures[-1] == 20).all(axis=-1)
    assert np.array_equal(last[flat], pictures[-1][flat])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(2, 70_000)), min_size=1, max_size=6), st.integers(0, 300))
def test_delays_are_written_in_full(tmp_path_factory, shown, final_hold):
    from rendering.animated.gif_quality import Requirements, encode_smallest

    pictures = [np.full((3, 4, 3), level, np.uint8) for level in (0, 90, 255)]
    pictures[2][1, 1] = [250, 3, 0]
    spool, _ = spooled(pictures, tmp_path_factory.mktemp("spool"))
    frame_changes = FrameChanges(spool, shown)
    written = encode_smallest(frame_changes, Requirements(psnr=50.0, colours=255, plays=1, final_hold=final_hold))
    measurement = verify(written.data, frame_changes, final_hold=final_hold)
    assert measurement.error == 0
    assert round(100 * measurement.duration) == sum(delay for _, delay in shown) + final_hold
    assert min(measurement.delays) >= 2


def test_a_damaged_file_is_noticed(tmp_path):
    spool, performance = spooled(moving_disc(), tmp_path)
    gif = make_gif(spool, performance, GifOptions())
    frame_changes, timing = frame_changes_of(moving_disc(), tmp_path)
    measurement = verify(gif.data, frame_changes, final_hold=timing.final_hold)
    assert measurement.error == pytest.approx(65025 / 10 ** (gif.psnr / 10), rel=1e-6)
    with pytest.raises(DamagedError, match="it lasts"):
        verify(gif.data, frame_changes)
    shorter, _ = frame_changes_of([picture[:32] for picture in moving_disc()], tmp_path)
    with pytest.raises(DamagedError, match="it is 96×64 pixels, not 96×32"):
        verify(gif.data, shorter, final_hold=timing.final_hold)


def test_the_last_picture_rests(tmp_path):
    _, timing = frame_changes_of(moving_disc(10), tmp_path)
    assert (timing.final_hold, timing.plays) == (LEAST_FINAL_HOLD - 4, 2)
    assert timing.duration == pytest.approx(0.36 + LEAST_FINAL_HOLD / 100)
    held = moving_disc(4) + moving_disc(4)[-1:] * 40
    assert frame_changes_of(held, tmp_path)[1].final_hold == 0


def test_a_loop_plays_for_ever_without_its_last_frame(tmp_path):
    pictures = moving_disc(11, around=True)
    spool, performance = spooled(pictures, tmp_path, loops=True)
    gif = make_gif(spool, performance, LOSSLESS)
    assert (gif.plays, gif.duration) == (0, pytest.approx(0.4))
    with Image.open(io.BytesIO(gif.data)) as image:
        assert image.info["loop"] == 0
    assert make_gif(spool, performance, GifOptions(loop=2)).plays == 2


def test_what_says_it_loops_and_does_not_is_refused(tmp_path):
    spool, performance = spooled(moving_disc(11), tmp_path, loops=True)
    with pytest.raises(UserError, match=r"\d+ pixels of the last frame of its excerpt differ from the first"):
        make_gif(spool, performance, GifOptions())


def appearing(order: list[int]) -> list[np.ndarray]:
    """Pictures on which so many of ten rows stand."""
    pictures = []
    for rows in order:
        picture = np.full((30, 40, 3), 255, np.uint8)
        picture[: 2 * rows, 5:30] = [0, 60, 120]
        pictures.append(picture)
    return pictures


def test_what_begins_nearly_empty_shows_its_last_picture_first(tmp_path):
    spool, performance = spooled(appearing([0, 1, 4, 7]), tmp_path)
    gif = make_gif(spool, performance, GifOptions())
    shown = list(by_pillow(gif.data))
    assert [delay for _, delay in shown] == [LEAD_IN, 4, 4, 4, LEAST_FINAL_HOLD]
    assert np.array_equal(shown[0][0], appearing([7])[0])
    assert "begins with its last picture" in gif.notes[0]
    full = make_gif(*spooled(appearing([5, 1, 4, 7]), tmp_path), GifOptions())
    assert full.notes == ()
    assert np.array_equal(next(by_pillow(full.data))[0], appearing([5])[0])


def test_a_loop_that_begins_nearly_empty_begins_where_it_is_fullest(tmp_path):
    spool, performance = spooled(appearing([0, 4, 7, 4, 0]), tmp_path, loops=True)
    shown = list(by_pillow(make_gif(spool, performance, GifOptions()).data))
    expected = appearing([7, 4, 0, 4])
    assert [delay for _, delay in shown] == [4, 4, 4, 4]
    assert all(np.array_equal(picture, wanted) for (picture, _), wanted in zip(shown, expected, strict=True))


def test_over_budget_rate_then_colours_then_size_go_down_and_it_says_so(tmp_path):
    spool, performance = spooled(moving_disc(27, size=(192, 128)), tmp_path)
    free = make_gif(spool, performance, GifOptions(max_bytes=10_000_000))
    slower = make_gif(spool, performance, GifOptions(max_bytes=len(free.data) - 1))
    assert len(slower.data) < len(free.data)
    assert "20 frames a second, 255 colours, 100% of its size" in slower.notes[0]
    assert {delay for _, delay in list(by_pillow(slower.data))[:-1]} == {5}
    smallest = make_gif(spool, performance, GifOptions(max_bytes=1000))
    assert smallest.size == (96, 64)
    assert "12.5 frames a second, 64 colours, 50% of its size" in smallest.notes[0]
    assert f"{len(smallest.data):,} bytes is the least that could be done; the budget is 1,000" in smallest.notes[1]
    assert sum(delay for _, delay in by_pillow(smallest.data)) == 108 + LEAST_FINAL_HOLD - 4


def test_much_that_changes_is_written_at_once(tmp_path, monkeypatch):
    """Changes too many to be held are written at once, without alternatives, and keep to their quality."""
    spool, performance = spooled(moving_disc(size=(192, 128)), tmp_path)
    monkeypatch.setattr("rendering.animated.frame_changes.MOST_HELD_PIXELS", 192 * 128)
    frame_changes = FrameChanges(spool, plan_timing(spool, performance, Fraction(25), GifOptions()).shown)
    assert not frame_changes.is_held
    assert make_gif(spool, performance, GifOptions()).psnr >= 50


def test_excerpts_by_name(tmp_path):
    spool, performance = spooled(moving_disc(), tmp_path)
    named = replace(performance, sidecar={"gif_beats": ["al"]})
    with pytest.raises(UserError, match="no beat 'al' in gif_beats; did you mean 'all'"):
        make_gif(spool, named, GifOptions())


def code_sizes(data: bytes) -> list[int]:
    """Return the bits of a pixel in each of a GIF's pictures."""
    place, sizes = 13 + 3 * (2 << (data[10] & 7)), []
    while data[place] != 0x3B:
        if data[place] == 0x21:
            place += 2
        else:
            sizes.append(data[place + 10])
            place += 11
        while data[place]:
            place += data[place] + 1
        place += 1
    return sizes


def test_a_picture_of_few_colours_has_short_codes(tmp_path):
    """What most pictures need comes first in the palette, so that only the colourful one needs all bits."""
    generator = np.random.default_rng(8)
    pictures = [np.full((40, 60, 3), 255, np.uint8) for _ in range(5)]
    for number, picture in enumerate(pictures):
        picture[10:20, 6 * number : 6 * number + 20] = [0, 0, 0]
        picture[24:30, 6 * number : 6 * number + 20] = [200, 30, 10]
    pictures[2][32:, :] = generator.integers(0, 256, (8, 60, 3))
    gif = make_gif(*spooled(pictures, tmp_path), GifOptions())
    sizes = code_sizes(gif.data)
    assert len(sizes) == 5
    assert sizes[:2] == sizes[3:] == [2, 2]
    assert sizes[2] == 8
    assert gif.psnr > 40
