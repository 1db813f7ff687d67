"""What a convolution layer holds and connects: parameters, and connections against parameters."""

from __future__ import annotations

from itertools import product

from convmath.core.provenance import Traced, traced
from convmath.networks.layers import ConvLayer
from convmath.questions.question import Draft, Givens, QuestionKind, number_option
from convmath.questions.wording import said

_CHAPTER_KERNELS = ((3, 3, 64, 224), (5, 3, 64, 64))


def convolution_space() -> tuple[Givens, ...]:
    """Return the kernels, channels and images that are asked about: those of the chapter, and small ones.

    Examples
    --------
    >>> convolution_space()[0]
    {'kernel': 3, 'channels': 3, 'outputs': 64, 'side': 224}
    """
    small = product((3, 5), (2, 3, 4, 6, 8), (4, 5, 7, 10, 16), (12, 20, 32))
    names = ("kernel", "channels", "outputs", "side")
    kept = (sizes for sizes in small if sizes[1] != sizes[2])
    return tuple(dict(zip(names, sizes)) for sizes in (*_CHAPTER_KERNELS, *kept))


def layer_asked_about(given: Givens) -> ConvLayer:
    """Return the convolution layer of some givens: kernel, channels, outputs, side, and what padding there is."""
    return ConvLayer(
        given["channels"],
        given["outputs"],
        kernel=given["kernel"],
        input_size=given["side"],
        padding=given.get("padding", 0),
    )


def convolution_without_biases(given: Givens) -> int:
    """Count the weights of a convolution and forget its biases."""
    return layer_asked_about(given).weights


def convolution_without_channels(given: Givens) -> int:
    """Count the parameters of a convolution as if its kernels were one channel deep."""
    return layer_asked_about({**given, "channels": 1}).parameters


def convolution_of_one_kernel(given: Givens) -> int:
    """Count one kernel for all output channels of a convolution, and its bias."""
    return layer_asked_about({**given, "outputs": 1}).parameters


def convolution_with_side_for_area(given: Givens) -> int:
    """Take a kernel's side for the number of its weights in a channel."""
    return int(given["kernel"] * given["channels"] * given["outputs"] + given["outputs"])


def convolution_with_a_bias_per_slice(given: Givens) -> int:
    """Count a bias for every pair of an input and an output channel."""
    return layer_asked_about(given).weights + int(given["channels"] * given["outputs"])


def convolution_without_sharing(given: Givens) -> int:
    """Count weights and a bias for every place of the output, as if none were shared."""
    layer = layer_asked_about(given)
    return layer.parameters * layer.geometry.positions


def draft_convolution(given: Traced[Givens]) -> Draft:
    """Ask how many parameters a convolution layer has."""
    layer = traced(layer_asked_about, given)
    answer, weights = layer.field("parameters"), layer.field("weights")
    sizes = {
        "k": given["kernel"],
        "c": given["channels"],
        "o": given["outputs"],
        "s": given["side"],
        "d": layer.field("weights_per_output"),
    }
    return Draft(
        asking=said(
            "A convolution of {k} × {k} takes an image of {s} × {s} pixels with {c} channels to {o} output channels, "
            "each with a bias. How many parameters does the layer have?",
            **sizes,
        ),
        right=number_option(
            "", answer, "{d} × {o} + {o} = {n}: the same kernels at every place of the image.", **sizes
        ),
        mistakes=(
            number_option(
                "bias forgotten",
                traced(convolution_without_biases, given),
                "{d} × {o} = {n} are the weights alone: the {o} biases are forgotten.",
                **sizes,
            ),
            number_option(
                "channels forgotten",
                traced(convolution_without_channels, given),
                "{k} × {k} × {o} + {o} = {n}: each kernel is as deep as the image has channels.",
                **sizes,
            ),
            number_option(
                "one kernel for all outputs",
                traced(convolution_of_one_kernel, given),
                "{n} is a single kernel and its bias: each of the {o} output channels has its own.",
                **sizes,
            ),
            number_option(
                "side taken for area",
                traced(convolution_with_side_for_area, given),
                "{k} × {c} × {o} + {o} = {n}: a kernel has as many rows as columns.",
                **sizes,
            ),
            number_option(
                "a bias per slice",
                traced(convolution_with_a_bias_per_slice, given),
                "{n} holds a bias for each channel of each kernel: a kernel has one.",
                **sizes,
            ),
            number_option(
                "sharing forgotten",
                traced(convolution_without_sharing, given),
                "{n} counts them anew at all {p} places: a convolution shares them.",
                p=layer.field("geometry").field("positions"),
                **sizes,
            ),
        ),
        derivation=(
            said("{k} × {k} × {c} = {d} weights in a kernel", **sizes),
            said("{d} × {o} = {n} weights in all", n=weights, **sizes),
            said("{n} + {o} = {a} parameters", n=weights, a=answer, **sizes),
        ),
    )


# Connections against parameters ---------------------------------------------------------------------------------------


def connection_space() -> tuple[Givens, ...]:
    """Return the layers whose connections are asked about: the chapter's, padded, and small ones without padding.

    Examples
    --------
    >>> connection_space()[0]
    {'side': 224, 'kernel': 3, 'padding': 1, 'channels': 3, 'outputs': 64}
    """
    names = ("side", "kernel", "padding", "channels", "outputs")
    small = product((4, 5, 6, 7, 8, 10, 12), (2, 3), (0,), (1, 2), (2, 3, 4, 5))
    return tuple(dict(zip(names, sizes)) for sizes in ((224, 3, 1, 3, 64), *small))


def connections_counted_once(given: Givens) -> int:
    """Count each shared weight of a convolution once."""
    return layer_asked_about(given).weights


def connections_as_parameters(given: Givens) -> int:
    """Take the parameters of a convolution for its connections."""
    return layer_asked_about(given).parameters


def connections_of_dense(given: Givens) -> int:
    """Connect every input value with every output value."""
    layer = layer_asked_about(given)
    return layer.input_values * layer.output_values


def connections_of_one_map(given: Givens) -> int:
    """Count the connections of one output channel alone."""
    return layer_asked_about({**given, "outputs": 1}).connections


def connections_of_input_places(given: Givens) -> int:
    """Count a window at each pixel of the image, whether it fits or not."""
    return layer_asked_about(given).weights * int(given["side"]) ** 2


def draft_connections(given: Traced[Givens]) -> Draft:
    """Ask how many connections a convolution layer has, beside its few weights."""
    layer = traced(layer_asked_about, given)
    answer, weights = layer.field("connections"), layer.field("weights")
    geometry = layer.field("geometry")
    places, size = geometry.field("positions"), geometry.field("output_size")
    sizes = {"k": given["kernel"], "c": given["channels"], "o": given["outputs"], "s": given["side"], "w": weights}
    padded = "; its padding of {p} is counted like pixels" if given.value["padding"] else ", without padding"
    depth = "one channel" if given.value["channels"] == 1 else "{c} channels"
    return Draft(
        asking=said(
            "A convolution of {k} × {k} with {o} output channels slides over {s} × {s} pixels with "
            + depth
            + padded
            + ". How many connections does the layer have?",
            p=given["padding"],
            **sizes,
        ),
        right=number_option(
            "", answer, "{w} × {p} = {n}: every weight connects once at each place.", p=places, **sizes
        ),
        mistakes=(
            number_option(
                "weights taken for connections",
                traced(connections_counted_once, given),
                "{n} are the weights: each is shared, and connects once at every place.",
            ),
            number_option(
                "parameters taken for connections",
                traced(connections_as_parameters, given),
                "{n} are weights and biases: each weight connects once at every place, a bias nowhere.",
            ),
            number_option(
                "every input to every output",
                traced(connections_of_dense, given),
                "{n} connects every input to every output: that is a dense layer.",
            ),
            number_option(
                "one output channel",
                traced(connections_of_one_map, given),
                "{n} are those of one output channel: there are {o} of them.",
                **sizes,
            ),
            number_option(
                "windows that do not fit",
                traced(connections_of_input_places, given),
                "{w} × {s} × {s} = {n}: a window at every pixel, though those at the border do not fit.",
                **sizes,
            ),
        ),
        derivation=(
            said("{h} × {v} = {p} places", h=size[0], v=size[1], p=places),
            said("{k} × {k} × {c} × {o} = {w} weights", **sizes),
            said("{w} × {p} = {n} connections", n=answer, p=places, **sizes),
        ),
    )


CONVOLUTION_QUESTIONS = {
    "convolution-parameters": QuestionKind(
        "how many parameters a convolution has", convolution_space, draft_convolution
    ),
    "connections": QuestionKind(
        "how many connections a convolution has, beside its weights", connection_space, draft_connections
    ),
}
"""The questions of this module by name."""
