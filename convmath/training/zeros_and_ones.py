"""The digits that the small networks tell apart: handwritten zeros and ones of 14 × 14 pixels.

They are the 360 of scikit-learn's wheel, or the first of a folder with MNIST's own files.
"""

from __future__ import annotations

from functools import cache

from convmath.core.errors import bad
from convmath.training.digits import Digits, handwritten
from convmath.training.mnist_files import mnist_digits

SIDE = 14
"""Pixels along a side of a digit."""

TRAINING_DIGITS, TESTING_DIGITS = 240, 120
"""Of scikit-learn's 360 zeros and ones, how many a network is trained on, and how many, the others, it is tested on."""

MOST_TRAINING, MOST_TESTING = 1_000, 500
"""Of a folder's zeros and ones, how many a network is trained and tested on: the first of each pair of files."""

LEAST_TRAINING, LEAST_TESTING = 64, 6
"""How many zeros and ones a folder has at least, so that there are steps to take and some to show."""


def classes() -> tuple[int, int]:
    """Return the digits that the networks tell apart, in the order of their scores."""
    return (0, 1)


@cache
def digits() -> tuple[Digits, Digits]:
    """Return the zeros and ones for training and those for testing, their images of shape (N, 14, 14).

    Raises
    ------
    InputError
        If scikit-learn is not installed.
    """
    return handwritten(classes=classes(), side=SIDE).split(TRAINING_DIGITS)


def digits_of(folder: str) -> tuple[Digits, Digits]:
    """Return the zeros and ones for training and those for testing that a user asked for.

    Parameters
    ----------
    folder : str
        A folder with MNIST's four files, see `convmath.training.mnist_files.mnist_digits`; of its zeros and ones the
        first 1,000 are for training and the first 500 for testing. An empty text stands for scikit-learn's digits.

    Raises
    ------
    InputError
        If the folder's files are not MNIST's, or hold too few zeros or ones; or, without a folder, scikit-learn is not
        installed.

    Examples
    --------
    >>> [len(each) for each in digits_of("")]
    [240, 120]
    """
    if not folder:
        return digits()
    both = mnist_digits(folder, classes=classes(), most=(MOST_TRAINING, MOST_TESTING))
    for found, least in zip(both, (LEAST_TRAINING, LEAST_TESTING)):
        if len(found) < least or len(set(found.labels.tolist())) < len(classes()):
            raise bad("digits", folder, f"a folder whose files hold at least {least} zeros and ones, some of each")
    return both
