"""What is spoken over a beat: its words as they are spoken and as they are written, and its marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

NarrationPart: TypeAlias = str | tuple[str, str]
"""Words, with marks such as ``[mark sum]``; or a number or name as it is written, and as it is spoken."""

_MARK = re.compile(r"\[mark ([^\[\]]+)\] ?")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Word:
    """A written word, and where it begins in the spoken text."""

    text: str
    offset: int


@dataclass(frozen=True)
class Script:
    """The narration of a beat.

    Parameters
    ----------
    pieces
        Consecutive pieces of it, each as it is written and as it is spoken.
    marks
        For each mark its offset in the spoken text, in characters.

    Examples
    --------
    >>> script = Script.of(["There are [mark count] ", ("9", "nine"), " weights."])
    >>> script.spoken, script.written, script.marks
    ('There are nine weights.', 'There are 9 weights.', {'count': 10})
    """

    pieces: tuple[tuple[str, str], ...]
    marks: dict[str, int]

    @classmethod
    def of(cls, parts: str | Iterable[NarrationPart]) -> Script:
        """Return the script of a text, or of its parts."""
        pieces: list[tuple[str, str]] = []
        marks: dict[str, int] = {}
        length = 0
        for part in [parts] if isinstance(parts, str) else parts:
            if not isinstance(part, str):
                pieces.append((part[0], part[1]))
                length += len(part[1])
                continue
            for number, text in enumerate(_MARK.split(part)):
                if number % 2:
                    marks[text.strip()] = length
                elif text:
                    pieces.append((text, text))
                    length += len(text)
        return cls(tuple(pieces), marks)

    @property
    def spoken(self) -> str:
        """The text as it is spoken."""
        return "".join(spoken for _, spoken in self.pieces)

    @property
    def written(self) -> str:
        """The text as it is written."""
        return "".join(written for written, _ in self.pieces)

    @cached_property
    def words(self) -> Sequence[Word]:
        """The written words; one inside a number begins where that begins."""
        offsets: list[int] = []
        length = 0
        for written, spoken in self.pieces:
            same = written == spoken
            offsets += [length + index if same else length for index in range(len(written))]
            length += len(spoken)
        return [Word(match[0], offsets[match.start()]) for match in _WORD.finditer(self.written)]

    @property
    def word_count(self) -> int:
        """How many words are spoken."""
        return len(self.spoken.split())
