"""Bring sound to the loudness that platforms expect, in two passes, by FFmpeg's filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, pairwise

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from rendering.voice.clip import SAMPLE_RATE

TARGET = -16.0
"""Loudness in LUFS, integrated over the whole (ITU-R BS.1770)."""
_SILENCE = -70.0
_LIMIT = -2.5
"""Where peaks are held, in dBTP: as sound is encoded, some rise by a few tenths, and −1.5 is not to be passed."""
_OVERSAMPLED = 4 * SAMPLE_RATE
_BLOCK = SAMPLE_RATE

Stereo = NDArray[np.float32]
"""Shape (samples, 2), from −1 to 1, at `SAMPLE_RATE`."""


def louder_by(sound: Stereo) -> float:
    """Return the decibels that bring a sound to `TARGET`, 0 for silence."""
    loudness = _SILENCE
    for frame in _filtered(sound, [("ebur128", "metadata=1:framelog=quiet")]):
        loudness = float(frame.metadata.get("lavfi.r128.I", loudness))
    return TARGET - loudness if loudness > _SILENCE else 0.0


def levelled(sound: Stereo) -> Stereo:
    """Return sound at `TARGET`, its peaks held at `_LIMIT`: what is silent stays silent."""
    result, gain = sound, 0.0
    for _ in range(2):  # the first pass measures the sound, the second what the limiter has left of it
        more = louder_by(result)
        if not more:
            return result
        gain += more
        result = _limited(sound, gain)
    return result


def _limited(sound: Stereo, gain: float) -> Stereo:
    """Return sound made louder by so many decibels, its peaks, between the samples too, held at `_LIMIT`."""
    limit = 10 ** (_LIMIT / 20)
    filters = [
        ("volume", f"volume={gain:.3f}dB:precision=float"),
        ("aresample", str(_OVERSAMPLED)),
        ("alimiter", f"limit={limit:.5f}:attack=5:release=50:level=false:latency=true"),
        ("aresample", str(SAMPLE_RATE)),
        ("aformat", "sample_fmts=flt"),
    ]
    blocks = [frame.to_ndarray().reshape(-1, 2) for frame in _filtered(sound, filters)]
    result = np.zeros_like(sound)
    joined = np.concatenate(blocks) if blocks else result
    length = min(len(joined), len(result))
    result[:length] = joined[:length]
    return result


def _filtered(sound: Stereo, filters: Sequence[tuple[str, str]]) -> Iterator[av.AudioFrame]:
    """Yield the frames that filters make of a sound."""
    graph = Graph()
    nodes = [graph.add_abuffer(sample_rate=SAMPLE_RATE, format="flt", layout="stereo")]
    nodes += [graph.add(name, arguments) for name, arguments in filters]
    nodes.append(graph.add("abuffersink"))
    for source, target in pairwise(nodes):
        source.link_to(target)
    graph.configure()
    for start in chain(range(0, len(sound), _BLOCK), [None]):
        if start is None:
            nodes[0].push(None)
        else:
            block = np.ascontiguousarray(sound[start : start + _BLOCK], np.float32)
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), start
            nodes[0].push(frame)
        while True:
            try:
                pulled = nodes[-1].pull()
            except (BlockingIOError, av.error.EOFError):
                break
            if isinstance(pulled, av.AudioFrame):
                yield pulled
