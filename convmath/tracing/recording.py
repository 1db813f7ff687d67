"""Recording what a module computes: every operation of ATen, and which tensors, parameters and layers it is about.

The module runs on the meta device, where tensors have shapes and no values: nothing is computed and no memory taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

from convmath.networks.tensor_graph import (
    TENSOR_INPUT,
    TensorNode,
    TensorOperation,
    Unknown,
    Untied,
)

_PADS = {torch.nn.functional.pad, torch._C._nn.pad}  # noqa: SLF001


@dataclass
class OperatorCall:
    """One operation as a handler sees it.

    Parameters
    ----------
    recorder
        Where nodes are entered.
    name
        What it is called, without namespace and overload.
    arguments
        What it was given by place.
    results
        The tensors that it returned.
    in_place
        Whether it changed its first argument.
    """

    recorder: Recorder
    name: str
    arguments: Sequence[Any]
    results: list[Any]
    in_place: bool = False

    @property
    def result(self) -> Any:
        """The first tensor that it returned."""
        return self.results[0]

    @property
    def tracked(self) -> list[Any]:
        """The tensors among its arguments that depend on the input, each once."""
        found = {id(each): each for each in tree_leaves(list(self.arguments)) if self.depends(each)}
        return list(found.values())

    def argument(self, place: int, default: Any = None) -> Any:
        """Return an argument, or what it is where it was not given."""
        return self.arguments[place] if place < len(self.arguments) else default

    def depends(self, value: Any) -> bool:
        """Whether a value is a tensor that depends on the input."""
        return isinstance(value, torch.Tensor) and id(value) in self.recorder.nodes_of

    def source(self, tensor: Any) -> str:
        """Return the node that gives a tensor; one of its own where it does not depend on the input."""
        if self.depends(tensor):
            return self.recorder.node_of(tensor)
        return self.node(Untied(), [int(each) for each in tensor.shape], [])

    def node(self, operation: TensorOperation, result: Any, reads: Iterable[Any], *, multiply_adds: int = 0) -> str:
        """Enter a node that reads tensors or nodes; `result` is the tensor that it gives, or the shape of it."""
        names = [each if isinstance(each, str) else self.recorder.node_of(each) for each in reads]
        shape = [int(each) for each in (result if isinstance(result, list) else result.shape)]
        name = self.recorder.enter(operation, names, shape, self.name, multiply_adds)
        if not isinstance(result, list):
            self.recorder.follow(result, name)
        return name

    def give_up(self) -> None:
        """Enter every result as one of which it is not known what it depends on."""
        for result in self.results:
            self.node(Unknown(self.name), result, self.tracked)


@dataclass
class Recorder:
    """The nodes found so far, and which tensor each of them gives.

    Parameters
    ----------
    module
        The module that is run.
    """

    module: torch.nn.Module
    nodes: list[TensorNode] = field(default_factory=list)
    nodes_of: dict[int, str] = field(default_factory=dict)
    layer: str = ""
    kind: str = ""
    paused: bool = False
    holder: int = 0

    def __post_init__(self) -> None:
        self.parameters = {id(each): each.numel() for each in self.module.parameters()}
        self.used: set[int] = set()
        self._made_of: dict[int, frozenset[int]] = {}
        self._alive: list[Any] = []  # an id is a tensor's for as long as that lives
        self._of_storage: dict[int, set[int]] = {}
        self._overwritten: dict[int, str] = {}
        self._layers: Counter[str] = Counter()
        self._now: frozenset[int] = frozenset()

    def name_layer(self, path: str) -> str:
        """Return the name of a layer that is called now; of a module called again with the number of the call."""
        self._layers[path] += 1
        return path if self._layers[path] == 1 else f"{path}#{self._layers[path]}"

    def follow(self, tensor: Any, name: str) -> None:
        """Note which node gives a tensor."""
        self._alive.append(tensor)
        self.nodes_of[id(tensor)] = name
        self._overwritten.pop(id(tensor), None)
        self._of_storage.setdefault(_storage(tensor), set()).add(id(tensor))

    def node_of(self, tensor: Any) -> str:
        """Return the node that gives a tensor."""
        if (operation := self._overwritten.get(id(tensor))) is not None:
            shape = [int(each) for each in tensor.shape]
            name = self.enter(Unknown(f"{operation}_ on a view"), [self.nodes_of[id(tensor)]], shape, operation, 0)
            self.follow(tensor, name)
        return self.nodes_of[id(tensor)]

    def enter(
        self, operation: TensorOperation, reads: list[str], shape: list[int], kind: str, multiply_adds: int
    ) -> str:
        """Enter a node; the parameters of the operation that is recorded count as its own if they are new."""
        new = self._now - self.used
        self.used |= new
        name = f"{len(self.nodes)}:{self.layer}"
        self.nodes.append(
            TensorNode(
                name,
                operation,
                tuple(reads),
                tuple(shape),
                self.layer or self.name_layer(kind),
                self.kind or kind,
                sum(self.parameters[each] for each in new),
                multiply_adds,
            )
        )
        return name

    def record(self, name: str, arguments: Sequence[Any], named: dict[str, Any], results: list[Any]) -> None:
        """Enter the nodes of an operation, if it depends on the input."""
        from convmath.tracing.handlers import UNTIED, handler_of
        from convmath.tracing.mixing_handlers import attention

        given = [each for each in tree_leaves([list(arguments), named]) if isinstance(each, torch.Tensor)]
        made_of = frozenset[int]().union(
            *({id(each)} if id(each) in self.parameters else self._made_of.get(id(each), frozenset()) for each in given)
        )
        tracked = [each for each in given if id(each) in self.nodes_of]
        if name in UNTIED or not tracked:
            for each in results:
                self._alive.append(each)
                self._made_of[id(each)] = made_of
                self.nodes_of.pop(id(each), None)
            return
        base = name.rstrip("_") if not name.startswith("__") and name.endswith("_") else name
        call = OperatorCall(self, base, arguments, results, base != name)
        self._now = made_of
        alone, self.layer = self.layer, self.layer or self.name_layer(base)
        try:
            if base == "copy":
                call.node(Unknown("copy_"), arguments[0], tracked)
            elif base.startswith("_scaled_dot_product"):
                attention(call)
            elif (handler := handler_of(base)) is not None:
                handler(call)
            else:
                call.give_up()
            for other in results:  # such as the places of maxima
                if id(other) not in self.nodes_of:
                    call.node(Unknown(f"another result of {base}"), other, tracked)
        finally:
            self._now, self.layer = frozenset(), alone
        if call.in_place and base != "as_strided":
            self._overwrite(arguments[0], base)

    def _overwrite(self, tensor: Any, operation: str) -> None:
        """Note that what shares its memory with a tensor that was written to no longer holds what it held."""
        for other in self._of_storage.get(_storage(tensor), set()) - {id(tensor)}:
            self._overwritten[other] = operation


def _storage(tensor: Any) -> int:
    """Return what tells a tensor's memory from others'; on the meta device it has no address."""
    return int(tensor.untyped_storage()._cdata)  # noqa: SLF001


def _on_meta(tensor: Any) -> Any:
    """Return a tensor, or one of its shape on the meta device, where it meets others that are there."""
    return tensor if tensor.is_meta or not tensor.dim() else torch.empty_like(tensor, device="meta")


class _Operations(TorchDispatchMode):  # type: ignore[misc]
    """Tells a recorder every operation of ATen."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation, and tell it."""
        if any(each.is_meta for each in tree_leaves((args, kwargs)) if isinstance(each, torch.Tensor)):
            args, kwargs = tree_map_only(torch.Tensor, _on_meta, (args, kwargs))
        result = func(*args, **(kwargs or {}))
        if not self._recorder.paused:
            results = [each for each in tree_leaves(result) if isinstance(each, torch.Tensor)]
            if results:
                name = func.name().partition("::")[2].partition(".")[0]
                arguments = [*args]
                for argument in func._schema.arguments[len(args) :]:  # noqa: SLF001
                    if argument.kwarg_only:
                        break
                    arguments.append((kwargs or {}).get(argument.name, argument.default_value))
                self._recorder.record(name, arguments, kwargs or {}, results)
        return result


class _CircularPadding(TorchFunctionMode):  # type: ignore[misc]
    """Tells a recorder circular padding as one operation, which ATen makes of many copies."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Call a function, and tell it if it is circular padding."""
        given = kwargs or {}
        mode = given.get("mode", args[2] if len(args) > 2 else "constant")
        if func not in _PADS or mode != "circular" or self._recorder.paused:
            return func(*args, **given)
        self._recorder.paused = True
        try:
            result = func(*args, **given)
        finally:
            self._recorder.paused = False
        sides = given.get("pad", args[1] if len(args) > 1 else None)
        self._recorder.record("circular_pad", [args[0] if args else given["input"], sides], {}, [result])
        return result


@contextmanager
def recording(recorder: Recorder, image: Any) -> Iterator[None]:
    """Record what is computed of a tensor, the image, in the block."""
    recorder.follow(image, TENSOR_INPUT)
    with torch.no_grad(), _Operations(recorder), _CircularPadding(recorder):
        yield
