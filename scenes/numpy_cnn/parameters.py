"""What a user may choose of the network that learns, and its training run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from pydantic import Field, model_validator

from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.training.cnn_run import CONVOLUTIONS, CnnRun
from convmath.training.network import Step
from convmath.training.numpy_cnn import BATCH, EPOCHS, FILTERS, LEARNING_RATE, SEED, trained_cnn
from convmath.training.zeros_and_ones import classes, digits_of
from scenes.base.parameters import MOST_CHARACTERS, Parameters

_TOLD_EVERY = 5
"""After so many epochs it is told how far a training is."""


class CnnParameters(Parameters):
    """How the network is trained, on which digits, and which of them is looked at."""

    seed: int = Field(SEED, ge=0, le=9_999, description="Seed of the first weights and of the order of the digits")
    epochs: int = Field(EPOCHS, ge=1, le=30, description="How often every digit is learned from")
    rate: float = Field(LEARNING_RATE, ge=0.01, le=0.4, description="Learning rate: what a gradient is multiplied with")
    filters: int = Field(FILTERS, ge=2, le=6, description="How many filters each of the two convolutions has")
    digit: int = Field(24, ge=0, lt=BATCH, description="Which digit of the first batch goes forward and backward")
    digits: str = Field(
        "",
        max_length=MOST_CHARACTERS,
        json_schema_extra={"format": "folder"},
        description=(
            "A folder with the four files of MNIST (IDX format, .gz or not): of its zeros and ones the first 1,000 are "
            "for training, the first 500 for testing; without one, the digits of scikit-learn"
        ),
    )

    @model_validator(mode="after")
    def _can_be_trained(self) -> Self:
        """Train, or find what was trained, so that what is refused is refused at once."""
        digits_of(self.digits)
        try:
            self._train()
        except InputError as error:
            if error.argument == "learning_rate":
                raise InputError("rate", error.got, error.allowed) from None
            raise
        return self

    def _train(self) -> None:
        def tell(epoch: int) -> None:
            if epoch % _TOLD_EVERY == 0:
                sys.stderr.write(f"training (seed {self.seed}): epoch {epoch} of {self.epochs}\n")

        trained_cnn(**self._choice, on_epoch=tell)

    @property
    def _choice(self) -> dict[str, Any]:
        """What the run depends on, less what is as it always is."""
        choice = {
            "seed": self.seed,
            "epochs": self.epochs,
            "learning_rate": self.rate,
            "filters": self.filters,
            "folder": self.digits,
        }
        return choice if self.digits else {name: value for name, value in choice.items() if name != "folder"}

    @cached_property
    def run(self) -> Traced[CnnRun]:
        """The training run."""
        return traced(trained_cnn, **self._choice)

    @cached_property
    def step(self) -> Traced[Step]:
        """What the digit that is looked at says to the weights before training."""
        return self.run.field("step_of", self.digit)

    @cached_property
    def looked_at(self) -> tuple[Traced[int], Traced[int]]:
        """The filter and the channel of the second convolution that are looked at."""
        filter_number, channel = self.run.field("steepest_slice", self.digit)
        return filter_number, channel

    @property
    def kernel(self) -> Traced[Any]:
        """That slice of the weights before training, shape (3, 3)."""
        return self._slice_of(self.run.field("first"))

    @property
    def gradient(self) -> Traced[Any]:
        """Its gradient over the whole first batch, shape (3, 3)."""
        return self._slice_of(self.run.field("first_step").field("gradients"))

    @property
    def changed_kernel(self) -> Traced[Any]:
        """The slice after the first step, shape (3, 3)."""
        return self.run.field("slice_after_first_step", *self.looked_at)

    @property
    def seen(self) -> Traced[Any]:
        """The map that the slice slid over, shape (12, 12)."""
        return self.step.field("activations")[CONVOLUTIONS[1]][0, self.looked_at[1]]

    @property
    def error(self) -> Traced[Any]:
        """The error that came back to the map which the filter made, shape (10, 10)."""
        return self.step.field("errors")[CONVOLUTIONS[1] + 1][0, self.looked_at[0]]

    @property
    def handed_down(self) -> Traced[Any]:
        """The error that all filters together hand down to the map that was seen, shape (12, 12)."""
        return self.step.field("errors")[CONVOLUTIONS[1]][0, self.looked_at[1]]

    @staticmethod
    def classes() -> Traced[tuple[int, int]]:
        """Return the two digits that are told apart."""
        return traced(classes)

    def _slice_of(self, weights: Traced[Any]) -> Traced[Any]:
        return weights[CONVOLUTIONS[1]]["kernel"][self.looked_at[0], self.looked_at[1]]


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"seed": 7, "epochs": 3, "rate": 0.05, "filters": 2, "digit": 31},
    {"seed": 4, "epochs": 6, "rate": 0.3, "filters": 6, "digit": 13},
)
"""What is tried besides the defaults."""
