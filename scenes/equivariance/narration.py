"""What is said over each beat of the scene."""

NARRATIONS = {
    "shift-first": "Two operations, in two orders. First order: move the image, here down by {r} and right by {c}, "
    "and then filter it. To keep it simple, what leaves on the one side comes in again on the other.",
    "filter-first": "Second order: filter the image first, with the same kernel of {h} by {w}, and then move the "
    "result by as much. Is that the same thing? If it is, we call the filter equivariant to shifts.",
    "circle": "On an image that closes to a circle, both orders give the same, number by number: [mark same] the "
    "largest difference is {n}. The operation and the shift can be swapped.",
    "border": "Real images have borders, and something has to be filled in beyond them. Now there are columns that "
    "differ: beside the border, where it is, and where it was moved to. In between, all is as before.",
    "stride": "A stride makes it harder. With a stride of {s} the output is smaller, so it should move by only a "
    "share of the shift: down by {r}, and right by {c}. And there may be no such step.",
    "shifts": "Go through the shifts one by one. If the image moves by a whole number of strides, then the output "
    "moves along. If not, it need not, and what you get is another picture of the same thing.",
    "pooling": "Does pooling make the answer independent of the place? A little. Take noise, which is the hardest "
    "case, move it by one pixel, and look at regions of {p} by {p}. By chance, {e:/} of the maxima should stay as "
    "they were, and most of them do not. Measured here: {m}.",
    "meter": "Here is what is left of the promise, layer by layer: the share of outputs that agree. Each of these "
    "layers has its reasons. And if you pool over everything, one number remains, and on a circle no shift can "
    "change it.",
}
