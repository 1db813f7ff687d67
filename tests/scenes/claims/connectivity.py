"""What the connectivity scene claims, by loops over every pixel and every unit."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.scenes.claims.sentences import Claims, plural

ABOUT = {
    "grids": ["who is wired to whom"],
    "dense": ["Dense: every unit reads every pixel"],
    "local": ["Locally connected"],
    "shared": ["Convolutional"],
    "reads": ["What a unit reads"],
    "feeds": ["What a pixel feeds"],
    "ledgers": ["Two savings"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"side": 6, "kernel": 5, "padding": 1}, {"side": 3, "kernel": 3, "padding": 1})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

Place = tuple[int, int]


def convolutional(side: int, kernel: int, padding: int) -> list[tuple[Place, Place, Place]]:
    """Pixel, unit and tap of every connection."""
    units = side + 2 * padding - kernel + 1
    return [
        ((row + tap - padding, col + across - padding), (row, col), (tap, across))
        for row in range(units)
        for col in range(units)
        for tap in range(kernel)
        for across in range(kernel)
        if 0 <= row + tap - padding < side and 0 <= col + across - padding < side
    ]


def claims(side: int = 4, kernel: int = 3, padding: int = 1) -> Claims:
    units = side + 2 * padding - kernel + 1
    made = convolutional(side, kernel, padding)
    used = Counter(tap for _, _, tap in made)
    middle, below = ((units - 1) // 2,) * 2, ((side - 1) // 2,) * 2
    read, fed = sum(unit == middle for _, unit, _ in made), sum(pixel == below for pixel, _, _ in made)
    least, most = min(used.values()), max(used.values())
    roles: dict[str, Any] = {
        "side": side,
        "units": units,
        "all": side**2 * units**2,
        "near": len(made),
        "few": len(used),
        "kernel": kernel,
        "read": side**2,
        "read_near": read,
        "fed": units**2,
        "fed_near": fed,
        "times": f"{least} to {most}" if least < most else str(least),
    }
    few, pixels, more = plural(len(used), "weight"), plural(read, "pixel"), plural(fed, "unit")
    image, grid = "{side} × {side} pixels", "{units} × {units} units"
    return {
        "alt": [
            (
                (
                    f"A grid of {image} below one of {grid}, three times, with a line for every connection: dense "
                    "{all}, each with its own weight; locally connected {near}, each with its own; convolutional "
                    f"{{near}} with {{few}} {few}"
                ),
                roles,
            )
        ],
        "description": [
            (f"An image of {image} lies below a grid of {grid}, three times", roles),
            ("Dense: every unit reads every pixel, by {all} connections with {all} weights", roles),
            (
                (
                    "Locally connected: every unit reads a window of {kernel} × {kernel}, by {near} connections with "
                    "{near} weights; connections to padding are none"
                ),
                roles,
            ),
            (
                (
                    f"Convolutional: the same {{near}} connections share {{few}} {few}, each used {{times}} times, and "
                    "each weight has lines of a colour and a dash of its own"
                ),
                roles,
            ),
            (
                (
                    "A pointer walks over the units: the one in the middle reads all {read} pixels if dense, else "
                    f"{{read_near}} {pixels}"
                ),
                roles,
            ),
            (
                (
                    "Then it walks over the pixels: the one in the middle feeds all {fed} units if dense, else "
                    f"{{fed_near}} {more}, through the weights in reverse order"
                ),
                roles,
            ),
        ],
        "caption": [
            (
                "Leaving out what is far takes {all} connections to {near}; sharing takes {near} weights to {few}",
                roles,
            )
        ],
        "shared.alt": [
            (
                (
                    f"Three layers from {image} to {grid}, with a line for each connection: {{all}} if dense, {{near}} "
                    "if locally connected, {near} if convolutional"
                ),
                roles,
            ),
            (f"The last ones have the looks of the {{few}} {few} of a kernel beside them", roles),
        ],
        "shared.caption": [
            (f"A convolution keeps {{near}} connections and shares {{few}} {few} among them", roles),
        ],
    }
