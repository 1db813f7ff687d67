"""Networks at work: complete sources, years that are those of the papers, and counts that torch has, too."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from convmath.core import facts
from convmath.core.errors import InputError
from convmath.networks.applications import (
    Application,
    Hybrid,
    applications,
    c3d_kernel_weights,
    dave2,
    hybrids,
    samples_seen,
    wavenet_block,
)

PUBLISHED = {
    # network: dimensions, year, parameters (as torch's own models have, or as the paper prints)
    "WaveNet": (1, 2016, None),
    "ResNet-50": (2, 2016, 25_557_032),
    "VGG-16": (2, 2015, 138_357_544),
    "U-Net": (2, 2015, 31_030_658),
    "DenseNet-121": (2, 2017, 7_978_856),
    "Faster R-CNN": (2, 2015, None),
    "FaceNet": (2, 2015, None),
    "DAVE-2": (2, 2016, 252_219),
    "StyleGAN": (2, 2019, None),
    "C3D": (3, 2015, None),
    "3D U-Net": (3, 2016, 19_069_955),
}


def test_each_network_has_its_dimensions_its_year_and_its_count():
    found = {each.network.text: (each.dimensions, each.year, each.parameters) for each in applications()}
    assert found == PUBLISHED
    assert list(found) == list(PUBLISHED)
    dimensions = [each.dimensions for each in applications()]
    assert dimensions == sorted(dimensions)


@pytest.mark.parametrize("each", applications(), ids=lambda each: each.network.text)
def test_each_has_authors_a_title_a_venue_and_a_year(each):
    assert each.network in facts.all_names()
    assert each.cited in facts.all_names()
    first = re.split(r" (?:&|et al\.)", each.cited.text)[0]
    assert first in each.authors.split(",")[0]
    assert len(each.venue) > 10
    assert f"{each.authors}, {each.title}, {each.venue}, {each.year}" in each.cited.source
    assert each.use is None or each.use in facts.all_names()
    if each.model is not None:
        assert each.model.name == each.network


def test_none_claims_more_than_a_source_can_bear():
    told = " ".join(f"{each.domain} {each.title}" for each in applications()).lower()
    for boast in ("accuracy", "expert", "human", "fps", "per second", "exceed", "superhuman"):
        assert boast not in told


def test_the_network_that_steers_is_as_large_as_torch_makes_it_and_as_its_paper_says():
    with torch.device("meta"):
        planes = [nn.Conv2d(a, b, 5, stride=2) for a, b in ((3, 24), (24, 36), (36, 48))]
        planes += [nn.Conv2d(48, 64, 3), nn.Conv2d(64, 64, 3)]
        model = nn.Sequential(*planes, nn.Flatten(), *(nn.Linear(*pair) for pair in ((1152, 100), (100, 50))))
        model = nn.Sequential(*model, nn.Linear(50, 10), nn.Linear(10, 1))
        assert model(torch.empty(1, 3, 66, 200)).shape == (1, 1)
    network = dave2()
    assert network.parameters == sum(each.numel() for each in model.parameters())
    assert round(network.parameters, -4) == 250_000, '"about 250 thousand parameters"'
    assert round(network.connections, -6) == 27_000_000, '"about 27 million connections"'
    shapes = [layer.output_shape for layer in (network[f"conv{number}"] for number in range(1, 6))]
    assert shapes == [(24, 31, 98), (36, 14, 47), (48, 5, 22), (64, 3, 20), (64, 1, 18)]


def test_a_block_of_wavenet_sees_what_torchs_layers_pass_on():
    """The paper: "each 1, 2, 4, …, 512 block has receptive field of size 1024"; here by the gradient of one output."""
    layers = [nn.Conv1d(1, 1, 2, dilation=2**number, bias=False) for number in range(10)]
    for layer in layers:
        nn.init.ones_(layer.weight)
    sound = torch.zeros(1, 1, 2000, requires_grad=True)
    nn.Sequential(*layers)(sound)[0, 0, 0].backward()
    assert samples_seen() == int(torch.count_nonzero(sound.grad)) == 1024
    assert [layer.dilation for layer in wavenet_block()] == [(1, 2**number) for number in range(10)]


def test_a_kernel_of_c3d_has_as_many_weights_as_its_window_taps():
    assert c3d_kernel_weights() == int(np.prod((3, 3, 3))) == nn.Conv3d(1, 1, 3, bias=False).weight.numel()


def test_none_of_the_hybrids_stands_among_the_networks_at_work():
    assert [each.network.text for each in hybrids()] == ["ViT", "DETR", "latent diffusion"]
    assert not {each.network for each in hybrids()} & {each.network for each in applications()}
    for each in hybrids():
        assert each.cited in facts.all_names()
        assert each.convolution
        assert each.attention


TITLE = "Deep residual learning for image recognition"


@pytest.mark.parametrize(
    ("values", "argument"),
    [
        ((4, facts.RESNET_50, facts.HE_2016, TITLE, 2016), "dimensions"),
        ((0, facts.RESNET_50, facts.HE_2016, TITLE, 2016), "dimensions"),
        ((2, facts.VGG_16, facts.HE_2016, TITLE, 2016), "network"),
        ((2, facts.RESNET_50, facts.HE_2016, "Deep learning", 2016), "title"),
        ((2, facts.RESNET_50, facts.HE_2016, TITLE, 2015), "year"),
        ((2, facts.RESNET_50, facts.HE_2016, TITLE, 2016.5), "year"),
    ],
)
def test_what_its_source_does_not_say_is_refused(values, argument):
    with pytest.raises(InputError, match=f"'{argument}'"):
        Application("image classification", *values)


def test_a_hybrid_of_another_paper_is_refused():
    with pytest.raises(InputError, match="'network'"):
        Hybrid(facts.VIT, facts.CARION_2020, "", "")
