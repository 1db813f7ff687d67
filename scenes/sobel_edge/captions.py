"""What is said over each beat of the sobel-edge scene: true of whatever image, kernel and padding it was given."""

from __future__ import annotations

from convmath.convolution.edges import SILENT
from scenes.sobel_edge.edge_study import EdgeStudy

NAMES = {"gx": "$G_x$", "gy": "$G_y$"}
"""The two gradients as formulas."""

SPOKEN = {"gx": "Gx", "gy": "Gy"}

OUTSIDE = {
    "zero": "black beyond the border",
    "replicate": "the border repeated",
    "reflect": "the image mirrored",
    "circular": "the image wrapped round",
}
"""What lies beyond the border under each padding mode, in words."""

_BEYOND = {
    "zero": "black",
    "replicate": "the border's own pixels again",
    "reflect": "the image in a mirror",
    "circular": "the opposite side of the image",
}


def of_window(study: EdgeStudy) -> str:
    """Say how one window is weighed."""
    way = "right minus left in each row" if study.axis == "gx" else "lower minus upper in each column"
    return f"Under the kernel: {way}, then one weighted sum."


def of_sweep(study: EdgeStudy) -> str:
    """Say what the first map holds."""
    where = "to the right" if study.axis == "gx" else "downwards"
    return f"The same nine weights at every pixel: how fast brightness changes {where}."


def of_maps(study: EdgeStudy) -> str:
    """Say how the other maps come about."""
    return f"Turned by a right angle, the kernel gives {SPOKEN[study.other_axis]}; Gx and Gy together, the magnitude."


def of_border(study: EdgeStudy) -> str:
    """Say what the windows that leave the image do."""
    found = study.responses.value
    if not found.responding_leaving:
        return "No window that leaves the image responds."
    if found.louder_leaving:
        return "But windows that leave the image respond as well, and more strongly than any inside."
    return "Windows that leave the image respond as well, to pixels that are made up."


def of_cause(study: EdgeStudy) -> str:
    """Say what such a window sees."""
    return f"Beyond the border the kernel sees {_BEYOND[study.padding_mode]}."


def of_other_padding(study: EdgeStudy, other: EdgeStudy) -> str:
    """Say what becomes of the response across the border under another padding."""
    beyond = f"With {OUTSIDE[other.padding_mode]} instead,"
    edge = study.shown_border(other)
    if edge is None:
        return f"{beyond} nothing responds across the border either."
    before, after = (abs(getattr(each.maps.value, edge.component)[edge.row, edge.column]) for each in (study, other))
    if after <= SILENT:
        return f"{beyond} the response across the border is gone."
    if abs(after - before) <= SILENT:
        return f"{beyond} the response across the border is as strong."
    return f"{beyond} the response across the border is {'weaker' if after < before else 'stronger'}."
