"""What the kernel-sliding scene claims, by loops over every window."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal.windows import gaussian

from convmath.convolution.grids import EXAMPLE, grid_from
from tests.scenes.claims.sentences import Claim, Claims, Rounded, plural, ranging

ABOUT = {
    "grids": ["a kernel is a smaller one"],
    "places": ["Wherever the kernel fits"],
    "first-sum": ["multiplied by the weight laid on it"],
    "second-sum": ["One step on"],
    "sweep": ["row by row, to the end"],
    "same-weights": ["a dense layer has one for every pair"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"kernel": "1 2", "image": "1 2 3", "stride": 2},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

BELL = gaussian(5, std=1) / gaussian(5, std=1).sum()

KERNELS = {
    "sobel_x": ("Sobel x kernel", np.outer([1, 2, 1], [-1, 0, 1])),
    "gaussian": ("Gaussian kernel", np.outer(BELL, BELL)),
    "box": ("box kernel", np.full((3, 3), 1 / 9)),
}
BEYOND = {
    "zero": ("constant", "zeros"),
    "replicate": ("edge", "the pixels of its border"),
    "reflect": ("reflect", "its own mirror image"),
    "circular": ("wrap", "its own opposite side"),
}


def kernel_of(choice: Any) -> tuple[str, NDArray[Any]]:
    if isinstance(choice, str) and choice in KERNELS:
        return KERNELS[choice]
    rows = choice.split(";") if isinstance(choice, str) else np.atleast_2d(choice)
    return "kernel", np.array([list(map(float, row.split() if isinstance(row, str) else row)) for row in rows])


def claims(
    image: Any = EXAMPLE,
    size: int = 7,
    kernel: Any = "sobel_x",
    stride: int = 1,
    dilation: int = 1,
    padding: Any = 0,
    padding_mode: str = "zero",
    flip: bool = False,
    claimed: str = "",
) -> Claims:
    pixels = np.asarray(grid_from(image if isinstance(image, str) else str(image), rows=size, cols=size))
    called, weights = kernel_of(kernel)
    reach = [dilation * (side - 1) for side in weights.shape]
    added = {"valid": [0, 0], "same": [side // 2 for side in reach], "full": reach}.get(padding, [padding] * 2)
    padded = np.pad(pixels, [(side, side) for side in added], mode=BEYOND[padding_mode][0])
    used = weights[::-1, ::-1] if flip else weights
    tops, lefts = (range(0, long - over, stride) for long, over in zip(padded.shape, reach))

    def sums_of(kernel: NDArray[Any]) -> NDArray[Any]:
        return np.array(
            [
                [
                    sum(
                        padded[top + dilation * row, left + dilation * col] * kernel[row, col]
                        for row, col in np.ndindex(kernel.shape)
                    )
                    for left in lefts
                ]
                for top in tops
            ]
        )

    sums = sums_of(used)
    flat = [float(value) for value in sums.ravel()]
    roles: dict[str, Any] = {
        "rows": pixels.shape[0],
        "cols": pixels.shape[1],
        "picture": ...,
        "height": weights.shape[0],
        "width": weights.shape[1],
        "row_by_row": [Rounded(weight) for weight in weights.ravel()],
        "weights": weights.size,
        "places": len(flat),
        "grown_rows": padded.shape[0],
        "grown_cols": padded.shape[1],
        "stride": stride,
        "dilation": dilation,
        "first": flat[0],
        "second": flat[min(1, len(flat) - 1)],
        "output": [Rounded(value) for value in flat],
        "dense": pixels.size * len(flat),
    }
    answers, ends = ranging(min(flat), max(flat))
    many, one_weight = len(flat) > 1, weights.size == 1
    places, count = plural(len(flat), "{places} place"), plural(weights.size, "{weights} weight")
    seen = "{rows} × {cols} pixels{picture}" if pixels_have_a_name(image) else "{rows} × {cols} pixels"
    course: list[Claim] = [
        (f"The image has {seen}", roles),
        (
            (
                f"Row by row, the {plural(weights.size, 'weight')} of the {{height}} × {{width}} {called} "
                f"{'is' if one_weight else 'are'} {{row_by_row}}"
            ),
            roles,
        ),
    ]
    if flip:
        course.append(("This is true convolution: the kernel is first turned by half a circle", roles))
    if any(added):
        beyond = BEYOND[padding_mode][1]
        course.append((f"The image is padded to {{grown_rows}} × {{grown_cols}} pixels with {beyond}", roles))
    if stride > 1 and many:
        course.append(("From one place to the next the kernel moves by {stride} pixels", roles))
    if dilation > 1:
        course.append(("Its weights are laid on pixels that stand {dilation} apart", roles))
    course.append((f"{'So it' if many else 'It'} fits at {places}", roles))
    course.append((f"At the first place the {'product is' if one_weight else 'products add up to'} {{first}}", roles))
    if many:
        gives = "weight gives" if one_weight else "weights give"
        course.append((f"One step on, the same {gives} {{second}}", roles))
        course.append(
            (f"All sums together run {answers}", ends)
            if len(flat) > 25
            else ("Row by row, the output is {output}", roles)
        )
    if claimed:
        wrongly = {"a flipped kernel": used[::-1, ::-1], "a mirrored kernel": used[:, ::-1], "a wrong sign": -used}
        course += of_a_claim(kernel_of(claimed)[1], sums, {name: sums_of(each) for name, each in wrongly.items()})
    else:
        course.append(
            (f"The kernel has {count} for all that; a dense layer between the same grids would have {{dense}}", roles)
        )
    beside, worth = beside_a_claim(kernel_of(claimed)[1], sums) if claimed else (" side by side", {})
    visits = f"each output is a sum of pixels times weights, {answers}" if many else "the output is {first}"
    return {
        "alt": [
            (f"An image of {seen}, a {{height}} × {{width}} {called} and their output{beside}", roles | worth),
            (f"The kernel visits {places} of the image; {visits}", roles | ends),
        ],
        "description": course,
        "caption": [
            (
                (
                    f"A kernel of {count} at {places} of an image: {'each visit is one' if many else 'one'} sum of "
                    "products"
                ),
                roles,
            )
        ],
    }


def beside_a_claim(claimed: NDArray[Any], right: NDArray[Any]) -> tuple[str, dict[str, Any]]:
    """What the alternative text says of a claimed output."""
    if claimed.shape != right.shape:
        return ", and a claimed output of {r} × {c} cells", dict(zip("rc", claimed.shape, strict=True))
    counts = {"wrong": int((claimed != right).sum()), "n": right.size}
    if counts["wrong"]:
        return ", and a claimed one, wrong in {wrong} of {n} cells", counts
    return ", and the same claimed, right in all {n} cells", counts


def of_a_claim(claimed: NDArray[Any], right: NDArray[Any], wrongly: dict[str, NDArray[Any]]) -> list[Claim]:
    """What is said of a claimed output: how much of it is right, and which of some mistakes give all of it."""
    if claimed.shape != right.shape:
        (r, c), (rows, cols) = claimed.shape, right.shape
        sizes = {"r": r, "c": c, "rows": rows, "cols": cols}
        said: Claim = ("The claimed output has {r} × {c} cells instead of {rows} × {cols}", sizes)
    elif (claimed == right).all():
        return [("The claimed output is right in all {n} cells", {"n": right.size})]
    else:
        counts = {"wrong": int((claimed != right).sum()), "n": right.size}
        said = ("The claimed output is wrong in {wrong} of {n} cells", counts)
    ways = [name for name, found in wrongly.items() if found.shape == claimed.shape and (found == claimed).all()]
    cause = f"Most likely: {', or '.join(ways)}" if ways else "No single mistake, and no two together, give this claim"
    return [said, (cause, {})]


def pixels_have_a_name(image: Any) -> bool:
    return isinstance(image, str) and image.isidentifier() and image != EXAMPLE
