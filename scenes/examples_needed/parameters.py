"""What a user may choose of the examples-needed scene, and the numbers that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import Field

from convmath.core.facts import VGG_16, Name
from convmath.core.provenance import Traced, traced
from convmath.images.image_space import RandomPoints, faces, neighbour_correlations, random_images, random_points
from convmath.networks.counting import ExampleRange, PossibleImages, examples_needed, possible_images
from convmath.networks.data_sets import data_sets
from convmath.networks.image_formats import CIFAR_10, MNIST, ImageFormat, image_format_by_name
from convmath.networks.published import network_by_name
from scenes.base.parameters import Parameters

RANDOM_IMAGES, POINTS = 1000, 200
"""How many images are drawn, and how many points."""


class Demand(NamedTuple):
    """What is trained, with how many parameters; how many examples are asked for, and how many there are."""

    name: Name
    parameters: Traced[int]
    needed: Traced[ExampleRange]
    there: Traced[int]


class Space(NamedTuple):
    """Random points, and whose images have so many values, if any."""

    points: Traced[RandomPoints]
    of: Name | None


class ExamplesParameters(Parameters):
    """The layer that examples are asked for, and what is drawn at random."""

    hidden: int = Field(1000, ge=10, le=10_000, description="Units of the fully connected layer")
    seed: int = Field(0, ge=0, le=9999, description="Seed of the random images and points")

    def demands(self) -> list[Demand]:
        """Return what the rule of thumb asks for a fully connected layer on the images of each data set."""
        return [
            Demand(
                each.value.image_format.name,
                each.field("image_format").field("dense_layer", self.hidden).field("parameters"),
                each.field("needed", self.hidden),
                each.field("training_examples"),
            )
            for each in traced(data_sets)
        ]

    def whole_network(self) -> Demand:
        """Return the same for a published network, which was trained on the last of the data sets."""
        network = traced(network_by_name, VGG_16.text)
        parameters, last = network.field("parameters"), traced(data_sets)[-1]
        needed = traced(examples_needed, parameters)
        return Demand(network.value.name, parameters, needed, last.field("training_examples"))

    def units(self) -> Traced[int]:
        """Return the units of the layer."""
        return traced(data_sets)[0].field("image_format").field("dense_layer", self.hidden).field("n_out")

    def smallest_format(self) -> Traced[ImageFormat]:
        """Return the format of the smallest images."""
        return traced(image_format_by_name, MNIST.name.text)

    def possible(self) -> Traced[PossibleImages]:
        """Return the number of images of that format."""
        return traced(possible_images, self.smallest_format().field("values"))

    def drawn(self) -> Traced[Any]:
        """Return the random images, each as large as a photograph of a face."""
        return traced(random_images, RANDOM_IMAGES, side=self.real()[0].field("shape")[0], seed=self.seed)

    def real(self) -> Traced[Any]:
        """Return the photographs."""
        return traced(faces)

    def likeness(self) -> tuple[Traced[Any], Traced[Any]]:
        """Return how alike neighbours are in each random image and in each photograph."""
        return traced(neighbour_correlations, self.drawn()), traced(neighbour_correlations, self.real())

    def spaces(self) -> list[Space]:
        """Return random points in spaces of more and more dimensions, the last those of images."""
        plain: list[tuple[Any, Name | None]] = [(dimensions, None) for dimensions in (2, 10, 100)]
        images = [
            (traced(image_format_by_name, known.name.text).field("values"), known.name) for known in (MNIST, CIFAR_10)
        ]
        return [
            Space(traced(random_points, POINTS, dimensions, seed=self.seed), of) for dimensions, of in (*plain, *images)
        ]


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"hidden": 10, "seed": 7},
    {"hidden": 10_000, "seed": 9999},
    {"hidden": 77, "seed": 42},
)
"""What is tried besides the defaults."""
