"""What is said over each beat of the scene."""

NARRATIONS = {
    "in-the-middle": "They say that a convolutional network recognises things wherever they are. Let us test that. "
    "Here are some of {n} digits to learn from, and every one of them stands in the middle of a canvas of {rows} by "
    "{cols} pixels.",
    "networks": "Now some networks learn to tell them apart. One is dense, with {dense} parameters. The other two "
    "share the same kind of convolutions, and differ only in what comes afterwards: flattened, {flatten} "
    "parameters; with a global maximum, {largest}. Remember that; it will matter.",
    "asked": "First an easy question. A digit in the middle, just as in training. Each network says how likely it "
    "thinks that the digit is the one or the other.",
    "travel": "And now the digit leaves the middle, one pixel at a time. It is the same digit. Watch the answers, "
    "and watch which of the networks loses its confidence first.",
    "corners": "Take it from corner to corner. Any of us would say that it has not changed at all. But to some of "
    "these networks, it has become something else.",
    "everywhere": "One digit proves nothing, so take all {n} test digits, and every place where they fit. Each cell "
    "of these maps says how many were named rightly at that place. Training has only ever seen the middle.",
    "weights-of-places": "What went wrong with the convolution that was flattened? Its map moved along with the "
    "digit, just as promised. But the layer that reads the map has a weight for each place, and those weights "
    "stayed where they were.",
    "largest-value": "The third network takes only the largest value of each map. Where in the map it stood is "
    "thrown away, and so it cannot matter. [mark alike] Here, {alike} of {every} largest values stay as they were.",
    "verdict": "So it is not the convolution that makes an answer safe against shifts. The dense network named "
    "{centred} digits in the middle, and {least} at its worst place. A convolution only moves along. What comes "
    "after it decides whether the movement is forgotten.",
}
