"""What is said over each beat of the scene."""

from __future__ import annotations

from scenes.base.readout import Statement, is_exact

NARRATIONS = {
    "grids": "Two grids of numbers. The large one is the image: each number says how bright a pixel is. The small "
    "one is the kernel, and its numbers are weights. Everything that follows is done with just these two.",
    "places": "Slide the small grid over the large one. Wherever it fits, it will leave one number, so the output "
    "is a grid as well: {rows} rows by {cols} columns. Do not expect it to be the size of the image.",
    "one-place": "Lay the small grid on the large one. There is just one place where it fits, so the output will be "
    "a single number.",
    "flip": "If you want convolution as mathematicians define it, the kernel is first turned by half a circle. "
    "Deep-learning libraries leave that out, and call it convolution all the same.",
    "first-sum": "Here is the whole idea in one step. The window lies on a patch of the image. Each pixel is "
    "multiplied by the weight that lies on it. [mark sum] Then the products are added up, and the sum, {sum}, is "
    "written where the window stands.",
    "second-sum": "One step on. Other pixels, but look closely: the same weights. That is what we mean by sharing. "
    "This time the sum is {sum}.",
    "sweep": "And so it goes on, row after row, until the window has been everywhere. It is the same small "
    "computation each time. Nothing is learned on the way, and nothing depends on where we are.",
    "same-weights": "Let us count what that took. All in all, {w} weights have made the whole output. A fully "
    "connected layer between the same two grids would need {d}, one for every pair of a pixel and an output.",
    "one-product": "Let us count what that took, and hold it against a fully connected layer between the same two "
    "grids. That has one weight for every pair of a pixel and an output: {d}. Here it was {w}.",
    "verdict": "Now we know what the sums are, cell by cell, and can hold against them what was claimed.",
    "claim": "Somebody claimed another output. Do not ask yet who is right; compare it cell by cell, and the marked "
    "cells are those that differ.",
    "parting": "Go to the first cell where the two part, and do the sum once more. It takes a moment, and it "
    "settles the question.",
}


def with_total(narration: str, line: Statement) -> str:
    """Return what is said with its sum as a line prints its total: in the same digits, "about" where it is rounded."""
    total = next(part for part in line.filled if part.field == "total")
    about = "" if total.source is None or is_exact(total.source, total.form) else "about "
    return narration.replace("{sum}", f"{about}{{sum:{total.form}}}")
