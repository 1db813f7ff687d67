"""Read and write the bits of H.264 (ITU-T Rec. H.264: Annex B for its units, 7.2 and 9.1 for numbers)."""

from __future__ import annotations

import re
from collections.abc import Iterator

START = b"\0\0\0\1"
_TO_ESCAPE = re.compile(rb"\0\0(?=[\0-\3])")


class Reader:
    """Reads bits from the beginning of some bytes."""

    def __init__(self, data: bytes) -> None:
        self.at = 0
        self._bits = "".join(f"{byte:08b}" for byte in data)

    def bits(self, count: int) -> int:
        """Read an unsigned number."""
        self.at += count
        return int(self._bits[self.at - count : self.at], 2)

    def exp_golomb(self) -> int:
        """Read ue(v)."""
        zeros = self._bits.index("1", self.at) - self.at
        self.at += zeros
        return self.bits(zeros + 1) - 1

    def signed(self) -> int:
        """Read se(v)."""
        number = self.exp_golomb()
        return (number + 1) // 2 if number % 2 else -(number // 2)

    def between(self, start: int, stop: int) -> str:
        """Return the bits from one place up to another, as digits."""
        return self._bits[start:stop]


class Writer:
    """Writes bits."""

    def __init__(self) -> None:
        self._bits: list[str] = []
        self._length = 0

    def digits(self, bits: str) -> None:
        """Write bits told as digits."""
        self._bits.append(bits)
        self._length += len(bits)

    def bits(self, value: int, count: int) -> None:
        """Write an unsigned number."""
        self.digits(f"{value:0{count}b}")

    def exp_golomb(self, value: int) -> None:
        """Write ue(v)."""
        self.bits(value + 1, 2 * (value + 1).bit_length() - 1)

    def signed(self, value: int) -> None:
        """Write se(v)."""
        self.exp_golomb(2 * value - 1 if value > 0 else -2 * value)

    def align(self, bit: str = "1") -> None:
        """Fill the last byte."""
        self.digits(bit * (-self._length % 8))

    def data(self) -> bytes:
        """Return all bytes."""
        bits = "".join(self._bits)
        return int(bits, 2).to_bytes(len(bits) // 8, "big")


def units(stream: bytes) -> Iterator[bytes]:
    """Yield the NAL units of a byte stream (Annex B)."""
    for part in stream.split(b"\0\0\1"):
        unit = part.rstrip(b"\0")
        if unit:
            yield unit


def without_escapes(data: bytes) -> bytes:
    """Return the bytes of a unit as they are meant."""
    return data.replace(b"\0\0\3", b"\0\0")


def with_escapes(data: bytes) -> bytes:
    """Return the bytes of a unit as they travel, so that no start code is found in them."""
    return _TO_ESCAPE.sub(b"\0\0\3", data)
