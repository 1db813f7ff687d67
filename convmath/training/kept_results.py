"""What took long to train: kept in the user's cache folder, under a key that changes with the code and the arguments.

Weights are written to files and read from them under names such as ``"flatten/0/kernel"``: what was trained, the
number of the layer, and what they are.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import joblib
from numpy.typing import NDArray

from convmath.training.layers import Weights

Result = TypeVar("Result")

_known: dict[str, Any] = {}


def kept(function: Callable[..., Result], *, on_epoch: Callable[[int], object] | None, **arguments: Any) -> Result:
    """Return what a function gives for some arguments, from this process, the disk, or else by calling it.

    Parameters
    ----------
    function : callable
        A function of a module, which gives the same for the same arguments.
    on_epoch : callable or None
        Handed to it, and not part of the key.
    **arguments : object
        Its other arguments; arrays count by their values.
    """
    key = f"{function.__module__}.{function.__qualname__}:{joblib.hash(arguments)}"
    if key not in _known:
        _known[key] = _from_disk(function, on_epoch, arguments)
    result: Result = _known[key]
    return result


def forget() -> None:
    """Forget what this process knows; what is on the disk stays there."""
    _known.clear()


def _from_disk(function: Callable[..., Any], on_epoch: Callable[[int], object] | None, arguments: Any) -> Any:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
    folder = base / "convolutions-in-motion" / code.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found: Callable[..., Any] = joblib.Memory(folder, verbose=0).cache(function, ignore=["on_epoch"])
        return found(**arguments, on_epoch=on_epoch)
    except OSError:  # no such folder may be made, or no room is left in it
        return function(**arguments, on_epoch=on_epoch)


def named_arrays(owner: str, weights: Sequence[Weights]) -> dict[str, NDArray[Any]]:
    """Return the weights of all layers by the names under which they are stored.

    Examples
    --------
    >>> import numpy as np
    >>> list(named_arrays("dense", [{}, {"kernel": np.ones((2, 3)), "bias": np.zeros(2)}]))
    ['dense/1/kernel', 'dense/1/bias']
    """
    return {f"{owner}/{place}/{name}": own[name] for place, own in enumerate(weights) for name in own}


def weights_named(arrays: Mapping[str, NDArray[Any]], owner: str, *, layers: int) -> tuple[Weights, ...]:
    """Return the weights of all layers from the names under which `named_arrays` stored them.

    Examples
    --------
    >>> import numpy as np
    >>> weights_named({"dense/1/bias": np.zeros(2), "other/0/bias": np.ones(1)}, "dense", layers=2)
    ({}, {'bias': array([0., 0.])})
    """
    weights: tuple[Weights, ...] = tuple({} for _ in range(layers))
    for key in arrays:
        found, *place = key.split("/")
        if found == owner and len(place) == 2:
            weights[int(place[0])][place[1]] = arrays[key]
    return weights
