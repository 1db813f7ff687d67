"""Read and write H.264 bit streams: NAL units (ITU-T Rec. H.264, Annex B), bits and Exp-Golomb codes (7.2, 9.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

START_CODE = b"\0\0\0\1"
"""Precedes each NAL unit of a byte stream."""
_TO_ESCAPE = re.compile(rb"\0\0(?=[\0-\3])")


class BitReader:
    """Reads bits from the beginning of some bytes."""

    def __init__(self, data: bytes) -> None:
        self.position = 0
        self._bits = "".join(f"{byte:08b}" for byte in data)

    def u(self, count: int) -> int:
        """Read an unsigned number of so many bits, u(n)."""
        self.position += count
        return int(self._bits[self.position - count : self.position], 2)

    def ue(self) -> int:
        """Read an unsigned Exp-Golomb code, ue(v)."""
        zeros = self._bits.index("1", self.position) - self.position
        self.position += zeros
        return self.u(zeros + 1) - 1

    def se(self) -> int:
        """Read a signed Exp-Golomb code, se(v)."""
        number = self.ue()
        return (number + 1) // 2 if number % 2 else -(number // 2)


class BitWriter:
    """Collects bits."""

    def __init__(self) -> None:
        self._bits: list[str] = []
        self._length = 0

    def bit_string(self, bits: str) -> None:
        """Write bits given as a string of 0 and 1."""
        self._bits.append(bits)
        self._length += len(bits)

    def u(self, value: int, count: int) -> None:
        """Write an unsigned number in so many bits, u(n)."""
        self.bit_string(f"{value:0{count}b}")

    def ue(self, value: int) -> None:
        """Write an unsigned Exp-Golomb code, ue(v)."""
        self.u(value + 1, 2 * (value + 1).bit_length() - 1)

    def se(self, value: int) -> None:
        """Write a signed Exp-Golomb code, se(v)."""
        self.ue(2 * value - 1 if value > 0 else -2 * value)

    def align(self, bit: str = "1") -> None:
        """Fill the last byte; CABAC data is preceded by ones (cabac_alignment_one_bit)."""
        self.bit_string(bit * (-self._length % 8))

    def data(self) -> bytes:
        """Return all bytes."""
        bits = "".join(self._bits)
        return int(bits, 2).to_bytes(len(bits) // 8, "big")


def nal_units(stream: bytes) -> Iterator[bytes]:
    """Yield the NAL units of a byte stream (Annex B)."""
    for part in stream.split(b"\0\0\1"):
        unit = part.rstrip(b"\0")
        if unit:
            yield unit


def unescaped(data: bytes) -> bytes:
    """Return the payload (RBSP) of a NAL unit, without emulation prevention bytes."""
    return data.replace(b"\0\0\3", b"\0\0")


def escaped(data: bytes) -> bytes:
    """Return a payload with emulation prevention bytes, so that no start code is found in it."""
    return _TO_ESCAPE.sub(b"\0\0\3", data)
