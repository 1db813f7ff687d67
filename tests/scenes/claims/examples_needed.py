"""What the examples-needed scene claims, by NumPy, torch and Python's own arithmetic."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import torch
from skimage.data import lfw_subset

from tests.scenes.claims.sentences import Claims, Rounded

ABOUT = {
    "rule-of-thumb": ["asks for examples by the parameter"],
    "one-that-did-without": ["a well-known network could never have learned"],
    "possible-images": ["counts the atoms of the universe", "no data set will ever fill that space"],
    "random-and-real": ["it is never a picture", "Real images are points of the same space"],
    "one-number": ["how alike the pixels are that stand side by side"],
    "two-heaps": ["two heaps that do not touch"],
    "near-and-far": ["some are far"],
    "far-away": ["until all are far alike"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"seed": 123},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SETS = {"MNIST": (28 * 28, 60_000), "CIFAR-10": (32 * 32 * 3, 50_000), "ImageNet": (224 * 224 * 3, 1_281_167)}
"""Values of an image, and images for training."""
VGG_CONVOLUTIONS = (64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)


def parameters_of_dense(n_in: int, n_out: int) -> int:
    return sum(weight.numel() for weight in torch.nn.Linear(n_in, n_out, device="meta").parameters())


def parameters_of_vgg_16() -> int:
    channels = (3, *VGG_CONVOLUTIONS)
    convolutions = sum((9 * before + 1) * after for before, after in itertools.pairwise(channels))
    return convolutions + sum(
        parameters_of_dense(*sides) for sides in ((512 * 7 * 7, 4096), (4096, 4096), (4096, 1000))
    )


def correlations(images: Any) -> list[float]:
    return [float(np.corrcoef(image[:, :-1].ravel(), image[:, 1:].ravel())[0, 1]) for image in images]


def nearest_over_farthest(dimensions: int, seed: int, points: int = 200) -> float:
    observer, *others = np.random.default_rng(seed).random((points + 1, dimensions))
    distances = [math.sqrt(((other - observer) ** 2).sum()) for other in others]
    return min(distances) / max(distances)


def claims(hidden: int = 1000, seed: int = 0) -> Claims:
    asked = {name: 5 * parameters_of_dense(values, hidden) for name, (values, _) in SETS.items()}
    drawn = correlations(np.random.default_rng(seed).random((1000, 25, 25)))
    real = correlations(lfw_subset()[:100])
    roles: dict[str, Any] = {
        "units": hidden,
        "low": Rounded(min(drawn)),
        "high": Rounded(max(drawn)),
        "least": Rounded(min(real)),
        "most": Rounded(max(real)),
        "few": 5 * parameters_of_vgg_16(),
        "many": 10 * parameters_of_vgg_16(),
        "digits": math.floor(784 * math.log10(256)) + 1,
        "near": nearest_over_farthest(2, seed),
        "far": nearest_over_farthest(3072, seed),
    }
    for name, (_, there) in SETS.items():
        roles |= {f"{name}low": asked[name], f"{name}high": 2 * asked[name], f"{name}there": there}
    ranges = [f"{{{name}low}} to {{{name}high}} on {name}, which has {{{name}there}}" for name in SETS]
    random, faces = "from {low} to {high}", "from {least} to {most}"
    heaps = (
        "Bars heap up the correlation of neighbouring pixels: 1,000 random images of 25 × 25 pixels lie "
        f"{random}, 100 faces of the same size {faces}"
    )
    return {
        "alt": [
            (
                "A layer of {units} units asks for {MNISTlow} to {MNISThigh} examples on MNIST, which has {MNISTthere}",
                roles,
            ),
            (f"Neighbouring pixels of random images have correlations {random}, those of faces {faces}", roles),
        ],
        "description": [
            (
                (
                    "A rule of thumb asks for 5 to 10 examples for every parameter; for a fully connected layer of "
                    f"{{units}} units that is {ranges[0]}, {ranges[1]} and {ranges[2]}"
                ),
                roles,
            ),
            (
                (
                    "By the same rule VGG-16 would have needed {few} to {many}; it had {ImageNetthere} and knows "
                    "images that it never saw, so the rule is no more than a rule of thumb"
                ),
                roles,
            ),
            (
                (
                    "The number of possible images of 28 × 28 pixels has {digits} digits, written out over the whole "
                    "stage; 10⁸⁰, the number of atoms in the observable universe, has 81"
                ),
                roles,
            ),
            ("Images drawn at random stand beside photographs of faces, and each moves over its number", roles),
            (heaps, roles),
            (
                (
                    "Of 200 random points in a plane, the nearest is {near} of the way to the farthest; in 3,072 "
                    "dimensions it is {far}"
                ),
                roles,
            ),
        ],
        "caption": [
            (
                (
                    "The space of images is too large to be filled with examples, but real images hold to a corner of "
                    f"it: neighbouring pixels of faces have correlations {faces}, those of random images {random}"
                ),
                roles,
            )
        ],
        "two-heaps.alt": [(heaps, roles)],
        "two-heaps.caption": [
            (
                (
                    "One number tells photographs of faces from random images: the correlation of neighbouring pixels, "
                    f"{faces} and {random}"
                ),
                roles,
            )
        ],
    }
