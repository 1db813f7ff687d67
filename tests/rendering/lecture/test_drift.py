"""A long spoken film: at its end, sound and pictures are where they are at its beginning.

``SPOKEN_MINUTES=60 pytest -m exhaustive tests/rendering/lecture/test_drift.py`` makes an hour of it.
"""

from __future__ import annotations

import json
import os
import shutil
from fractions import Fraction

import av
import numpy as np
import pytest
from scipy.signal import correlate

from tests.cli.saying import said
from tests.paths import ROOT

RATE, SAMPLE_RATE = Fraction(30_000, 1001), 48_000
"""A rate at which neither a frame nor a scene is a whole number of samples."""
LENGTH = 60 * int(os.environ.get("SPOKEN_MINUTES", "10"))
"""Seconds."""


def heard(path) -> tuple[int, dict[int, np.ndarray]]:
    """Return how many samples a film has, and its sound, mono, in blocks by their first sample."""
    blocks, total = {}, 0
    with av.open(str(path)) as film:
        for frame in film.decode(audio=0):
            start = round(frame.pts * frame.time_base * SAMPLE_RATE)
            blocks[start] = frame.to_ndarray().mean(axis=0).astype(np.float32)
            total = start + frame.samples
    return total, blocks


def stretch(blocks, start, stop) -> np.ndarray:
    """Return the sound from one sample up to another."""
    found = np.zeros(stop - start, np.float32)
    for first, block in blocks.items():
        low, high = max(first, start), min(first + len(block), stop)
        if low < high:
            found[low - start : high - start] = block[low - first : high - first]
    return found


@pytest.mark.exhaustive
def test_after_a_long_time_sound_and_pictures_are_not_a_frame_apart(tmp_path):
    shutil.copy(ROOT / "tests/rendering/fixtures/spoken.py", tmp_path / "spoken.py")
    look = ("-r", "64,36", "--fps", "30000/1001", "-j", 1, "--voice", "espeak", "--media_dir", tmp_path / "media")
    lecture = tmp_path / "long.toml"

    def made(times):
        scenes = json.dumps(["spoken.py:Spoken"] * times)
        lecture.write_text(f'title = "Long"\npause = 0\nscenes = {scenes}\n', "utf-8")
        said("lecture", lecture, *look, status=0)
        return json.loads((tmp_path / "media/lecture/long.json").read_text("utf-8"))

    once = made(1)
    content = made(1 + int(LENGTH / once["duration"]))
    film = tmp_path / "media/lecture/long.mp4"
    with av.open(str(film)) as source:
        stream = source.streams.video[0]
        shown = [packet.pts * stream.time_base for packet in source.demux(stream) if packet.size]
    assert len(shown) / RATE >= LENGTH
    assert content["frames"] == len(shown)
    assert sorted(shown) == [pytest.approx(float(number / RATE), abs=1e-4) for number in range(len(shown))]
    total, blocks = heard(film)
    assert abs(total - len(shown) / RATE * SAMPLE_RATE) < SAMPLE_RATE / RATE
    first, last = (round(content["parts"][number]["start"] * SAMPLE_RATE) for number in (0, -1))
    length = round(once["duration"] * SAMPLE_RATE) - 2 * 1024
    one, other = stretch(blocks, first, first + length), stretch(blocks, last, last + length)
    lag = int(correlate(other, one, method="fft").argmax()) - (length - 1)
    assert abs(lag) <= 1
    assert np.corrcoef(one, other)[0, 1] > 0.98
    moments = [part["start"] for part in content["parts"]]
    assert moments == pytest.approx([number * once["frames"] / float(RATE) for number in range(len(moments))], abs=1e-5)
