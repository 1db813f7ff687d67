"""Values that remember how they were computed.

A scene shows only numbers that came through `traced`, so a value and the call that made it cannot drift apart.

Examples
--------
>>> from convmath.networks.counting import image_values
>>> traced(image_values, height=224, width=224, channels=3).origin
'image_values(height=224, width=224, channels=3) -> 150528'
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from convmath.core.errors import bad
from convmath.core.serialisation import Json, arguments_in_words, in_words, qualified_name, shorten, to_json

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """One call of a function: what was called, with which arguments.

    Parameters
    ----------
    function : str
        The qualified name, ``"convmath.networks.counting.image_values"``.
    arguments : dict
        The arguments as passed (defaults left out), by name, in a form that JSON can hold.
    doc : str
        The first line of the function's docstring.
    """

    function: str
    arguments: dict[str, Json]
    doc: str


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Traced(Generic[T_co]):
    """A value and where it came from. It is the value's label, never a stand-in: it does no arithmetic.

    Indexing, slicing, iterating and `field` give the parts of the value, traced as well.

    Parameters
    ----------
    value : object
        The value, exactly as the function returned it.
    call : Call
        The call that returned it, or the whole it is a part of.
    trail : str, optional
        The path from the call's result to this value, such as ``"[1, 2]"`` or ``".sum"``.
    """

    value: T_co
    call: Call
    trail: str = ""

    @property
    def function(self) -> str:
        """The qualified name of the function that computed the value."""
        return self.call.function

    @property
    def arguments(self) -> dict[str, Json]:
        """The arguments of that call, by name, in a form that JSON can hold."""
        return dict(self.call.arguments)

    @property
    def doc(self) -> str:
        """What the function does: the first line of its docstring."""
        return self.call.doc

    @property
    def origin(self) -> str:
        """One line for a reader: ``image_values(height=28, width=28, channels=1) -> 784``."""
        return f"{in_words(self.provenance)} -> {shorten(in_words(to_json(self.value)))}"

    @property
    def provenance(self) -> dict[str, Json]:
        """The function, the arguments and the trail, without the value."""
        return {"function": self.function, "arguments": self.arguments, "trail": self.trail}

    def as_json(self) -> dict[str, Json]:
        """Return the provenance and the value in a form that JSON can hold.

        An array of more than 64 values is given by its shape, type and SHA-256.
        """
        return {**self.provenance, "value": to_json(self.value)}

    def field(self, name: str, *args: Any, **kwargs: Any) -> Traced[Any]:
        """Return the attribute `name` of the value, traced. A method is called with the arguments that follow.

        Parameters
        ----------
        name : str
            A field, a property or a method of the value.
        *args, **kwargs
            For a method: its arguments, which may be traced themselves.

        Raises
        ------
        InputError
            If the value has no such attribute, or arguments are given and it is not a method.
        """
        attribute = getattr(self.value, name, _MISSING)
        if attribute is _MISSING:
            raise bad("name", name, f"an attribute of {type(self.value).__name__}")
        if inspect.isroutine(attribute):
            shown = arguments_in_words(_bound_arguments(attribute, args, kwargs))
            result = attribute(*unwrap(args), **unwrap(kwargs))
            return Traced(result, self.call, f"{self.trail}.{name}({shown})")
        if args or kwargs:
            raise bad("name", name, f"a method of {type(self.value).__name__}, since arguments were given")
        return Traced(attribute, self.call, f"{self.trail}.{name}")

    def __getitem__(self, key: Any) -> Traced[Any]:
        key = unwrap(key)
        container: Any = self.value
        return Traced(container[key], self.call, f"{self.trail}[{_index_in_words(key)}]")

    def __len__(self) -> int:
        container: Any = self.value
        return len(container)

    def __iter__(self) -> Iterator[Traced[Any]]:
        if isinstance(self.value, Mapping):
            raise TypeError("a traced mapping is indexed by key, not iterated")
        return (self[index] for index in range(len(self)))

    def __bool__(self) -> bool:
        raise TypeError("a Traced has no truth of its own: ask for .value")

    def __repr__(self) -> str:
        return f"<Traced {self.origin}>"

    def __copy__(self) -> Traced[T_co]:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Traced[T_co]:
        """Return itself: a label is shared by the copies of the mobject that shows it."""
        return self


def traced(function: Callable[..., T_co], *args: Any, **kwargs: Any) -> Traced[T_co]:
    """Call `function` and return its result together with the call.

    Parameters
    ----------
    function : callable
        A named function, a class, or a method.
    *args, **kwargs
        Its arguments. Traced ones (also inside lists, tuples and dicts) are handed over as plain values and recorded
        by their own provenance.

    Returns
    -------
    Traced
        The unchanged result, with the function's name and arguments.

    Raises
    ------
    InputError
        If `function` has no name or signature to be recorded by, such as a lambda.

    Examples
    --------
    >>> from convmath.networks.counting import DenseLayer
    >>> traced(DenseLayer, 784, 1000).field("parameters").origin
    'DenseLayer(n_in=784, n_out=1000).parameters -> 785000'
    """
    if isinstance(function, functools.partial):
        return traced(function.func, *function.args, *args, **{**function.keywords, **kwargs})
    owner = getattr(function, "__self__", None) if inspect.ismethod(function) else None
    itself = {} if owner is None or inspect.isclass(owner) else {"self": to_json(owner)}
    call = Call(
        function=_name_of(function),
        arguments={**itself, **_bound_arguments(function, args, kwargs)},
        doc=(inspect.getdoc(function) or "").partition("\n")[0],
    )
    return Traced(function(*unwrap(args), **unwrap(kwargs)), call)


def unwrap(value: Any) -> Any:
    """Return `value` with every `Traced` in it (also inside lists, tuples and dicts) replaced by its plain value.

    A container that holds none is returned as it is.
    """
    if isinstance(value, Traced):
        return value.value
    if isinstance(value, dict):
        items = {key: unwrap(item) for key, item in value.items()}
        return items if any(items[key] is not value[key] for key in value) else value
    if isinstance(value, list | tuple):
        plain = [unwrap(item) for item in value]
        if all(after is before for after, before in zip(plain, value)):
            return value
        return type(value)(*plain) if hasattr(value, "_fields") else type(value)(plain)
    return value


_MISSING = object()


@to_json.register
def _(value: Traced) -> Json:  # type: ignore[type-arg]
    return value.provenance


def _name_of(function: Callable[..., Any]) -> str:
    name = qualified_name(function)
    if "<lambda>" in name:
        raise bad("function", name, "a function with a name, so that it can be looked up")
    return name


def _bound_arguments(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Json]:
    """Describe the arguments by name, before the call, while they are what the caller gave."""
    try:
        signature = inspect.signature(function)
    except ValueError:
        raise bad("function", qualified_name(function), "a function with a signature") from None
    arguments: dict[str, Json] = {}
    bound = signature.bind(*args, **kwargs).arguments
    for name, value in bound.items():
        if signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
            arguments.update({key: to_json(item) for key, item in value.items()})
        else:
            arguments[name] = to_json(value)
    return arguments


def _index_in_words(key: Any) -> str:
    if isinstance(key, tuple):
        return ", ".join(_index_in_words(item) for item in key) or "()"
    if isinstance(key, slice):
        bounds = ["" if bound is None else str(bound) for bound in (key.start, key.stop, key.step)]
        return ":".join(bounds[: 2 if key.step is None else 3])
    return "..." if key is Ellipsis else in_words(to_json(key))
