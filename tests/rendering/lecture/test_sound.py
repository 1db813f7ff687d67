"""The sound of scenes stands in the lecture where the scenes do, and where they have none it is silent."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from rendering.lecture.sound import SAMPLE_RATE, sound_of
from rendering.lecture.timeline import Part, Piece


def film(path, samples):
    """Write a film that has sound, and perhaps nothing else."""
    with av.open(str(path), "w") as target:
        stream = target.add_stream(
            "aac" if samples is not None else "libx264", rate=48_000 if samples is not None else 10
        )
        if samples is None:
            stream.width = stream.height = 16
            frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        else:
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = 48_000, Fraction(1, 48_000), 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            target.mux(packet)
    return path


def part_of(path, *pieces, stop):
    return Part(section="", card=None, film=path, content={}, pieces=pieces, first=0, stop=stop, rate=Fraction(10))


def test_sound_moves_with_its_pieces(tmp_path):
    tone = (8_000 * np.sin(np.arange(SAMPLE_RATE) * 0.1)).astype(np.int16)
    loud = film(tmp_path / "loud.mp4", np.stack([tone, tone], axis=1))
    silent = film(tmp_path / "silent.mp4", None)
    parts = [
        part_of(silent, Piece(0, 0, 10), stop=10),
        part_of(loud, Piece(10, 0, 3), Piece(13, 6, 10), stop=20),
    ]
    sound = sound_of(parts)
    assert not sound.spoken
    heard = sound.samples.reshape(-1, 2)[:, 0].astype(float)
    assert len(heard) == 2 * SAMPLE_RATE
    expected = np.zeros(2 * SAMPLE_RATE)
    tenth = SAMPLE_RATE // 10
    expected[10 * tenth : 13 * tenth] = tone[: 3 * tenth]
    expected[13 * tenth : 17 * tenth] = tone[6 * tenth :]
    assert not heard[: 9 * tenth].any()
    assert np.corrcoef(heard, expected)[0, 1] > 0.97
    assert sound_of(parts[:1]) is None
