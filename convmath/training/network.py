"""A small network: its layers in a row, forward with every value between them, and the gradient of its loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, whole_number
from convmath.core.records import settle
from convmath.training.layers import Array, Layer, Shape, Weights


@dataclass(frozen=True, slots=True)
class SmallNetwork:
    """Layers in a row, and the shape of what the first is given.

    Parameters
    ----------
    input_shape : tuple of int
        The shape of one image, (C, H, W).
    layers : sequence of layers of `convmath.training.layers`
        The last one gives one score a class.

    Raises
    ------
    InputError
        If a layer can't take what the one before it gives.

    Examples
    --------
    >>> from convmath.training.layers import Dense, Flatten
    >>> SmallNetwork((1, 22, 22), (Flatten(), Dense(2))).parameters
    970
    """

    input_shape: Shape
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        shape = tuple(whole_number("input_shape", side, at_least=1) for side in self.input_shape)
        settle(self, input_shape=shape, layers=tuple(self.layers))
        if len(self.output_shapes[-1]) != 1:
            raise bad("layers", self.output_shapes[-1], "layers of which the last gives a vector")

    @property
    def output_shapes(self) -> tuple[Shape, ...]:
        """The shapes of the input and of every layer's output, for one image."""
        shapes = [self.input_shape]
        for layer in self.layers:
            shapes.append(layer.output_shape(shapes[-1]))
        return tuple(shapes)

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return sum(values.size for weights in self.initial_weights(0) for values in weights.values())

    @property
    def classes(self) -> int:
        """How many scores it gives."""
        return self.output_shapes[-1][0]

    def initial_weights(self, seed: int) -> tuple[Weights, ...]:
        """Return random weights, layer by layer; the same for the same seed.

        Raises
        ------
        InputError
            If the seed is not an integer of at least 0.
        """
        rng = np.random.default_rng(whole_number("seed", seed))
        return tuple(layer.initial_weights(shape, rng) for layer, shape in zip(self.layers, self.output_shapes))

    def activations(self, images: ArrayLike, weights: Sequence[Weights]) -> tuple[Array, ...]:
        """Return the input and every layer's output for a batch of shape (N, C, H, W).

        Raises
        ------
        InputError
            If the images have another shape than the network's input.
        """
        values = [self._batch(images)]
        for layer, own in zip(self.layers, weights, strict=True):
            values.append(layer.forward(values[-1], own))
        return tuple(values)

    def scores(self, images: ArrayLike, weights: Sequence[Weights]) -> Array:
        """Return one score a class for each image of a batch, shape (N, classes). Errors as in `activations`."""
        return self.activations(images, weights)[-1]

    def answers(self, images: ArrayLike, weights: Sequence[Weights]) -> NDArray[np.int64]:
        """Return the class with the highest score for each image, shape (N,). Errors as in `activations`."""
        best: NDArray[np.int64] = self.scores(images, weights).argmax(axis=1)
        return best

    def accuracy(self, images: ArrayLike, labels: ArrayLike, weights: Sequence[Weights]) -> float:
        """Return the share of the images whose answer is their label. Errors as in `activations` and `loss`."""
        answers = self.answers(images, weights)
        return float(np.mean(answers == checked_labels(labels, len(answers), self.classes)))

    def _batch(self, images: ArrayLike) -> Array:
        batch: Array = finite_array("images", images, ranks=(4,)).astype(np.float64)
        if batch.shape[1:] != self.input_shape:
            raise bad("images", batch, f"images of shape {self.input_shape}, in an array of one dimension more")
        return batch


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """What one batch says: the loss, and its gradient by every weight and every value.

    Parameters
    ----------
    loss : float
        The mean cross-entropy of the batch.
    activations : tuple of ndarray
        The input and every layer's output.
    errors : tuple of ndarray
        The gradients of the loss by each of them.
    gradients : tuple of dict
        The gradients of the loss by the weights, layer by layer.
    """

    loss: float
    activations: tuple[NDArray[np.float64], ...]
    errors: tuple[NDArray[np.float64], ...]
    gradients: tuple[Weights, ...]


def step(network: SmallNetwork, images: ArrayLike, labels: ArrayLike, weights: Sequence[Weights]) -> Step:
    """Return the loss of a batch and, by backpropagation, its gradients.

    Parameters
    ----------
    network : SmallNetwork
    images : array of shape (N, C, H, W)
    labels : array of int, shape (N,)
    weights : sequence of dict
        Layer by layer, as `SmallNetwork.initial_weights` gives them.

    Raises
    ------
    InputError
        If the images have another shape than the network's input, or a label is no class of it.
    """
    values = network.activations(images, weights)
    targets = checked_labels(labels, len(values[0]), network.classes)
    probabilities = softmax(values[-1])
    chosen = np.eye(network.classes)[targets]
    errors = [(probabilities - chosen) / len(chosen)]
    gradients: list[Weights] = []
    for layer, own, given, output in reversed(list(zip(network.layers, weights, values, values[1:]))):
        error, gradient = layer.backward(given, output, errors[-1], own)
        errors.append(error)
        gradients.append(gradient)
    return Step(cross_entropy(values[-1], targets), values, tuple(errors[::-1]), tuple(gradients[::-1]))


def softmax(scores: ArrayLike) -> Array:
    """Return scores as probabilities: positive, each row's sum 1.

    Parameters
    ----------
    scores : array of shape (N, classes)

    Raises
    ------
    InputError
        If the scores are not finite.

    Examples
    --------
    >>> softmax([[0.0, 0.0], [800.0, 0.0]]).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    return np.exp(_log_softmax(scores))


def cross_entropy(scores: ArrayLike, labels: ArrayLike) -> float:
    """Return the mean of −log of the probability that the scores give to the labels.

    Parameters
    ----------
    scores : array of shape (N, classes)
    labels : array of int, shape (N,)

    Raises
    ------
    InputError
        If the scores are not finite, or a label is no class.

    Examples
    --------
    >>> round(cross_entropy([[0.0, 0.0]], [1]), 4)
    0.6931
    """
    logarithms = _log_softmax(scores)
    targets = checked_labels(labels, *logarithms.shape)
    return float(-np.mean(logarithms[np.arange(len(targets)), targets]))


def checked_labels(labels: ArrayLike, count: int, classes: int) -> NDArray[np.int64]:
    """Return `labels` as integers, one an image, each the number of a class.

    Raises
    ------
    InputError
        If they are not.
    """
    array = finite_array("labels", labels, ranks=(1,))
    if array.dtype.kind != "i" or len(array) != count or array.min() < 0 or array.max() >= classes:
        raise bad("labels", array, f"{count} integers from 0 to {classes - 1}")
    return array


def _log_softmax(scores: ArrayLike) -> Array:
    array: Array = finite_array("scores", scores).astype(np.float64)
    below = array - array.max(axis=1, keepdims=True)
    logarithms: Array = below - np.log(np.exp(below).sum(axis=1, keepdims=True))
    return logarithms
