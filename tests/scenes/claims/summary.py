"""What the summary claims, by torch, NumPy and scikit-image, each number as for the scene that it comes from."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from convmath.images.full_size import full_image_from
from convmath.training.moved_digit import digits
from tests.scenes.claims.locality import SHOWN as PHOTOGRAPHS
from tests.scenes.claims.moved_digit import MARGIN, answers
from tests.scenes.claims.one_detector import against_coins, found_at, picture
from tests.scenes.claims.sentences import Claims

ABOUT = {
    "problems": ["has four problems"],
    "parameters": ["a small layer, line by line", "that is what counts"],
    "locality": ["Blind to nearness", "around its own place"],
    "sharing": ["anew for each place", "most of the coins, not all"],
    "position": ["Tied to the place", "flattened maps would not"],
    "take-aways": [
        "side by side",
        "costs the most",
        "The cortex gave the idea",
        "One set of weights serves",
        "the global maximum forgets",
    ],
    "whole": ["answers all four", "a constrained dense layer"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"image": "coins"},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""


def tiny_layers() -> tuple[int, int, int, int]:
    """Connections and weights of a dense layer and of a convolution on 4 × 4 pixels, by what moves each output."""
    pixels = torch.zeros(1, 1, 4, 4)
    dense, conv = nn.Linear(16, 16, bias=False), nn.Conv2d(1, 1, 3, padding=1, bias=False)
    nn.init.ones_(conv.weight)
    nn.init.ones_(dense.weight)
    whole = torch.autograd.functional.jacobian(lambda image: dense(image.flatten()), pixels)
    near = torch.autograd.functional.jacobian(lambda image: conv(image).flatten(), pixels)
    return int((whole != 0).sum()), dense.weight.numel(), int((near != 0).sum()), conv.weight.numel()


def large_layers() -> tuple[int, int]:
    """Parameters of a dense layer and of a convolution with the same inputs and outputs on 224 × 224 pixels."""
    with torch.device("meta"):
        conv = nn.Conv2d(3, 64, 3, padding=1)
        outputs = conv(torch.empty(1, 3, 224, 224)).numel()
        dense = nn.Linear(3 * 224 * 224, outputs)
    return tuple(sum(each.numel() for each in layer.parameters()) for layer in (dense, conv))


def neighbours(image: str) -> float:
    pixels = full_image_from(image)
    return float(np.corrcoef(pixels[:, :-1].ravel(), pixels[:, 1:].ravel())[0, 1])


def worst(kind: str, seed: int) -> int:
    """How many of the test digits are named rightly where the network does worst."""
    testing = digits()[1]
    reach = range(-MARGIN, MARGIN + 1)
    return min(
        int(np.sum(answers(kind, seed, testing.images, rows, columns) == testing.labels))
        for rows in reach
        for columns in reach
    )


def claims(image: str = "camera", seed: int = 0) -> Claims:
    matches, kept = found_at(picture("coins"), 104, 316, 41, 0.45)
    hits, misses, _ = against_coins(kept, 41)
    full, conv = large_layers()
    roles: dict[str, Any] = {
        **dict(zip("abcd", tiny_layers())),
        "image": "ImageNet",
        "full": full,
        "conv": conv,
        "times": full / conv,
        "near": neighbours(image),
        "picture": PHOTOGRAPHS[image],
        "side": 41,
        "same": 41,
        "places": matches.size,
        "hits": hits,
        "coins": hits + misses,
        "tested": len(digits()[1].labels),
        "least": worst("global max", seed),
        "beaten": worst("dense", seed),
    }
    described = [
        (
            "A dense layer on a tiny image has {a} connections with {b} weights, a convolution {c} connections with "
            "{d} weights"
        ),
        "On {image}, for the same outputs, {full} parameters stand against {conv}, one for {times}",
        (
            "In an image ({picture}) each pixel and its right neighbour make a dot; over all of them the correlation "
            "is {near}"
        ),
        (
            "A patch of {side} × {same} pixels, compared with {places} windows of an image of coins, finds {hits} of "
            "{coins}"
        ),
        (
            "Trained on digits in the middle and tested at every place, one dense layer names {beaten} of {tested} "
            "rightly where it does worst, convolutions with a global maximum {least}"
        ),
        (
            "What is said in the end: wiring all to all assumes the least and costs the most; the cortex gave the idea "
            "of looking nearby, and the pixels give the reason; one set of weights serves every place, with some "
            "misses; a convolution moves along, and the global maximum forgets where; it is a dense layer under "
            "constraints"
        ),
    ]
    return {
        "alt": [
            (
                (
                    "Four problems of a dense layer, a picture of each, and lines through one small kernel to four "
                    "answers: parameters ÷ {times}; neighbours correlate by {near}; {hits} of {coins} coins found; at "
                    "worst {least} of {tested} digits right, not {beaten}"
                ),
                roles,
            )
        ],
        "description": [(sentence, roles) for sentence in described],
        "caption": [
            (
                (
                    "What a convolution answers to four problems of a dense layer, each with the number that was "
                    "computed for it: {times}, {near}, {hits} of {coins}, and {least} of {tested} instead of {beaten}"
                ),
                roles,
            )
        ],
    }
