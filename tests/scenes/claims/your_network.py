"""What the your-network scene claims, counted by torch: parameters by their elements, multiply-adds by hooks."""

from __future__ import annotations

import torch
from torch import nn

from convmath.tracing.small_resnet import factory
from tests.scenes.claims.sentences import Claims

ABOUT = {
    "planes": ["the blocks of a network that looks at it"],
    "fields": ["the pixels that it depends on"],
    "parameters": ["What each block holds"],
    "multiply-adds": ["What each block costs"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

SHOWN = {"cat": " (a tabby cat's face)", "camera": " (a photographer behind a camera on a tripod)"}


def multiply_adds_of(network: nn.Module, shape: tuple[int, ...]) -> dict[str, int]:
    """Count, by the network's first-level blocks, a multiplication for each weight at each place of an output."""
    found: dict[str, int] = {}

    def count(block: str, layer: nn.Module, output: torch.Tensor) -> None:
        weights = layer.weight[0].numel()  # of one output
        found[block] = found.get(block, 0) + weights * output.numel()

    for name, layer in network.named_modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            block = name.partition(".")[0]
            layer.register_forward_hook(lambda layer, _, output, block=block: count(block, layer, output))
    network(torch.zeros(1, *shape))
    return found


def most_of(counts: dict[str, int]) -> list[str]:
    """The fewest blocks that make half of a count, the largest first, in the network's order where equal."""
    named: list[str] = []
    for block in sorted(counts, key=lambda block: -counts[block]):
        if 2 * sum(counts[each] for each in named) >= sum(counts.values()):
            break
        named.append(block)
    return named


def claims(input: str = "cat") -> Claims:  # noqa: A002 - the scene's name for it
    network = factory().eval()
    parameters: dict[str, int] = {}
    for name, values in network.named_parameters():
        block = name.partition(".")[0]
        parameters[block] = parameters.get(block, 0) + values.numel()
    costs = multiply_adds_of(network, (3, 64, 64))
    (largest,) = most_of(parameters)
    first, second = most_of(costs)
    roles = {
        "rows": 64,
        "columns": 64,
        "parameters": sum(parameters.values()),
        "costs": sum(costs.values()),
        "picture": SHOWN[input],
        "largest": largest,
        "part": parameters[largest],
        "first": first,
        "second": second,
    }

    def claim(template: str) -> tuple[str, dict[str, object]]:
        return template, {name: value for name, value in roles.items() if f"{{{name}}}" in template}

    opening = claim(
        "A network on images of {rows} × {columns} pixels has {parameters} parameters and makes {costs} multiply-adds"
    )
    return {
        "alt": [
            claim(
                "Bars on logarithmic scales: the parameters and the multiply-adds of each block of a network that "
                "looks at a photograph{picture} and has {parameters} parameters in all"
            )
        ],
        "caption": [opening],
        "description": [
            opening,
            claim(
                "Its blocks stand as planes beside a photograph{picture}, and from the middle unit of each, lines open "
                "to the pixels that it sees"
            ),
            claim("{largest} alone holds {part} of the {parameters} parameters"),
            claim("{first} and {second} take at least half of the {costs} multiply-adds"),
        ],
    }
