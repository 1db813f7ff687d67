"""Animated WebP, opened again: every pixel, every delay, loops."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rendering.animated import webp
from rendering.animated.gif_proof import DamagedError, by_pillow
from rendering.animated.timing import LEAD_IN, LEAST_FINAL_HOLD
from rendering.animated.webp import make_webp
from rendering.core.job import GifOptions
from tests.films import moving_disc, spooled


def loop_of(data: bytes) -> int:
    with Image.open(io.BytesIO(data)) as image:
        return image.info["loop"]


def test_every_pixel_is_as_it_was_drawn(tmp_path):
    pictures = moving_disc(8)
    made = make_webp(*spooled(pictures, tmp_path), GifOptions())
    shown = list(by_pillow(made.data))
    assert (made.size, made.frames, made.duration) == ((96, 64), 8, pytest.approx(0.28 + LEAST_FINAL_HOLD / 100))
    assert [delay for _, delay in shown] == [4] * 7 + [LEAST_FINAL_HOLD]
    assert all(np.array_equal(picture, source) for (picture, _), source in zip(shown, pictures, strict=True))
    assert loop_of(made.data) == made.plays == 2
    assert made.notes == ()


def test_equal_pictures_are_one(tmp_path):
    pictures = moving_disc(3)
    made = make_webp(*spooled([pictures[0]] * 5 + pictures + [pictures[2]], tmp_path), GifOptions())
    shown = list(by_pillow(made.data))
    assert [delay for _, delay in shown] == [24, 4, LEAST_FINAL_HOLD]
    assert all(not np.array_equal(one[0], other[0]) for one, other in pairwise(shown))


def test_a_scene_that_stands_still_is_one_picture(tmp_path):
    made = make_webp(*spooled(moving_disc(2)[:1] * 3, tmp_path), GifOptions())
    ((picture, _),) = by_pillow(made.data)
    assert np.array_equal(picture, moving_disc(2)[0])
    assert made.frames == 1


def test_a_loop_plays_for_ever_without_its_last_frame(tmp_path):
    made = make_webp(*spooled(moving_disc(11, around=True), tmp_path, loops=True), GifOptions())
    assert (loop_of(made.data), made.frames, made.duration) == (0, 10, pytest.approx(0.4))


def test_what_begins_empty_shows_its_last_picture_first(tmp_path):
    pictures = [np.full((64, 96, 3), 255, np.uint8), *moving_disc(3)]
    made = make_webp(*spooled(pictures, tmp_path), GifOptions())
    (first, delay), *_ = by_pillow(made.data)
    assert np.array_equal(first, pictures[-1])
    assert delay == LEAD_IN
    assert made.notes


def test_what_does_not_decode_to_the_frames_is_noticed(tmp_path, monkeypatch):
    """As a libwebp that takes "lossless" lightly would give."""
    monkeypatch.setattr(webp, "EFFORT", {"method": 4, "quality": 20, "lossless": False})
    with pytest.raises(DamagedError, match="picture 0 of the WebP is not what was drawn"):
        make_webp(*spooled(moving_disc(4), tmp_path), GifOptions())


@settings(max_examples=25)
@given(rate=st.fractions(5, 60, max_denominator=1001), frames=st.integers(2, 12))
def test_it_lasts_as_long_as_the_scene_and_its_rest(tmp_path_factory, rate, frames):
    pictures = moving_disc(13, (48, 32))[:frames]
    made = make_webp(*spooled(pictures, tmp_path_factory.mktemp("spool"), rate=rate), GifOptions())
    delays = [delay for _, delay in by_pillow(made.data)]
    if len(delays) == 1:
        assert delays == [0]  # a still has no delay
        return
    assert min(delays) >= 2
    assert delays[-1] >= LEAST_FINAL_HOLD
    assert made.duration == pytest.approx(sum(delays) / 100)
    assert sum(delays[:-1]) < round(100 * frames / rate) <= sum(delays)
