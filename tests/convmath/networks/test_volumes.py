"""Networks of volumes against torch, and against what their paper prints."""

import pytest
import torch
from torch import nn

from convmath.core.errors import InputError
from convmath.networks.volumes import KernelBank, unet3d


@pytest.mark.parametrize(("dimensions", "convolution"), [(1, nn.Conv1d), (2, nn.Conv2d), (3, nn.Conv3d)])
@pytest.mark.parametrize(("side", "bias"), [(3, True), (5, False), (1, True)])
def test_a_bank_has_as_many_parameters_as_torchs_layer(dimensions, convolution, side, bias):
    bank = KernelBank(side, dimensions, 7, 12, bias)
    layer = convolution(7, 12, side, bias=bias)
    assert bank.weights == layer.weight.numel()
    assert bank.parameters == sum(each.numel() for each in layer.parameters())


def volume_unet() -> nn.ModuleList:
    """The layers of the 3D U-Net that have parameters, from figure 2 of the paper: channels before and after each."""
    down = [(3, 32), (32, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 512)]
    up = [(512 + 256, 256), (256, 256), (256 + 128, 128), (128, 128), (128 + 64, 64), (64, 64)]
    return nn.ModuleList(
        [
            *(nn.Conv3d(*pair, 3) for pair in down + up),
            *(nn.ConvTranspose3d(width, width, 2, stride=2, bias=False) for width in (512, 256, 128)),
            nn.Conv3d(64, 3, 1),
        ]
    )


def test_the_volume_network_is_as_large_as_its_paper_says_and_as_torch_makes_it():
    with torch.device("meta"):
        expected = sum(each.numel() for each in volume_unet().parameters())
    assert unet3d().parameters == expected == 19_069_955
    assert len(unet3d().banks) == 18
    assert {bank.dimensions for bank in unet3d().banks} == {3}


@pytest.mark.parametrize(
    ("values", "argument"),
    [
        ((0, 3, 1, 1), "side"),
        ((3, 4, 1, 1), "dimensions"),
        ((3, 3, 0, 1), "channels_in"),
        ((3, 3, 1, 1.5), "channels_out"),
        ((3, 3, 1, 1, 1), "bias"),
    ],
)
def test_what_is_no_bank_is_refused(values, argument):
    with pytest.raises(InputError, match=f"'{argument}'"):
        KernelBank(*values)
