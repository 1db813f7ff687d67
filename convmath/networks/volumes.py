"""Networks whose kernels have as many taps along each of three axes, counted kernel by kernel."""

from __future__ import annotations

from dataclasses import dataclass

from convmath.convolution.n_dimensional import DIMENSIONS, kernel_weights
from convmath.core import facts
from convmath.core.errors import bad
from convmath.core.facts import Name
from convmath.core.records import checked_flag, settle, settle_whole


@dataclass(frozen=True, slots=True)
class KernelBank:
    """The kernels of a layer: one for each pair of an input and an output channel, equally long along each axis.

    Parameters
    ----------
    side : int
        Taps along each axis.
    dimensions : int
        Axes: 1, 2 or 3.
    channels_in, channels_out : int
    bias : bool, optional
        Whether each output channel has a bias.

    Raises
    ------
    InputError
        If a number is not as described.

    Examples
    --------
    >>> KernelBank(side=3, dimensions=3, channels_in=32, channels_out=64).parameters
    55360
    """

    side: int
    dimensions: int
    channels_in: int
    channels_out: int
    bias: bool = True

    def __post_init__(self) -> None:
        settle_whole(self, "side", "dimensions", "channels_in", "channels_out", at_least=1)
        if self.dimensions not in DIMENSIONS:
            raise bad("dimensions", self.dimensions, "1, 2 or 3")
        settle(self, bias=checked_flag("bias", self.bias))

    @property
    def weights(self) -> int:
        """Weights of all kernels."""
        return kernel_weights(self.side, self.dimensions) * self.channels_in * self.channels_out

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.bias * self.channels_out


@dataclass(frozen=True, slots=True)
class VolumeNetwork:
    """A network that reads volumes, by the kernels of its layers.

    Parameters
    ----------
    name : Name
        What it is called, with its source.
    variant : str
        Which of the networks of that name it is.
    banks : tuple of KernelBank
        The kernels of each layer that has some, in their order.
    """

    name: Name
    variant: str
    banks: tuple[KernelBank, ...]

    @property
    def parameters(self) -> int:
        """Number of parameters of all layers."""
        return sum(bank.parameters for bank in self.banks)


def unet3d() -> VolumeNetwork:
    """Return the 3D U-Net: down three steps and up again, two convolutions on each, all in three dimensions.

    Figure 2 of Ö. Çiçek et al. 2016: three channels in, three labels out. With a bias for each convolution, none for
    the up-convolutions, and the scale and shift of batch normalisation left out it comes to the number that is printed
    in section 2.

    Examples
    --------
    >>> unet3d().parameters
    19069955
    """
    channels, banks, across = 3, [], []
    for width in (32, 64, 128, 256):
        banks += [_bank(3, channels, width), _bank(3, width, 2 * width)]
        channels = 2 * width
        across.append(channels)
    for width in across[-2::-1]:
        banks += [_bank(2, channels, channels, bias=False), _bank(3, channels + width, width), _bank(3, width, width)]
        channels = width
    return VolumeNetwork(facts.UNET_3D, "as in figure 2 of the paper", (*banks, _bank(1, channels, 3)))


def _bank(side: int, channels_in: int, channels_out: int, *, bias: bool = True) -> KernelBank:
    return KernelBank(side, 3, channels_in, channels_out, bias)
