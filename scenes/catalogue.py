"""The scenes by name. Nothing here imports Manim, so listing them is instant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One scene: its name on the command line, and where its class stands (``path:Class``, from the project's root)."""

    name: str
    target: str
    title: str
    summary: str


SCENES = (
    Entry(
        "fc-explosion",
        "scenes/fc_explosion/scene.py:FcExplosion",
        "The fully connected explosion",
        "What connecting every pixel to every neuron costs, and what a convolution needs instead.",
    ),
    Entry(
        "kernel-sliding",
        "scenes/kernel_sliding/scene.py:KernelSliding",
        "A kernel slides",
        "The same few weights visit every place of an image; each visit is one sum of products.",
    ),
    Entry(
        "receptive-field-growth",
        "scenes/receptive_field_growth/scene.py:ReceptiveFieldGrowth",
        "How the receptive field grows",
        "Layer by layer, one unit sees a larger region of the input.",
    ),
    Entry(
        "visual-cortex",
        "scenes/visual_cortex/scene.py:VisualCortex",
        "The visual cortex and the network",
        "Simple and complex cells and the ventral stream beside the layers that resemble them, and where they do not.",
    ),
    Entry(
        "sobel-edge",
        "scenes/sobel_edge/scene.py:SobelEdge",
        "Sobel finds an edge",
        "A gradient computed with nine weights, and the false edges that zero padding makes.",
    ),
)
