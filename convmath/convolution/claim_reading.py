"""A claimed output as it is given on a command line: texts and files in, a verdict out."""

from __future__ import annotations

from typing import Any

from convmath.convolution.claimed_output import ClaimVerdict, verify_output
from convmath.convolution.filters import gradient_operators, gradient_x, gradient_y, kernel_from, kernel_names
from convmath.convolution.number_files import read_numbers
from convmath.core.errors import InputError

_OPTIONS = {"image": "input", "claimed": "output", "kernel_size": "kernel"}
"""The options that arguments of `verify_output` are called after, where those have another name."""


class ClaimError(ValueError):
    """Something of a claim cannot be read, or does not fit; the message is one line and names the option."""

    user_error = True


def read_claim(image: str, kernel: str, claimed: str, **options: Any) -> ClaimVerdict:
    """Return what is to be said of a claim.

    Parameters
    ----------
    image, kernel, claimed : str
        Rows of numbers or paths; the kernel also by name, of which ``sobel`` and its like are the gradient's magnitude.
    **options
        As for `verify_output`.

    Raises
    ------
    ClaimError
        If something cannot be read, or the kernel does not fit.

    Examples
    --------
    >>> read_claim("1 2 3", "1 1", "3 5").right
    True
    """
    try:
        pixels, weights, claim = read_numbers("input", image), _kernel(kernel), read_numbers("output", claimed)
        return verify_output(pixels, weights, claim, **options)
    except InputError as error:
        name = _OPTIONS.get(error.argument, error.argument).replace("_", "-")
        raise ClaimError(f"--{name} was {error.got}; allowed: {error.allowed}") from error


def _kernel(text: str) -> Any:
    if text in gradient_operators():
        return [gradient_x(text).matrix, gradient_y(text).matrix]
    if text in kernel_names():
        return kernel_from(text)
    try:
        return read_numbers("kernel", text)
    except InputError as error:
        names = ", ".join((*gradient_operators(), *kernel_names()))
        raise InputError("kernel", error.got, f"{error.allowed}; or one of {names}") from error
