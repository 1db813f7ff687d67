"""What the exercises claim, counted and measured by torch, and by running the programs that are shown."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from convmath.convolution.filters import kernel_by_name
from convmath.images.named_images import noise
from convmath.questions.exercises import EXERCISES
from tests.convmath.questions.answers import parameters_of
from tests.paths import ROOT
from tests.scenes.claims.sentences import Claims, Rounded

ABOUT = {
    "task": ["An exercise"],
    "think": ["Time to think"],
    "code": ["A program that solves it", "It was run"],
    "pictures": ["What it computed"],
    "solution": ["Why it is so"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

LISTINGS = ROOT / "convmath" / "questions" / "listings"


def rolled_maxima() -> dict[str, object]:
    """Sobel x on noise with circular padding, in torch: how many outputs move along, and the largest of them."""
    image = torch.tensor(noise(32, 32, seed=0))[None, None]
    kernel = torch.tensor(kernel_by_name("sobel_x"), dtype=torch.float64)[None, None]

    def layer(x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="circular"), kernel)

    before, after = layer(image), layer(image.roll(5, -1))
    moved = int(torch.isclose(before.roll(5, -1), after).sum())
    return {
        "by": 5,
        "moved": moved,
        "outputs": after.numel(),
        "before": Rounded(before.max()),
        "after": Rounded(after.max()),
    }


def solutions() -> dict[str, list[tuple[str, dict[str, object]]]]:
    dense, bank = nn.Linear(64 * 64 * 3, 512, device="meta"), nn.Conv2d(3, 64, 5, device="meta")
    counts = {
        "side": 64,
        "depth": 3,
        "values": 64 * 64 * 3,
        "outputs": 512,
        "maps": 64,
        "kernel": 5,
        "slice": 75,
        "dense": parameters_of(dense),
        "bank": parameters_of(bank),
        "ratio": Rounded(parameters_of(dense) / parameters_of(bank)),
    }
    measured = {"all": 120, "a": 118, "b": 5, "c": 117, "d": 4, "e": 120, "f": 120}
    named = "{%s} of {all} named in the middle, {%s} in the worst place"
    return {
        "dense-against-convolution": [
            ("An image of {side} × {side} pixels with {depth} channels holds {values} values", counts),
            ("Dense, {outputs} outputs: {values} × {outputs} + {outputs} = {dense}", counts),
            ("A convolution of {kernel} × {kernel}, {maps} outputs: {slice} × {maps} + {maps} = {bank}", counts),
            ("That is {ratio} times fewer parameters", counts),
        ],
        "moved-object": [
            ("A dense layer has a weight for each pixel: those in the corner never met it", {}),
            ("Dense, on digits: " + named % ("a", "b"), measured),
            ("Convolutions, flattened: " + named % ("c", "d"), measured),
            ("Convolutions, global maximum: " + named % ("e", "f"), measured),
        ],
        "equivariance-and-invariance": [
            ("Equivariant: the output moves along with the image", {}),
            ("Invariant: it stays as it is", {}),
            ("A convolution, rolled by {by} pixels: {moved} of {outputs} outputs move along", rolled_maxima()),
            ("Its maximum over all places is invariant: {before} before, {after} after", rolled_maxima()),
            (
                "Pooling of two by two is so in part: moved by a pixel, {third} of the maxima of noise stay",
                {"third": 1 / 3},
            ),
        ],
        "when-not": [
            ("It asks for a grid, for neighbours that are related, and for patterns that may stand anywhere", {}),
            ("A table of customers: age, income, postal code", {}),
            ("Columns may stand in any order: that two are neighbours says nothing", {}),
            ("Who is friends with whom in a network of people", {}),
            ("Each person has another number of friends, in no order: no grid to slide on", {}),
            ("Of {kinds} kinds of data in the questions it suits {fit}", {"kinds": 10, "fit": 6}),
        ],
        "edges-on-a-checkerboard": [
            ("Sobel compares the columns left and right of a pixel, or the rows above and below it", {}),
            ("With squares of one pixel those two are alike everywhere: every answer inside is zero", {}),
            ("With larger squares they differ where two squares meet", {}),
        ],
        "equivariance-by-roll": [
            ("Rolled before or after the filter: with circular padding all outputs agree", {}),
            ("Zero padding does not move with the image: next to a border the outputs differ", {}),
        ],
        "convolution-as-a-matrix": [
            ("A row per output, a column per pixel: a dense layer, most weights held at zero", {}),
            ("All rows hold the same weights, each a place further on", {}),
        ],
    }


def claims(exercise: str = "edges-on-a-checkerboard", think: float = 5.0) -> Claims:
    chosen = EXERCISES[exercise]
    solved = solutions()[exercise]
    follows: tuple[str, dict[str, object]] = ("The solution, sentence by sentence, follows", {})
    if chosen.listing:
        text = (LISTINGS / f"{chosen.listing}.py").read_text(encoding="utf-8")
        follows = ("A program of {n} lines and what it printed follow", {"n": sum(map(bool, text.splitlines()))})
    asked = f"A card sets an exercise: {chosen.asks} A ring empties while the viewer thinks"
    return {
        "alt": [(f"A card sets an exercise, {chosen.about}", {}), solved[-1]],
        "description": [*((sentence, {}) for sentence in asked.split(". ")), follows, *solved],
        "caption": [(f"An exercise, {chosen.about}, and its solution", {})],
    }
