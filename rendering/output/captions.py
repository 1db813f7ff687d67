"""Write captions as SRT and WebVTT, prepare them for MP4, and derive chapters for MP4 and YouTube from beats."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rendering.core.frames import Beat, Caption

FEWEST_CHAPTERS = 3
SHORTEST_CHAPTER = 10
"""Seconds. Both limits are YouTube's, for its list: with fewer or shorter chapters it shows none at all."""


@dataclass(frozen=True)
class TitledChapter(Beat):
    """A chapter whose name is a title, to be shown as it is; a beat's is an identifier."""


@dataclass(frozen=True)
class YouTubeChapters:
    """The chapters for a description on YouTube, or why there are none.

    Parameters
    ----------
    beats
        The beats that begin a chapter; empty where the rule cannot hold.
    reason
        Why there are none; empty where there are.
    """

    beats: tuple[Beat, ...]
    reason: str = ""


def chapters_of(beats: Sequence[Beat]) -> tuple[Beat, ...]:
    """Return the chapters of a film: every beat, unless there is only one."""
    return tuple(beats) if len(beats) > 1 else ()


def youtube_chapters(beats: Sequence[Beat], rate: Fraction) -> YouTubeChapters:
    """Return the beats that begin a chapter where a short one is merged with those after it, the last with that before.

    Every chapter then lasts 10 s or longer. There are none where that leaves fewer than three, or the first does not
    begin at 0:00.
    """
    if beats and beats[0].first != 0:
        return YouTubeChapters((), f"the first beat, {beats[0].name}, does not start at 0:00")
    merged: list[Beat] = []
    for beat in beats:
        if merged and _seconds(merged[-1], rate) < SHORTEST_CHAPTER:
            merged[-1] = replace(merged[-1], stop=beat.stop)
        else:
            merged.append(beat)
    if len(merged) > 1 and _seconds(merged[-1], rate) < SHORTEST_CHAPTER:
        del merged[-1]
    if len(merged) < FEWEST_CHAPTERS:
        found = f"there is {len(merged)}" if len(merged) == 1 else f"there are {len(merged)}"
        return YouTubeChapters((), f"of {SHORTEST_CHAPTER} s or longer {found}; it takes {FEWEST_CHAPTERS}")
    return YouTubeChapters(tuple(merged))


def _seconds(beat: Beat, rate: Fraction) -> float:
    return beat.end_seconds(rate) - beat.start_seconds(rate)


def chapter_title(beat: Beat) -> str:
    """Return a beat's name as words, a titled chapter's as it is.

    Examples
    --------
    >>> chapter_title(Beat("first-sum", 0, 10))
    'First sum'
    """
    if isinstance(beat, TitledChapter):
        return beat.name
    words = beat.name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def youtube_lines(chapters: YouTubeChapters, rate: Fraction) -> str:
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
