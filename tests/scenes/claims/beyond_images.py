"""What the beyond-images scene claims, by NumPy's and torch's own sliding sums, and by torch's layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from convmath.images.named_images import image_by_name
from tests.scenes.claims.sentences import Claims
from tests.scenes.claims.sixty_years import counted

ABOUT = {
    "windows": ["made longer along one, two or three axes"],
    "signal": ["A row of an image is a signal", "smooths it"],
    "image": ["answers to edges"],
    "films": ["time is an axis"],
    "one-way": ["one way, and to the other not at all"],
    "errata": ["this one is of attention", "Others are of both"],
    "users": ["Sound, images, video and volumes"],
    "ladder": ["counted layer by layer"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"kernel": 7}, {"image": "ramp"}, {"image": "coins", "row": 31, "kernel": 5, "direction": "up"})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SHOWN = {
    "camera": "a photographer behind a camera on a tripod",
    "cat": "a tabby cat's face",
    "coins": "ancient coins in rows",
    "vertical_edge": "a vertical edge",
    "bar": "a slanting bar",
    "ramp": "a ramp from dark to bright",
    "noise": "noise",
}
BACK = {"right": "left", "left": "right", "up": "down", "down": "up"}
NETWORKS = {
    "WaveNet": ("raw audio", None),
    "ResNet-50": ("image classification", counted("ResNet-50")[0]),
    "VGG-16": ("image classification", counted("VGG-16")[0]),
    "U-Net": ("cell segmentation", 31_030_658),
    "DenseNet-121": ("chest X-rays", 7_978_856),
    "Faster R-CNN": ("object detection", None),
    "FaceNet": ("faces", None),
    "DAVE-2": ("driving", 252_219),
    "StyleGAN": ("image generation", None),
    "C3D": ("video", None),
    "3D U-Net": ("medical volumes", 19_069_955),
}
"""What each is used for, and the parameters of those that are counted, which torch's models have as well."""


def ramp_of(side: int) -> NDArray[np.float64]:
    return np.arange(side) - (side - 1) / 2


def strongest(answers: NDArray[np.float64]) -> float:
    """The answer that is largest in size; a positive one, if one of each sign is."""
    low, high = float(answers.min()), float(answers.max())
    found = high if high >= -low * (1 - 1e-9) else low
    return 0.0 if abs(found) < 1e-12 else found


def slopes(image: str, row: int, side: int) -> NDArray[np.float64]:
    windows = np.lib.stride_tricks.sliding_window_view(image_by_name(image, height=48, width=48)[row], side)
    return windows @ ramp_of(side)


def edges(image: str, side: int) -> NDArray[np.float64]:
    pixels = torch.tensor(image_by_name(image, height=48, width=48))[None, None]
    kernel = torch.tensor(np.tile(ramp_of(side), (side, 1)))[None, None]
    return torch.nn.functional.conv2d(pixels, kernel).numpy()


def film(direction: str, frames: int, side: int) -> NDArray[np.float64]:
    """A bright line that is in the middle halfway through."""
    found = np.zeros((frames, side, side))
    for number in range(frames):
        way = 1 if direction in ("right", "down") else -1
        place = (side - 1) // 2 + way * (number - frames // 2)
        if direction in ("right", "left"):
            found[number, :, place] = 1
        else:
            found[number, place] = 1
    return found


def answers_to(direction: str, seen: str, side: int, *, product: bool = False) -> NDArray[np.float64]:
    """What the kernel that looks for one way answers to a bar that moves so; or the product of both slopes."""
    ramp = torch.tensor(ramp_of(side))
    axis = 2 if direction in ("right", "left") else 1
    along = ramp.reshape([side if each == axis else 1 for each in range(3)])
    late = ramp.reshape(side, 1, 1)
    sign = 1.0 if direction in ("right", "down") else -1.0
    whole = torch.ones(side, side, side, dtype=torch.float64)
    kernel = (late * along if product else late - sign * along) * whole
    frames = torch.tensor(film(seen, side + 3, side + 8))[None, None]
    return torch.nn.functional.conv3d(frames, kernel[None, None]).numpy()


def claims(
    image: str = "camera", row: int = 16, kernel: int = 3, direction: str = "right", errata: bool = True
) -> Claims:
    back = BACK[direction]
    along, against = answers_to(direction, direction, kernel), answers_to(direction, back, kernel)
    assert not against.any()
    both = [(answers_to(direction, way, kernel, product=True) ** 2).sum() for way in (direction, back)]
    assert both[0] == both[1] > 0, "what is said of the product"
    roles: dict[str, Any] = {
        "k": kernel,
        "line": kernel,
        "square": kernel**2,
        "cube": kernel**3,
        "row": row,
        "steepest": strongest(slopes(image, row, kernel)),
        "strongest": strongest(edges(image, kernel)),
        "frames": kernel + 3,
        "size": kernel + 8,
        "low": along.min(),
        "high": along.max(),
    }
    level = image == "ramp"
    assert level == all(np.ptp(found) < 1e-9 for found in (slopes(image, row, kernel), edges(image, kernel)))
    picture = f" ({SHOWN[image]})"
    table = []
    for number, (name, (domain, parameters)) in enumerate(NETWORKS.items()):
        roles[f"p{number}"] = parameters
        table.append(f"{name} for {domain}" + (f" with {{p{number}}} parameters" if parameters else ""))
    networks = ", ".join(table[:-1]) + f" and {table[-1]}"
    sizes = [parameters for _, parameters in NETWORKS.values() if parameters]
    ends = {"few": min(sizes), "many": max(sizes)}
    hybrids = [
        (
            (
                "ViT is no convolutional network: it pays attention between patches, and of convolution it has the "
                "embedding of those alone; DETR joins convolution (backbone) and attention (encoder, decoder), latent "
                "diffusion joins convolution (autoencoder, U-Net) and attention (in the U-Net)"
            ),
            {},
        )
    ]
    return {
        "alt": [
            (
                (
                    "A window of {k} samples, of {k} × {k} pixels, and of {k} frames slides over a signal, an image"
                    f"{picture} and a film; a table lists networks with windows of one, two and three dimensions"
                ),
                roles,
            )
        ],
        "description": [
            (
                (
                    "A window of {k} samples has {line} weights, one of {k} × {k} pixels {square}, and one of "
                    "{k} × {k} × {k} pixels of a film {cube}"
                ),
                roles,
            ),
            (
                (
                    f"Row {{row}} of an image of 48 × 48 pixels{picture} is a signal: one kernel smooths it, another "
                    f"one gives its slope, {{steepest}} {'everywhere' if level else 'where it is steepest'}"
                ),
                roles,
            ),
            (
                (
                    "Over the whole image the window gives {strongest} everywhere"
                    if level
                    else "Over the whole image the window answers to edges, to the strongest with a sum of {strongest}"
                ),
                roles,
            ),
            (
                (
                    f"In two films of {{frames}} frames of {{size}} × {{size}} pixels a bar moves {direction} and "
                    f"{back}; the kernel answers from {{low}} to {{high}} to the one, 0 everywhere to the other"
                ),
                roles,
            ),
            (
                (
                    "The kernel joins a slope in time and a slope in space by a sum; their product would answer to "
                    "both directions equally strongly"
                ),
                {},
            ),
            *(hybrids if errata else []),
            (f"Networks at work are {networks}", roles),
        ],
        "caption": [
            (
                (
                    "The same window has {line} weights on a signal, {square} on an image and {cube} on a film, and "
                    "networks of all three kinds are at work"
                ),
                roles,
            )
        ],
        "one-way.alt": [
            (
                (
                    f"Two films of a bar, which moves {direction} and {back}, a kernel of {{k}} × {{k}} × {{k}} "
                    "weights, and its answers"
                ),
                roles,
            ),
            ("They run from {low} to {high} for the first film and are 0 for the second", roles),
        ],
        "one-way.caption": [
            (
                (
                    f"A kernel in space and time with {{cube}} weights answers to a bar that moves {direction} and not "
                    f"to one that moves {back}"
                ),
                roles,
            )
        ],
        "ladder.alt": [
            (
                (
                    "A table of networks whose windows have one, two or three dimensions: what each is used for, its "
                    "name, its parameters and its source"
                ),
                {},
            ),
            ("They reach from {few} parameters of DAVE-2 to {many} of VGG-16", ends),
        ],
        "ladder.caption": [
            (
                ("Convolutional networks at work on signals, images and volumes, with parameters from {few} to {many}"),
                ends,
            )
        ],
    }
