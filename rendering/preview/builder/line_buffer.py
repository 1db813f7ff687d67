"""Cut a stream into lines of bounded length."""

from __future__ import annotations


class LineBuffer:
    r"""Collects what arrives on a stream, and returns its lines as soon as they are complete or too long.

    Parameters
    ----------
    longest
        Bytes of a line that are returned; the rest of it is dropped.

    Examples
    --------
    >>> lines = LineBuffer(5)
    >>> lines.add(b"one\ntw"), lines.add(b"o\nthree and four"), lines.add(b" and five\nsix")
    ([b'one'], [b'two', b'three'], [])
    >>> lines.rest()
    [b'six']
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._begun = bytearray()
        self._is_cut = False

    def add(self, data: bytes) -> list[bytes]:
        """Return the lines that are complete with this, and one that has become too long; without their ends."""
        found: list[bytes] = []
        *ended, begun = data.split(b"\n")
        for part in ended:
            found += self._extend(part)
            if not self._is_cut:
                found.append(self._take())
            self._is_cut = False
        return found + self._extend(begun)

    def rest(self) -> list[bytes]:
        """Return the line that has begun, if one has."""
        return [self._take()] if self._begun else []

    def _take(self) -> bytes:
        line, self._begun = bytes(self._begun), bytearray()
        return line

    def _extend(self, part: bytes) -> list[bytes]:
        if self._is_cut:
            return []
        self._begun += part
        if len(self._begun) <= self._longest:
            return []
        self._is_cut = True
        return [self._take()[: self._longest]]
