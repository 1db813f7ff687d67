"""The sizes of well-known data sets, to be held against what a rule of thumb asks for."""

from __future__ import annotations

from dataclasses import dataclass

from convmath.core.records import settle_whole
from convmath.networks.counting import ExampleRange, examples_needed
from convmath.networks.image_formats import CIFAR_10, IMAGENET, MNIST, ImageFormat


@dataclass(frozen=True, slots=True)
class DataSet:
    """A set of labelled images. Its name and its source are those of its image format.

    Parameters
    ----------
    image_format : ImageFormat
        The size of its images.
    training_examples : int
        How many of them are for training, as the source says.

    Raises
    ------
    InputError
        If the number is not an integer of at least 1.
    """

    image_format: ImageFormat
    training_examples: int

    def __post_init__(self) -> None:
        settle_whole(self, "training_examples", at_least=1)

    def needed(self, hidden: int) -> ExampleRange:
        """Return how many examples the rule of thumb asks for, for a dense layer from these images to `hidden` units.

        See `convmath.networks.counting.examples_needed`.
        """
        return examples_needed(self.image_format.dense_layer(hidden).parameters)


def data_sets() -> tuple[DataSet, ...]:
    """Return MNIST, CIFAR-10 and the ImageNet challenge of 2012.

    Examples
    --------
    >>> [each.training_examples for each in data_sets()]
    [60000, 50000, 1281167]
    """
    return DataSet(MNIST, 60_000), DataSet(CIFAR_10, 50_000), DataSet(IMAGENET, 1_281_167)
