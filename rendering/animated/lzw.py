"""Compress GIF pixels by LZW where each pixel may become any of several symbols.

Every pixel comes with a choice: the symbols that may stand for it, and the squared error of each. LZW writes the codes
of strings that its dictionary already holds, and the longer those strings, the smaller the file. So at each step all
strings of the dictionary that may stand for the next pixels are followed at once; the longest is written, and among
equally long ones the one of least error. The file gets smaller by as much as the choices leave open, and any decoder
can read it, as the choice is only the encoder's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Choice = Mapping[int, float]
"""The symbols that may stand for a pixel, and the error of each."""

LARGEST_TABLE = 4096
"""Entries of the dictionary: GIF's codes are of 12 bits at most."""
MOST_CANDIDATES = 8
"""Strings that are followed at a time, those of least error; following more hardly ever finds a longer one."""


@dataclass(frozen=True)
class Compressed:
    """Pixels as LZW.

    Parameters
    ----------
    data
        The minimum code size, the data sub-blocks, and the block terminator, as they stand in a GIF.
    symbols
        The symbol chosen for each pixel.
    """

    data: bytes
    symbols: NDArray[np.uint8]


def compress(pixels: NDArray[np.intp], choices: Sequence[Choice], bits: int) -> Compressed:
    """Return pixels as LZW.

    Parameters
    ----------
    pixels
        For each pixel in reading order, the index of its choice; at least one pixel.
    choices
        What may stand for a pixel; none of them is empty.
    bits
        Symbols are below ``2 ** bits``; from 2 to 8.

    Examples
    --------
    >>> compress(np.array([0, 0, 1, 0]), [{1: 0.0}, {0: 0.0, 1: 2.0}], 2).symbols.tolist()
    [1, 1, 1, 1]
    """
    codes, widths, symbols = _LzwEncoder(pixels, choices, bits).run()
    columns = np.arange(12)
    written = (np.array(codes)[:, None] >> columns & 1)[columns < np.array(widths)[:, None]]
    return Compressed(_sub_blocks(bits, np.packbits(written.astype(np.uint8), bitorder="little").tobytes()), symbols)


def _sub_blocks(bits: int, data: bytes) -> bytes:
    """Return data as GIF has it: the minimum code size, sub-blocks of at most 255 bytes, and a terminator."""
    parts = [bytes([bits])]
    for start in range(0, len(data), 255):
        block = data[start : start + 255]
        parts += [bytes([len(block)]), block]
    return b"".join((*parts, b"\0"))


class _LzwEncoder:
    """The dictionary, and how far the pixels are written.

    The dictionary is a tree: a node is a code, its string that of its parent and one more symbol. Two shortcuts skip
    the search where there is nothing to choose:

    * `_forced` holds the symbol of each pixel that has only one, else -1, and `_run_ends` where each run of equal ones
      ends. Along such pixels one string is followed without building sets of candidates.
    * `_repeats` holds, for each symbol, the nodes of its repetitions (``a``, ``aa``, ``aaa``, ...), so that a run of
      one forced symbol, which is most of a flat picture, is matched by its length alone.
    """

    def __init__(self, pixels: NDArray[np.intp], choices: Sequence[Choice], bits: int) -> None:
        self._choices = choices
        self._pixels = pixels.tolist()
        self._clear, self._bits = 1 << bits, bits
        forced = np.array([next(iter(choice)) if len(choice) == 1 else -1 for choice in choices])[pixels]
        ends = np.append(np.flatnonzero(np.diff(forced)) + 1, len(forced))
        self._run_ends = np.repeat(ends, np.diff(ends, prepend=0)).tolist()
        self._forced = forced.tolist()
        self._reset()

    def _reset(self) -> None:
        """Drop all strings but the single symbols; the two codes after those are the clear code and the end code."""
        self._strings = [bytes([symbol]) for symbol in range(self._clear)] + [b"", b""]
        self._children: list[dict[int, int]] = [{} for _ in self._strings]
        self._repeats = [[symbol] for symbol in range(self._clear)]
        self._width = self._bits + 1

    def run(self) -> tuple[list[int], list[int], NDArray[np.uint8]]:
        """Return codes, their widths in bits, and the symbol that stands for each pixel."""
        codes, widths = [self._clear], [self._width]
        symbols = bytearray()
        previous, position, count = -1, 0, len(self._pixels)
        while position < count:
            guess = self._guess(previous, position)
            node, position = self._longest(position)
            if previous >= 0:
                self._enter(previous, self._strings[node][0], guess)
            codes.append(node)
            widths.append(self._width)
            symbols += self._strings[node]
            previous = node
            # The dictionary is now what a decoder's is after reading this code, so both widen their codes at once.
            if len(self._strings) == 1 << self._width and self._width < 12:
                self._width += 1
            if len(self._strings) == LARGEST_TABLE and position < count:
                codes.append(self._clear)
                widths.append(self._width)
                self._reset()
                previous = -1
        return [*codes, self._clear + 1], [*widths, self._width], np.frombuffer(bytes(symbols), np.uint8)

    def _guess(self, previous: int, position: int) -> int | None:
        """Enter the string just written with its own first symbol appended, and return that symbol.

        The dictionary gains the string just written plus the first symbol of the next string, which is not chosen yet.
        LZW lets that very entry be the next string; then it begins with itself, so the appended symbol can only be its
        own first. Entering it before the search makes it a candidate; `_enter` replaces it if the next string begins
        otherwise.
        """
        if previous < 0:
            return None
        first = self._strings[previous][0]
        if first not in self._choices[self._pixels[position]]:
            return None
        self._add(previous, first)
        return first

    def _enter(self, previous: int, symbol: int, guess: int | None) -> None:
        """Enter the string written before with the symbol that follows it, in place of the guess if that was wrong."""
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
        """Add a node for the parent's string with a symbol appended."""
        node = len(self._strings)
        self._children[parent][symbol] = node
        self._strings.append(self._strings[parent] + bytes([symbol]))
        self._children.append({})
        if self._repeats[symbol][-1] == parent:
            self._repeats[symbol].append(node)

    def _longest(self, position: int) -> tuple[int, int]:
        """Return the node of the longest string that may stand at a position, and where it ends."""
        pixels, choices, children, count = self._pixels, self._choices, self._children, len(self._pixels)
        symbol, stop = self._forced[position], position + 1
        candidates: Mapping[int, float] = choices[pixels[position]]  # by node; the first nodes are the symbols
        if symbol >= 0:
            repeats, run = self._repeats[symbol], self._run_ends[position] - position
            length = min(len(repeats), run)
            candidates, stop = {repeats[length - 1]: 0.0}, position + length
            if length < run:  # the dictionary holds no longer repetition, and nothing else matches here
                return repeats[length - 1], stop
        while stop < count:
            if len(candidates) == 1:
                node, stop = self._follow(next(iter(candidates)), stop)
                candidates = {node: 0.0}  # errors only rank candidates, so that of a single one may be dropped
                if stop == count:
                    break
            allowed = choices[pixels[stop]]
            extended: dict[int, float] = {}
            for node, error in candidates.items():
                next_nodes = children[node]
                if len(next_nodes) < len(allowed):  # look the fewer up among the more
                    for symbol, child in next_nodes.items():
                        if symbol in allowed:
                            extended[child] = error + allowed[symbol]
                elif next_nodes:
                    for symbol, more in allowed.items():
                        if symbol in next_nodes:
                            extended[next_nodes[symbol]] = error + more
            if not extended:
                break
            if len(extended) > MOST_CANDIDATES:
                best = sorted(extended, key=extended.__getitem__)[:MOST_CANDIDATES]
                extended = {node: extended[node] for node in best}
            candidates, stop = extended, stop + 1
        return min(candidates, key=candidates.__getitem__), stop

    def _follow(self, node: int, stop: int) -> tuple[int, int]:
        """Follow one string for as long as the next pixel has only one symbol and the string continues with it."""
        children, forced, count = self._children, self._forced, len(self._forced)
        while stop < count:
            child = children[node].get(forced[stop])
            if child is None:
                break
            node, stop = child, stop + 1
        return node, stop
