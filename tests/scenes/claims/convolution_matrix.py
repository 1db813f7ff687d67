"""What the convolution-matrix scene claims, by impulses through torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from numpy.typing import NDArray

from convmath.convolution.filters import kernel_from
from convmath.convolution.grids import grid_from
from tests.scenes.claims.sentences import Claim, Claims, plural

ABOUT = {
    "unroll": ["a kernel is a smaller grid of weights", "each will have a column of its own"],
    "first-row": ["The first window"],
    "rows": ["a window for each row"],
    "product": ["the matrix times the line of pixels", "a dense layer with constraints"],
    "bands": ["With padding"],
    "errata": ["the matrix is square", "only the windows that stay"],
    "blocks": ["A block for each pair of rows"],
    "breaks": ["the window hangs over the border"],
    "exercise": ["How large is the matrix", "A column for each pixel"],
    "columns": ["which outputs does a pixel feed", "The transpose scatters"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"kernel": "5", "stride": 3}, {"kernel": "1 -1", "image": "1 2 3; 4 5 6", "dilation": 2})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

FOUR_BY_FOUR = "0 1 2 3; 4 5 6 7; 8 9 10 11; 12 13 14 15"


def numbers_of(image: Any, kernel: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pixels and weights: what a user gave, read by loops; what has a name, as convmath has it."""
    pixels = rows_of(image) if not isinstance(image, str) or ";" in image else grid_from(image, rows=4, cols=4)
    own = not isinstance(kernel, str) or not kernel.isidentifier()
    return np.asarray(pixels), rows_of(kernel) if own else np.asarray(kernel_from(kernel))


def rows_of(numbers: Any) -> NDArray[Any]:
    rows = [row.split() for row in numbers.split(";")] if isinstance(numbers, str) else numbers
    return np.array([[int(number) for number in row] for row in rows])


def by_impulses(pixels: tuple[int, int], kernel: NDArray[Any], **window: Any) -> NDArray[np.float64]:
    """The matrix: what each pixel alone, being 1, makes of every output. Shape (outputs, pixels)."""
    weights = torch.tensor(np.asarray(kernel, dtype=float))[None, None]
    lit = torch.eye(pixels[0] * pixels[1], dtype=torch.float64).reshape(-1, 1, *pixels)
    return F.conv2d(lit, weights, **window).flatten(1).numpy().T


def put_right() -> Claim:
    """What is said of the size of the matrix of 3 × 3 weights on 4 × 4 pixels, with and without padding."""
    bare, padded = (by_impulses((4, 4), np.ones((3, 3)), padding=padding) > 0 for padding in (0, 1))
    return (
        (
            "Often claimed to be a matrix of {m} × {n}, it is one of {a} × {b} with {few} weights without padding, and "
            "that one with padding {p}, with {many}"
        ),
        {
            **dict(zip("mn", padded.shape, strict=True)),
            **dict(zip("ab", bare.shape, strict=True)),
            "few": int(bare.sum()),
            "many": int(padded.sum()),
            "p": 1,
        },
    )


def claims(
    image: Any = FOUR_BY_FOUR,
    kernel: Any = "1 2; 3 4",
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    errata: bool = True,
) -> Claims:
    pixels, weights = numbers_of(image, kernel)
    window = {"stride": stride, "padding": padding, "dilation": dilation}
    there = by_impulses(pixels.shape, np.ones(weights.shape), **window) > 0
    made = by_impulses(pixels.shape, weights, **window) @ pixels.ravel()
    down = 1 + (pixels.shape[0] + 2 * padding - dilation * (weights.shape[0] - 1) - 1) // stride
    read, fed = int(there[0].sum()), int(there.sum(axis=0).max())
    roles: dict[str, Any] = {
        "height": pixels.shape[0],
        "width": pixels.shape[1],
        "k": weights.shape[0],
        "m": weights.shape[1],
        "down": down,
        "across": there.shape[0] // down,
        "rows": there.shape[0],
        "columns": there.shape[1],
        "entries": there.size,
        "zeros": int((~there).sum()),
        "filled": int(there.sum()),
        "share": weights.size,
        "reads": read,
        "first": float(made[0]),
        "fed": fed,
    }
    read_weights = plural(read, "{reads} weight")
    share, fed_outputs = plural(weights.size, "{share} weight"), plural(fed, "{fed} output")
    return {
        "alt": [
            (
                (
                    "An image of {height} × {width} pixels is unrolled into a line of {columns} above a matrix of "
                    "{rows} × {columns}"
                ),
                roles,
            ),
            (
                (
                    "Each row holds the weights of one window of a {k} × {m} kernel below the pixels it reads, and "
                    "is one of {down} × {across} outputs"
                ),
                roles,
            ),
        ],
        "description": [
            ("An image of {height} × {width} pixels is written as one line of {columns}", roles),
            (
                (
                    f"A {{k}} × {{m}} kernel is laid on it at the first place: a row with {read_weights} in it, "
                    "the first output being {first}"
                ),
                roles,
            ),
            ("Each of the {rows} windows gives a row, and the rows are one matrix", roles),
            (f"Of its {{entries}} entries {{zeros}} are held at zero, and the other {{filled}} share {share}", roles),
            (
                (
                    "With numbered pixels, a padded example shows blocks of bands, and that a band breaks where a "
                    "window leaves its row of the image"
                ),
                roles,
            ),
            *([put_right()] if errata else []),
            ("A larger example fills the stage", roles),
            (
                f"Read by columns, the first matrix shows that a pixel in the middle feeds {fed_outputs}",
                roles,
            ),
        ],
        "caption": [
            (
                (
                    "A sliding window is a matrix: {zeros} of its {entries} entries are held at zero, the others "
                    f"share {share}"
                ),
                roles,
            )
        ],
    }
