"""What convolutions exploit, and where they are the wrong tool."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product
from typing import NamedTuple

from convmath.core.errors import one_of
from convmath.core.provenance import Traced, traced
from convmath.networks.receptive_field import RFLayer, receptive_field
from convmath.networks.wiring import Wiring, wiring
from convmath.questions.question import Draft, Givens, Option, QuestionKind
from convmath.questions.wording import Wording, said

PROPERTIES = {
    "stationarity": ("translation invariance: a pattern may stand anywhere", "one kernel for all places"),
    "locality": ("locality: nearby pixels are related", "small kernels"),
    "compositionality": ("compositionality: large forms are made of small ones", "many layers"),
    "colour": ("colour: each pixel holds several values", "kernels as deep as the image has channels"),
}
"""Properties of images in words, and what of a network exploits each."""

DESIGNS = {
    "sharing": "uses one kernel at every place",
    "small kernels": "connects each unit to a small window only",
    "depth": "puts layer upon layer, each on the maps of the one before",
}
MOTIFS = ("edges", "eyes", "letters", "coins", "wheels", "leaves")


def sharing_space() -> tuple[Givens, ...]:
    """Return the designs that are asked about, each with what a network is to find; the first is the chapter's."""
    return tuple({"design": design, "motif": motif} for design, motif in product(DESIGNS, MOTIFS))


class DesignCounts(NamedTuple):
    """A layer of four by four units on as many pixels before and after a design is chosen, and what a deep unit sees.

    Parameters
    ----------
    before, after : Wiring
        The layer's wiring.
    fields : tuple of int
        Pixels along a side that a unit sees, layer by layer of three by three.
    """

    before: Wiring
    after: Wiring
    fields: tuple[int, ...]


def counts_of_design(given: Givens) -> DesignCounts:
    """Return what a design does to a layer: it ties weights, leaves connections out, or puts layers on it.

    Raises
    ------
    InputError
        If there is no such design.
    """
    steps = {"sharing": ("locally connected", "convolutional"), "small kernels": ("dense", "locally connected")}
    kinds = steps.get(one_of("design", given["design"], DESIGNS), ("convolutional", "convolutional"))
    before, after = (wiring(kind, 4, kernel=3, padding=1) for kind in kinds)
    depth = 3 if given["design"] == "depth" else 1
    return DesignCounts(before, after, tuple(state.size[0] for state in receptive_field([RFLayer(3)] * depth)))


def property_exploited(given: Givens) -> str:
    """Return the property of images that a design exploits, by what it does to a layer.

    Examples
    --------
    >>> property_exploited({"design": "sharing"})
    'stationarity'
    """
    before, after, _ = counts_of_design(given)
    if after.connections < before.connections:
        return "locality"
    return "stationarity" if after.weights < before.weights else "compositionality"


def draft_sharing(given: Traced[Givens]) -> Draft:
    """Ask which property of images a design exploits."""
    right = traced(property_exploited, given).value
    design = DESIGNS[given.value["design"]]
    options = {name: Option(said(words), said(_exploits(name, right)), name) for name, (words, _) in PROPERTIES.items()}
    return Draft(
        asking=said(
            f"A network that is to find {given.value['motif']} {design}. Which property of images does this exploit?"
        ),
        right=options[right]._replace(misconception=""),
        mistakes=tuple(option for name, option in options.items() if name != right),
        derivation=_counted(traced(counts_of_design, given), right),
    )


def _counted(counts: Traced[DesignCounts], right: str) -> tuple[Wording, ...]:
    """Return what is counted before and after."""
    before, after, fields = (counts.field(name) for name in ("before", "after", "fields"))
    if right == "compositionality":
        parts = dict(zip("abc", list(fields)[1:]))
        return (said("Layer by layer a unit sees {a}, {b}, {c} pixels along a side.", **parts),)
    name = "weights" if right == "stationarity" else "connections"
    kept = {"a": before.field(name), "b": after.field(name)}
    if right == "stationarity":
        line = said("Each of {c} connections stays.", c=before.field("connections"))
        return line, said("Their {a} weights become {b}: one kernel.", **kept)
    return (said("Of {a} connections of a small layer {b} stay: the near ones.", **kept),)


def _exploits(name: str, right: str) -> str:
    by = PROPERTIES[name][1]
    if name == right:
        reasons = {
            "stationarity": "What helps at one place helps at all, so one kernel serves every place.",
            "locality": "What is near tells most about a pixel, so a small window will do.",
            "compositionality": "Edges make parts and parts make objects, so layers build on layers.",
        }
        return reasons[name]
    return f"True of images, but exploited by {by}."


# When a convolution is the wrong tool ---------------------------------------------------------------------------------


class DataKind(NamedTuple):
    """A kind of data, and what a convolution asks of it.

    Parameters
    ----------
    words : str
        What it is.
    on_grid : bool
        Whether its values stand on a regular grid.
    neighbours_related : bool
        Whether those that stand side by side have more to do with each other.
    same_anywhere : bool
        Whether a pattern means the same wherever it stands.
    reason : str
        Why a convolution suits it, or does not.
    """

    words: str
    on_grid: bool
    neighbours_related: bool
    same_anywhere: bool
    reason: str


_TOLD = "On a grid, neighbours related, patterns anywhere: made for a convolution."
DATA_KINDS: Mapping[str, DataKind] = {
    "table": DataKind(
        "a table of customers: age, income, postal code",
        on_grid=True,
        neighbours_related=False,
        same_anywhere=False,
        reason="Columns may stand in any order: that two are neighbours says nothing.",
    ),
    "graph": DataKind(
        "who is friends with whom in a network of people",
        on_grid=False,
        neighbours_related=True,
        same_anywhere=True,
        reason="Each person has another number of friends, in no order: no grid to slide on.",
    ),
    "aligned": DataKind(
        "passport photographs in which each place has its own meaning",
        on_grid=True,
        neighbours_related=True,
        same_anywhere=False,
        reason="Where something stands decides what it means, and shared weights cannot tell places apart.",
    ),
    "set": DataKind(
        "a bag of words, of which only the counts are known",
        on_grid=False,
        neighbours_related=False,
        same_anywhere=True,
        reason="Counts of words have no order in which a window could slide.",
    ),
    "photograph": DataKind("photographs of animals", True, True, True, _TOLD),
    "sound": DataKind("recordings of speech, sampled evenly in time", True, True, True, _TOLD),
    "volume": DataKind("volumes from a CT scanner", True, True, True, _TOLD),
    "film": DataKind("films of traffic", True, True, True, _TOLD),
    "satellite": DataKind("satellite pictures of fields", True, True, True, _TOLD),
    "microscope": DataKind("cells under a microscope", True, True, True, _TOLD),
}
_FITTING = tuple(name for name, kind in DATA_KINDS.items() if all(kind[1:4]))
_UNFIT = tuple(name for name in DATA_KINDS if name not in _FITTING)


def convolution_fits(kind: str) -> bool:
    """Return whether data are what a convolution assumes: on a grid, neighbours related, patterns the same anywhere.

    Raises
    ------
    InputError
        If there is no such kind of data.

    Examples
    --------
    >>> convolution_fits("photograph"), convolution_fits("table")
    (True, False)
    """
    chosen = DATA_KINDS[one_of("kind", kind, DATA_KINDS)]
    return chosen.on_grid and chosen.neighbours_related and chosen.same_anywhere


def wrong_tool_space() -> tuple[Givens, ...]:
    """Return the data that are asked about: one for which a convolution is the wrong tool, among three others."""
    return tuple({"kinds": (unfit, *others)} for unfit, others in product(_UNFIT, combinations(_FITTING, 3)))


def data_that_do_not_fit(given: Givens) -> tuple[str, ...]:
    """Return the kinds of data, of those that are asked about, for which a convolution is the wrong tool."""
    return tuple(kind for kind in given["kinds"] if not convolution_fits(kind))


def data_kind_names() -> tuple[str, ...]:
    """Return the names of all kinds of data in the questions."""
    return tuple(DATA_KINDS)


def data_that_fit(given: Givens) -> int:
    """Return for how many of the kinds of data that are asked about a convolution is the right tool."""
    return sum(map(convolution_fits, given["kinds"]))


def draft_wrong_tool(given: Traced[Givens]) -> Draft:
    """Ask for which data a convolution is the wrong tool."""
    (right,) = traced(data_that_do_not_fit, given).value

    def option(name: str, misconception: str = "") -> Option:
        return Option(said(DATA_KINDS[name].words), said(DATA_KINDS[name].reason), misconception)

    others = [name for name in given.value["kinds"] if name != right]
    return Draft(
        asking=said("For which of these data is a convolution the wrong tool?"),
        right=option(right),
        mistakes=tuple(option(name, f"{name} taken for data without neighbours") for name in others),
        derivation=(
            said(
                "Of these {n} kinds of data {m} stand on a grid, are related nearby, and alike anywhere.",
                n=given["kinds"].field("__len__"),
                m=traced(data_that_fit, given),
            ),
        ),
    )


PROPERTY_QUESTIONS = {
    "sharing": QuestionKind("which property of images a design exploits", sharing_space, draft_sharing),
    "wrong-tool": QuestionKind("when a convolution is the wrong tool", wrong_tool_space, draft_wrong_tool),
}
"""The questions of this module by name."""
