"""How often parameters are used: the connections of a network against its parameters, and layer by layer.

Whether a bias makes a connection is a matter of counting: Y. LeCun et al. count one for each output value with a bias,
in 1989 and in 1998; others leave them out. Both are given.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from convmath.core.errors import bad
from convmath.networks.graph import NetworkGraph
from convmath.networks.published import Network


class Sharing(NamedTuple):
    """The ledgers of a network, and how many connections there are for each of its parameters, on average."""

    parameters: int
    connections: int
    uses: float


class LayerCount(NamedTuple):
    """What a layer of like units holds: ``connections = units * inputs`` and ``parameters = weights + biases``.

    Parameters
    ----------
    name : str
        The layer's.
    units, inputs : int
        Output values, and connections of each of them.
    connections, weights, biases, parameters : int
    """

    name: str
    units: int
    inputs: int
    connections: int
    weights: int
    biases: int
    parameters: int


def bias_uses(network: Network | NetworkGraph) -> int:
    """Return how many output values of a network have a bias; batch normalisation's shift is one.

    Examples
    --------
    >>> from convmath.networks.published import ZIP_CODES
    >>> bias_uses(ZIP_CODES)
    1000
    """
    if isinstance(network, NetworkGraph):
        return sum(prod(node.shape) for node in network if node.layer.biases)
    return network.connections_with_biases - network.connections


def sharing(network: Network | NetworkGraph, *, biases: bool = True) -> Sharing:
    """Return a network's parameters and connections, and how many connections there are for a parameter.

    Parameters
    ----------
    network : Network or NetworkGraph
    biases : bool, optional
        Whether a bias counts as a connection of each output value that it is added to. Taps on padding always count.

    Raises
    ------
    InputError
        If the network has no parameters.

    Examples
    --------
    >>> from convmath.networks.published import ZIP_CODES
    >>> sharing(ZIP_CODES)[:2], sharing(ZIP_CODES, biases=False)[:2]
    ((9760, 64660), (9760, 63660))
    """
    if not network.parameters:
        raise bad("network", network.name.text, "a network with parameters")
    connections = network.connections + (bias_uses(network) if biases else 0)
    return Sharing(network.parameters, connections, connections / network.parameters)


def layer_counts(network: Network, *, biases: bool = True) -> tuple[LayerCount, ...]:
    """Return the counts of each layer of a network whose layers have units of equally many connections.

    Parameters
    ----------
    network : Network
    biases : bool, optional
        Whether a bias counts as a connection.

    Raises
    ------
    InputError
        If the units of a layer have not all the same number of connections.

    Examples
    --------
    >>> from convmath.networks.published import ZIP_CODES
    >>> layer_counts(ZIP_CODES)[0]
    LayerCount(name='H1', units=768, inputs=26, connections=19968, weights=300, biases=768, parameters=1068)
    """
    found = []
    for name, layer in ((named.name, named.layer) for named in network):
        units = layer.output_values
        inputs, over = divmod(layer.connections, units)
        if over:
            raise bad("network", network.name.text, f"layers of like units, which {name!r} has not")
        inputs += bool(biases and layer.biases)
        counts = (layer.weights, layer.biases, layer.parameters)
        found.append(LayerCount(name, units, inputs, units * inputs, *counts))
    return tuple(found)
