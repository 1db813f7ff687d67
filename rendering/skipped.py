"""Write H.264 pictures that say "as before", so that a hold costs nothing to encode.

A picture of which every macroblock is skipped (P_Skip with a motion vector of zero) repeats the one before exactly.
An encoder needs as long to find that out as for any other picture; written directly, it is some thirty bytes. Names are
those of ITU-T Rec. H.264: clause 7.3 for the syntax, 9.3 for the arithmetic code (CABAC).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

START = b"\0\0\0\1"
_SPS, _PPS = 7, 8
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})
_WORST_QP = 51
"""Without residuals, the quantiser only chooses where the code's probabilities start: the higher, the surer."""
_SKIP_SLOPE, _SKIP_OFFSET = 23, 33
"""Table 9-13: m and n of ``mb_skip_flag`` for ``cabac_init_idc`` 0."""
_RANGE_LPS = (
    (16, 20, 23, 27), (15, 19, 22, 25), (14, 18, 21, 24), (14, 17, 20, 23), (13, 16, 19, 22), (12, 15, 18, 21),
    (12, 14, 17, 20), (11, 14, 16, 19), (11, 13, 15, 18), (10, 12, 15, 17), (10, 12, 14, 16), (9, 11, 13, 15),
    (9, 11, 12, 14), (8, 10, 12, 14), (8, 9, 11, 13), (7, 9, 11, 12), (7, 9, 10, 12), (7, 8, 10, 11),
    (6, 8, 9, 11), (6, 7, 9, 10), (6, 7, 8, 9),
)  # fmt: skip
"""Table 9-44 from the state in which the code starts, up to 62: each skip makes the next one surer."""
_FIRST_STATE = ((_SKIP_SLOPE * _WORST_QP) >> 4) + _SKIP_OFFSET - 64


@dataclass(frozen=True)
class Parameters:
    """What sequence and picture parameter sets say that a skipped picture has to know.

    Parameters
    ----------
    macroblocks
        How many a picture has.
    frame_number_bits, order_bits
        Lengths of ``frame_num`` and ``pic_order_cnt_lsb``.
    is_order_told_twice, weighs, overrides, filters
        Whether a slice says something on the order of its bottom field, on weights, on the number of references (where
        the usual number isn't one), and on the deblocking filter.
    initial_qp
        The quantiser that a slice's own is counted from.
    """

    macroblocks: int
    frame_number_bits: int
    order_bits: int
    is_order_told_twice: bool
    weighs: bool
    overrides: bool
    filters: bool
    initial_qp: int


def parameters(extradata: bytes) -> Parameters | None:
    """Read the parameter sets in front of a stream (Annex B); ``None`` where they ask for what is not written here."""
    units = {data[0] & 31: _without_escapes(data[1:]) for data in _units(extradata)}
    if not {_SPS, _PPS} <= units.keys():
        return None
    sequence, picture = _Reader(units[_SPS]), _Reader(units[_PPS])
    profile = sequence.bits(8)
    sequence.bits(16)
    sequence.exp_golomb()
    if profile in _HIGH_PROFILES:
        chroma, luma_depth, chroma_depth = (sequence.exp_golomb() for _ in range(3))
        if chroma != 1 or luma_depth or chroma_depth or sequence.bits(1) or sequence.bits(1):
            return None
    frame_number_bits = sequence.exp_golomb() + 4
    if sequence.exp_golomb() != 0:  # pic_order_cnt_type: where no picture may overtake another, there are no spare ones
        return None
    order_bits = sequence.exp_golomb() + 4
    sequence.exp_golomb()
    sequence.bits(1)
    macroblocks = (sequence.exp_golomb() + 1) * (sequence.exp_golomb() + 1)
    is_progressive = sequence.bits(1)
    picture.exp_golomb(), picture.exp_golomb()
    is_arithmetic, is_order_told_twice = picture.bits(1), picture.bits(1)
    groups, references, _ = (picture.exp_golomb() for _ in range(3))
    weighs = picture.bits(1)
    picture.bits(2)
    initial_qp = 26 + picture.signed()
    picture.signed(), picture.signed()
    filters, _, is_redundant = picture.bits(1), picture.bits(1), picture.bits(1)
    if not is_progressive or not is_arithmetic or groups or is_redundant:
        return None
    return Parameters(
        macroblocks,
        frame_number_bits,
        order_bits,
        bool(is_order_told_twice),
        bool(weighs),
        references > 0,
        bool(filters),
        initial_qp,
    )


def repeats(told: Parameters, count: int) -> Iterator[bytes]:
    """Yield `count` pictures (Annex B), each the same as the key picture they follow; no other refers to them."""
    data = _all_skipped(told.macroblocks)
    for number in range(1, count + 1):
        header = _Writer()
        header.exp_golomb(0)  # first_mb_in_slice
        header.exp_golomb(5)  # slice_type: P, and so is the whole picture
        header.exp_golomb(0)  # pic_parameter_set_id
        header.bits(1, told.frame_number_bits)  # frame_num: one after the key picture, for all that nobody refers to
        header.bits(2 * number % (1 << told.order_bits), told.order_bits)
        if told.is_order_told_twice:
            header.signed(0)
        header.bits(int(told.overrides), 1)
        if told.overrides:
            header.exp_golomb(0)  # one reference
        header.bits(0, 1)  # ref_pic_list_modification_flag_l0
        if told.weighs:
            for _ in range(2):
                header.exp_golomb(0)  # weights of one
            header.bits(0, 2)
        header.exp_golomb(0)  # cabac_init_idc
        header.signed(_WORST_QP - told.initial_qp)
        if told.filters:
            header.exp_golomb(1)  # no filter
        header.align()
        yield START + _with_escapes(bytes([1]) + header.data() + data)  # nal_ref_idc 0, nal_unit_type 1


@functools.cache
def _all_skipped(macroblocks: int) -> bytes:
    """Return the arithmetic code (9.3.4) of a slice whose every ``mb_skip_flag`` is 1."""
    state = _FIRST_STATE
    low, width = 0, 510
    code = _Code()
    for number in range(macroblocks):
        width -= _RANGE_LPS[state - _FIRST_STATE][(width >> 6) & 3]
        state = min(62, state + 1)
        low, width = code.renormalise(low, width)
        width -= 2
        if number == macroblocks - 1:  # end_of_slice_flag
            low, width = low + width, 2
        low, width = code.renormalise(low, width)
    code.put((low >> 9) & 1)
    code.out.bits(((low >> 7) & 3) | 1, 2)  # its last bit is the stop bit
    code.out.align_zero()
    return code.out.data()


class _Code:
    """The output end of the arithmetic coder: bits that wait for a carry."""

    def __init__(self) -> None:
        self.out = _Writer()
        self._waiting = 0
        self._is_first = True

    def renormalise(self, low: int, width: int) -> tuple[int, int]:
        """Put out what is decided, until the interval is wide enough again."""
        while width < 256:
            if low < 256:
                self.put(0)
            elif low >= 512:
                low -= 512
                self.put(1)
            else:
                low -= 256
                self._waiting += 1
            low, width = low << 1, width << 1
        return low, width

    def put(self, bit: int) -> None:
        """Put out a bit and those that waited for it."""
        if self._is_first:
            self._is_first = False
        else:
            self.out.bits(bit, 1)
        for _ in range(self._waiting):
            self.out.bits(1 - bit, 1)
        self._waiting = 0


class _Reader:
    """Reads bits."""

    def __init__(self, data: bytes) -> None:
        self._bits = "".join(f"{byte:08b}" for byte in data)
        self._at = 0

    def bits(self, count: int) -> int:
        """Read an unsigned number."""
        self._at += count
        return int(self._bits[self._at - count : self._at], 2)

    def exp_golomb(self) -> int:
        """Read ue(v)."""
        zeros = self._bits.index("1", self._at) - self._at
        self._at += zeros
        return self.bits(zeros + 1) - 1

    def signed(self) -> int:
        """Read se(v)."""
        number = self.exp_golomb()
        return (number + 1) // 2 if number % 2 else -(number // 2)


class _Writer:
    """Writes bits."""

    def __init__(self) -> None:
        self._bits: list[str] = []
        self._length = 0

    def bits(self, value: int, count: int) -> None:
        """Write an unsigned number."""
        self._bits.append(f"{value:0{count}b}")
        self._length += count

    def exp_golomb(self, value: int) -> None:
        """Write ue(v)."""
        self.bits(value + 1, 2 * (value + 1).bit_length() - 1)

    def signed(self, value: int) -> None:
        """Write se(v)."""
        self.exp_golomb(2 * value - 1 if value > 0 else -2 * value)

    def align(self, bit: str = "1") -> None:
        """Fill the last byte."""
        self._bits.append(bit * (-self._length % 8))
        self._length += -self._length % 8

    def align_zero(self) -> None:
        """Fill the last byte with zeros."""
        self.align("0")

    def data(self) -> bytes:
        """Return all bytes."""
        bits = "".join(self._bits)
        return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _units(stream: bytes) -> Iterator[bytes]:
    """Yield the NAL units of a byte stream (Annex B)."""
    for part in stream.split(b"\0\0\1"):
        unit = part.rstrip(b"\0")
        if unit:
            yield unit


def _without_escapes(data: bytes) -> bytes:
    return data.replace(b"\0\0\3", b"\0\0")


def _with_escapes(data: bytes) -> bytes:
    out, zeros = bytearray(), 0
    for byte in data:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = 0 if byte else zeros + 1
    return bytes(out)
