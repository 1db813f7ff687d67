"""What is said over each beat of the scene."""

NARRATIONS = {
    "dense": "We begin with everything. In a dense layer, each output reads every pixel of the picture, through "
    "weights of its own. And so does the next output, and the next. [mark all] For {p} pixels and as many units, "
    "that makes {n} connections. Nothing is left out, and nothing is shared.",
    "local": "First insight: keep only the neighbours. Every line that comes from far away goes, and each unit is "
    "left with a small window. Look close up, though: the units still have different weights in their windows.",
    "tied": "Second insight: tie the weights. What is worth looking for in one place is worth looking for in every "
    "place. So let all units use the same {w} numbers. This is the step from local to convolutional.",
    "same-edge": "Let us see it work. Here is an edge at one end of the picture. Each weight meets its pixel, and "
    "the products are added up. Now go to the other end of the picture. The same weights, the same edge, and so the "
    "same sum: {a}, once more.",
    "map": "Sweep them over the whole picture, and you have a map of all such edges: {n} answers, made with {w} "
    "weights. Nothing in the layer knows where it is, and that is exactly why it finds them all.",
    "moves": "Third insight, and it comes for free. Move the picture, and the map moves along with it. That follows "
    "from the tied weights alone. One caution: at the border something has to be filled in, and there the two can "
    "differ.",
    "errata": "Here is something that you will often read: that a convolution has very few connections. Look again "
    "at what was counted there. Those are its weights. The connections are many more, and the two should never be "
    "mixed up.",
    "poster": "So this is the way we have come. From everything to the neighbours; and from the neighbours to one "
    "kernel for all.",
}
