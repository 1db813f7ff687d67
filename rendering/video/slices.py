"""Move H.264 slices to another place of the picture, and write slices of skipped macroblocks.

A slice is decoded from its own data and from earlier pictures alone. Its header says at which macroblock it begins, and
nothing after the header depends on that; so a slice can be moved up or down by whole rows of macroblocks by rewriting
its header, provided the picture is as wide as the one it was encoded for.

Names are those of ITU-T Rec. H.264: 7.3.3 for the slice header, 9.3 for CABAC.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import IntEnum

from rendering.video.bitstream import START_CODE, BitReader, BitWriter, escaped, nal_units, unescaped

NAL_IDR_SLICE = 5
"""nal_unit_type of a slice of an IDR picture (a key picture, at which decoding can begin)."""
NAL_SLICES = frozenset({1, NAL_IDR_SLICE})
"""nal_unit_type of any slice."""
_NAL_SPS, _NAL_PPS = 7, 8


class SliceType(IntEnum):
    """slice_type modulo 5; 5 is added where all slices of the picture are of one type."""

    P = 0
    B = 1
    I = 2  # noqa: E741 (its name in the recommendation)


_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})
"""profile_idc whose sequence parameter sets say more on chroma format, bit depth and scaling matrices (7.3.2.1.1)."""
_LONGEST_HEADER = 96
"""Bytes within which any slice header ends; more need not be read bit by bit."""
HIGHEST_QP = 51
"""The QP of slices of skipped macroblocks.

They have no residuals to quantise, so QP only decides the initial states of CABAC's contexts (9.3.1.1). At the highest,
mb_skip_flag = 1 is most probable, so its code is shortest.
"""
_SKIP_CONTEXTS = {SliceType.P: (23, 33), SliceType.B: (18, 64)}
"""m and n of mb_skip_flag's context for ctxIdxInc 0 and cabac_init_idc 0 (tables 9-13 and 9-14)."""
_LOWEST_STATE = 42
"""pStateIdx in which the context starts in P slices at `HIGHEST_QP`; in B slices it starts at 57."""
_RANGE_LPS = (
    (16, 20, 23, 27), (15, 19, 22, 25), (14, 18, 21, 24), (14, 17, 20, 23), (13, 16, 19, 22), (12, 15, 18, 21),
    (12, 14, 17, 20), (11, 14, 16, 19), (11, 13, 15, 18), (10, 12, 15, 17), (10, 12, 14, 16), (9, 11, 13, 15),
    (9, 11, 12, 14), (8, 10, 12, 14), (8, 9, 11, 13), (7, 9, 11, 12), (7, 9, 10, 12), (7, 8, 10, 11),
    (6, 8, 9, 11), (6, 7, 9, 10), (6, 7, 8, 9),
)  # fmt: skip
"""rangeTabLPS (table 9-44) from `_LOWEST_STATE` up to state 62: each skip makes the next one more probable."""


@dataclass(frozen=True)
class ParameterSets:
    """What the sequence and picture parameter sets say that decides how slice headers are written.

    Parameters
    ----------
    mb_width, mb_height
        The picture's size in macroblocks.
    frame_num_bits, poc_lsb_bits
        Lengths of ``frame_num`` and ``pic_order_cnt_lsb`` in bits.
    has_bottom_field_poc
        Whether slice headers hold ``delta_pic_order_cnt_bottom``.
    weighted_pred
        Whether P slices hold a table of weights.
    several_references
        Whether P slices refer to more than one picture unless they say otherwise.
    has_deblocking_control
        Whether slice headers hold ``disable_deblocking_filter_idc``.
    initial_qp
        The QP that ``slice_qp_delta`` is added to.
    """

    mb_width: int
    mb_height: int
    frame_num_bits: int
    poc_lsb_bits: int
    has_bottom_field_poc: bool
    weighted_pred: bool
    several_references: bool
    has_deblocking_control: bool
    initial_qp: int


def read_parameter_sets(extradata: bytes) -> ParameterSets | None:
    """Read the parameter sets in front of a stream (Annex B).

    Returns
    -------
    ParameterSets or None
        ``None`` where there are none, or where they call for what this module does not write: another chroma format or
        bit depth, scaling matrices, another ``pic_order_cnt_type`` than 0 (with which pictures that are no references
        cannot follow each other), interlacing, CAVLC, slice groups, redundant pictures or explicit weights in B slices.
    """
    sets = {unit[0] & 31: unescaped(unit[1:]) for unit in nal_units(extradata)}
    if not {_NAL_SPS, _NAL_PPS} <= sets.keys():
        return None
    sps, pps = BitReader(sets[_NAL_SPS]), BitReader(sets[_NAL_PPS])
    profile = sps.u(8)
    sps.u(16)  # constraint flags, level_idc
    sps.ue()  # seq_parameter_set_id
    if profile in _HIGH_PROFILES:
        chroma_format, luma_depth, chroma_depth = (sps.ue() for _ in range(3))
        transform_bypass, has_scaling_matrix = sps.u(1), sps.u(1)
        if chroma_format != 1 or luma_depth or chroma_depth or transform_bypass or has_scaling_matrix:
            return None
    frame_num_bits = sps.ue() + 4
    if sps.ue() != 0:  # pic_order_cnt_type
        return None
    poc_lsb_bits = sps.ue() + 4
    sps.ue()  # max_num_ref_frames
    sps.u(1)  # gaps_in_frame_num_value_allowed_flag
    mb_width, mb_height = sps.ue() + 1, sps.ue() + 1
    is_progressive = sps.u(1)
    pps.ue(), pps.ue()  # pic_parameter_set_id, seq_parameter_set_id
    is_cabac, has_bottom_field_poc = pps.u(1), pps.u(1)
    slice_groups, references, _ = (pps.ue() for _ in range(3))  # each less 1; the last is of list 1
    weighted_pred, weighted_bipred = pps.u(1), pps.u(2)
    initial_qp = 26 + pps.se()
    pps.se(), pps.se()  # pic_init_qs_minus26, chroma_qp_index_offset
    has_deblocking_control, _, has_redundant_pictures = pps.u(1), pps.u(1), pps.u(1)
    if not is_progressive or not is_cabac or slice_groups or has_redundant_pictures or weighted_bipred == 1:
        return None
    return ParameterSets(
        mb_width,
        mb_height,
        frame_num_bits,
        poc_lsb_bits,
        bool(has_bottom_field_poc),
        bool(weighted_pred),
        references > 0,
        bool(has_deblocking_control),
        initial_qp,
    )


class Slice:
    """A slice as an encoder wrote it.

    Its header is kept as bits, in pieces between the fields that are rewritten: ``first_mb_in_slice``,
    ``cabac_init_idc`` and ``slice_qp_delta``.

    Parameters
    ----------
    unit
        Its NAL unit.
    parameter_sets
        Those of its encoder, without weighted prediction.
    """

    def __init__(self, unit: bytes, parameter_sets: ParameterSets) -> None:
        self.is_idr = unit[0] & 31 == NAL_IDR_SLICE
        self._parameter_sets = parameter_sets
        self._nal_header = unit[:1]
        payload = unescaped(unit[1:])
        header = BitReader(payload[:_LONGEST_HEADER])
        header.ue()  # first_mb_in_slice
        start = header.position
        self._type = SliceType(header.ue() % 5)
        header.ue()  # pic_parameter_set_id
        header.u(parameter_sets.frame_num_bits)  # frame_num
        if self.is_idr:
            header.ue()  # idr_pic_id
        header.u(parameter_sets.poc_lsb_bits)  # pic_order_cnt_lsb
        if parameter_sets.has_bottom_field_poc:
            header.se()  # delta_pic_order_cnt_bottom
        if self._type is SliceType.B:
            header.u(1)  # direct_spatial_mv_pred_flag
        reference_lists = {SliceType.P: 1, SliceType.B: 2}.get(self._type, 0)
        if reference_lists and header.u(1):  # num_ref_idx_active_override_flag
            for _ in range(reference_lists):
                header.ue()
        for _ in range(reference_lists):
            if header.u(1):  # ref_pic_list_modification_flag
                while header.ue() != 3:  # modification_of_pic_nums_idc
                    header.ue()
        if unit[0] >> 5:  # nal_ref_idc
            _skip_reference_marking(header, is_idr=self.is_idr)
        self._before_cabac_init = header.bit_string(start, header.position)
        self._cabac_init_idc = header.ue() if reference_lists else 0
        self._qp_delta = header.se()
        start = header.position
        if parameter_sets.has_deblocking_control and header.ue() != 1:  # disable_deblocking_filter_idc
            header.se(), header.se()  # slice_alpha_c0_offset_div2, slice_beta_offset_div2
        self._after_qp_delta = header.bit_string(start, header.position)
        self._data = payload[-(-header.position // 8) :]

    def moved_to(self, row: int) -> bytes:
        """Return the slice (Annex B), to begin at a row of macroblocks."""
        return self._assembled(row, self._cabac_init_idc, self._qp_delta, self._data)

    def with_data_of(self, other: Slice, row: int) -> bytes:
        """Return another IDR slice's data at a row of macroblocks, as a slice of this one's picture."""
        return self._assembled(row, other._cabac_init_idc, other._qp_delta, other._data)

    def skipped(self, row: int, rows: int) -> bytes:
        """Return a slice of this one's picture whose macroblocks, so many rows, are all skipped.

        The rows have to be the same in all pictures that this one may refer to. Then P_Skip and B_Skip give just them:
        motion vectors are predicted within a slice, so all of them are zero, and each macroblock is the one at the same
        place in a reference picture, or the mean of two.
        """
        data = skipped_slice_data(self._type, self._parameter_sets.mb_width * rows)
        return self._assembled(row, 0, HIGHEST_QP - self._parameter_sets.initial_qp, data)

    def _assembled(self, row: int, cabac_init_idc: int, qp_delta: int, data: bytes) -> bytes:
        header = BitWriter()
        header.ue(row * self._parameter_sets.mb_width)  # first_mb_in_slice
        header.bit_string(self._before_cabac_init)
        if self._type is not SliceType.I:
            header.ue(cabac_init_idc)
        header.se(qp_delta)
        header.bit_string(self._after_qp_delta)
        header.align()
        return START_CODE + self._nal_header + escaped(header.data() + data)


def _skip_reference_marking(header: BitReader, *, is_idr: bool) -> None:
    """Read past dec_ref_pic_marking()."""
    if is_idr:
        header.u(2)
    elif header.u(1):  # adaptive_ref_pic_marking_mode_flag
        while operation := header.ue():  # memory_management_control_operation
            for _ in range({3: 2, 5: 0}.get(operation, 1)):
                header.ue()


@functools.cache
def skipped_slice_data(slice_type: SliceType, macroblocks: int) -> bytes:
    """Return the slice data (7.3.4), CABAC-coded (9.3.4), of so many macroblocks that are all skipped.

    All of mb_skip_flag are the most probable symbol, 1; as neighbours are skipped too, they share one context.
    """
    m, n = _SKIP_CONTEXTS[slice_type]
    state = ((m * HIGHEST_QP) >> 4) + n - 64
    low, range_ = 0, 510
    encoder = _CabacEncoder()
    for number in range(macroblocks):
        range_ -= _RANGE_LPS[state - _LOWEST_STATE][(range_ >> 6) & 3]
        state = min(62, state + 1)
        low, range_ = encoder.renormalise(low, range_)
        range_ -= 2  # end_of_slice_flag is coded as a terminating bin (9.3.4.5)
        if number == macroblocks - 1:
            low, range_ = low + range_, 2
        low, range_ = encoder.renormalise(low, range_)
    encoder.put((low >> 9) & 1)
    encoder.bits.u(((low >> 7) & 3) | 1, 2)  # the last bit is rbsp_stop_one_bit
    encoder.bits.align("0")
    return encoder.bits.data()


class _CabacEncoder:
    """The output of CABAC's arithmetic encoder (9.3.4.3 and 9.3.4.4): bits, and those that wait for a carry."""

    def __init__(self) -> None:
        self.bits = BitWriter()
        self._outstanding = 0
        self._is_first = True

    def renormalise(self, low: int, range_: int) -> tuple[int, int]:
        """Put out the bits that are decided, until the range is wide enough again (RenormE)."""
        while range_ < 256:
            if low < 256:
                self.put(0)
            elif low >= 512:
                low -= 512
                self.put(1)
            else:
                low -= 256
                self._outstanding += 1
            low, range_ = low << 1, range_ << 1
        return low, range_

    def put(self, bit: int) -> None:
        """Put out a bit and the outstanding ones, which are its opposite (PutBit); the very first bit is dropped."""
        if self._is_first:
            self._is_first = False
        else:
            self.bits.u(bit, 1)
        for _ in range(self._outstanding):
            self.bits.u(1 - bit, 1)
        self._outstanding = 0
