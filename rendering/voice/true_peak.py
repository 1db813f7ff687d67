"""Hold the true peak of sound below a ceiling also once it is encoded, which makes some peaks rise."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, count

import av
import numpy as np
from numpy.typing import NDArray

from rendering.core.frames import Sound
from rendering.core.sound import encode_sound, layout_of

CEILING = -1.5
"""True peak in dBTP that nothing passes."""
_OVERSAMPLING = 4
"""Samples for each one when a peak between samples is looked for (ITU-R BS.1770)."""
_WINDOW = 1024
_MORE = 0.25
"""By how many decibels more a peak is lowered each time that it has risen again."""


def below_ceiling(sound: Sound) -> Sound:
    """Return sound whose true peak is at most `CEILING` when AAC has encoded it: the same where it already is.

    It is encoded and decoded; where that passes the ceiling, some 20 ms are turned down, until nothing does.
    """
    ceiling = 10 ** (CEILING / 20)
    for attempt in count(1):
        peaks = encoded_peaks(sound)
        if peaks.max(initial=0) <= ceiling:
            return sound
        gains = np.where(peaks > ceiling, ceiling / np.maximum(peaks, ceiling) * 10 ** (-_MORE * attempt / 20), 1.0)
        sound = _turned_down(sound, gains)
    raise AssertionError("nothing is turned down for ever")


def encoded_peaks(sound: Sound) -> NDArray[np.float64]:
    """Return the true peak of each 1024 samples of a sound as AAC encodes it, from 0 to 1 and above."""
    peaks = np.zeros(math.ceil(len(sound.samples) / sound.channels / _WINDOW))
    for place, block in _encoded_and_decoded(sound) if len(peaks) else ():
        windows = (place + np.arange(len(block)) // _OVERSAMPLING) // _WINDOW
        starts = np.flatnonzero(np.diff(windows, prepend=-2))
        highest = np.maximum.reduceat(np.abs(block).ravel(), starts * sound.channels)
        for window, peak in zip(windows[starts], highest, strict=True):
            if 0 <= window < len(peaks):
                peaks[window] = max(peaks[window], peak)
    return peaks


def _encoded_and_decoded(sound: Sound) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield what a sound decodes to, four samples for each of its own, after the place of the first of these."""
    layout = layout_of(sound)
    resampler = av.AudioResampler(format="flt", layout=layout, rate=_OVERSAMPLING * sound.sample_rate)
    decoder = av.CodecContext.create("aac", "r")
    with av.open(os.devnull, "w", format="null") as nothing:
        stream = nothing.add_stream("aac", rate=sound.sample_rate, layout=layout)
        place = 0
        for packet in chain(encode_sound(stream, sound), [None]):
            if packet is not None and decoder.extradata is None:
                decoder.extradata, place = stream.codec_context.extradata, packet.pts or 0
            for frame in chain(decoder.decode(packet), [None] if packet is None else []):
                for each in resampler.resample(frame):
                    block = np.asarray(each.to_ndarray(), np.float32).reshape(-1, sound.channels)
                    yield place, block
                    place += len(block) // _OVERSAMPLING


def _turned_down(sound: Sound, gains: NDArray[np.float64]) -> Sound:
    """Return sound times the gain of each 1024 samples, or less: the gain runs evenly from window to window."""
    samples = sound.samples.reshape(-1, sound.channels).copy()
    around = np.concatenate([[1.0], gains, [1.0]])
    edges = np.minimum(around[:-1], around[1:])
    for window in np.flatnonzero((edges[:-1] < 1) | (edges[1:] < 1)):
        part = samples[window * _WINDOW : (window + 1) * _WINDOW]
        gain = np.linspace(edges[window], edges[window + 1], _WINDOW, endpoint=False)[: len(part), None]
        part[:] = np.rint(part * gain)
    return replace(sound, samples=samples.ravel())
