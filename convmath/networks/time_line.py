"""From a cat's cortex to deep networks: what came when, each with its source and, where it has layers, its size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from convmath.core import facts
from convmath.core.errors import bad
from convmath.core.facts import Name
from convmath.core.records import settle_whole
from convmath.networks.branched import resnet50
from convmath.networks.graph import NetworkGraph
from convmath.networks.published import ALEXNET, LENET5, VGG16, ZIP_CODES, Network


@dataclass(frozen=True, slots=True)
class Milestone:
    """One event.

    Parameters
    ----------
    year : int
        When it was first published or awarded; a paper may have been printed later.
    name : Name
        What it is called, with its source.
    what : str
        What was found or made, in a few words.
    network : Network, NetworkGraph or None, optional
        Its layers, where it is a network that is described here.

    Raises
    ------
    InputError
        If the year is not in the name's source.
    """

    year: int
    name: Name
    what: str
    network: Network | NetworkGraph | None = None

    def __post_init__(self) -> None:
        settle_whole(self, "year", at_least=1)
        if not re.search(rf"\b{self.year}\b", self.name.source):
            raise bad("year", self.year, f"a year that is in its source, {self.name.source!r}")

    @property
    def parameters(self) -> int | None:
        """Number of the network's parameters, or None."""
        return None if self.network is None else self.network.parameters

    @property
    def connections(self) -> int | None:
        """Number of the network's connections, biases left out and taps on padding included, or None."""
        return None if self.network is None else self.network.connections


@cache
def time_line() -> tuple[Milestone, ...]:
    """Return the milestones on the way from simple cells to residual networks, the first one first.

    The neocognitron's weights were set without supervision and its layers are not counted here.

    Examples
    --------
    >>> [(event.year, event.parameters) for event in time_line() if event.network][:2]
    [(1989, 9760), (1998, 60000)]
    """
    return (
        Milestone(1959, facts.HUBEL_WIESEL_1959, "cells of a cat's visual cortex answer to edges and bars"),
        Milestone(1962, facts.HUBEL_WIESEL_1962, "simple cells, and complex cells that allow for shifts"),
        Milestone(1980, facts.FUKUSHIMA_1980, "the neocognitron: layers of simple and complex cells"),
        Milestone(1981, facts.NOBEL_PRIZE_1981, "Hubel and Wiesel are awarded the Nobel Prize"),
        Milestone(1989, facts.LECUN_1989, "shared weights trained by backpropagation", ZIP_CODES),
        Milestone(1998, facts.LENET_5, "convolution and subsampling for handwriting", LENET5),
        Milestone(2012, facts.ALEXNET, "a deep network trained on two graphics processors", ALEXNET),
        Milestone(2014, facts.VGG_16, "nothing but small kernels, many of them", VGG16),
        Milestone(2015, facts.RESNET_50, "layers that add to what they are given", resnet50()),
    )
