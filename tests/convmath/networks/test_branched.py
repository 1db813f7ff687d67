"""Published networks with branches, against torch modules on the meta device, layer by layer."""

import itertools

import pytest
import torch
from torch import nn

from convmath.core import facts
from convmath.networks.branched import densenet121, resnet50, unet
from convmath.networks.graph import INPUT, KINDS_OF_NODE

KINDS = {
    nn.Conv2d: "convolution",
    nn.ConvTranspose2d: "transposed convolution",
    nn.Linear: "dense",
    nn.BatchNorm2d: "batch normalisation",
    nn.MaxPool2d: "pooling",
    nn.AvgPool2d: "pooling",
}
WITHOUT_MODULES = {"addition", "concatenation", "cropping"}


class Bottleneck(nn.Module):
    def __init__(self, given: int, width: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(given, width, 1, stride, bias=False), nn.BatchNorm2d(width))
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))
        self.third = nn.Sequential(nn.Conv2d(width, width * 4, 1, bias=False), nn.BatchNorm2d(width * 4))
        self.shortcut = nn.Identity()
        if given != width * 4 or stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(given, width * 4, 1, stride, bias=False), nn.BatchNorm2d(width * 4))

    def forward(self, x):
        found = self.third(torch.relu(self.second(torch.relu(self.first(x)))))
        return torch.relu(found + self.shortcut(x))


def torch_resnet50() -> nn.Module:
    blocks, given = [], 64
    for width, count in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for number in range(count):
            blocks.append(Bottleneck(given, width, 2 if number == 0 and width > 64 else 1))
            given = width * 4
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    return nn.Sequential(*stem, *blocks, nn.AvgPool2d(7), nn.Flatten(), nn.Linear(2048, 1000))


class DenseBlockLayer(nn.Module):
    def __init__(self, given: int) -> None:
        super().__init__()
        self.narrow = nn.Sequential(nn.BatchNorm2d(given), nn.ReLU(), nn.Conv2d(given, 128, 1, bias=False))
        self.grow = nn.Sequential(nn.BatchNorm2d(128), nn.ReLU(), nn.Conv2d(128, 32, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, self.grow(self.narrow(x))], dim=1)


def torch_densenet121() -> nn.Module:
    modules = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for count in (6, 12, 24, 16):
        for _ in range(count):
            modules.append(DenseBlockLayer(channels))
            channels += 32
        modules += [nn.BatchNorm2d(channels), nn.ReLU()]
        if count != 16:
            modules += [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)]
            channels //= 2
    return nn.Sequential(*modules, nn.AvgPool2d(7), nn.Flatten(), nn.Linear(channels, 1000))


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        widths = [1, 64, 128, 256, 512, 1024]
        self.down = nn.ModuleList(self.pair(a, b) for a, b in itertools.pairwise(widths))
        self.pool = nn.ModuleList(nn.MaxPool2d(2) for _ in range(4))
        self.rise = nn.ModuleList(nn.ConvTranspose2d(w, w // 2, 2, stride=2) for w in widths[:1:-1])
        self.up = nn.ModuleList(self.pair(w, w // 2) for w in widths[:1:-1])
        self.last = nn.Conv2d(64, 2, 1)

    @staticmethod
    def pair(given: int, width: int) -> nn.Module:
        return nn.Sequential(nn.Conv2d(given, width, 3), nn.ReLU(), nn.Conv2d(width, width, 3), nn.ReLU())

    def forward(self, x):
        kept = []
        for pair, pool in zip(self.down, self.pool):
            kept.append(pair(x))
            x = pool(kept[-1])
        x = self.down[-1](x)
        for rise, pair, copied in zip(self.rise, self.up, kept[::-1]):
            x = rise(x)
            margin = (copied.shape[-1] - x.shape[-1]) // 2
            middle = slice(margin, margin + x.shape[-1])
            x = pair(torch.cat([copied[..., middle, middle], x], dim=1))
        return self.last(x)


PUBLISHED = [
    # network, torch's, parameters, layers that it is named by
    (resnet50, torch_resnet50, 25_557_032, 50),
    (densenet121, torch_densenet121, 7_978_856, 121),
    (unet, UNet, 31_030_658, 23),
]


def run(build, shape):
    """Every layer of a torch model as it is run: its kind, its output's shape and its parameters."""
    with torch.device("meta"):
        model, image = build(), torch.empty(1, *shape)
    seen = []

    def note(module, _, output):
        channels, *size = output.shape[1:]
        shape = (channels, *(size or (1, 1)))
        seen.append((KINDS[type(module)], shape, sum(p.numel() for p in module.parameters())))

    for module in model.modules():
        if type(module) in KINDS:
            module.register_forward_hook(note)
    model.eval()(image)
    return model, seen


@pytest.mark.parametrize(("network", "build", "parameters", "depth"), PUBLISHED)
def test_every_node_is_torchs(network, build, parameters, depth):
    graph = network()
    model, seen = run(build, graph.input_shape)
    ours = [(node.kind, node.shape, node.parameters) for node in graph if node.kind not in WITHOUT_MODULES]
    assert ours == seen
    assert graph.parameters == parameters == sum(p.numel() for p in model.parameters())
    assert graph.depth == depth


@pytest.mark.parametrize(("network", "build", "parameters", "depth"), PUBLISHED)
def test_multiply_adds_are_torchs_flop_counters(network, build, parameters, depth):
    from torch.utils.flop_counter import FlopCounterMode

    graph = network()
    with torch.device("meta"):
        model, image = build().eval(), torch.empty(1, *graph.input_shape)
    with FlopCounterMode(display=False) as counter:
        model(image)
    deep = {"convolution", "transposed convolution", "dense"}
    assert counter.get_total_flops() == 2 * sum(total.connections for total in graph.by_kind if total.kind in deep)


@pytest.mark.parametrize("network", [resnet50, densenet121, unet])
def test_totals_are_sums_and_every_node_is_read(network):
    graph = network()
    assert graph.parameters == sum(total.parameters for total in graph.by_kind)
    assert graph.connections == sum(total.connections for total in graph.by_kind)
    assert len(graph) == sum(total.nodes for total in graph.by_kind)
    assert {total.kind for total in graph.by_kind} <= set(KINDS_OF_NODE.values())
    assert [node.name for node in graph if not graph.readers(node.name)] == [graph.nodes[-1].name]
    assert graph.name in facts.all_names()


def test_resnet_has_a_way_round_every_block():
    graph = resnet50()
    sums = [node for node in graph if node.kind == "addition"]
    assert len(sums) == 3 + 4 + 6 + 3
    assert graph.paths == 2 ** len(sums)
    shortcuts = [node.name for node in graph if node.name.endswith("/shortcut")]
    assert shortcuts == [f"conv{stage}_1/shortcut" for stage in (2, 3, 4, 5)]
    assert [graph[f"conv{stage}_1/sum"].shape for stage in (2, 3, 4, 5)] == [
        (256, 56, 56),
        (512, 28, 28),
        (1024, 14, 14),
        (2048, 7, 7),
    ]
    multiplications = sum(total.connections for total in graph.by_kind if total.kind in ("convolution", "dense"))
    assert multiplications == 3_857_973_248, "3.8 · 10⁹ in the paper's table, whose digits are cut off"


def test_densenets_layers_read_all_before_them():
    graph = densenet121()
    assert graph["block1_3/read"].reads == ("pool0", "block1_1/b", "block1_2/b")
    assert [graph[f"block{block}/all"].shape for block in (1, 2, 3, 4)] == [
        (256, 56, 56),
        (512, 28, 28),
        (1024, 14, 14),
        (1024, 7, 7),
    ]
    assert graph.paths == 2 ** (6 + 12 + 24 + 16)
    assert graph.readers("block1_6/b") == ("block1/all",)


def test_u_net_copies_across_what_its_figure_shows():
    graph = unet()
    figure = {
        "down1/b": (64, 568, 568),
        "down2/b": (128, 280, 280),
        "down3/b": (256, 136, 136),
        "down4/b": (512, 64, 64),
        "bottom/b": (1024, 28, 28),
        "up4/both": (1024, 56, 56),
        "up3/both": (512, 104, 104),
        "up2/both": (256, 200, 200),
        "up1/both": (128, 392, 392),
        "classes": (2, 388, 388),
    }
    assert {name: graph[name].shape for name in figure} == figure
    assert [graph[f"up{step}/crop"].layer.margins[0] for step in (4, 3, 2, 1)] == [(4, 4), (16, 16), (40, 40), (88, 88)]
    assert graph.readers("down2/b") == ("down2/pool", "up2/crop")
    assert graph.readers(INPUT) == ("down1/a",)
    assert graph.paths == 5
