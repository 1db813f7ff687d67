"""Pictures of skipped macroblocks are decoded as the picture before, and are where they should be."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rendering.core.frames import Frame, Stage
from rendering.core.job import Format
from rendering.video import slices
from rendering.video.codecs import LONGEST_KEYFRAME_GAP
from rendering.video.track import PictureTrack

RATE = Fraction(30)


def noise(width, height, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)


def held(path, pixels, count):
    track = PictureTrack(path, 0, Format.MP4)
    track.open(Stage(pixels.shape[1], pixels.shape[0], RATE, transparent=False))
    track.write(Frame(0, count, 0, pixels))
    track.answer()


def decoded(path):
    with av.open(str(path)) as container:
        frames = [
            (frame.pts, frame.key_frame, frame.to_ndarray(format="yuv420p")) for frame in container.decode(video=0)
        ]
        base = container.streams.video[0].time_base
    return [(round(pts * base * RATE), key, picture) for pts, key, picture in frames]


@given(
    width=st.integers(1, 60).map(lambda half: 2 * half),
    height=st.integers(1, 60).map(lambda half: 2 * half),
    count=st.integers(2, 40),
)
@settings(max_examples=25)
def test_every_picture_of_a_hold_is_the_first(tmp_path_factory, width, height, count):
    path = tmp_path_factory.mktemp("hold") / "hold.mp4"
    held(path, noise(width, height), count)
    shown = decoded(path)
    assert [number for number, _, _ in shown] == list(range(count))
    assert all(np.array_equal(picture, shown[0][2]) for _, _, picture in shown)


@pytest.mark.parametrize("size", [(426, 240), (854, 480), (1920, 1080)])
def test_a_long_hold_has_its_key_pictures_and_costs_next_to_nothing(tmp_path, size):
    count = int(2.5 * LONGEST_KEYFRAME_GAP * RATE)
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    pixels[: size[1] // 2] = 200
    held(tmp_path / "hold", pixels, count)
    shown = decoded(tmp_path / "hold")
    keys = [number for number, is_key, _ in shown if is_key]
    assert keys == [0, int(LONGEST_KEYFRAME_GAP * RATE), int(2 * LONGEST_KEYFRAME_GAP * RATE)]
    assert all(np.array_equal(picture, shown[0][2]) for _, _, picture in shown)
    held(tmp_path / "short", pixels, 2)
    assert (tmp_path / "hold").stat().st_size - (tmp_path / "short").stat().st_size < 90 * count


def test_parameter_sets_of_another_kind_are_not_understood():
    assert slices.read_parameter_sets(b"") is None
    assert slices.read_parameter_sets(b"\0\0\0\1\x67\x42\xc0\x1e") is None
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt, codec.time_base = 64, 64, "yuv444p", Fraction(1, 30)
    codec.flags |= av.codec.context.Flags.global_header
    codec.open()
    assert slices.read_parameter_sets(codec.extradata) is None
