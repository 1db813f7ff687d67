"""Captions that follow a voice: two short lines at a time, broken at clauses, shown while they are said."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from rendering.core.frames import Caption
from rendering.voice.script import Script, Word

LONGEST_LINE = 42
MOST_LINES = 2
FASTEST = 20
"""Characters a second that can be read."""
_SENTENCE, _CLAUSE = (".", "?", "!"), (",", ";", ":")


def spoken_captions(script: Script, time_of: Callable[[int], float], end: float, until: float) -> list[Caption]:
    """Return the captions of a script.

    Parameters
    ----------
    script
        What is said.
    time_of
        Returns when an offset of the spoken text is said, in seconds.
    end
        When the last word ends.
    until
        Up to when the last caption may stay, where it would otherwise be too short to be read.
    """
    groups = _groups(script.words)
    starts = [time_of(group[0].offset) for group in groups]
    stops = [*starts[1:], end]
    captions = []
    for number, (group, start, stop) in enumerate(zip(groups, starts, stops, strict=True)):
        text = "\n".join(lines_of(group))
        if number == len(groups) - 1:
            stop = min(until, max(stop, start + len(text) / FASTEST))
        if stop > start:
            captions.append(Caption(start, stop, text))
    return captions


def lines_of(words: Sequence[Word]) -> list[str]:
    """Return words as one line, or as two of about the same length, broken after a clause where there is one."""
    text = " ".join(word.text for word in words)
    if len(text) <= LONGEST_LINE:
        return [text]
    best, cost = None, 0.0
    for place in range(1, len(words)):
        first, second = (" ".join(word.text for word in part) for part in (words[:place], words[place:]))
        if max(len(first), len(second)) > LONGEST_LINE:
            continue
        uneven = abs(len(first) - len(second)) - 20 * first.endswith(_SENTENCE + _CLAUSE)
        if best is None or uneven < cost:
            best, cost = [first, second], uneven
    return best or textwrap.wrap(text, LONGEST_LINE)


def _fits(words: Sequence[Word]) -> bool:
    lines = lines_of(words)
    return len(lines) <= MOST_LINES and max(map(len, lines)) <= LONGEST_LINE


def _groups(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words of each caption: as many as fit, ending with a sentence or a clause where one does not end soon.

    The rest of a sentence is divided evenly, so that no caption holds its last word alone.
    """
    groups: list[list[Word]] = []
    rest = list(words)
    while rest:
        most = max((count for count in range(1, len(rest) + 1) if _fits(rest[:count])), default=1)
        groups.append(rest[: _best_count(rest, most)])
        rest = rest[len(groups[-1]) :]
    return groups


def _best_count(words: Sequence[Word], most: int) -> int:
    """Return how many words the next caption takes, of the most that fit."""
    sentence = next((n for n, word in enumerate(words, start=1) if word.text.endswith(_SENTENCE)), len(words))
    if sentence <= most:
        return sentence
    clauses = [n for n in range(1, most + 1) if words[n - 1].text.endswith(_CLAUSE)]
    if clauses and clauses[-1] >= most // 3:
        return clauses[-1]
    captions = -(-sentence // most)
    return max(1, min(most, -(-sentence // captions)))
