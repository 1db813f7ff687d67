"""The standard sizes of image that the counts are worked out for."""

from __future__ import annotations

from dataclasses import dataclass

from convmath.convolution.geometry import Padding
from convmath.convolution.padding import Pair
from convmath.core import facts
from convmath.core.errors import one_of
from convmath.core.facts import Name
from convmath.core.records import settle_whole
from convmath.networks.counting import image_values, pixel_count
from convmath.networks.layers import ConvLayer, DenseLayer


@dataclass(frozen=True, slots=True)
class ImageFormat:
    """A standard size of image.

    Parameters
    ----------
    name : Name
        What it is called, with its source.
    height, width, channels : int
        Its size; at least 1 each.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1.

    Examples
    --------
    >>> MNIST.dense_layer(1000).parameters
    785000
    """

    name: Name
    height: int
    width: int
    channels: int

    def __post_init__(self) -> None:
        settle_whole(self, "height", "width", "channels", at_least=1)

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return pixel_count(self.height, self.width)

    @property
    def values(self) -> int:
        """Number of values: pixels times channels."""
        return image_values(self.height, self.width, self.channels)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height, self.width

    def dense_layer(self, hidden: int) -> DenseLayer:
        """Return the fully connected layer, with biases, from all values of the image to `hidden` units."""
        return DenseLayer(self.values, hidden)

    def conv_layer(self, out_channels: int, kernel: int | Pair, *, padding: Padding = 0) -> ConvLayer:
        """Return the convolution layer with biases and stride 1 from this image to `out_channels` channels."""
        return ConvLayer(self.channels, out_channels, kernel=kernel, input_size=self.size, padding=padding)


MNIST = ImageFormat(facts.MNIST, 28, 28, 1)
CIFAR_10 = ImageFormat(facts.CIFAR_10, 32, 32, 3)
IMAGENET = ImageFormat(facts.IMAGENET, 224, 224, 3)
FULL_HD = ImageFormat(facts.FULL_HD, 1080, 1920, 3)
IMAGE_FORMATS = (MNIST, CIFAR_10, IMAGENET, FULL_HD)


def image_format_by_name(name: str) -> ImageFormat:
    """Return one of `IMAGE_FORMATS` by its name.

    Raises
    ------
    InputError
        If none is called `name`; the message lists the names.

    Examples
    --------
    >>> image_format_by_name("HD").size
    (1080, 1920)
    """
    named = {image_format.name.text: image_format for image_format in IMAGE_FORMATS}
    return named[one_of("name", name, named)]
