"""Measure a spoken lecture by its files: pace, loudness, true peak, captions, words and marks, and the ends of beats.

Run it on what ``render.py lecture --voice espeak`` has made::

    python -m benchmarks.narrated_chapter media/lecture/chapter.json

or on the sidecars of single scenes that were rendered with ``--voice``.

It needs pyloudnorm, from the ``dev`` extra. What it prints is measured on the sound that the films decode to;
only times and texts come from the sidecars.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import click
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
LONGEST_LINE, MOST_LINES, FASTEST = 42, 2, 20
END = 0.08
"""Seconds before the end of a beat that are to be silent."""
SILENT = -60.0
"""Decibels below full scale, root mean square, that count as silence there."""
COLUMNS = (
    "scene",
    "minutes",
    "words",
    "a minute",
    "LUFS",
    "dBTP",
    "ms from word to sound: median, most",
    "ms from mark to picture",
    "captions that break a rule",
    "beats cut",
)
_STEP = RATE // 200
_PAUSE_STEPS, _NEAR = 30, 0.2
_AUDIBLE_AT_ONCE = re.compile(r"th|[aefhilmnorsuvwyz]", re.IGNORECASE)

Sound = NDArray[np.float32]
"""Shape (samples, 2)."""


@dataclass(frozen=True)
class SceneMeasures:
    """What was measured of one scene.

    Parameters
    ----------
    scene
        Its film's name.
    seconds, spoken
        How long it lasts, and for how long somebody speaks.
    words
        How many are spoken.
    loudness, peak
        In LUFS and dBTP.
    onsets
        For words after a pause, by how many seconds the sound begins later than the sidecar says.
    marks
        For each mark, by how many seconds the picture is later than the word.
    captions, faults
        How many there are, and which break a rule.
    ends
        The level of the last 80 ms of each beat, in decibels below full scale.
    """

    scene: str
    seconds: float
    spoken: float
    words: int
    loudness: float
    peak: float
    onsets: tuple[float, ...]
    marks: tuple[float, ...]
    captions: int
    faults: tuple[str, ...]
    ends: tuple[float, ...]

    @property
    def pace(self) -> float:
        """Words a minute, of the time in which somebody speaks."""
        return 60 * self.words / self.spoken if self.spoken else 0.0


def measure(path: Path) -> Iterator[SceneMeasures]:
    """Yield what is measured of each spoken scene, given the sidecar of a lecture or of one scene."""
    content = json.loads(path.read_text(encoding="utf-8"))
    parts = content.get("parts") or [{"film": path.name, "end": content["duration"]}]
    for part, sound in zip(parts, sounds_of(path.with_suffix(".mp4"), parts), strict=True):
        stem = Path(part["film"]).stem
        told = json.loads((path.parent.parent / stem / f"{stem}.json").read_text(encoding="utf-8"))
        if told.get("narration"):
            yield measured(re.sub("-[0-9a-f]{8}$", "", stem), told, sound)


def measured(name: str, content: Mapping[str, Any], sound: Sound) -> SceneMeasures:
    """Return what is measured of a scene, given its sidecar and its sound."""
    import pyloudnorm

    said, ends = content["narration"], [beat["end"] for beat in content["beats"]]
    return SceneMeasures(
        scene=name,
        seconds=float(content["duration"]),
        spoken=sum(each["end"] - each["start"] for each in said),
        words=sum(len(each.get("spoken", "").split()) for each in said),
        loudness=float(pyloudnorm.Meter(RATE).integrated_loudness(sound)),
        peak=true_peak(sound),
        onsets=tuple(onset_differences(said, sound)),
        marks=tuple(seen - heard for each in said for _, heard, seen in each.get("marks", ())),
        captions=len(content["captions"]),
        faults=tuple(caption_faults(content["captions"])),
        ends=tuple(level(sound[round((end - END) * RATE) : round(end * RATE)]) for end in ends),
    )


def sounds_of(film: Path, parts: Sequence[Mapping[str, Any]]) -> Iterator[Sound]:
    """Yield the sound of each part of a film, one at a time in memory."""
    stops = [round(part["end"] * RATE) for part in parts]
    start, held = 0, np.zeros((0, 2), np.float32)
    blocks: list[Sound] = []
    for block in _decoded(film):
        blocks.append(block)
        while stops and start + sum(map(len, blocks)) >= stops[0]:
            held = np.concatenate(blocks)
            size = stops.pop(0) - start
            yield held[:size]
            blocks, start = [held[size:]], start + size
    for stop in stops:  # a film's sound may end a moment before its pictures
        held = np.concatenate([*blocks, np.zeros((stop - start, 2), np.float32)])
        yield held[: stop - start]
        blocks, start = [held[stop - start : stop - start + sum(map(len, blocks))]], stop


def _decoded(film: Path) -> Iterator[Sound]:
    resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
    with av.open(f"file:{film}") as source:
        for number, frame in enumerate(source.decode(audio=0)):
            if not number and frame.pts:
                yield np.zeros((round(frame.pts * Fraction(frame.time_base or 1) * RATE), 2), np.float32)
            for each in resampler.resample(frame):
                yield each.to_ndarray().reshape(-1, 2)


def true_peak(sound: Sound) -> float:
    """Return the highest level between the samples, too, in dBTP, by four times as many (ITU-R BS.1770)."""
    from scipy.signal import resample_poly

    block = 10 * RATE
    highest = max(
        float(np.abs(resample_poly(sound[max(0, start - RATE) : start + block], 4, 1, axis=0)).max())
        for start in range(0, max(len(sound), 1), block)
    )
    return 20 * float(np.log10(max(highest, 1e-9)))


def level(sound: Sound) -> float:
    """Return the root mean square of a sound, in decibels below full scale; −120 for nothing at all."""
    return 20 * float(np.log10(max(np.sqrt(np.mean(np.square(sound, dtype=np.float64))) if len(sound) else 0, 1e-6)))


def onset_differences(said: Sequence[Mapping[str, Any]], sound: Sound) -> Iterator[float]:
    """Yield for each word after a pause by how many seconds the sound begins later than the sidecar has the word.

    Words that begin with a stop are passed over: their first part is silent.
    """
    steps = np.abs(sound[: len(sound) // _STEP * _STEP]).max(axis=1).reshape(-1, _STEP).max(axis=1)
    loud = np.flatnonzero(steps > 10 ** (-45 / 20))
    begins = loud[np.diff(loud, prepend=-_PAUSE_STEPS) >= _PAUSE_STEPS]
    words = [(seconds, text) for each in said for text, seconds in each.get("words", ())]
    for onset in begins * _STEP / RATE:
        seconds, text = min(words, key=lambda word: abs(word[0] - onset), default=(-1.0, ""))
        if abs(onset - seconds) <= _NEAR and _AUDIBLE_AT_ONCE.match(text):
            yield onset - seconds


def caption_faults(captions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line for each caption that is too long, or shown too shortly to be read."""
    for each in captions:
        lines, seconds = each["text"].split("\n"), each["end"] - each["start"]
        if len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
            yield f"{each['text']!r} is longer than {MOST_LINES} lines of {LONGEST_LINE}"
        if len(each["text"]) > FASTEST * seconds + 1e-6:
            yield f"{each['text']!r} is shown for {seconds:.2f} s"


def table(rows: Sequence[SceneMeasures]) -> Iterator[str]:
    """Yield the lines of a table in Markdown, the whole last."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---" * len(COLUMNS) + "|"
    for name, group in [*((row.scene, [row]) for row in rows), ("all", rows)]:
        yield f"| {' | '.join((name, *_cells(group)))} |"


def _cells(rows: Sequence[SceneMeasures]) -> Iterator[str]:
    """Yield what is told of some scenes."""
    words, spoken = sum(row.words for row in rows), sum(row.spoken for row in rows)
    yield f"{sum(row.seconds for row in rows) / 60:.1f}"
    yield str(words)
    yield f"{60 * words / spoken:.0f}"
    lowest, highest = min(row.loudness for row in rows), max(row.loudness for row in rows)
    yield f"{lowest:.2f}" if lowest == highest else f"{lowest:.2f} to {highest:.2f}"
    yield f"{max(row.peak for row in rows):.2f}"
    onsets = 1000 * np.abs([each for row in rows for each in row.onsets] or [0.0])
    yield f"{np.median(onsets):.0f}, {onsets.max():.0f} of {len(onsets)}"
    marks = [1000 * abs(each) for row in rows for each in row.marks]
    yield f"{max(marks):.0f} of {len(marks)}" if marks else ""
    yield f"{sum(len(row.faults) for row in rows)} of {sum(row.captions for row in rows)}"
    ends = [end for row in rows for end in row.ends]
    yield f"{sum(end > SILENT for end in ends)} of {len(ends)}"


def main() -> None:
    """Print the table of what the command line names, and each caption that breaks a rule."""
    rows = [row for path in sys.argv[1:] for row in measure(Path(path))]
    click.echo("\n".join(table(rows)))
    for row in rows:
        for fault in row.faults:
            click.echo(f"{row.scene}: {fault}", err=True)


if __name__ == "__main__":
    main()
