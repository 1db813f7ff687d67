"""A user's network as plain data: totals, layers, and what single units see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convmath.core.errors import InputError
from convmath.networks.tensor_fields import GraphFields, graph_fields
from convmath.networks.tensor_graph import TensorLayer
from convmath.tracing.names import ModelError

RULE = (
    "a multiply-add is a multiplication by a weight, or of two values of the input, with its addition; padding counts"
)


@dataclass(frozen=True)
class NetworkReport:
    """A traced network.

    Parameters
    ----------
    fields : GraphFields
        Its graph, with the receptive fields of its units.
    traced_by : str
        How it was traced.
    """

    fields: GraphFields
    traced_by: str

    def as_dictionary(self) -> dict[str, Any]:
        """Return the totals, and the layers in order of execution, the last one the output."""
        fields, graph = self.fields, self.fields.graph
        unknown = {fields.unknown(node.name) for node in graph.nodes} - {None}
        return {
            "input_shape": list(graph.input_shape),
            "output_shape": list(graph.output_shape),
            "traced_by": self.traced_by,
            "parameters": graph.parameters,
            "unused_parameters": graph.unused_parameters,
            "multiply_adds": graph.multiply_adds,
            "rule": RULE,
            "untraced": sorted(str(each) for each in unknown),
            "intervals_exact": fields.exact,
            "layers": [_layer_as_dictionary(fields, layer) for layer in graph.layers],
        }

    def unit(self, layer: str, place: Sequence[int]) -> dict[str, Any]:
        """Return what a unit sees: along each axis the first and the last place, within the input and beyond.

        Parameters
        ----------
        layer : str
            The name of one of the layers.
        place : sequence of int
            Its channel, and its place along each axis.

        Raises
        ------
        ModelError
            If the layer has no such unit.
        """
        nodes = {each.name: each.node for each in self.fields.graph.layers}
        try:
            unit = self.fields.unit(nodes[layer], tuple(place))
        except InputError as error:
            raise ModelError(f"--unit was {error.got}; allowed: {error.allowed}") from error
        clipped, unclipped = (
            None if each is None else [list(axis) for axis in each] for each in (unit.clipped, unit.unclipped)
        )
        return {"layer": layer, "unit": list(unit.unit), "clipped": clipped, "unclipped": unclipped}


def report_on(model: str, input_shape: Sequence[int]) -> NetworkReport:
    """Trace a model, and return what it is made of.

    Parameters
    ----------
    model : str
        ``path/to/model.py:factory``, a file that may be run.
    input_shape : sequence of int
        Channels, and the sizes along each axis.

    Raises
    ------
    ModelError
        If PyTorch is not installed, or the model cannot be built, run or traced.
    """
    try:
        from convmath.tracing.model_file import trace_file

        traced = trace_file(model, input_shape)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "torch":
            raise
        raise ModelError("this needs PyTorch: pip install 'convolutions-in-motion[torch]'") from error
    return NetworkReport(graph_fields(traced.graph), traced.traced_by)


def _layer_as_dictionary(fields: GraphFields, layer: TensorLayer) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": layer.name,
        "kind": layer.kind,
        "output_shape": list(layer.output_shape),
        "parameters": layer.parameters,
        "multiply_adds": layer.multiply_adds,
        "receptive_field": None,
    }
    summary = fields.summary(layer.node)
    if summary is None:
        found["untraced"] = fields.unknown(layer.node)
    else:
        found["receptive_field"] = {
            "size": [_number_or_range(axis.sizes) for axis in summary],
            "stride": [axis.stride for axis in summary],
            "start": [_number_or_range(axis.starts) for axis in summary],
            "centre": [_number_or_range(axis.centres) for axis in summary],
            "alike": all(axis.alike for axis in summary),
        }
    return found


def _number_or_range(pair: tuple[float, float]) -> Any:
    return pair[0] if pair[0] == pair[1] else {"min": pair[0], "max": pair[1]}
