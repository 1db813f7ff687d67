"""Recording what a module computes: every operation of ATen, and which tensors, parameters and layers it is about.

The module runs on the meta device, where tensors have shapes and no values: nothing is computed and no memory taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

import convmath.tracing.mixing_handlers  # noqa: F401 - it enters its handlers
from convmath.networks.tensor_graph import TENSOR_INPUT, Unknown
from convmath.tracing.handlers import UNTIED, handler_of
from convmath.tracing.recorder import OperatorCall, Recorder

_PADS = {torch.nn.functional.pad, torch._C._nn.pad}  # noqa: SLF001


def _record(recorder: Recorder, name: str, arguments: Sequence[Any], named: dict[str, Any], results: list[Any]) -> None:
    """Enter the nodes of an operation, if it depends on the input."""
    given = [each for each in tree_leaves([list(arguments), named]) if isinstance(each, torch.Tensor)]
    parameters = recorder.made_of(given)
    tracked = [each for each in given if id(each) in recorder.nodes_of]
    if name in UNTIED or not tracked or not any(each.numel() for each in results):
        recorder.let_go(results, parameters)
        return
    base = name.rstrip("_") if not name.startswith("__") and name.endswith("_") else name
    call = OperatorCall(recorder, base, arguments, results, base != name)
    with recorder.operation(base, parameters):
        if base == "copy":
            call.node(Unknown("copy_"), arguments[0], tracked)
        elif (handler := handler_of(base)) is not None:
            handler(call)
        else:
            call.give_up()
        for other in results:  # such as the places of maxima
            if id(other) not in recorder.nodes_of:
                call.node(Unknown(f"another result of {base}"), other, tracked)
    if call.in_place and base != "as_strided":
        recorder.overwrite(arguments[0], base)


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
                _record(self._recorder, name, arguments, kwargs or {}, results)
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
        _record(self._recorder, "circular_pad", [args[0] if args else given["input"], sides], {}, [result])
        return result


@contextmanager
def recording(recorder: Recorder, image: Any) -> Iterator[None]:
    """Record what is computed of a tensor, the image, in the block."""
    recorder.follow(image, TENSOR_INPUT)
    with torch.no_grad(), _Operations(recorder), _CircularPadding(recorder):
        yield
