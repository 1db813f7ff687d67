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


PLACES = 224 * 224 * 64
PAIRS = 224 * 224 * 3 * PLACES
WITHIN = (3 * 224 - 2) ** 2 * 3 * 64
"""Connections of the convolution within the image: along each axis, two windows lose one of three taps."""
SAME_SHAPE = (224 * 224 * 3 + 1) * 224 * 224 * 64

ROWS = [
    pytest.param(KernelSliding, "same-weights", "weights", LINE, dense(bias=False), id="a dense layer without biases"),
    pytest.param(KernelSliding, "same-weights", "size", LINE, 9, id="the kernel's weights"),
    pytest.param(KernelSliding, "places", "positions", LINE, 9, id="the places"),
    pytest.param(FcExplosion, "same-shape", "mantissa", LINE, SAME_SHAPE / 1792 / 1e6, id="the closing ratio"),
    pytest.param(FcExplosion, "same-shape", "mantissa", 1.9, SAME_SHAPE / 1792 / 1e6, id="the ratio of parameters"),
    pytest.param(FcExplosion, "ledgers", "mantissa", 1.9, 150_529_000 / 1792, id="the first ratio of parameters"),
    pytest.param(FcExplosion, "ledgers", "connections_within_image", 0.2, 86_188_800, id="connections in the image"),
    pytest.param(FcExplosion, "imagenet", "network_by_name.parameters", 3.17, 138_357_544, id="VGG-16's parameters"),
    pytest.param(FcExplosion, "ledgers", "hidden=1000).parameters", 2.95, 150_529_000, id="dense parameters"),
    pytest.param(FcExplosion, "ledgers", "padding='same').parameters", 2.15, 1792, id="the convolution's parameters"),
    pytest.param(FcExplosion, "ledgers", "first.connections_within_image", 1.15, 150_528_000, id="dense connections"),
    pytest.param(FcExplosion, "ledgers", "spelt.mantissa", 0.25, 150_528_000 / WITHIN, id="ratio of connections"),
    pytest.param(FcExplosion, "ledgers", "first.multiply_adds", -0.65, 150_528_000, id="dense multiply-adds"),
    pytest.param(FcExplosion, "ledgers", "second.multiply_adds", -1.45, 27 * PLACES, id="the convolution's work"),
    pytest.param(FcExplosion, "ledgers", "spelt.mantissa", -1.55, 150_528_000 / 27 / PLACES, id="ratio of work"),
    pytest.param(FcExplosion, "same-shape", "first.parameters", 2.95, SAME_SHAPE, id="parameters for the same shape"),
    pytest.param(FcExplosion, "same-shape", "second.parameters", 2.15, 1792, id="against those of the convolution"),
    pytest.param(FcExplosion, "same-shape", "first.connections_within_image", 1.15, PAIRS, id="such connections"),
    pytest.param(FcExplosion, "same-shape", "spelt.mantissa", 0.21, PAIRS / WITHIN, id="ratio of such connections"),
    pytest.param(FcExplosion, "same-shape", "spelt.mantissa", -1.59, PAIRS / 27 / PLACES, id="ratio of such work"),
    pytest.param(ReceptiveFieldGrowth, "backwards", "count", LINE, 49, id="pixels in the cone"),
    pytest.param(SobelEdge, "cause", "responding_leaving", LINE, 64, id="windows that leave the image and respond"),
    pytest.param(SobelEdge, "cause", "leaving_count", LINE, 124, id="windows that leave the image"),
]


@pytest.mark.parametrize(("scene", "beat", "last", "height", "value"), ROWS)
def test_a_number_is_of_what_it_should_be_of_where_it_stands(scene, beat, last, height, value):
    moment = audit.performance(scene).beats[beat]
    level = [figure for figure in moment.figures if abs(figure.place[1] - height) < 0.35]
    found = [figure for figure in level if figure.of.endswith(last)]
    assert found, [(figure.text, figure.of, figure.place) for figure in level]
    for figure in found:
        assert figure.source.value == pytest.approx(value)
