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
_ROOM = 0.25
"""Decibels that are left below the ceiling, each time more, where peaks are turned down."""


def below_ceiling(sound: Sound) -> Sound:
    """Return sound whose true peak is at most `CEILING` when AAC has encoded it: the same where it already is.

    It is encoded and decoded; while anything passes the ceiling, what is near or above it is turned down for some
    20 ms. After each change the encoder spends its bits otherwise, so each time more room is left below the ceiling.
    """
    for attempt in count(1):
        peaks = encoded_peaks(sound)
        if peaks.max(initial=0) <= 10 ** (CEILING / 20):
            return sound
        highest = 10 ** ((CEILING - _ROOM * attempt) / 20)
        sound = _turned_down(sound, np.minimum(1.0, highest / np.maximum(peaks, highest)))
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
