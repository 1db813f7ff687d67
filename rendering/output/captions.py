"""Write captions as SRT and WebVTT, prepare them for MP4, and derive chapters for MP4 and YouTube from beats."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rendering.core.frames import Beat, Caption

FEWEST_CHAPTERS = 3
SHORTEST_CHAPTER = 10
"""Seconds. Both limits are YouTube's: with fewer or shorter chapters it shows none at all."""


@dataclass(frozen=True)
class Chapters:
    """The chapters of a scene, or why it has none.

    Parameters
    ----------
    beats
        The beats that are chapters; empty where the rule does not hold.
    reason
        Why there are none; empty where there are.
    """

    beats: tuple[Beat, ...]
    reason: str = ""


def chapters_of(beats: Sequence[Beat], rate: Fraction) -> Chapters:
    """Return the beats as chapters where there are at least three, the first at 0:00 and each of at least 10 s."""
    if len(beats) < FEWEST_CHAPTERS:
        return Chapters((), f"{len(beats)} beats; chapters need at least {FEWEST_CHAPTERS}")
    if beats[0].first != 0:
        return Chapters((), f"the first beat, {beats[0].name}, does not start at 0:00")
    for beat in beats:
        length = beat.end_seconds(rate) - beat.start_seconds(rate)
        if length < SHORTEST_CHAPTER:
            return Chapters((), f"{beat.name} lasts {length:.1f} s; a chapter needs at least {SHORTEST_CHAPTER} s")
    return Chapters(tuple(beats))


def chapter_title(beat: Beat) -> str:
    """Return a beat's name as words.

    Examples
    --------
    >>> chapter_title(Beat("first-sum", 0, 10))
    'First sum'
    """
    words = beat.name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def youtube_chapters(chapters: Chapters, rate: Fraction) -> str:
    """Return the chapters as the lines YouTube reads in a description."""
    lines = []
    for beat in chapters.beats:
        seconds = int(beat.start_seconds(rate))
        hours, minutes = divmod(seconds // 60, 60)
        time = f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
        lines.append(f"{time} {chapter_title(beat)}")
    return "\n".join(lines)


def srt(captions: Sequence[Caption]) -> str:
    """Return captions as a SubRip file."""
    cues = (
        f"{number}\n{_time(caption.start, ',')} --> {_time(caption.end, ',')}\n{_lines(caption.text)}\n"
        for number, caption in enumerate(captions, start=1)
    )
    return "\n".join(cues)


def webvtt(captions: Sequence[Caption]) -> str:
    """Return captions as a WebVTT file."""
    cues = (
        f"{_time(caption.start, '.')} --> {_time(caption.end, '.')}\n{_escaped(_lines(caption.text))}\n"
        for caption in captions
    )
    return "\n".join(("WEBVTT\n", *cues))


def one_at_a_time(captions: Sequence[Caption]) -> tuple[Caption, ...]:
    """Return captions that never overlap: where some did, their texts are joined, one line each.

    An MP4's text track shows one text at a time.
    """
    edges = sorted({edge for caption in captions for edge in (caption.start, caption.end)})
    spans: list[Caption] = []
    for start, end in itertools.pairwise(edges):
        text = "\n".join(caption.text for caption in captions if caption.start <= start and end <= caption.end)
        if text and spans and spans[-1].text == text and spans[-1].end == start:
            spans[-1] = Caption(spans[-1].start, end, text)
        elif text:
            spans.append(Caption(start, end, text))
    return tuple(spans)


def _time(seconds: float, decimal_mark: str) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}{decimal_mark}{milliseconds % 1000:03}"


def _lines(text: str) -> str:
    """Return the text without empty lines, which would end a cue."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
