"""LZW as a GIF has it, for pixels that may be drawn in more than one way.

Every pixel comes with the symbols that may stand for it, and what each costs in error. At each step all strings of the
dictionary that may stand for the next pixels are followed at once, and the longest is written, of several the one with
the least error: the file gets smaller by as much as its pixels leave open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Choice = Mapping[int, float]
"""The symbols that may stand for a pixel, and the error of each."""

LARGEST_TABLE = 4096
"""Codes; they are of 12 bits at most."""
MOST_FOLLOWED = 8
"""Strings that are followed at a time; more find hardly anything longer."""


@dataclass(frozen=True)
class Compressed:
    """Pixels as LZW.

    Parameters
    ----------
    data
        The code size, the blocks, and the terminator.
    symbols
        What stands for each pixel.
    """

    data: bytes
    symbols: NDArray[np.uint8]


def compress(places: NDArray[np.intp], choices: Sequence[Choice], bits: int) -> Compressed:
    """Return pixels as LZW.

    Parameters
    ----------
    places
        For each pixel in reading order, the number of its choice; at least one pixel.
    choices
        What may stand for a pixel; none of them is empty.
    bits
        Symbols are below ``2 ** bits``; from 2 to 8.

    Examples
    --------
    >>> compress(np.array([0, 0, 1, 0]), [{1: 0.0}, {0: 0.0, 1: 2.0}], 2).symbols.tolist()
    [1, 1, 1, 1]
    """
    codes, widths, symbols = _Encoder(places, choices, bits).run()
    columns = np.arange(12)
    written = (np.array(codes)[:, None] >> columns & 1)[columns < np.array(widths)[:, None]]
    return Compressed(_blocks(bits, np.packbits(written.astype(np.uint8), bitorder="little").tobytes()), symbols)


def _blocks(bits: int, data: bytes) -> bytes:
    parts = [bytes([bits])]
    for start in range(0, len(data), 255):
        block = data[start : start + 255]
        parts += [bytes([len(block)]), block]
    return b"".join((*parts, b"\0"))


class _Encoder:
    """The dictionary, as a tree of strings, and how far the pixels are written."""

    def __init__(self, places: NDArray[np.intp], choices: Sequence[Choice], bits: int) -> None:
        self._choices = choices
        self._places = places.tolist()
        self._clear, self._bits = 1 << bits, bits
        only = np.array([next(iter(choice)) if len(choice) == 1 else -1 for choice in choices])[places]
        ends = np.append(np.flatnonzero(np.diff(only)) + 1, len(only))
        self._run_ends = np.repeat(ends, np.diff(ends, prepend=0)).tolist()
        self._only = only.tolist()
        self._reset()

    def _reset(self) -> None:
        """Forget all strings but the single symbols."""
        self._strings = [bytes([symbol]) for symbol in range(self._clear)] + [b"", b""]
        self._children: list[dict[int, int]] = [{} for _ in self._strings]
        self._repeats = [[symbol] for symbol in range(self._clear)]
        self._width = self._bits + 1

    def run(self) -> tuple[list[int], list[int], NDArray[np.uint8]]:
        """Return codes, their widths in bits, and the symbol that stands for each pixel."""
        codes, widths = [self._clear], [self._width]
        symbols = bytearray()
        previous, position, count = -1, 0, len(self._places)
        while position < count:
            guess = self._guess(previous, position)
            node, position = self._longest(position)
            if previous >= 0:
                self._enter(previous, self._strings[node][0], guess)
            codes.append(node)
            widths.append(self._width)
            symbols += self._strings[node]
            previous = node
            if len(self._strings) == 1 << self._width and self._width < 12:
                self._width += 1
            if len(self._strings) == LARGEST_TABLE and position < count:
                codes.append(self._clear)
                widths.append(self._width)
                self._reset()
                previous = -1
        return [*codes, self._clear + 1], [*widths, self._width], np.frombuffer(bytes(symbols), np.uint8)

    def _guess(self, previous: int, position: int) -> int | None:
        """Enter the string just written with its first symbol once more, as only that entry can be used at once."""
        if previous < 0:
            return None
        first = self._strings[previous][0]
        if first not in self._choices[self._places[position]] or first in self._children[previous]:
            return None
        self._add(previous, first)
        return first

    def _enter(self, previous: int, symbol: int, guess: int | None) -> None:
        """Enter the string written before with the symbol that follows it, in place of another that was guessed."""
        if guess == symbol:
            return
        if guess is not None:
            del self._children[previous][guess]
            self._strings.pop()
            self._children.pop()
            if self._repeats[guess][-1] == len(self._strings):
                self._repeats[guess].pop()
        self._add(previous, symbol)

    def _add(self, parent: int, symbol: int) -> None:
        node = len(self._strings)
        self._children[parent].setdefault(symbol, node)
        self._strings.append(self._strings[parent] + bytes([symbol]))
        self._children.append({})
        if self._repeats[symbol][-1] == parent:
            self._repeats[symbol].append(node)

    def _longest(self, position: int) -> tuple[int, int]:
        """Return the longest string that may stand at a position, and where it ends."""
        places, choices, children, count = self._places, self._choices, self._children, len(self._places)
        symbol, stop = self._only[position], position + 1
        live: Mapping[int, float] = choices[places[position]]
        if symbol >= 0:
            repeats, run = self._repeats[symbol], self._run_ends[position] - position
            length = min(len(repeats), run)
            live, stop = {repeats[length - 1]: 0.0}, position + length
            if length < run:
                return repeats[length - 1], stop
        while stop < count:
            if len(live) == 1:
                node, stop = self._walked(next(iter(live)), stop)
                live = {node: 0.0}
                if stop == count:
                    break
            allowed = choices[places[stop]]
            further: dict[int, float] = {}
            for node, error in live.items():
                kids = children[node]
                if len(kids) < len(allowed):
                    for symbol, kid in kids.items():
                        if symbol in allowed:
                            further[kid] = error + allowed[symbol]
                elif kids:
                    for symbol, more in allowed.items():
                        if symbol in kids:
                            further[kids[symbol]] = error + more
            if not further:
                break
            if len(further) > MOST_FOLLOWED:
                best = sorted(further, key=further.__getitem__)[:MOST_FOLLOWED]
                further = {node: further[node] for node in best}
            live, stop = further, stop + 1
        return min(live, key=live.__getitem__), stop

    def _walked(self, node: int, stop: int) -> tuple[int, int]:
        """Follow one string as long as only one symbol may stand for the next pixel and it goes on with it."""
        children, only, count = self._children, self._only, len(self._only)
        while stop < count:
            kid = children[node].get(only[stop])
            if kid is None:
                break
            node, stop = kid, stop + 1
        return node, stop
