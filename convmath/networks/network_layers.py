"""The layers of published networks beside plain convolution: pooling, and those of the first networks of LeCun."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from convmath.convolution.geometry import Geometry, Padding, checked_padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.core.errors import bad, whole_number
from convmath.core.records import settle, settle_whole
from convmath.networks.layers import SpatialLayer, settle_sizes


@dataclass(frozen=True, slots=True)
class PoolLayer(SpatialLayer):
    """A pooling layer: nothing to learn, one output channel per input channel.

    Parameters
    ----------
    channels : int
        Number of channels, at least 1.
    kernel, input_size, stride : int or (int, int)
        Rows and columns of the window and of the image, and the window's steps.
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}, optional
        Pixels added around the image, which a maximum never chooses.

    Raises
    ------
    InputError
        If an argument is not as described or the window does not fit the padded image.

    Examples
    --------
    >>> PoolLayer(64, kernel=2, stride=2, input_size=224).output_shape
    (64, 112, 112)
    """

    channels: int
    _: KW_ONLY
    kernel: int | Pair
    input_size: int | Pair
    stride: int | Pair
    padding: Padding = 0

    def __post_init__(self) -> None:
        settle_whole(self, "channels", at_least=1)
        settle_sizes(self, "kernel", "input_size", "stride")
        settle(self, padding=checked_padding(self.padding))
        _ = self.geometry

    @property
    def geometry(self) -> Geometry:
        """Where the windows stand, every size resolved."""
        return window_geometry(self.input_size, self.kernel, stride=self.stride, padding=self.padding)

    @property
    def _channels(self) -> Pair:
        return self.channels, self.channels

    @property
    def weights(self) -> int:
        """Nothing is learnt."""
        return 0

    @property
    def biases(self) -> int:
        """Nothing is added."""
        return 0

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def connections(self) -> int:
        """No weight stands between the values it compares."""
        return 0


@dataclass(frozen=True, slots=True)
class SubsamplingLayer(PoolLayer):
    """Trainable subsampling: each output is the sum under the window, times a coefficient, plus a bias.

    The coefficient and the bias are shared by all positions of a channel. Y. LeCun et al. 1998, section II.B.

    Examples
    --------
    >>> SubsamplingLayer(6, kernel=2, stride=2, input_size=28).parameters
    12
    """

    @property
    def weights(self) -> int:
        """Number of coefficients: one per channel."""
        return self.channels

    @property
    def biases(self) -> int:
        """Number of biases: one per channel."""
        return self.channels

    @property
    def connections(self) -> int:
        """Pairs of an input and an output value with the coefficient between them."""
        return self.geometry.taps * self.channels


@dataclass(frozen=True, slots=True)
class TableConvLayer(SpatialLayer):
    """A convolution layer, with stride 1 and biases, whose output channels see only some of the input channels.

    Parameters
    ----------
    in_channels : int
        Number of channels of the image, at least 1.
    table : tuple of tuple of int
        For each output channel, the numbers of the input channels it sees, from 0.
    kernel, input_size : int or (int, int)
        Rows and columns of the kernel and of the image.

    Raises
    ------
    InputError
        If an argument is not as described, or an output channel sees none, one twice or one that is not there.

    Examples
    --------
    >>> TableConvLayer(2, ((0,), (0, 1)), kernel=5, input_size=14).parameters
    77
    """

    in_channels: int
    table: tuple[tuple[int, ...], ...]
    _: KW_ONLY
    kernel: int | Pair
    input_size: int | Pair

    def __post_init__(self) -> None:
        settle_whole(self, "in_channels", at_least=1)
        settle_sizes(self, "kernel", "input_size")
        settle(self, table=tuple(tuple(whole_number("table", channel) for channel in seen) for seen in self.table))
        for seen in self.table:
            known = set(seen) <= set(range(self.in_channels))
            if not seen or not known or len(set(seen)) < len(seen):
                raise bad("table", seen, f"one or more different channels from 0 to {self.in_channels - 1}")
        if not self.table:
            raise bad("table", self.table, "at least one output channel")
        _ = self.geometry

    @property
    def geometry(self) -> Geometry:
        """Where the windows stand, every size resolved."""
        return window_geometry(self.input_size, self.kernel)

    @property
    def _channels(self) -> Pair:
        return self.in_channels, len(self.table)

    @property
    def _channel_pairs(self) -> int:
        return sum(map(len, self.table))

    @property
    def weights(self) -> int:
        """Number of weights: one kernel for every pair of an output and an input channel it sees."""
        rows, columns = self.geometry.kernel_size
        return self._channel_pairs * rows * columns

    @property
    def biases(self) -> int:
        """Number of biases: one per output channel."""
        return len(self.table)

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def connections(self) -> int:
        """Pairs of an input and an output value with a weight between them."""
        return self._channel_pairs * self.geometry.taps


@dataclass(frozen=True, slots=True)
class UnitBiasConvLayer(SpatialLayer):
    """A convolution layer whose every output value has a bias of its own; the kernels are shared as ever.

    The layers H1 and H2 of Y. LeCun et al. 1989.

    Parameters
    ----------
    in_channels, out_channels : int
        Number of channels of the image and of the output, at least 1.
    kernel, input_size : int or (int, int)
        Rows and columns of the kernel and of the image.
    stride : int or (int, int), optional
        Steps of the window.
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}, optional
        Pixels added around the image.
    channels_seen : int or None, optional
        How many of the image's channels each output channel sees; by default all of them.

    Raises
    ------
    InputError
        If an argument is not as described or the kernel does not fit the padded image.

    Examples
    --------
    >>> layer = UnitBiasConvLayer(1, 12, kernel=5, input_size=16, stride=2, padding=2)
    >>> layer.output_shape, layer.parameters, layer.connections + layer.biases
    ((12, 8, 8), 1068, 19968)
    """

    in_channels: int
    out_channels: int
    _: KW_ONLY
    kernel: int | Pair
    input_size: int | Pair
    stride: int | Pair = 1
    padding: Padding = 0
    channels_seen: int | None = None

    def __post_init__(self) -> None:
        settle_whole(self, "in_channels", "out_channels", at_least=1)
        settle_sizes(self, "kernel", "input_size", "stride")
        settle(self, padding=checked_padding(self.padding))
        if self.channels_seen is not None:
            settle_whole(self, "channels_seen", at_least=1)
            if self.channels_seen > self.in_channels:
                raise bad("channels_seen", self.channels_seen, f"at most the {self.in_channels} channels there are")
        _ = self.geometry

    @property
    def geometry(self) -> Geometry:
        """Where the windows stand, every size resolved."""
        return window_geometry(self.input_size, self.kernel, stride=self.stride, padding=self.padding)

    @property
    def _channels(self) -> Pair:
        return self.in_channels, self.out_channels

    @property
    def weights(self) -> int:
        """Number of weights: one kernel for every pair of an output and an input channel it sees."""
        rows, columns = self.geometry.kernel_size
        return self._channel_pairs * rows * columns

    @property
    def biases(self) -> int:
        """Number of biases: one per output value."""
        return self.output_values

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def connections(self) -> int:
        """Pairs of an input and an output value with a weight between them, taps on padding included."""
        return self._channel_pairs * self.geometry.taps

    @property
    def _channel_pairs(self) -> int:
        return self.out_channels * (self.in_channels if self.channels_seen is None else self.channels_seen)
