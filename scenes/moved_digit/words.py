"""The moved-digit scene in words."""

from __future__ import annotations

from typing import Any

from convmath.core.provenance import Traced
from convmath.training.moved_digit import KINDS
from scenes.base.descriptions import Description, Phrase, joined, listed, phrase
from scenes.moved_digit.canvas import CORNERS
from scenes.moved_digit.parameters import MovedDigitParameters

NAMES = {"dense": "one dense layer", "flatten": "convolutions, flattened", "global max": "convolutions, global max"}
"""What the networks are called."""


def describe(given: MovedDigitParameters) -> Description:
    """Return how many digits each network names rightly, in the middle and where it does worst."""
    training, testing = given.traced_digits()
    networks = given.networks()
    image, label = testing.field("images")[given.digit], testing.field("labels")[given.digit]
    tested = networks[0].field("tested")
    results = [
        phrase(
            f"{NAMES[kind]}, {{middle}} in the middle and {{least}} at worst",
            middle=network.field("centred"),
            least=network.field("least"),
        )
        for kind, network in zip(KINDS, networks)
    ]
    worsts = listed([phrase("{n}", n=network.field("least")) for network in networks])
    corners = [_in_corners(kind, network, image, label) for kind, network in zip(KINDS, networks)]
    return Description(
        alt=phrase(
            "A {digit} travels over a canvas. Three maps show how many of {n} test digits one dense layer, flattened "
            "convolutions and a global maximum name rightly at each place: in the middle {middles}, at worst {worsts}.",
            digit=label,
            n=tested,
            middles=listed([phrase("{n}", n=network.field("centred")) for network in networks]),
            worsts=worsts,
        ),
        description=joined(
            [
                phrase(
                    "Three networks learn from {n} zeros and ones that stand in the middle of a canvas: {counts}.",
                    n=training.field("images").field("shape")[0],
                    counts=listed(
                        [
                            phrase(
                                f"{NAMES[kind]}, with {{n}} parameters",
                                n=network.field("network").field("parameters"),
                            )
                            for kind, network in zip(KINDS, networks)
                        ]
                    ),
                ),
                phrase(
                    "A {digit} that they have not seen travels to the four corners: {corners}.",
                    digit=label,
                    corners=listed(corners),
                ),
                phrase(
                    "Of {n} test digits, at every place where they fit, so many are named rightly: {results}.",
                    n=tested,
                    results=joined(results, apart="; "),
                ),
                Phrase(
                    "A map moves with the digit, but the weights that read a flattened map belong to its places. The "
                    "largest value of a map does not depend on where it stands."
                ),
            ]
        ),
        caption=phrase(
            "Trained on digits in the middle, three networks name {worsts} of {n} rightly where they do worst.",
            worsts=worsts,
            n=tested,
        ),
    )


def _in_corners(kind: str, network: Traced[Any], image: Traced[Any], label: Traced[int]) -> Phrase:
    """Return in how many corners a network names the digit rightly."""
    answers = [network.field("answer", image, rows=rows, columns=columns).value for rows, columns in CORNERS]
    right = sum(answer == label.value for answer in answers)
    where = {0: "none", len(CORNERS): "all"}.get(right, "some")
    return Phrase(f"{NAMES[kind]} names it rightly in {where} of them")
