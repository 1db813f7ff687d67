"""Photographs: the ones inside scikit-image's wheel, and the user's own files.

Everything here returns grey levels 0 … 1 in a float array of shape (height, width). Nothing is downloaded: the sample
photographs are read as plain files from where scikit-image is installed, without importing it.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import InputError, bad, one_of, whole_number
from convmath.images.installed_files import installed_file

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

    _Grey: TypeAlias = Callable[[Sequence[PillowImage]], NDArray[np.float64]]

FORMATS = ("PNG", "JPEG", "WEBP")
PIXEL_BUDGET = 50_000_000
"""The largest picture that is decoded, in pixels: 50 megapixels, more than any common camera's."""
WEBP_BUDGET = 33_000_000
"""The same of a WebP picture, whose decoder holds four copies: as many as 8K video has."""
LONGEST_SIDE = 65_535
"""The longest side of a picture that is decoded, in pixels: as much as a JPEG file can have."""
BYTE_BUDGET = 200_000_000
"""The largest file that is read."""
ENOUGH_PIXELS = 4_000_000
"""What a picture that is to be brought down anyway is decoded to, about."""
ENOUGH_SIDE = 64
"""The shorter side that such a picture keeps at least, if it has as much."""
BAND = 2**16
"""How many pixels are turned into grey levels at a time: each takes some 100 bytes on the way."""
LUMA = (0.2126, 0.7152, 0.0722)
"""The weights of red, green and blue in a grey level (ITU-R Recommendation BT.709, section 3), applied to the stored,
gamma-encoded values."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph inside scikit-image's wheel.

    Parameters
    ----------
    file : str
        The file's name in ``skimage/data``.
    title : str
        What it shows, in a few words; good as alternative text.
    """

    file: str
    title: str


_PHOTOGRAPHS = {
    "camera": Photograph("camera.png", "a photographer behind a camera on a tripod"),
    "astronaut": Photograph("astronaut.png", "the astronaut Eileen Collins"),
    "cat": Photograph("chelsea.png", "a tabby cat's face"),
    "coffee": Photograph("coffee.png", "a cup of coffee with a spoon"),
    "coins": Photograph("coins.png", "ancient coins in rows"),
    "moon": Photograph("moon.png", "the surface of the moon"),
    "rocket": Photograph("rocket.jpg", "a rocket on its launch pad"),
    "brick": Photograph("brick.png", "a brick wall"),
    "grass": Photograph("grass.png", "grass seen from above"),
    "gravel": Photograph("gravel.png", "gravel seen from above"),
    "page": Photograph("page.png", "a scanned page of text"),
}


def photograph_names() -> tuple[str, ...]:
    """Return the names that `photograph` knows."""
    return tuple(_PHOTOGRAPHS)


def photograph_title(name: str) -> str:
    """Return what the photograph `name` shows, in a few words.

    Examples
    --------
    >>> photograph_title("camera")
    'a photographer behind a camera on a tripod'
    """
    return _PHOTOGRAPHS[one_of("name", name, photograph_names())].title


def photograph(name: str) -> NDArray[np.float64]:
    """Return one of scikit-image's sample photographs in grey, at its full size.

    Raises
    ------
    InputError
        If the name is unknown or scikit-image is not installed.

    Examples
    --------
    >>> photograph("camera").shape
    (512, 512)
    """
    return load_image(photograph_path(name))


def photograph_path(name: str) -> Path:
    """Return where the file of the photograph `name` lies.

    Raises
    ------
    InputError
        If the name is unknown or scikit-image is not installed.

    Examples
    --------
    >>> photograph_path("cat").name
    'chelsea.png'
    """
    entry = _PHOTOGRAPHS[one_of("name", name, photograph_names())]
    path = installed_file("skimage", "data", entry.file)
    if path is None:
        raise bad("name", name, "a photograph of scikit-image, which is not installed: pip install scikit-image")
    return path


def looks_like_path(text: str) -> bool:
    """Return whether `text` names a file rather than a misspelt image: it exists, or has a folder or suffix in it."""
    path = Path(text)
    return bool(text) and (len(path.parts) > 1 or bool(path.suffix) or _is_there(path))


def load_image(path: str | Path, *, pixel_budget: int = PIXEL_BUDGET, whole: bool = True) -> NDArray[np.float64]:
    """Return a picture file as grey levels 0 … 1, turned upright.

    Colour becomes grey by the weights `LUMA`. Transparent pixels are laid over white, as a page would show them. The
    EXIF orientation is applied. Of an animation the first frame is taken. Sixteen-bit files, grey or colour, with alpha
    or without, keep their precision.

    Parameters
    ----------
    path : str or Path
        A PNG, JPEG or WebP file, recognised by its contents.
    pixel_budget : int, optional
        The largest number of pixels accepted. It is held against the size in the file's header, before anything is
        decoded.
    whole : bool, optional
        Whether every pixel is wanted. If not, a picture of more than `ENOUGH_PIXELS` is brought down by a whole factor,
        to the means of blocks, so that it takes no more memory than a small one; its shorter side keeps `ENOUGH_SIDE`.

    Returns
    -------
    ndarray of shape (height, width)

    Raises
    ------
    InputError
        If there is no such file, it is a folder or another thing that isn't a file, it is none of the three formats,
        it is damaged, it has more pixels than `pixel_budget` or more than `LONGEST_SIDE` on a side, or the file is
        larger than `BYTE_BUDGET`.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    pixel_budget = whole_number("pixel_budget", pixel_budget, at_least=1)
    path = Path(path)
    if not _is_there(path):
        raise bad("path", str(path), "the path of an existing file")
    if not path.is_file():
        raise bad("path", str(path), "a file, not a folder or a device")
    if path.stat().st_size > BYTE_BUDGET:
        raise _too_large(path, f"{path.stat().st_size:,} bytes", f"{BYTE_BUDGET:,} bytes")
    # Pillow's own limit only warns, and decoders report damage through many kinds of exception and warning, all of
    # which mean the same to the user.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=FORMATS) as picture:
                _check_budget(path, picture, pixel_budget)
                rawmode = picture.tile[0].args if picture.format == "PNG" else None
                if rawmode in _BYTES_OF_SIXTEEN_BITS:
                    layers = _unpacked(path, str(rawmode))
                    grey: _Grey = partial(_deep_grey, str(rawmode), picture.info.get("transparency"))
                else:
                    if not whole:
                        factor = _factor(picture.size)
                        picture.draft(picture.mode, (picture.width // factor, picture.height // factor))
                    layers, grey = [picture], _plain_grey
                for layer in layers:
                    ImageOps.exif_transpose(layer, in_place=True)
                return _in_bands(layers, grey, 1 if whole else _factor(layers[0].size))
        except InputError:
            raise
        except (Image.DecompressionBombError, MemoryError):
            raise _too_large(path, "more pixels than can be decoded", f"{pixel_budget:,} pixels") from None
        except UnidentifiedImageError:
            raise bad("path", str(path), "a PNG, JPEG or WebP picture") from None
        except Exception as error:
            reason = str(error).strip() or type(error).__name__
            got = f"{str(path)!r}, which cannot be read ({reason})"
            raise InputError("path", got, "an undamaged picture") from None


def _check_budget(path: Path, picture: PillowImage, budget: int) -> None:
    width, height = picture.size  # from the header: nothing is decoded yet
    budget = min(budget, WEBP_BUDGET) if picture.format == "WEBP" else budget
    if width * height > budget:
        raise _too_large(path, f"{width} by {height} pixels", f"{budget:,} pixels")
    if max(width, height) > LONGEST_SIDE:
        raise _too_large(path, f"{width} by {height} pixels", f"{LONGEST_SIDE:,} pixels on a side")


def _too_large(path: Path, size: str, most: str) -> InputError:
    return InputError("path", f"{str(path)!r}, a picture of {size}", f"at most {most}")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long for the file system, or with a null byte
        return False


_BYTES_OF_SIXTEEN_BITS = {
    "I;16B": ("I;16B",),
    "LA;16B": ("RGBA",),
    "RGB;16B": ("RGB;16B", "RGB;16L"),
    "RGBA;16B": ("RGBA;16B", "RGBA;16L"),
}
"""How Pillow's decoder is told to unpack what a PNG file holds, so that together no byte is lost.

Left alone, it throws away the low byte of every colour. Told that the bytes are in the other order, it throws away the
high one. Grey and alpha are four bytes, as many as a pixel of RGBA has.
"""


def _factor(size: tuple[int, int]) -> int:
    """Return by how much a picture is brought down whose every pixel isn't wanted."""
    width, height = size
    return max(1, min(math.ceil(math.sqrt(width * height / ENOUGH_PIXELS)), min(size) // ENOUGH_SIDE))


def _in_bands(layers: Sequence[PillowImage], grey: _Grey, factor: int) -> NDArray[np.float64]:
    """Return the grey levels of a picture that was unpacked into layers, each the mean of `factor` × `factor`."""
    width, height = layers[0].size
    rows = factor * max(1, BAND // (factor * width))
    whole = np.empty((math.ceil(height / factor), math.ceil(width / factor)))
    for top in range(0, height, rows):
        box = (0, top, width, min(top + rows, height))
        band = _block_means(grey([layer.crop(box) for layer in layers]), factor)
        whole[top // factor : top // factor + len(band)] = band
    return whole


def _block_means(image: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
    """Return the means of blocks; those at the right and the bottom may have fewer pixels."""
    for axis in (0, 1) if factor > 1 else ():
        starts = np.arange(0, image.shape[axis], factor)
        sizes = np.diff(np.append(starts, image.shape[axis]))
        image = np.add.reduceat(image, starts, axis=axis) / (sizes[:, None] if axis == 0 else sizes)
    return image


def _unpacked(path: Path, rawmode: str) -> Sequence[PillowImage]:
    """Return a 16-bit PNG file as pictures that together hold every byte of it."""
    from PIL import Image

    unpacked: list[PillowImage] = []
    for unpacking in _BYTES_OF_SIXTEEN_BITS[rawmode]:
        with Image.open(path, formats=("PNG",)) as picture:
            picture.tile = [tile._replace(args=unpacking) for tile in picture.tile]
            picture.load()
            unpacked.append(picture)
    return unpacked


def _deep_grey(rawmode: str, clear: int | tuple[int, ...] | None, layers: Sequence[PillowImage]) -> NDArray[np.float64]:
    """Return the grey levels of an unpacked file; `clear` is the one value that it calls transparent, if any."""
    unpacked = [np.asarray(layer, dtype=np.int64) for layer in layers]
    if rawmode == "I;16B":
        values = unpacked[0][..., None]
    else:
        high, low = unpacked if len(unpacked) == 2 else (unpacked[0][..., 0::2], unpacked[0][..., 1::2])
        values = 256 * high + low
    has_alpha = "A" in rawmode
    colours = values[..., :-1] if has_alpha else values
    alpha = values[..., -1] / 65535 if has_alpha else np.ones(values.shape[:2])
    if clear is not None:
        alpha = np.where((colours == np.array(clear)).all(axis=-1), 0.0, alpha)
    return _on_white(colours / 65535, alpha)


def _plain_grey(layers: Sequence[PillowImage]) -> NDArray[np.float64]:
    channels = np.asarray(layers[0].convert("RGBA"), dtype=np.float64) / 255
    return _on_white(channels[..., :3], channels[..., 3])


def _on_white(colours: NDArray[np.float64], alpha: NDArray[np.float64]) -> NDArray[np.float64]:
    # The weights add up to 1, but in floating point a white pixel may not.
    luma = np.clip(colours @ np.array(LUMA), 0, 1) if colours.shape[-1] == 3 else colours[..., 0]
    grey: NDArray[np.float64] = luma * alpha + (1 - alpha)
    return grey
