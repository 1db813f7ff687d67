"""A module of PyTorch told as a graph, with each call of a module, and each operation outside them, as a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.fx
from torch.utils._pytree import tree_leaves

from convmath.networks.tensor_graph import TENSOR_INPUT, TensorGraph, TensorNode
from convmath.tracing.names import ModelError
from convmath.tracing.recorder import Recorder
from convmath.tracing.recording import recording

FX, HOOKS = "torch.fx", "hooks on the meta device"
"""How a module can have been traced."""


@dataclass(frozen=True)
class TracedModel:
    """A module as a graph.

    Parameters
    ----------
    graph
        The graph.
    traced_by
        `FX`, where the module's forward pass is the same for all inputs; `HOOKS`, where only the one pass that was
        run is known.
    """

    graph: TensorGraph
    traced_by: str


class _Interpreter(torch.fx.Interpreter):  # type: ignore[misc]
    """Runs a graph of torch.fx, and tells a recorder which of its nodes is run."""

    def __init__(self, module: torch.fx.GraphModule, recorder: Recorder) -> None:
        super().__init__(module)
        self._recorder = recorder

    def run_node(self, n: torch.fx.Node) -> Any:
        """Run a node under the name of its module, or of the operation within the module that calls it."""
        recorder = self._recorder
        if n.op == "call_module":
            path, kind = str(n.target), type(self.fetch_attr(str(n.target))).__name__
        else:
            kind = n.target if isinstance(n.target, str) else getattr(n.target, "__name__", str(n.target))
            stack = list((n.meta.get("nn_module_stack") or {}).values())
            within = stack[-1][0] if stack and isinstance(stack[-1], tuple) else ""
            path = f"{within}.{kind}" if within else kind
        before = len(recorder.nodes)
        recorder.kind, recorder.layer = kind, "?"
        try:
            result = super().run_node(n)
        finally:
            recorder.kind = recorder.layer = ""
        if len(recorder.nodes) > before:
            _rename(recorder, before, recorder.name_layer(path))
        return result


def _rename(recorder: Recorder, start: int, name: str) -> None:
    """Give nodes from a place on the name of the layer that they turned out to make."""
    recorder.nodes[start:] = [replace(node, layer=name) for node in recorder.nodes[start:]]


def trace_module(module: torch.nn.Module, input_shape: Sequence[int]) -> TracedModel:
    """Return the graph of a module on the meta device.

    Parameters
    ----------
    module
        The module, in evaluation mode.
    input_shape
        Channels and then the sizes along each axis.

    Raises
    ------
    ModelError
        If its output does not depend on the input.
    """
    module.eval()
    _to_meta(module)
    graph, traced_by = _fx_graph(module), FX
    recorder = Recorder(module)
    with _plain_attention(), torch.device("meta"):
        kind = next((each.dtype for each in module.parameters() if each.is_floating_point()), torch.get_default_dtype())
        image = torch.empty((1, *input_shape), device="meta", dtype=kind)
        if graph is not None:
            try:
                with recording(recorder, image):
                    output = _Interpreter(graph, recorder).run(image)
            except Exception:  # what torch.fx has made of it does not run: the module itself says why
                graph = None
        if graph is None:
            traced_by, recorder = HOOKS, Recorder(module)
            with _named_by_hooks(module, recorder), recording(recorder, image):
                try:
                    output = module(image)
                except Exception as error:
                    if recorder.layer:
                        error.add_note(f"in the layer {recorder.layer}")
                    raise
    found = [recorder.node_of(each) for each in tree_leaves(output) if recorder.nodes_of.get(id(each))]
    if not found or set(found) == {TENSOR_INPUT}:
        raise ModelError("the output does not depend on the input: nothing was computed of it")
    nodes = _wanted(recorder.nodes, found)
    unused = sum(recorder.parameters.values()) - sum(node.parameters for node in nodes)
    return TracedModel(TensorGraph(tuple(input_shape), nodes, unused), traced_by)


def _to_meta(module: torch.nn.Module) -> None:
    """Put what a module holds on the meta device; what several of its modules share stays shared."""
    moved: dict[int, torch.Tensor] = {}
    for each in module.modules():
        for held in (each._parameters, each._buffers):  # noqa: SLF001
            for name, tensor in held.items():
                if tensor is None or tensor.is_meta:
                    continue
                if id(tensor) not in moved:
                    empty = torch.empty_like(tensor, device="meta")
                    is_parameter = isinstance(tensor, torch.nn.Parameter)
                    moved[id(tensor)] = torch.nn.Parameter(empty, tensor.requires_grad) if is_parameter else empty
                held[name] = moved[id(tensor)]


def _fx_graph(module: torch.nn.Module) -> torch.fx.GraphModule | None:
    """Return what torch.fx makes of a module; None where its path depends on what it is given."""
    try:
        return torch.fx.symbolic_trace(module)
    except Exception:  # whatever it stumbles over, the module can still be run
        return None


@contextmanager
def _plain_attention() -> Iterator[None]:
    """Have attention computed of its parts, and not by a fused operation."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


@contextmanager
def _named_by_hooks(module: torch.nn.Module, recorder: Recorder) -> Iterator[None]:
    """Name layers by the innermost module of PyTorch's own, or of the user's without others in it, that is running."""
    handles = []
    for path, each in module.named_modules():
        if path and (type(each).__module__.startswith("torch.nn") and not _holds_others(each)):
            handles.append(each.register_forward_pre_hook(_entering(recorder, path)))
            handles.append(each.register_forward_hook(_leaving(recorder)))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _holds_others(module: torch.nn.Module) -> bool:
    return isinstance(module, torch.nn.Sequential | torch.nn.ModuleList | torch.nn.ModuleDict)


def _entering(recorder: Recorder, path: str) -> Callable[..., None]:
    def enter(module: torch.nn.Module, *_: Any) -> None:
        if not recorder.layer:
            recorder.layer, recorder.kind = recorder.name_layer(path), type(module).__name__
            recorder.holder = id(module)

    return enter


def _leaving(recorder: Recorder) -> Callable[..., None]:
    def leave(module: torch.nn.Module, *_: Any) -> None:
        if recorder.holder == id(module):
            recorder.layer = recorder.kind = ""
            recorder.holder = 0

    return leave


def _wanted(nodes: list[TensorNode], outputs: list[str]) -> tuple[TensorNode, ...]:
    """Return the nodes that outputs depend on, in order of execution, the last output's last."""
    by_name = {node.name: node for node in nodes}
    wanted: set[str] = set()
    waiting = list(outputs)
    while waiting:
        name = waiting.pop()
        if name not in wanted and name != TENSOR_INPUT:
            wanted.add(name)
            waiting.extend(by_name[name].reads)
    kept = [node for node in nodes if node.name in wanted]
    last = by_name.get(outputs[-1])
    if last is not None:
        layer = [node for node in kept if node.layer == last.layer]
        if not any(node.name in other.reads for node in layer for other in kept if other.layer != last.layer):
            kept = [*(node for node in kept if node.layer != last.layer), *layer]
    return tuple(kept)
