"""Write H.264 pictures that say "as before", so that a hold costs nothing to encode.

A picture of which every macroblock is skipped (P_Skip with a motion vector of zero) repeats the one before exactly.
An encoder needs as long to find that out as for any other picture; written directly, it is some thirty bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from rendering.video.bitstream import START, Writer, with_escapes
from rendering.video.slices import WORST_QP, P, Parameters, all_skipped


def repeats(told: Parameters, count: int) -> Iterator[bytes]:
    """Yield `count` pictures (Annex B), each the same as the key picture they follow; no other refers to them."""
    data = all_skipped(P, told.columns * told.rows)
    for number in range(1, count + 1):
        header = Writer()
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
        header.signed(WORST_QP - told.initial_qp)
        if told.filters:
            header.exp_golomb(1)  # no filter
        header.align()
        yield START + with_escapes(bytes([1]) + header.data() + data)  # nal_ref_idc 0, nal_unit_type 1
