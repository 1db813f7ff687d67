"""Put a voice where it belongs in a film, the scene's own sounds under it, and bring both to one loudness."""

from __future__ import annotations

from collections.abc import Sequence

import av
import numpy as np

from rendering.core.frames import Sound
from rendering.voice.clip import SAMPLE_RATE
from rendering.voice.conductor import Span, samples_of
from rendering.voice.loudness import Stereo, levelled, louder_by

DUCKED = 10 ** (-12 / 20)
"""What is left of a scene's own sounds while somebody speaks."""
_RAMP, _FADE = samples_of(0.15), samples_of(0.004)


def mixed(spans: Sequence[Span], own: Sound | None, length: float) -> Sound:
    """Return the sound of a film of so many seconds."""
    voice = np.zeros((samples_of(length), 2), np.float32)
    for span in spans:
        clip = np.stack([span.clip.samples] * 2, axis=1)
        louder = clip * np.float32(10 ** (louder_by(clip) / 20))
        for film, start, stop in span.pieces:
            piece = louder[samples_of(start) : samples_of(stop)].copy()
            fade = min(_FADE, len(piece) // 2)
            ramp = np.linspace(0, 1, fade, dtype=np.float32)[:, None]
            piece[:fade] *= ramp
            piece[len(piece) - fade :] *= ramp[::-1]
            place = samples_of(film)
            room = voice[place : place + len(piece)]
            room += piece[: len(room)]
    if own is not None:
        under = _under(own, len(voice))
        under *= _duck(spans, len(voice))[:, None]
        voice += under
    voice = levelled(voice)
    samples = np.clip(np.rint(voice * 32767), -32768, 32767).astype(np.int16)
    return Sound(samples.ravel(), 2, SAMPLE_RATE, spoken=True)


def _under(own: Sound, length: int) -> Stereo:
    """Return a scene's own sound, resampled, as long as the film."""
    layout = "mono" if own.channels == 1 else "stereo"
    frame = av.AudioFrame.from_ndarray(own.samples.reshape(1, -1), format="s16", layout=layout)
    frame.sample_rate = own.sample_rate
    resampler = av.AudioResampler(format="flt", layout="stereo", rate=SAMPLE_RATE)
    blocks = [each.to_ndarray().reshape(-1, 2) for part in (frame, None) for each in resampler.resample(part)]
    sound = np.concatenate(blocks)[:length]
    result = np.zeros((length, 2), np.float32)
    result[: len(sound)] = sound
    return result


def _duck(spans: Sequence[Span], length: int) -> np.ndarray:
    """Return the share of the scene's own sounds at each sample: less while somebody speaks, with ramps around it."""
    gain = np.ones(length, np.float32)
    for span in spans:
        for film, start, stop in span.pieces:
            low, high = samples_of(film), samples_of(film + stop - start)
            places = [low - _RAMP, low, high, high + _RAMP]
            first, last = max(0, places[0]), min(length, places[-1])
            shares = np.interp(np.arange(first, last), places, [1, DUCKED, DUCKED, 1])
            gain[first:last] = np.minimum(gain[first:last], shares)
    return gain
