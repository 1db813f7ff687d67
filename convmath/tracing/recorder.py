"""The nodes that a recording has found, and an operation as what tells its nodes sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from convmath.networks.tensor_graph import TensorNode, TensorOperation, Unknown, Untied


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

    def made_of(self, tensors: Iterable[Any]) -> frozenset[int]:
        """Return the parameters that tensors are, or are made of."""
        own = ({id(each)} if id(each) in self.parameters else self._made_of.get(id(each), ()) for each in tensors)
        return frozenset[int]().union(*own)

    def let_go(self, tensors: Iterable[Any], parameters: frozenset[int]) -> None:
        """Note that tensors do not depend on the input, and which parameters they are made of."""
        for each in tensors:
            self._alive.append(each)
            self._made_of[id(each)] = parameters
            self.nodes_of.pop(id(each), None)

    @contextmanager
    def operation(self, kind: str, parameters: frozenset[int]) -> Iterator[None]:
        """Enter what is entered in the block as nodes of one operation, in a layer of its own where it is in none."""
        self._now = parameters
        alone, self.layer = self.layer, self.layer or self.name_layer(kind)
        try:
            yield
        finally:
            self._now, self.layer = frozenset(), alone

    def overwrite(self, tensor: Any, operation: str) -> None:
        """Note that what shares its memory with a tensor that was written to no longer holds what it held."""
        for other in self._of_storage.get(_storage(tensor), set()) - {id(tensor)}:
            self._overwritten[other] = operation


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


def _storage(tensor: Any) -> int:
    """Return what tells a tensor's memory from others'; on the meta device it has no address."""
    return int(tensor.untyped_storage()._cdata)  # noqa: SLF001
