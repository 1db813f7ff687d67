"""True peaks of what AAC decodes to: what is loud is turned down there and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import resample_poly

from rendering.core.frames import Sound
from rendering.core.job import Format
from rendering.core.sound import encode_sound, layout_of
from rendering.voice.true_peak import below_ceiling

RATE = 48_000


def bursts(*loud, seconds=2.0, channels=2):
    """Noise at a quarter of full scale, and bursts of clicks at full scale that begin at some seconds."""
    random = np.random.default_rng(5)
    samples = random.normal(0, 0.06, (round(seconds * RATE), channels))
    for start in loud:
        place = round(start * RATE)
        samples[place : place + 600] = random.choice([-1.0, 1.0], (600, channels))
    return Sound(np.rint(np.clip(samples, -1, 1) * 32767).astype(np.int16).ravel(), channels, RATE)


def decoded(path, sound):
    """Write sound as an MP4, as films hold it, and return what a player hears."""
    import av

    with av.open(str(path), "w", format=Format.MP4.value) as target:
        stream = target.add_stream("aac", rate=RATE, layout=layout_of(sound))
        for packet in encode_sound(stream, sound):
            target.mux(packet)
    with av.open(str(path)) as source:
        return np.concatenate([frame.to_ndarray() for frame in source.decode(audio=0)], axis=1).T


def true_peak(samples):
    return 20 * np.log10(np.abs(resample_poly(samples, 4, 1, axis=0)).max())


@pytest.mark.parametrize("channels", [1, 2])
def test_no_peak_passes_the_ceiling_once_the_sound_is_encoded(tmp_path, channels):
    sound = bursts(0.5, 1.2, 1.97, channels=channels)
    assert true_peak(decoded(tmp_path / "before.mp4", sound)) > -1
    assert true_peak(decoded(tmp_path / "after.mp4", below_ceiling(sound))) <= -1.5


def test_only_what_is_around_a_peak_is_turned_down():
    sound = bursts(1.0)
    before, after = (each.samples.reshape(-1, 2).astype(int) for each in (sound, below_ceiling(sound)))
    changed = np.flatnonzero((before != after).any(axis=1)) / RATE
    assert changed.min() > 0.9
    assert changed.max() < 1.1
    assert (np.abs(after) <= np.abs(before)).all()


@pytest.mark.parametrize(
    "sound", [bursts(), Sound(np.zeros(96_000, np.int16), 2, RATE), Sound(np.zeros(0, np.int16), 2, RATE)]
)
def test_quiet_sound_stays_as_it_is(sound):
    assert below_ceiling(sound) is sound
