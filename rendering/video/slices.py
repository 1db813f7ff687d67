"""Take H.264 slices from where an encoder put them to another place, and write slices that say "as before".

A slice is decoded from what lies within it and from earlier pictures alone: its header says where it begins, and
nothing after the header does. Names are those of ITU-T Rec. H.264: 7.3.3 for the header, 9.3 for the arithmetic code.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from rendering.video.bitstream import START, Reader, Writer, units, with_escapes, without_escapes

KEY = 5
"""nal_unit_type of a slice of a key picture."""
SLICES = frozenset({1, KEY})
_SPS, _PPS = 7, 8
P, B = 0, 1
"""slice_type, less 5 where the whole picture is of that kind."""
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})
_LONGEST_HEADER = 96
"""Bytes in which a header ends, whatever it says of references."""
WORST_QP = 51
"""Without residuals, the quantiser only chooses where the code's probabilities start: the higher, the surer."""
_SKIP = {P: (23, 33), B: (18, 64)}
"""Tables 9-13 and 9-14: m and n of the first ``mb_skip_flag`` for ``cabac_init_idc`` 0, by the kind of slice."""
_LOWEST_STATE = 42
_RANGE_LPS = (
    (16, 20, 23, 27), (15, 19, 22, 25), (14, 18, 21, 24), (14, 17, 20, 23), (13, 16, 19, 22), (12, 15, 18, 21),
    (12, 14, 17, 20), (11, 14, 16, 19), (11, 13, 15, 18), (10, 12, 15, 17), (10, 12, 14, 16), (9, 11, 13, 15),
    (9, 11, 12, 14), (8, 10, 12, 14), (8, 9, 11, 13), (7, 9, 11, 12), (7, 9, 10, 12), (7, 8, 10, 11),
    (6, 8, 9, 11), (6, 7, 9, 10), (6, 7, 8, 9),
)  # fmt: skip
"""Table 9-44 from the lowest state in which the code starts here up to 62: each skip makes the next one surer."""


@dataclass(frozen=True)
class Parameters:
    """What sequence and picture parameter sets say that a slice has to know.

    Parameters
    ----------
    columns, rows
        The picture's size in macroblocks.
    frame_number_bits, order_bits
        Lengths of ``frame_num`` and ``pic_order_cnt_lsb``.
    is_order_told_twice, weighs, overrides, filters
        Whether a slice says something on the order of its bottom field, on weights, on the number of references (where
        the usual number isn't one), and on the deblocking filter.
    initial_qp
        The quantiser that a slice's own is counted from.
    """

    columns: int
    rows: int
    frame_number_bits: int
    order_bits: int
    is_order_told_twice: bool
    weighs: bool
    overrides: bool
    filters: bool
    initial_qp: int


def parameters(extradata: bytes) -> Parameters | None:
    """Read the parameter sets in front of a stream (Annex B); ``None`` where they ask for what is not written here."""
    sets = {data[0] & 31: without_escapes(data[1:]) for data in units(extradata)}
    if not {_SPS, _PPS} <= sets.keys():
        return None
    sequence, picture = Reader(sets[_SPS]), Reader(sets[_PPS])
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
    columns, rows = sequence.exp_golomb() + 1, sequence.exp_golomb() + 1
    is_progressive = sequence.bits(1)
    picture.exp_golomb(), picture.exp_golomb()
    is_arithmetic, is_order_told_twice = picture.bits(1), picture.bits(1)
    groups, references, _ = (picture.exp_golomb() for _ in range(3))
    weighs = picture.bits(1)
    weighs_both = picture.bits(2)
    initial_qp = 26 + picture.signed()
    picture.signed(), picture.signed()
    filters, _, is_redundant = picture.bits(1), picture.bits(1), picture.bits(1)
    if not is_progressive or not is_arithmetic or groups or is_redundant or weighs_both == 1:
        return None
    return Parameters(
        columns,
        rows,
        frame_number_bits,
        order_bits,
        bool(is_order_told_twice),
        bool(weighs),
        references > 0,
        bool(filters),
        initial_qp,
    )


class Slice:
    """A slice as an encoder wrote it.

    Parameters
    ----------
    unit
        Its NAL unit.
    told
        What its encoder's parameter sets say, which may not ask for weights.
    """

    def __init__(self, unit: bytes, told: Parameters) -> None:
        self.is_key = unit[0] & 31 == KEY
        self._told = told
        self._type = unit[:1]
        raw = without_escapes(unit[1:])
        header = Reader(raw[:_LONGEST_HEADER])
        header.exp_golomb()  # first_mb_in_slice
        start = header.at
        kind = self._kind = header.exp_golomb() % 5
        header.exp_golomb()  # pic_parameter_set_id
        header.bits(told.frame_number_bits)
        if self.is_key:
            header.exp_golomb()  # idr_pic_id
        header.bits(told.order_bits)
        if told.is_order_told_twice:
            header.signed()
        if kind == B:
            header.bits(1)  # direct_spatial_mv_pred_flag
        lists = {P: 1, B: 2}.get(kind, 0)
        if lists and header.bits(1):  # num_ref_idx_active_override_flag
            for _ in range(lists):
                header.exp_golomb()
        for _ in range(lists):
            if header.bits(1):  # ref_pic_list_modification_flag
                while header.exp_golomb() != 3:
                    header.exp_golomb()
        if unit[0] >> 5:  # nal_ref_idc
            _read_marking(header, is_key=self.is_key)
        self._before_code = header.between(start, header.at)
        self._code = header.exp_golomb() if lists else 0  # cabac_init_idc
        self.qp = header.signed()
        start = header.at
        if told.filters and header.exp_golomb() != 1:
            header.signed(), header.signed()
        self._after_qp = header.between(start, header.at)
        self.data = raw[-(-header.at // 8) :]

    def at(self, row: int) -> bytes:
        """Return the slice (Annex B) for a place so many macroblocks further down."""
        return self._written(row, self._code, self.qp, self.data)

    def like(self, other: Slice, row: int) -> bytes:
        """Return what another slice of a key picture holds, as a part of this one's picture."""
        return self._written(row, other._code, other.qp, other.data)

    def nothing(self, row: int, rows: int) -> bytes:
        """Return a slice of this one's picture in which so many rows of macroblocks are as before.

        What is as before in all pictures that this one may refer to: with no neighbour that moves, each macroblock is
        the one at the same place in the nearest of them, or the mean of two.
        """
        data = all_skipped(self._kind, self._told.columns * rows)
        return self._written(row, 0, WORST_QP - self._told.initial_qp, data)

    def _written(self, row: int, code: int, qp: int, data: bytes) -> bytes:
        header = Writer()
        header.exp_golomb(row * self._told.columns)
        header.digits(self._before_code)
        if self._kind in _SKIP:
            header.exp_golomb(code)
        header.signed(qp)
        header.digits(self._after_qp)
        header.align()
        return START + self._type + with_escapes(header.data() + data)


def _read_marking(header: Reader, *, is_key: bool) -> None:
    """Read dec_ref_pic_marking()."""
    if is_key:
        header.bits(2)
    elif header.bits(1):
        while operation := header.exp_golomb():
            for _ in range({3: 2, 5: 0}.get(operation, 1)):
                header.exp_golomb()


@functools.cache
def all_skipped(kind: int, macroblocks: int) -> bytes:
    """Return the arithmetic code (9.3.4) of a slice, `P` or `B`, whose every ``mb_skip_flag`` is 1."""
    slope, offset = _SKIP[kind]
    state = ((slope * WORST_QP) >> 4) + offset - 64
    low, width = 0, 510
    code = _Code()
    for number in range(macroblocks):
        width -= _RANGE_LPS[state - _LOWEST_STATE][(width >> 6) & 3]
        state = min(62, state + 1)
        low, width = code.renormalise(low, width)
        width -= 2
        if number == macroblocks - 1:  # end_of_slice_flag
            low, width = low + width, 2
        low, width = code.renormalise(low, width)
    code.put((low >> 9) & 1)
    code.out.bits(((low >> 7) & 3) | 1, 2)  # its last bit is the stop bit
    code.out.align("0")
    return code.out.data()


class _Code:
    """The output end of the arithmetic coder: bits that wait for a carry."""

    def __init__(self) -> None:
        self.out = Writer()
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
