"""What is said over each beat of the scene: true of whatever image, kernel and padding it was given."""

from __future__ import annotations

from convmath.convolution.edges import SILENT
from scenes.sobel_edge.edge_study import EdgeStudy


def narrations(study: EdgeStudy, other: EdgeStudy, name: str) -> dict[str, str]:
    """Return what is said over each beat, given the study of the image under both ways of padding."""
    upright = study.axis == "gx"
    differ = "right minus left, in each row" if upright else "lower minus upper, in each column"
    return {
        "edge": "Where is an edge? Not where it is bright, and not where it is dark, but where brightness "
        "changes. This "
        "image has {rows} rows and {cols} columns. Follow the curve: it is the brightness along one line, and a "
        "filter that "
        "finds edges has to answer where that curve is steep.",
        "factors": f"The kernel of {name} looks arbitrary until you take it apart. Along the edge it smooths, "
        "so that a "
        "little noise does no harm. Across the edge it takes a difference. Multiply the one by the other, "
        "weight by weight, and there it is: a kernel made of two ideas.",
        "window": f"Lay it on a patch of the image and follow the sum. First the difference: {differ}. Then the "
        "weighted sum "
        "of these differences. The result is one number, and it says how strongly brightness changes here, and "
        "its sign "
        "says in which direction.",
        "sweep": "Now at every place at once. Notice that it is a cross-correlation: the kernel is used as it "
        "is, not turned. "
        "What appears beside the image is a map of changes, positive in one colour, negative in the other.",
        "maps": "The same kernel turned by a right angle answers to edges that lie the other way. Each map sees "
        "only half "
        "of the story. Take both at every pixel, as the two sides of a right triangle, and the long side is the "
        "magnitude: how steep it is, whatever the direction.",
        "false-edges": _at_the_border(study),
        "cause": "Here is what such a window sees. Part of it hangs over the border, where there is no image; "
        "something "
        "has to stand there, and that was our decision. The kernel cannot tell our decision from the picture.",
        "mend": _mended(study, other),
        "photograph": "And now a photograph, with the very same weights. Nothing was trained, nothing was "
        "tuned. Wherever "
        "brightness turns quickly, a line appears: outlines, shadows, the grain of the ground. A network that learns "
        "its first layer from photographs ends up with filters much like these.",
    }


def _at_the_border(study: EdgeStudy) -> str:
    found = study.responses.value
    if not found.responding_leaving:
        return (
            "Whenever you filter an image, look at the border first. Windows there reach beyond the picture. "
            "In this case we are lucky: none of them responds."
        )
    louder = (
        "Worse, they respond more strongly than any window inside."
        if found.louder_leaving
        else "They are no stronger than what is found inside, but they are there."
    )
    return (
        "Whenever you filter an image, look at the border first. Windows that reach beyond the picture respond "
        "as well, "
        f"and there is no edge there. {louder} If you only look for the largest value, this is what you will find."
    )


def _mended(study: EdgeStudy, other: EdgeStudy) -> str:
    edge = study.shown_border(other)
    if edge is None:
        return "Choose another padding, and look again. Across this border, nothing responds either way."
    _, after = (abs(getattr(each.maps.value, edge.component)[edge.row, edge.column]) for each in (study, other))
    if after <= SILENT:
        return (
            "Choose another padding, and the false response across the border is gone. The image has not changed, "
            "and neither has the kernel. Only what we assumed beyond the border has."
        )
    return (
        "Choose another padding, and the response across the border is another one. The image has not changed, "
        "and neither "
        "has the kernel; only what we assumed beyond the border has. No padding is right for every image."
    )
