"""Published networks with branches, node by node. Every shape and total is derived from the nodes.

Rectification has nothing to count and is not listed.
"""

from __future__ import annotations

from functools import cache

from convmath.core import facts
from convmath.networks.graph import INPUT, NetworkGraph
from convmath.networks.graph_builder import GraphBuilder

CLASSES = 1000
"""The classes of ImageNet's contest, one output for each."""


@cache
def resnet50() -> NetworkGraph:
    """Return ResNet-50: sixteen blocks of three convolutions, each block added to what it was given.

    Table 1 of K. He et al. 2016. Where planes shrink, the stride is that of a block's first convolution, with which the
    multiplications come to the 3.8 · 10⁹ of that table; later variants give it to the second, which has the same
    parameters. A 1 × 1 convolution brings what is added to the new shape (their option B). Convolutions have no bias,
    the batch normalisation behind each shifts.

    Examples
    --------
    >>> resnet50().parameters, resnet50().depth, resnet50().paths
    (25557032, 50, 65536)
    """
    build = GraphBuilder((3, 224, 224))
    found = build.conv("conv1", INPUT, 64, 7, stride=2, padding=3, bias=False)
    found = build.pool("pool1", build.batch_norm("conv1/norm", found), 3, stride=2, padding=1)
    for stage, (blocks, width) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)], start=2):
        for block in range(1, 1 + blocks):
            stride = 2 if block == 1 and stage > 2 else 1
            found = _bottleneck(build, f"conv{stage}_{block}", found, width, stride)
    build.dense("fc", build.global_pool("pool5", found), CLASSES)
    return build.graph(facts.RESNET_50, "the 50-layer column of table 1, on 224×224")


def _bottleneck(build: GraphBuilder, name: str, given: str, width: int, stride: int) -> str:
    """Add a block: 1 × 1, 3 × 3, 1 × 1 to four times the width, and what was given on top."""
    found = build.conv(f"{name}/a", given, width, 1, stride=stride, bias=False)
    found = build.batch_norm(f"{name}/a/norm", found)
    found = build.batch_norm(f"{name}/b/norm", build.conv(f"{name}/b", found, width, 3, padding=1, bias=False))
    found = build.batch_norm(f"{name}/c/norm", build.conv(f"{name}/c", found, 4 * width, 1, bias=False))
    shortcut = given
    if build.shape(given) != build.shape(found):
        shortcut = build.conv(f"{name}/shortcut", given, 4 * width, 1, stride=stride, bias=False)
        shortcut = build.batch_norm(f"{name}/shortcut/norm", shortcut)
    return build.add(f"{name}/sum", found, shortcut)


@cache
def densenet121() -> NetworkGraph:
    """Return DenseNet-121: four blocks in which each layer reads all the layers before it.

    Table 1 of G. Huang et al. 2017, with growth rate 32 and compression 0.5 (DenseNet-BC). A layer normalises before it
    convolves, so that its batch normalisation counts all channels that it reads.

    Examples
    --------
    >>> densenet121().parameters, densenet121().depth
    (7978856, 121)
    """
    growth_rate = 32
    build = GraphBuilder((3, 224, 224))
    found = build.conv("conv0", INPUT, 2 * growth_rate, 7, stride=2, padding=3, bias=False)
    found = build.pool("pool0", build.batch_norm("conv0/norm", found), 3, stride=2, padding=1)
    for block, layers in enumerate([6, 12, 24, 16], start=1):
        known = [found]
        for layer in range(1, 1 + layers):
            name = f"block{block}_{layer}"
            found = known[0] if layer == 1 else build.concatenate(f"{name}/read", *known)
            found = build.batch_norm(f"{name}/a/norm", found)
            found = build.conv(f"{name}/a", found, 4 * growth_rate, 1, bias=False)
            found = build.batch_norm(f"{name}/b/norm", found)
            known.append(build.conv(f"{name}/b", found, growth_rate, 3, padding=1, bias=False))
        found = build.batch_norm(f"block{block}/norm", build.concatenate(f"block{block}/all", *known))
        if block < 4:
            half = build.shape(found)[0] // 2
            found = build.conv(f"transition{block}", found, half, 1, bias=False)
            found = build.pool(f"transition{block}/pool", found, 2, stride=2)
    build.dense("fc", build.global_pool("pool", found), CLASSES)
    return build.graph(facts.DENSENET_121, "DenseNet-BC with growth rate 32, on 224×224")


@cache
def unet() -> NetworkGraph:
    """Return U-Net: down four steps and up again, on the way up with what was there on the way down.

    Figure 1 of O. Ronneberger et al. 2015: 572 × 572 in, 388 × 388 out, since no convolution pads; what is copied
    across is cropped to fit. On each step up a 2 × 2 transposed convolution with stride 2 halves the channels.

    Examples
    --------
    >>> unet().output_shape, unet().parameters, unet().depth
    ((2, 388, 388), 31030658, 23)
    """
    build = GraphBuilder((1, 572, 572))
    found, across = INPUT, []
    for step, channels in enumerate([64, 128, 256, 512], start=1):
        found = _two_convolutions(build, f"down{step}", found, channels)
        across.append(found)
        found = build.pool(f"down{step}/pool", found, 2, stride=2)
    found = _two_convolutions(build, "bottom", found, 1024)
    for step in (4, 3, 2, 1):
        channels = build.shape(found)[0] // 2
        found = build.transposed_conv(f"up{step}", found, channels, 2, stride=2)
        _, height, width = build.shape(found)
        copied = build.crop(f"up{step}/crop", across[step - 1], (height, width))
        found = build.concatenate(f"up{step}/both", copied, found)
        found = _two_convolutions(build, f"up{step}", found, channels)
    build.conv("classes", found, 2, 1)
    return build.graph(facts.U_NET, "as in figure 1 of the paper, on 572×572")


def _two_convolutions(build: GraphBuilder, name: str, given: str, channels: int) -> str:
    """Add two 3 × 3 convolutions without padding."""
    return build.conv(f"{name}/b", build.conv(f"{name}/a", given, channels, 3), channels, 3)
