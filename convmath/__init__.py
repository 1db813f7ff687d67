"""The mathematics behind the lecture scenes: pure, typed, NumPy only.

Import the module you need (``from convmath import counting``); nothing is loaded before it is asked for.
"""

__all__ = [
    "convolution",
    "cortex",
    "counting",
    "edges",
    "errors",
    "facts",
    "filters",
    "images",
    "networks",
    "provenance",
    "receptive_field",
]
