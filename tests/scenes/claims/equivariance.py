"""What the equivariance scene claims, by SciPy's correlation and NumPy's roll."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate

from convmath.images.named_images import image_from, noise
from tests.scenes.claims.kernel_sliding import BELL
from tests.scenes.claims.sentences import Claims, plural

ABOUT = {
    "shift-first": ["Move the image"],
    "filter-first": ["filter the image first"],
    "circle": ["closes to a circle"],
    "border": ["beyond the border"],
    "stride": ["With a stride"],
    "shifts": ["whole strides"],
    "pooling": ["Pooling forgives"],
    "meter": ["What still moves along", "Pooling over everything"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"image": "moon", "kernel": "sharpen", "rows": 2, "columns": -1}, {"image": "noise", "padding_mode": "reflect"})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

KERNELS: dict[Any, tuple[str, NDArray[Any]]] = {
    "gaussian": ("Gaussian kernel", np.outer(BELL, BELL)),
    "sobel_x": ("Sobel x kernel", np.outer([1, 2, 1], [-1, 0, 1])),
    "laplacian": ("Laplacian kernel", np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])),
    "sharpen": ("sharpen kernel", np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])),
    "1 0 -1": ("kernel", np.array([[1, 0, -1]])),
    1: ("kernel", np.array([[1]])),
}
SCIPYS = {"circular": "wrap", "zero": "constant", "replicate": "nearest", "reflect": "mirror"}
BEYOND = {"zero": "zeros", "replicate": "the border's own pixels", "reflect": "a mirror image"}
EXPECTED = {2: "1/3", 4: "3/5"}
"""Of 2 × 2, then 4 × 4 values, 2 and 12 are in both regions, of 6 and 20 in all."""


def filtered(pixels: NDArray[Any], weights: NDArray[Any], mode: str, stride: int = 1, pool: int = 1) -> NDArray[Any]:
    """A layer's output."""
    found = correlate(pixels.astype(float), weights.astype(float), mode=SCIPYS[mode])[::stride, ::stride]
    rows, cols = (side // pool for side in found.shape)
    pooled: NDArray[Any] = found.reshape(rows, pool, cols, pool).max(axis=(1, 3))
    return pooled


def agreeing(
    pixels: NDArray[Any], weights: NDArray[Any], by: tuple[int, int], mode: str, stride: int = 1, pool: int = 1
) -> NDArray[np.bool_]:
    """Where the outputs of both ways agree."""
    options: dict[str, Any] = {"mode": mode, "stride": stride, "pool": pool}
    first = filtered(np.roll(pixels, by, (0, 1)), weights, **options)
    moved = [part // (stride * pool) for part in by]
    last = np.roll(filtered(pixels, weights, **options), moved, (0, 1))
    same: NDArray[np.bool_] = np.abs(first - last) <= 1e-9 * max(np.abs(first).max(), np.abs(last).max())
    return same


def staying(pooling: int) -> NDArray[np.bool_]:
    """Which maxima of noise stay when it moves by one pixel."""
    pixels = noise(16 * pooling, 16 * pooling, seed=0)
    one = np.ones((1, 1))
    before, after = (filtered(each, one, "circular", pool=pooling) for each in (pixels, np.roll(pixels, 1, 1)))
    same: NDArray[np.bool_] = before == after
    return same


def claims(
    image: str = "camera",
    kernel: Any = "sobel_x",
    rows: int = 0,
    columns: int = 5,
    padding_mode: str = "zero",
    stride: int = 2,
    pooling: int = 2,
) -> Claims:
    pixels, (called, weights), by = image_from(image, height=32, width=32), KERNELS[kernel], (rows, columns)
    strided, stays = agreeing(pixels, weights, by, "circular", stride), staying(pooling)
    roles: dict[str, Any] = {
        "side": 32,
        "picture": ...,
        "rows": rows,
        "columns": columns,
        "height": weights.shape[0],
        "width": weights.shape[1],
        "all": 32 * 32,
        "circle": int(agreeing(pixels, weights, by, "circular").sum()),
        "border": int(agreeing(pixels, weights, by, padding_mode).sum()),
        "stride": stride,
        "fewer": strided.size,
        "strided": int(strided.sum()),
        "regions": stays.size,
        "stays": int(stays.sum()),
        "expected": EXPECTED[pooling],
        "largest": float(filtered(pixels, weights, "circular").max()),
    }
    shifted = f"shifted by {{rows}} {plural(rows, 'row')} and {{columns}} {plural(columns, 'column')}"
    seen, beyond = "An image of {side} × {side} pixels{picture}", BEYOND[padding_mode]
    lie = "lies" if padding_mode == "reflect" else "lie"
    return {
        "alt": [
            (f"An image{{picture}} goes two ways: {shifted}, then filtered; filtered, then shifted", roles),
            (
                f"On a circle {{circle}} of {{all}} outputs agree, with {beyond} beyond the border {{border}}",
                roles,
            ),
        ],
        "description": [
            (f"{seen} is {shifted}", roles),
            (f"A {{height}} × {{width}} {called} filters it, before the shift and after it", roles),
            ("If the image closes to a circle, {circle} of {all} outputs of both ways agree", roles),
            (f"If {beyond} {lie} beyond the border, {{border}} of them do", roles),
            ("With a stride of {stride} there are {fewer} outputs, of which {strided} agree", roles),
            (
                (
                    "Of {regions} maxima of noise {stays} stay when it moves by one pixel; {expected} of all is what "
                    "is expected"
                ),
                roles,
            ),
            ("The largest output of all on the circle is {largest}, before the shift and after it", roles),
        ],
        "caption": [
            (
                (
                    "Shifted and then filtered, or filtered and then shifted: {circle} of {all} outputs agree on a "
                    "circle, {border} with a border"
                ),
                roles,
            )
        ],
        "border.alt": [
            (
                (
                    f"Two ways from an image{{picture}}, {shifted} and filtered, and filtered and shifted, with "
                    f"{beyond} beyond the border"
                ),
                roles,
            ),
            ("A map of the difference: {border} of {all} outputs agree", roles),
        ],
        "border.caption": [(f"With {beyond} beyond the border, {{border}} of {{all}} outputs agree", roles)],
    }
