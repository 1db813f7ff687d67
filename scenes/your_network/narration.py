"""What is said over each beat of the scene."""

NARRATIONS = {
    "planes": "Now bring your own network. Here is a photograph, and these are the blocks of a network that looks "
    "at it, from the first to the last. Their planes are drawn as large as they are, compared with one another.",
    "fields": "Choose one unit in each block, and ask which pixels it depends on. The frame on the photograph is "
    "the answer. Early on it is a speck. Later it may well be larger than the picture, and that is worth knowing "
    "before you trust a unit with large things.",
    "parameters": "What does each block have to learn? The scale is logarithmic, so do not be misled by the lengths "
    "of the bars.",
    "multiply-adds": "And what does each block cost to run? That is another ranking. Where the planes are large, "
    "the same weights are used again and again. So the block that holds the most need not be the one that keeps "
    "your machine busy.",
}
