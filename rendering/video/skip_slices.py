"""Write H.264 pictures of skipped macroblocks, so that a hold costs nothing to encode.

A picture whose every macroblock is P_Skip with a motion vector of zero repeats the one before exactly. An encoder takes
as long to find that out as for any other picture; written directly, such a picture is some thirty bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from rendering.video.bitstream import START_CODE, BitWriter, escaped
from rendering.video.slices import HIGHEST_QP, ParameterSets, skipped_slice_data


def repeated_pictures(parameter_sets: ParameterSets, count: int) -> Iterator[bytes]:
    """Yield `count` pictures (Annex B), each equal to the key picture they follow; none is a reference."""
    data = skipped_slice_data(parameter_sets.mb_width * parameter_sets.mb_height)
    for number in range(1, count + 1):
        header = BitWriter()
        header.ue(0)  # first_mb_in_slice
        header.ue(5)  # slice_type P, 0; 5 more says that all slices of the picture are of this type
        header.ue(0)  # pic_parameter_set_id
        # frame_num: one more than that of the last reference picture, which is the key picture
        header.u(1, parameter_sets.frame_num_bits)
        header.u(2 * number % (1 << parameter_sets.poc_lsb_bits), parameter_sets.poc_lsb_bits)  # pic_order_cnt_lsb
        if parameter_sets.has_bottom_field_poc:
            header.se(0)  # delta_pic_order_cnt_bottom
        header.u(int(parameter_sets.several_references), 1)  # num_ref_idx_active_override_flag
        if parameter_sets.several_references:
            header.ue(0)  # num_ref_idx_l0_active_minus1: one reference
        header.u(0, 1)  # ref_pic_list_modification_flag_l0
        if parameter_sets.weighted_pred:
            for _ in range(2):
                header.ue(0)  # luma_log2_weight_denom, chroma_log2_weight_denom
            header.u(0, 2)  # luma_weight_l0_flag, chroma_weight_l0_flag
        header.ue(0)  # cabac_init_idc
        header.se(HIGHEST_QP - parameter_sets.initial_qp)  # slice_qp_delta
        if parameter_sets.has_deblocking_control:
            header.ue(1)  # disable_deblocking_filter_idc: a filtered picture would differ from the one before
        header.align()
        yield START_CODE + escaped(bytes([1]) + header.data() + data)  # nal_ref_idc 0, nal_unit_type 1
