"""The fc-explosion scene in words."""

from __future__ import annotations

from typing import Any

from convmath.core import facts
from convmath.core.provenance import Traced, traced
from convmath.networks.counting import compare_layers, dense_layer_with_same_output_shape
from convmath.networks.published import network_by_name
from scenes.base.descriptions import Description, Legend, Part, Phrase, counted, joined, listed, phrase
from scenes.base.readout import is_exact
from scenes.fc_explosion.multiples import multiple
from scenes.fc_explosion.parameters import COMPARED, ExplosionParameters

COUNTED_IN_WORDS = (
    ("parameters", "parameters"),
    ("connections within the image", "connections_within_image"),
    ("multiply–adds", "multiply_adds"),
)
"""What is counted of both layers, and the field that holds the count."""


def describe(given: ExplosionParameters) -> Description:
    """Return what the layers cost."""
    images = given.images()
    dense = [given.dense(image) for image in images]
    conv, small = given.conv(images[COMPARED]), given.small_layer()
    side = conv.field("geometry").field("kernel_size")[0]
    whole: dict[str, Part] = {
        "hidden": dense[0].field("n_out"),
        "smallest": images[0].field("name").value,
        "largest": images[-1].field("name").value,
        "image": images[COMPARED].field("name").value,
        "least": dense[0].field("parameters"),
        "most": dense[-1].field("parameters"),
        "conv": conv.field("parameters"),
        "kernel": phrase("{side} × {side}", side=side),
        "channels": conv.field("out_channels"),
    }
    return Description(
        alt=phrase(
            "Bars on a logarithmic scale. A fully connected layer with {hidden} units has {least} parameters on "
            "{smallest} images and {most} on {largest} images; a convolution layer of {channels} kernels, {kernel} "
            "each, has {conv}.",
            **whole,
        ),
        description=joined(
            [
                *_lines(small, traced(dense_layer_with_same_output_shape, small)),
                phrase(
                    "A fully connected layer with {hidden} units has {counts}.", counts=_counts(images, dense), **whole
                ),
                phrase(
                    "A convolution layer of {channels} kernels, {kernel} each, has {conv} on {image}, where a whole "
                    "network, {network}, has {all}.",
                    network=facts.VGG_16,
                    all=traced(network_by_name, facts.VGG_16.text).field("parameters"),
                    **whole,
                ),
                _counts_of_both(traced(compare_layers, dense[COMPARED], conv)),
                _same_shape(traced(compare_layers, given.same_shape(images[COMPARED]), conv)),
            ]
        ),
        caption=phrase(
            "Parameters of a fully connected layer with {hidden} units, from {least} on {smallest} to {most} on "
            "{largest}, and of a convolution layer, which has {conv} on {image}.",
            **whole,
        ),
        beats={"local-unit": _local_unit(small)},
    )


def _local_unit(small: Traced[Any]) -> Legend:
    """Say what one unit reads of the tiny image."""
    (rows, cols), (height, width) = (small.field("geometry").field(name) for name in ("input_size", "kernel_size"))
    dense = traced(dense_layer_with_same_output_shape, small)
    numbers: dict[str, Part] = {
        "image": phrase("{rows} × {cols}", rows=rows, cols=cols),
        "window": phrase("{h} × {w}", h=height, w=width),
        "n_in": dense.field("n_in"),
        "n_out": dense.field("n_out"),
        "taps": counted(small.field("weights_per_output"), "input"),
    }
    return Legend(
        alt=phrase(
            "The {image} pixels of a tiny image stand again as a column of {n_in} inputs, beside a column of {n_out} "
            "outputs. To one output, lines lead from the {taps} within a window of {window} alone; all other lines "
            "are faint.",
            **numbers,
        ),
        caption=phrase(
            "A fully connected output reads all {n_in} inputs; a unit of a convolution reads the {taps} within its "
            "window of {window}.",
            **numbers,
        ),
    )


def _lines(small: Traced[Any], dense: Traced[Any]) -> list[Phrase]:
    """Say how many lines the tiny image gets."""
    rows, cols = small.field("geometry").field("input_size")
    return [
        phrase(
            "The {rows} × {cols} pixels of a tiny image become a column of {n} inputs.",
            rows=rows,
            cols=cols,
            n=dense.field("n_in"),
        ),
        phrase(
            "Lines from each of them to each of {n} outputs, {lines} in all, fill the space between; a unit of a "
            "convolution keeps {taps}.",
            n=dense.field("n_out"),
            lines=dense.field("connections"),
            taps=small.field("weights_per_output"),
        ),
    ]


def _counts(images: list[Traced[Any]], layers: list[Traced[Any]]) -> Phrase:
    """List the parameters on each image format."""
    return listed(
        [
            phrase(
                "{n} parameters on {name}" if not number else "{n} on {name}",
                n=layer.field("parameters"),
                name=image.value.name,
            )
            for number, (image, layer) in enumerate(zip(images, layers))
        ]
    )


def _counts_of_both(compared: Traced[Any]) -> Phrase:
    """Hold the layers against each other, count by count."""
    first, second = compared.field("first"), compared.field("second")
    pairs = [phrase("{a} and {b} " + name, a=first.field(of), b=second.field(of)) for name, of in COUNTED_IN_WORDS]
    return phrase("There the two have {pairs}.", pairs=listed(pairs))


def _same_shape(compared: Traced[Any]) -> Phrase:
    """Say what the fully connected layer would cost that computes the same outputs."""
    times = multiple(compared.field("parameters"))
    about = "" if is_exact(times.n, times.form) else "about "
    return phrase(
        "To compute as many outputs as the convolution, a fully connected layer needs {all} parameters, "
        f"{about}{times.template} times as many.",
        all=compared.field("first").field("parameters"),
        n=times.n,
    )
