"""What the scene of the network that learns claims, by the same network trained in torch."""

from __future__ import annotations

from typing import Any

import numpy as np

from convmath.training.zeros_and_ones import digits_of
from tests.convmath.training.cnn_in_torch import steps_values, tensors, torch_run
from tests.scenes.claims.sentences import Claims, plural

ABOUT = {
    "digit": ["zeros and ones"],
    "forward": ["Forward: each layer", "two shares that add up"],
    "loss": ["minus the logarithm"],
    "errors": ["each value gets an error"],
    "kernel-gradient": ["slide the error over what the kernel saw"],
    "input-gradient": ["now the kernel slides", "a convolution in the strict sense"],
    "step": ["a little way"],
    "training": ["Step after step"],
    "held-out": ["never seen"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""


def claims(
    seed: int = 74, epochs: int = 10, rate: float = 0.2, filters: int = 4, digit: int = 24, digits: str = ""
) -> Claims:
    run = torch_run(seed, epochs, rate, filters, digits)
    training, testing = digits_of(digits)
    chosen = run.batch[[digit]]
    values, loss = steps_values(run.before, *tensors(training.images[chosen], training.labels[chosen]))
    label = int(training.labels[chosen[0]])
    images, labels = tensors(testing.images, testing.labels)
    right, before = (int((model(images).argmax(1) == labels).sum()) for model in (run.after, run.before))
    steps, wrong = len(run.losses), len(labels) - right
    shapes = [" × ".join(str(side) for side in value.shape[1:]) for value in values]
    kernels = [" × ".join(str(side) for side in film[0].shape) for film in run.films]
    roles: dict[str, Any] = {
        "steps": steps,
        "first": run.losses[0],
        "last": run.losses[-1],
        "right": right,
        "n": len(labels),
        "before": before,
        "wrong": wrong,
        "label": label,
        "share": values[-1].softmax(1)[0, label].item(),
        "loss": loss,
        "flat": filters * 100,
        "scores": 2,
        "parameters": sum(each.numel() for each in run.before.parameters()),
        "rate": rate,
        "batch": len(run.batch),
        "epochs": epochs,
        **{f"shape{place}": shape for place, shape in enumerate(shapes)},
        "kernels": [kernels[0], kernels[1]],
    }
    assert np.isfinite(run.losses).all()
    took = f"{{steps}} {plural(steps, 'step')}"
    missed = "it names {wrong} wrongly" if wrong else "it names none wrongly"
    described = [
        (
            "A digit of {shape0} values goes through two convolutions, each with a rectifier: "
            "{shape1}, then {shape2}, then {shape3}, then {shape4}"
        ),
        "Flattened to {flat} values, they give {scores} scores; the network has {parameters} parameters",
        "Before training, a {label} gets a share of {share} for what it is, and its loss is {loss}",
        (
            "Backward, a kernel's gradient is the cross-correlation of what it saw with the error of its map, and the "
            "error of what it saw is the full convolution of that error with the kernel"
        ),
        (
            "In each step the weights go against the mean gradient of a batch, times {rate}; the first batch has "
            "{batch} digits"
        ),
        f"After {took} in {{epochs}} {plural(epochs, 'epoch')} the loss of a batch has gone from {{first}} to {{last}}",
        f"Of {{n}} held-out digits it named {{before}} rightly before training and {{right}} after; {missed}",
    ]
    alt = [
        (
            f"A network with two convolutions learns to tell zeros from ones: over {took} its filters change and the "
            "loss of a batch goes from {first} to {last}"
        ),
        "Then it names {right} of {n} held-out digits rightly",
    ]
    caption = (
        f"A network with two convolutions learns to tell zeros from ones; after {took} it names {{right}} of {{n}} "
        "held-out digits rightly"
    )
    of_training = [
        f"Filters of two convolutions after training, as colours in squares, of {kernels[0]} and {kernels[1]} weights",
        f"Beside them the loss of every step's batch is drawn: over {took} it goes from {{first}} to {{last}}",
    ]
    return {
        "alt": [(sentence, roles) for sentence in alt],
        "description": [(sentence, roles) for sentence in described],
        "caption": [(caption, roles)],
        "training.alt": [(sentence, roles) for sentence in of_training],
        "training.caption": [
            (
                (
                    f"The filters after {took} of gradient descent, and the loss of each step's batch: from "
                    "{first} to {last}"
                ),
                roles,
            )
        ],
    }


MORE = ({"digit": 9},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""
