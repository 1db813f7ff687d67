"""What is encoded in a band of rows is decoded as if a picture of those rows alone were, and all else stands still."""

from __future__ import annotations

from itertools import pairwise

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rendering.video import track
from rendering.video.bands import MB_SIZE, STATIC_ROWS, VECTOR_REACH, BandEncoder, find_band
from rendering.video.codecs import LONGEST_KEYFRAME_GAP
from rendering.video.colour_conversion import convert, copy_rows
from rendering.video.track import PictureTrack
from tests.rendering.fixtures.moving import RATE, encoded, moving, scenery

SIZES = [(1920, 1080), (1280, 720), (854, 1000)]


def decoded(path):
    with av.open(str(path)) as container:
        frames = [(frame.pts, frame.key_frame, frame) for frame in container.decode(video=0)]
        base = container.streams.video[0].time_base
    return [(round(pts * base * RATE), is_key, frame) for pts, is_key, frame in frames]


def planes(frame):
    return frame.to_ndarray(format="yuv420p")


def rows(frame, top, bottom):
    return planes(copy_rows(frame, top, bottom))


@pytest.mark.parametrize("beats", [1, 3])
@pytest.mark.parametrize("size", SIZES)
def test_a_band_is_what_its_rows_alone_would_be(tmp_path, monkeypatch, size, beats):
    count = 60
    opened = []
    track_open = PictureTrack._open_extra_encoder
    monkeypatch.setattr(
        PictureTrack, "_open_extra_encoder", lambda track, rows: opened.append(rows) or track_open(track, rows)
    )
    pictures = list(moving(*size, count))
    track = encoded(tmp_path / "all.mp4", pictures, beats=beats, size=size)
    assert isinstance(track._encoder, BandEncoder)
    whole = convert(pictures[0][0], "yuv420p")
    boxes = [box for _, changed in pictures[1:] for box in changed]
    top, bottom = find_band(whole, min(box[1] for box in boxes) - 2, max(box[3] for box in boxes) + 2, count)
    assert opened == [bottom - top, top, size[1] - bottom]

    shown = decoded(tmp_path / "all.mp4")
    assert [number for number, _, _ in shown] == list(range(count))
    assert [number for number, is_key, _ in shown if is_key] == [count * beat // beats for beat in range(beats)]
    alone = [(np.ascontiguousarray(picture[top:bottom]), None) for picture, _ in pictures]
    encoded(tmp_path / "band.mp4", alone, beats=beats, size=(size[0], bottom - top))
    for (_, _, frame), (_, _, band) in zip(shown, decoded(tmp_path / "band.mp4"), strict=True):
        assert np.array_equal(rows(frame, top, bottom), planes(band))
    first = shown[0][2]
    for start, stop in ((0, top), (bottom, size[1])):
        assert np.abs(rows(first, start, stop).astype(int) - rows(whole, start, stop)).mean() < 2
        assert all(np.array_equal(rows(frame, start, stop), rows(first, start, stop)) for _, _, frame in shown)


def test_a_long_band_has_its_key_pictures(tmp_path):
    count = int(1.5 * LONGEST_KEYFRAME_GAP * RATE)
    encoded(tmp_path / "long.mp4", moving(640, 720, count), size=(640, 720))
    keys = [number for number, is_key, _ in decoded(tmp_path / "long.mp4") if is_key]
    assert keys[0] == 0
    assert all(later - earlier <= LONGEST_KEYFRAME_GAP * RATE for earlier, later in pairwise([*keys, count]))


def test_a_band_is_as_good_as_the_whole_and_not_much_larger(tmp_path, monkeypatch):
    size = (1280, 720)
    pictures = list(moving(*size, 48))
    band = encoded(tmp_path / "band.mp4", pictures, size=size)
    monkeypatch.setattr(track, "find_band", lambda *_: None)
    whole = encoded(tmp_path / "whole.mp4", pictures, size=size)
    assert isinstance(band._encoder, BandEncoder)
    assert not isinstance(whole._encoder, BandEncoder)

    def error(name):
        frames = (planes(frame)[: size[1]].astype(float) for _, _, frame in decoded(tmp_path / name))
        wanted = (planes(convert(picture, "yuv420p"))[: size[1]] for picture, _ in pictures)
        return np.mean([np.mean((one - other) ** 2) for one, other in zip(frames, wanted, strict=True)])

    assert error("band.mp4") < error("whole.mp4") * 1.03
    assert (tmp_path / "band.mp4").stat().st_size < (tmp_path / "whole.mp4").stat().st_size * 1.05 + 40 * len(pictures)


def test_what_would_take_too_much_memory_does_not_wait(tmp_path, monkeypatch):
    size = (1280, 720)
    pictures = list(moving(*size, 40))
    monkeypatch.setattr(track, "MOST_PENDING_BYTES", 200_000)
    few = encoded(tmp_path / "few.mp4", pictures, size=size)
    assert not isinstance(few._encoder, BandEncoder)
    assert [number for number, _, _ in decoded(tmp_path / "few.mp4")] == list(range(40))


def test_a_picture_of_which_nobody_knows_what_changed_ends_the_waiting(tmp_path):
    size = (1280, 720)
    pictures = list(moving(*size, 40))
    lost = pictures[20][0].copy()
    lost[:200] = (200, 30, 30, 255)
    pictures[20] = (lost, None)
    pictures[21] = (pictures[21][0], [(0, 0, *size)])
    track = encoded(tmp_path / "lost.mp4", pictures, size=size)
    assert not isinstance(track._encoder, BandEncoder)
    shown = decoded(tmp_path / "lost.mp4")
    for number in (19, 20, 21, 39):
        wanted = planes(convert(pictures[number][0], "yuv420p"))[: size[1]].astype(int)
        assert np.abs(planes(shown[number][2])[: size[1]] - wanted).mean() < 2, number


@given(
    height=st.integers(150, 600).map(lambda half: 2 * half),
    edges=st.tuples(st.integers(0, 1200), st.integers(0, 1200)).map(sorted),
    busy=st.lists(st.integers(0, 1199), max_size=8),
)
@settings(max_examples=60)
def test_a_band_holds_what_changes_and_ends_in_calm_rows(height, edges, busy):
    width = 640
    luma = np.zeros((height, width), np.uint8)
    for row in busy:
        luma[row % height, ::3] = 1 + row % 255
    picture = av.VideoFrame.from_ndarray(
        np.concatenate([luma, np.full((height // 2, width), 128, np.uint8)]), format="yuv420p"
    )
    top, bottom = (min(edge, height) // 2 * 2 for edge in edges)
    found = find_band(picture, top, bottom, 1000)
    if found is None:
        return
    start, stop = found
    assert start % MB_SIZE == 0
    assert stop % MB_SIZE == 0 or stop == height
    assert start <= max(0, top - STATIC_ROWS)
    assert stop >= min(height, bottom + STATIC_ROWS)
    if start:
        assert len(np.unique(luma[max(0, start - VECTOR_REACH) : start + 1], axis=0)) == 1
    if stop < height:
        assert len(np.unique(luma[stop - 1 : stop + VECTOR_REACH], axis=0)) == 1


def test_few_or_small_pictures_are_not_worth_a_band():
    large, small = (convert(scenery(*size), "yuv420p") for size in ((1920, 1080), (320, 180)))
    assert find_band(large, 400, 500, 60) is not None
    assert find_band(large, 400, 500, 1) is None
    assert find_band(small, 80, 90, 60) is None
    assert find_band(large, 0, 1080, 60) is None
