"""Read H.264's parameter sets, and write the data of slices of skipped macroblocks.

Names are those of ITU-T Rec. H.264: 7.3.2 for the parameter sets, 9.3 for CABAC.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from rendering.video.bitstream import BitReader, BitWriter, nal_units, unescaped

_NAL_SPS, _NAL_PPS = 7, 8

_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128})
"""profile_idc whose sequence parameter sets say more on chroma format, bit depth and scaling matrices (7.3.2.1.1)."""
HIGHEST_QP = 51
"""The QP of slices of skipped macroblocks.

They have no residuals to quantise, so QP only decides the initial states of CABAC's contexts (9.3.1.1). At the highest,
mb_skip_flag = 1 is most probable, so its code is shortest.
"""
_LOWEST_STATE = 42
"""pStateIdx in which mb_skip_flag's context starts in a P slice at `HIGHEST_QP`: ((23 * 51) >> 4) + 33 - 64, as m and n
are 23 and 33 for ctxIdxInc 0 and cabac_init_idc 0 (table 9-13)."""
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


@functools.cache
def skipped_slice_data(macroblocks: int) -> bytes:
    """Return the data (7.3.4), CABAC-coded (9.3.4), of a P slice of so many macroblocks that are all skipped.

    All of mb_skip_flag are the most probable symbol, 1; as neighbours are skipped too, they share one context.
    """
    state, low, range_ = _LOWEST_STATE, 0, 510
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
