"""What the rows say: problems, answers with their numbers, captions, and the sentences to keep."""

from __future__ import annotations

from convmath.core.magnitudes import spelt
from convmath.core.provenance import traced
from convmath.images.coins import coin_places
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.summary.parameters import SummaryParameters
from scenes.summary.rows import Row

PROOFS = (
    (
        "parameters",
        "Too many parameters: a small layer, line by line, dense and as a convolution.",
        "Few connections, and weights that all units share: that is what counts.",
    ),
    (
        "locality",
        "Blind to nearness: to a dense layer all pixels are alike. In images they are not.",
        "Neighbours agree, so a unit begins with what lies around its own place.",
    ),
    (
        "sharing",
        "Nothing is shared: a dense layer learns the same thing anew for each place.",
        "One detector for all places: it finds most of the coins, not all of them.",
    ),
    (
        "position",
        "Tied to the place: digits learned in the middle, tested at every place.",
        "A convolution moves along; a maximum forgets where, flattened maps would not.",
    ),
)
"""For each row the beat's name, the caption of its problem and the caption of its answer."""

TAKEN = (
    "Wiring all to all assumes the least, and costs the most.",
    "The cortex gave the idea of looking nearby; the pixels give the reason.",
    "One set of weights serves every place, though with some misses.",
    "A convolution moves along; the global maximum forgets where.",
)
"""What is to be kept of each row."""


def answer_rows(given: SummaryParameters, *, theme: Theme) -> list[Row]:
    """Return problems, answers and the number that each answer was held against."""
    number = traced(spelt, given.saving())
    flat, pooled = given.networks()
    gains = (
        Statement(f"parameters ÷ {{n:1}} {number.value.power}", color=theme.ink, n=number.field("mantissa")),
        Statement("neighbour correlation {n:3}", color=theme.ink, n=given.neighbours()),
        Statement(
            "{n} of {all} coins found",
            color=theme.ink,
            n=traced(len, given.detection().field("hits")),
            all=traced(len, traced(coin_places)),
        ),
        Statement(
            "at worst {n} of {all}, not {other}",
            color=theme.ink,
            n=pooled.field("least"),
            all=pooled.field("tested"),
            other=flat.field("least"),
        ),
    )
    said = (
        ("too many parameters", "every unit reads every pixel", "few, shared connections"),
        ("blind to nearness", "far pixels count like near ones", "local receptive fields"),
        ("nothing is shared", "each place learns for itself", "one kernel for all places"),
        ("tied to the place", "what is moved is something else", "equivariance + global max"),
    )
    return [Row(*texts, gain, theme=theme) for texts, gain in zip(said, gains)]
