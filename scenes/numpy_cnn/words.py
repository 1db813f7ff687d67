"""The scene of the network that learns, in words."""

from __future__ import annotations

from typing import Any

from convmath.core.provenance import Traced
from scenes.base.descriptions import Description, Legend, Phrase, about, counted, joined, listed, phrase
from scenes.numpy_cnn.parameters import CnnParameters


def describe(given: CnnParameters) -> Description:
    """Return what the network is, what one digit makes it say, how it is trained and what comes of it."""
    run = given.run
    network, losses = run.field("network"), run.field("losses")
    shapes = network.field("output_shapes")
    ends = {"first": about(losses[0]), "last": about(losses[-1])}
    counts = {"right": run.field("right"), "n": run.field("tested")}
    wrong = run.field("wrong_count")
    missed = phrase("it names {w} wrongly", w=wrong) if wrong.value else Phrase("it names none wrongly")
    course = {"steps": counted(run.field("steps"), "step"), **ends}
    return Description(
        alt=phrase(
            "A network with two convolutions learns to tell zeros from ones: over {steps} its filters change and the "
            "loss of a batch goes from {first} to {last}. Then it names {right} of {n} held-out digits rightly.",
            **course,
            **counts,
        ),
        description=joined(
            [
                phrase(
                    "A digit of {shape} values goes through two convolutions, each with a rectifier: {maps}.",
                    shape=_shape(shapes[0]),
                    maps=joined([_shape(shapes[place]) for place in range(1, 5)], apart=", then "),
                ),
                phrase(
                    "Flattened to {flat} values, they give {scores} scores; the network has {p} parameters.",
                    flat=shapes[5][0],
                    scores=shapes[6][0],
                    p=network.field("parameters"),
                ),
                phrase(
                    "Before training, a {d} gets a share of {p} for what it is, and its loss is {loss}.",
                    d=run.field("label", given.digit),
                    p=about(run.field("share_of_label", given.digit)),
                    loss=about(given.step.field("loss")),
                ),
                Phrase(
                    "Backward, a kernel's gradient is the cross-correlation of what it saw with the error of its map, "
                    "and the error of what it saw is the full convolution of that error with the kernel."
                ),
                phrase(
                    "In each step the weights go against the mean gradient of a batch, times {rate}; the first batch "
                    "has {batch} digits.",
                    rate=about(run.field("learning_rate")),
                    batch=run.field("batch"),
                ),
                phrase(
                    "After {steps} in {epochs} the loss of a batch has gone from {first} to {last}.",
                    epochs=counted(run.field("epochs"), "epoch"),
                    **course,
                ),
                phrase(
                    "Of {n} held-out digits it named {before} rightly before training and {right} after; {missed}.",
                    before=run.field("right_before"),
                    missed=missed,
                    **counts,
                ),
            ]
        ),
        caption=phrase(
            "A network with two convolutions learns to tell zeros from ones; after {steps} it names {right} of {n} "
            "held-out digits rightly.",
            steps=course["steps"],
            **counts,
        ),
        beats={"training": _legend_of_training(given, course)},
    )


def _legend_of_training(given: CnnParameters, course: dict[str, Any]) -> Legend:
    """Return what the last frame of the training shows."""
    kernels = [_shape(each.field("shape")[1:]) for each in given.run.field("kernels")]
    return Legend(
        alt=phrase(
            "Filters of two convolutions after training, as colours in squares, of {kernels} weights. Beside them the "
            "loss of every step's batch is drawn: over {steps} it goes from {first} to {last}.",
            kernels=listed(kernels),
            **course,
        ),
        caption=phrase(
            "The filters after {steps} of gradient descent, and the loss of each step's batch: from {first} to {last}.",
            **course,
        ),
    )


def _shape(shape: Traced[Any]) -> Phrase:
    """Return a shape: "4 × 12 × 12"."""
    return joined([phrase("{n}", n=shape[axis]) for axis in range(len(shape))], apart=" × ")
