"""The mathematics behind the lecture scenes: pure, typed, NumPy only.

Import the module you need (``from convmath import counting``); nothing is loaded before it is asked for.
"""

__all__ = [
    "cones",
    "convolution",
    "cortex",
    "counting",
    "descriptions",
    "edges",
    "errors",
    "facts",
    "filters",
    "gabor",
    "geometry",
    "grids",
    "image_formats",
    "images",
    "landmarks",
    "layers",
    "locality",
    "magnitudes",
    "network_layers",
    "networks",
    "padding",
    "photographs",
    "pooling",
    "provenance",
    "receptive_field",
    "resampling",
    "ventral_stream",
    "windows",
]
