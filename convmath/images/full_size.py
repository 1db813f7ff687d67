"""Images as large as they are: what is measured on a photograph depends on its size."""

from __future__ import annotations

from convmath.core.errors import whole_number
from convmath.images.named_images import whole_image_from
from convmath.images.photographs import photograph, photograph_names
from convmath.images.resampling import Image

LARGEST = 640
"""The longer side of the largest of the photographs, in pixels."""


def full_image_from(text: str, *, side: int = 512, longest: int = LARGEST) -> Image:
    """Return the image that a user asked for, with all its pixels.

    Parameters
    ----------
    text : str
        A name of `convmath.images.named_images.image_names`: a photograph has its own size, a synthetic image `side` ×
        `side` pixels; or else the path of a picture file, which is brought down if its longer side exceeds `longest`.
    side, longest : int, optional
        Those sizes, in pixels.

    Raises
    ------
    InputError
        As for `convmath.images.named_images.whole_image_from`.

    Examples
    --------
    >>> full_image_from("cat").shape, full_image_from("ramp", side=64).shape
    ((300, 451), (64, 64))
    """
    side, longest = whole_number("side", side, at_least=1), whole_number("longest", longest, at_least=1)
    if text in photograph_names():
        return photograph(text)
    return whole_image_from(text, side=side, longest=longest)
