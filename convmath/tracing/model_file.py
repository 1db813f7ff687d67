"""A user's file with a factory of a model: run, and the model built without taking memory for its weights.

Whatever goes wrong there is told in one line that names the place in their file.
"""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from math import prod
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from convmath.tracing.names import ModelError, split_model
from convmath.tracing.trace import TracedModel, trace_module

_OURS = {Path(torch.__file__).parent, Path(__file__).parent}
MOST_VALUES = 2**31
"""The most values that an input may have."""


def trace_file(text: str, input_shape: Sequence[int | None]) -> TracedModel:
    """Return the graph of the model that ``path/to/model.py:factory`` makes, for images of a shape. Runs the file.

    A size that is None is the number of channels that the model's first convolution takes.

    Raises
    ------
    ModelError
        If there is no such file or factory, it raises, it makes no module, or the module does not take such images.
    """
    path, factory = split_model(text)
    module = _built(path, factory)
    channels = next((int(own) for each in module.modules() if (own := _channels(each))), 1)
    shape = tuple(channels if size is None else size for size in input_shape)
    written = ",".join(map(str, shape))
    if not 2 <= len(shape) <= 4 or min(shape) < 1 or prod(shape) > MOST_VALUES:
        raise ModelError(f"an input of {written}: write channels and one to three sizes, such as 3,224,224")
    with _explained(path, f"{factory} does not run on an input of {written}"):
        return trace_module(module, shape)


def _channels(module: torch.nn.Module) -> int | None:
    return getattr(module, "in_channels", None)


def _built(path: Path, factory: str) -> torch.nn.Module:
    """Return the module that a factory makes, on the meta device; what it computes with tensors is real if need be."""
    with _explained(path, "the file cannot be run"):
        source = _run(path)
    make = _factory(path, source, factory)
    if isinstance(make, torch.nn.Module):
        return _checked(path, factory, make, None)
    with _explained(path, f"{factory} raises"):
        try:
            with torch.device("meta"):
                made = make()
        except (NotImplementedError, RuntimeError) as error:
            if "meta" not in str(error):
                raise
            with _LayersOnMeta():
                made = make()
    return _checked(path, factory, made, make)


def _run(path: Path) -> ModuleType:
    name = f"_model_{path.stem}"
    loader = SourceFileLoader(name, str(path))
    spec = spec_from_loader(name, loader)
    if spec is None:
        raise ModelError(f"{path.name} cannot be run as Python")
    module = module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.modules[name] = module
    sys.path.insert(0, str(path.parent))
    try:
        with torch.device("meta"):
            loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
        sys.path.remove(str(path.parent))
    return module


def _factory(path: Path, source: ModuleType, factory: str) -> Any:
    found = getattr(source, factory, None)
    if found is None:
        own = [
            name
            for name, value in vars(source).items()
            if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == source.__name__
        ]
        raise ModelError(f"{path.name} has no {factory!r}; it has: {', '.join(own[:12]) or 'no function or class'}")
    if isinstance(found, torch.nn.Module):
        return found
    if not callable(found):
        raise ModelError(f"{_place(path, found)}{factory!r} is neither a function nor a module")
    try:
        needed = [
            each.name
            for each in inspect.signature(found).parameters.values()
            if each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        ]
    except (TypeError, ValueError):
        needed = []
    if needed:
        raise ModelError(
            f"{_place(path, found)}{factory} needs arguments ({', '.join(needed)}); write a function without any that "
            "calls it"
        )
    return found


def _checked(path: Path, factory: str, made: Any, make: Any) -> torch.nn.Module:
    if not isinstance(made, torch.nn.Module):
        raise ModelError(f"{_place(path, make)}{factory} returns {type(made).__name__}, not a torch.nn.Module")
    for name, each in made.named_modules():
        if any(isinstance(own, torch.nn.parameter.UninitializedTensorMixin) for own in each.parameters(recurse=False)):
            raise ModelError(
                f"{_place(path, make)}the layer {name or factory!r} is lazy: it does not know its sizes before it is "
                "run; give them"
            )
    return made


def _place(path: Path, thing: Any) -> str:
    """Return where a function or class of a file begins, for the beginning of a message."""
    try:
        return f"{path.name}:{inspect.getsourcelines(thing)[1]}: "
    except (OSError, TypeError):
        return f"{path.name}: "


@contextmanager
def _explained(path: Path, what: str) -> Iterator[None]:
    """Tell what a user's lines raise in one line that names the last of them."""
    try:
        yield
    except ModelError:
        raise
    except RecursionError as error:
        raise ModelError(f"{_line(path, error)}{what}: it calls itself without an end") from error
    except SyntaxError as error:
        raise ModelError(f"{path.name}:{error.lineno or 1}: the file is not valid Python: {error.msg}") from error
    except (Exception, SystemExit) as error:
        raise ModelError(f"{_line(path, error)}{what}: {_said(error)}") from error


def _line(path: Path, error: BaseException) -> str:
    """Return the last line of the user's on the way to an error, for the beginning of a message."""
    entries = [(Path(entry.filename), entry.lineno) for entry in traceback.extract_tb(error.__traceback__)]
    own = [entry for entry in entries if entry[0] == path] or [
        entry for entry in entries if path.parent in entry[0].parents and not _OURS.intersection(entry[0].parents)
    ]
    return f"{own[-1][0].name}:{own[-1][1]}: " if own else f"{path.name}: "


def _said(error: BaseException) -> str:
    text = " ".join(str(error).split())
    if isinstance(error, SystemExit):
        return "it ends the process"
    if "meta" in text and ("item" in text or "data" in text or "bool" in text or "nonzero" in text):
        return "what it does depends on the values of its input, which are not known before it is run"
    where = "".join(f" ({note})" for note in getattr(error, "__notes__", ()))
    return f"{type(error).__name__}{f': {text[:300]}' if text else ''}{where}"


class _LayersOnMeta(TorchFunctionMode):  # type: ignore[misc]
    """Leaves what a factory computes where it is, and puts what layers are made of on the meta device."""

    _MAKERS = (torch.empty, torch.rand, torch.randn)

    def __torch_function__(self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Call a function, on the meta device if it makes a tensor whose values nobody has chosen."""
        given = dict(kwargs or {})
        if func in self._MAKERS:
            given["device"] = "meta"
        return func(*args, **given)
