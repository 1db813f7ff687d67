"""What a user may choose about the digit that travels and the networks that name it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from convmath.core.provenance import Traced, traced
from convmath.training.moved_digit import EPOCHS, KINDS, TrainedClassifier, trained_classifier
from convmath.training.zeros_and_ones import TESTING_DIGITS, classes, digits
from scenes.base.parameters import Parameters


class MovedDigitParameters(Parameters):
    """A test digit, and the seed that the networks were trained from."""

    digit: int = Field(29, ge=0, lt=TESTING_DIGITS, description="Which of the test digits travels")
    seed: int = Field(0, ge=0, le=9_999, description="Seed of the training; another than 0 takes some seconds")

    def traced_digits(self) -> Traced[Any]:
        """Return the digits for training and those for testing."""
        return traced(digits)

    def classes(self) -> Traced[tuple[int, int]]:
        """Return the two digits that the networks tell apart."""
        return traced(classes)

    def networks(self) -> list[Traced[TrainedClassifier]]:
        """Return the three networks, trained; if their seed is new, say how far the training is."""
        for kind in KINDS:

            def tell(epoch: int, kind: str = kind) -> None:
                if epoch % 5 == 0:
                    sys.stderr.write(f"training ({kind}, seed {self.seed}): epoch {epoch} of {EPOCHS}\n")

            trained_classifier(kind, seed=self.seed, on_epoch=tell)
        return [traced(trained_classifier, kind, seed=self.seed) for kind in KINDS]


EXAMPLES: tuple[Mapping[str, Any], ...] = ({"digit": 5}, {"digit": 12, "seed": 3})
"""What is tried besides the defaults."""
