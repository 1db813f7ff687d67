"""How many parameters a dense layer has."""

from __future__ import annotations

from itertools import product

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import image_values
from convmath.networks.layers import DenseLayer
from convmath.questions.question import Draft, Givens, QuestionKind, number_option
from convmath.questions.wording import said

_CHAPTER_IMAGES = ((512, 512, 3, 1000), (64, 64, 3, 512), (224, 224, 3, 1000), (28, 28, 1, 1000), (32, 32, 3, 1000))


def dense_space() -> tuple[Givens, ...]:
    """Return the images and outputs that are asked about: those of the chapter, and small ones.

    Examples
    --------
    >>> dense_space()[0]
    {'height': 512, 'width': 512, 'channels': 3, 'outputs': 1000}
    """
    small = product((4, 5, 6, 8, 10), (4, 5, 6, 8, 10), (2, 3, 4), (2, 5, 10))
    names = ("height", "width", "channels", "outputs")
    return tuple(dict(zip(names, sizes)) for sizes in (*_CHAPTER_IMAGES, *small))


def values_without_channels(given: Givens) -> int:
    """Count the pixels as if each held one value."""
    return int(given["height"] * given["width"])


def dense_without_biases(given: Givens) -> int:
    """Count the weights of a dense layer and forget its biases."""
    return image_values(given["height"], given["width"], given["channels"]) * int(given["outputs"])


def dense_without_channels(given: Givens) -> int:
    """Count the parameters of a dense layer as if each pixel held one value."""
    return DenseLayer(values_without_channels(given), given["outputs"]).parameters


def dense_with_a_bias_per_input(given: Givens) -> int:
    """Count a bias for every input of a dense layer, and none for its outputs."""
    return dense_without_biases(given) + image_values(given["height"], given["width"], given["channels"])


def dense_with_one_bias(given: Givens) -> int:
    """Count one bias for the whole of a dense layer."""
    return dense_without_biases(given) + 1


def dense_by_pairs_forgotten(given: Givens) -> int:
    """Count one weight per input and one bias per output, as if inputs were not paired with outputs."""
    return image_values(given["height"], given["width"], given["channels"]) + int(given["outputs"])


def draft_dense(given: Traced[Givens]) -> Draft:
    """Ask how many parameters a dense layer on a flattened image has."""
    height, width, channels, outputs = (given[name] for name in ("height", "width", "channels", "outputs"))
    inputs = traced(image_values, height, width, channels)
    layer = traced(DenseLayer, inputs, outputs)
    weights, answer = layer.field("weights"), layer.field("parameters")
    sizes = {"h": height, "w": width, "c": channels, "o": outputs, "i": inputs}
    return Draft(
        asking=said(
            "An image of {h} × {w} pixels with {c} channels is flattened and fed to a dense layer of {o} outputs, each "
            "with a bias. How many parameters does the layer have?",
            **sizes,
        ),
        right=number_option(
            "", answer, "{i} × {o} + {o} = {n}: a weight per input and output, a bias per output.", **sizes
        ),
        mistakes=(
            number_option(
                "bias forgotten",
                traced(dense_without_biases, given),
                "{i} × {o} = {n} are the weights alone: the {o} biases are forgotten.",
                **sizes,
            ),
            number_option(
                "channels forgotten",
                traced(dense_without_channels, given),
                "{p} × {o} + {o} = {n}: each pixel holds a value per channel, not a single one.",
                p=traced(values_without_channels, given),
                **sizes,
            ),
            number_option(
                "a bias per input",
                traced(dense_with_a_bias_per_input, given),
                "{i} × {o} + {i} = {n}: a bias belongs to an output, not to an input.",
                **sizes,
            ),
            number_option(
                "one bias for all",
                traced(dense_with_one_bias, given),
                "{n} holds one bias for the whole layer: each of the {o} outputs has its own.",
                **sizes,
            ),
            number_option(
                "inputs not paired with outputs",
                traced(dense_by_pairs_forgotten, given),
                "{i} + {o} = {n}: every input has a weight to every output, so they multiply.",
                **sizes,
            ),
        ),
        derivation=(
            said("{h} × {w} × {c} = {i} inputs", **sizes),
            said("{i} × {o} = {n} weights", n=weights, **sizes),
            said("{n} + {o} = {a} parameters", n=weights, a=answer, **sizes),
        ),
    )


DENSE_QUESTIONS = {
    "dense-parameters": QuestionKind("how many parameters a dense layer has", dense_space, draft_dense),
}
"""The question of this module by name."""
