"""What is said over each beat of the scene."""

NARRATIONS = {
    "patch": "Suppose that we want to find something in an image, and all we have is one example of it. So cut out "
    "a patch of {rows} by {cols} pixels. These {n} numbers are our detector; we will not need another.",
    "compare": "Lay it on a window of the image, and ask how alike the two are. Brightness and contrast should not "
    "matter, so both are brought to the same mean and the same spread. What is left is a number between minus one "
    "and one: the normalised correlation. In the least alike window it is {worst}.",
    "map": "Do that at every place, always with the same patch: {n} times. The answers form a map, and in the map "
    "there are hills: places where the image looks like our example.",
    "peaks": "How do we read it? Take the highest hill first. Ignore everything right beside it, since that is the "
    "same thing seen a little off. Then the next highest, and so on, down to a threshold of {t}. [mark found] The "
    "number of places found is {n}.",
    "count": "Back on the image, with a ring around each find. Count them against what is really there, and be "
    "honest about it: what was missed is part of the result.",
    "dense": "What would a dense layer do here? It has no detector that could travel. It would have to learn the "
    "same pattern over again for every single place where it might appear, and that makes {w} weights.",
    "again": "The same procedure on another picture, with nothing changed but the patch. There is one small "
    "detector for many places, and that is the second of the reasons for convolutions.",
}

COUNTED = (
    "Back on the image, with a ring around each find. Count them against what is really there, and be honest about it: "
    "it has found {hits} of the {all} coins and has missed {misses}, and what was missed is part of the result."
)
"""What is said where it is known what is there."""
