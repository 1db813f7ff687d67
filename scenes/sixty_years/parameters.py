"""What a user may choose of the sixty years, and the numbers that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from convmath.core.magnitudes import Decades, enclosing_decades
from convmath.core.provenance import Traced, traced
from convmath.networks.published import Network
from convmath.networks.sharing import LayerCount, Sharing, layer_counts, sharing
from convmath.networks.time_line import Milestone, time_line
from convmath.training.digits import handwritten, on_canvas
from scenes.base.parameters import Parameters

MARGIN = 2
"""Pixels that are left free around the digit."""


class SixtyYearsParameters(Parameters):
    """Where the comparison ends, and what is counted."""

    last: Literal["LeNet-5", "AlexNet", "VGG-16", "ResNet-50"] = Field(
        "ResNet-50", description="The network at which the comparison ends"
    )
    biases: bool = Field(
        True, description="Whether a bias counts as a connection of each unit it is added to, as in the paper of 1989"
    )
    digit: int = Field(5, ge=0, le=9, description="The digit in the picture that the network of 1989 reads")

    def events(self) -> list[Traced[Milestone]]:
        """Return the events up to the last network, the first one first."""
        events = list(traced(time_line))
        names = [event.value.name.text for event in events]
        return events[: 1 + names.index(self.last)]

    def networks(self) -> list[Traced[Milestone]]:
        """Return those events that are networks whose layers are counted."""
        return [event for event in self.events() if event.value.network is not None]

    def sharing(self, event: Traced[Milestone]) -> Traced[Sharing]:
        """Return the ledgers of an event's network."""
        return traced(sharing, event.field("network"), biases=self.biases)

    def first(self) -> Traced[Network]:
        """Return the first of the networks."""
        return self.networks()[0].field("network")

    def layers(self) -> Traced[tuple[LayerCount, ...]]:
        """Return the counts of each of its layers."""
        return traced(layer_counts, self.first(), biases=self.biases)

    def decades(self) -> Traced[Decades]:
        """Return the ends of a logarithmic scale for all ledgers."""
        ledgers = [self.sharing(event) for event in self.networks()]
        return traced(enclosing_decades, [ledger.field(name) for ledger in ledgers for name in LEDGERS])

    def shown_digit(self) -> Traced[int]:
        """Return what digit it is, as whoever labelled it says."""
        return traced(handwritten, classes=(self.digit,)).field("labels")[0]

    def picture(self) -> Traced[Any]:
        """Return a handwritten digit on a canvas as large as the first network's input."""
        side = self.first().value.input_shape[-1]
        digits = traced(handwritten, classes=(self.digit,), side=side - 2 * MARGIN)
        return traced(on_canvas, digits.field("images")[0], side=side)


LEDGERS = ("parameters", "connections")

EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"last": "LeNet-5", "biases": False, "digit": 0},
    {"last": "VGG-16", "digit": 8},
    {"last": "AlexNet", "biases": False, "digit": 7},
)
"""What is tried besides the defaults."""
