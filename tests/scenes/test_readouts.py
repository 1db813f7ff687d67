"""Numbers on stage by what they are of and where they stand, not by whether their digits are somewhere."""

import pytest
import torch

from scenes.fc_explosion.scene import FcExplosion
from scenes.kernel_sliding.scene import KernelSliding
from scenes.receptive_field_growth.scene import ReceptiveFieldGrowth
from scenes.sobel_edge.scene import SobelEdge
from tests.scenes import audit

LINE = -3.3
"""The height of the running line."""


def weights(layer):
    return sum(weight.numel() for weight in layer.parameters())


def dense(bias=True):
    return weights(torch.nn.Linear(25, 9, bias=bias, device="meta"))


SAME_SHAPE = (224 * 224 * 3 + 1) * 224 * 224 * 64

ROWS = [
    pytest.param(KernelSliding, "same-weights", "weights", LINE, dense(bias=False), id="a dense layer without biases"),
    pytest.param(KernelSliding, "same-weights", "size", LINE, 9, id="the kernel's weights"),
    pytest.param(KernelSliding, "places", "positions", LINE, 9, id="the places"),
    pytest.param(FcExplosion, "same-shape", "mantissa", LINE, SAME_SHAPE / 1792 / 1e6, id="the closing ratio"),
    pytest.param(FcExplosion, "same-shape", "mantissa", 1.9, SAME_SHAPE / 1792 / 1e6, id="the ratio of parameters"),
    pytest.param(FcExplosion, "ledgers", "mantissa", 1.9, 150_529_000 / 1792, id="the first ratio of parameters"),
    pytest.param(FcExplosion, "ledgers", "connections_within_image", 0.2, 86_188_800, id="connections in the image"),
    pytest.param(ReceptiveFieldGrowth, "backwards", "count", LINE, 49, id="pixels in the cone"),
    pytest.param(SobelEdge, "cause", "responding_leaving", LINE, 64, id="windows that leave the image and respond"),
    pytest.param(SobelEdge, "cause", "leaving_count", LINE, 124, id="windows that leave the image"),
]


@pytest.mark.parametrize(("scene", "beat", "last", "height", "value"), ROWS)
def test_a_number_is_of_what_it_should_be_of_where_it_stands(scene, beat, last, height, value):
    moment = audit.performance(scene).beats[beat]
    level = [figure for figure in moment.figures if abs(figure.place[1] - height) < 0.35]
    found = [figure for figure in level if getattr(figure.source, "trail", "").rpartition(".")[2] == last]
    assert found, [(figure.text, getattr(figure.source, "trail", ""), figure.place) for figure in level]
    for figure in found:
        assert figure.source.value == pytest.approx(value)
