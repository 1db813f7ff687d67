"""Where the coins of the photograph `coins` lie: places marked beforehand, to hold against what a search finds."""

from __future__ import annotations

from convmath.images.matching import Place

COIN_REACH = 18
"""How far from a coin's middle is still on it, in pixels: the radius of the smallest of them, rounded down."""

_ROWS: tuple[tuple[Place, ...], ...] = (
    ((54, 44), (56, 100), (51, 155), (51, 215), (52, 276), (44, 335)),
    ((124, 45), (126, 102), (127, 154), (124, 205), (119, 271), (124, 336)),
    ((197, 44), (196, 102), (198, 154), (193, 212), (194, 274), (187, 347)),
    ((260, 46), (266, 114), (261, 172), (263, 244), (263, 301), (268, 358)),
)


def coin_places() -> tuple[Place, ...]:
    """Return the middles of the 24 coins in the photograph `coins`, as (row, column), in reading order.

    Each is the centre of area of what the watershed of the Sobel gradient, from markers below grey level 30 and above
    150 of 255, takes for that coin (S. van der Walt et al., scikit-image: image processing in Python, PeerJ 2:e453,
    2014, doi:10.7717/peerj.453), rounded to whole pixels and looked at on the photograph.

    Examples
    --------
    >>> len(coin_places())
    24
    """
    return tuple(place for row in _ROWS for place in row)
