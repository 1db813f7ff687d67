"""What the moved-digit scene claims, by torch with the stored weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn.functional import conv2d, linear

from convmath.training.moved_digit import trained_classifier
from convmath.training.zeros_and_ones import digits
from tests.scenes.claims.sentences import Claims

ABOUT = {
    "in-the-middle": ["Zeros and ones to learn from"],
    "networks": ["Three networks learn"],
    "asked": ["how likely it is"],
    "travel": ["leaves the middle, pixel by pixel"],
    "corners": ["From corner to corner"],
    "everywhere": ["at every place where they fit"],
    "weights-of-places": ["stay in their places"],
    "largest-value": ["where in the map it stood"],
    "verdict": ["but what follows it"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

NAMES = {"dense": "one dense layer", "flatten": "convolutions, flattened", "global max": "convolutions, global max"}
MARGIN = 4


def answers(kind: str, seed: int, images: Any, rows: int, columns: int) -> Any:
    """What the network takes digits for that are moved off the middle."""
    weights = [{name: torch.tensor(array) for name, array in own.items()} for own in stored(kind, seed).weights]
    placed = np.roll(np.pad(images, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN))), (rows, columns), axis=(1, 2))
    values = torch.tensor(placed[:, None])
    for own in filter(None, weights[:-1]):
        values = conv2d(values, own["kernel"], own["bias"], padding=own["kernel"].shape[-1] // 2).relu()
    values = values.amax((2, 3)) if kind == "global max" else values.flatten(1)
    return linear(values, weights[-1]["kernel"], weights[-1]["bias"]).argmax(1).numpy()


def stored(kind: str, seed: int) -> Any:
    return trained_classifier(kind, seed=seed)


def claims(digit: int = 29, seed: int = 0) -> Claims:
    training, testing = digits()
    reach = range(-MARGIN, MARGIN + 1)
    roles: dict[str, Any] = {"training": len(training), "tested": len(testing), "digit": int(testing.labels[digit])}
    results, corners, counts = [], [], []
    for number, (kind, name) in enumerate(NAMES.items()):
        right = [
            int(np.sum(answers(kind, seed, testing.images, rows, columns) == testing.labels))
            for rows in reach
            for columns in reach
        ]
        roles |= {f"middle{number}": right[len(right) // 2], f"least{number}": min(right)}
        roles[f"count{number}"] = sum(array.size for own in stored(kind, seed).weights for array in own.values())
        results.append(f"{name}, {{middle{number}}} in the middle and {{least{number}}} at worst")
        counts.append(f"{name}, with {{count{number}}} parameters")
        named = sum(
            answers(kind, seed, testing.images[[digit]], rows, columns)[0] == testing.labels[digit]
            for rows in (-MARGIN, MARGIN)
            for columns in (-MARGIN, MARGIN)
        )
        corners.append(f"{name} names it rightly in {('none', 'some', 'some', 'some', 'all')[named]} of them")
    every = "; ".join(results)
    learning = f"{counts[0]}, {counts[1]} and {counts[2]}"
    described = [
        f"Three networks learn from {{training}} zeros and ones that stand in the middle of a canvas: {learning}",
        f"A {{digit}} that they have not seen travels to the four corners: {corners[0]}, {corners[1]} and {corners[2]}",
        f"Of {{tested}} test digits, at every place where they fit, so many are named rightly: {every}",
        "A map moves with the digit, but the weights that read a flattened map belong to its places",
        "The largest value of a map does not depend on where it stands",
    ]
    asked = "one dense layer, flattened convolutions and a global maximum"
    shown = (
        f"Three maps show how many of {{tested}} test digits {asked} name rightly at each place: "
        "in the middle {middle0}, {middle1} and {middle2}, at worst {least0}, {least1} and {least2}"
    )
    caption = (
        "Trained on digits in the middle, three networks name {least0}, {least1} and {least2} of {tested} rightly "
        "where they do worst"
    )
    return {
        "alt": [("A {digit} travels over a canvas", roles), (shown, roles)],
        "description": [(sentence, roles) for sentence in described],
        "caption": [(caption, roles)],
    }


MORE = ({"digit": 119},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""
