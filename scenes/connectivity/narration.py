"""What is said over each beat of the scene, and the longer ones of its captions."""

DENSE = "Dense: every unit reads every pixel, and each connection has a weight of its own."
LOCAL = "Locally connected: each unit keeps only the pixels around its own place."
SHARED = "Convolutional: the same connections, but all units share one small set of weights."

NARRATIONS = {
    "grids": "Three times the same picture, and above it the same grid of units. Only the wiring will differ. So "
    "keep one question in mind: who is connected to whom, and with which weight?",
    "dense": "The first is dense. Every unit reads every pixel, and every one of these {connections} connections "
    "has a weight of its own. Nothing is assumed about the picture, and so everything has to be learned.",
    "local": "In the second, each unit keeps only the pixels around its own place. Most of the connections go, and "
    "{connections} are left. But look at the weights: every one of those is still learned by itself.",
    "shared": "The third is convolutional. Not one connection is different from the one before. But now all units "
    "use the same few weights, {weights} of them, one for each place in the window. That is a second saving, and it "
    "is a different one.",
    "reads": "Take one unit and ask what it reads. In the dense layer, everything. In the other two, a window. And "
    "as we go to another unit: in the middle the weights are new, on the right they are the same again.",
    "feeds": "Now turn the question round. Take one pixel, and ask which units it feeds. You see the same fan "
    "upside down, with its weights in reverse order. Remember that picture; it is how errors travel back when a "
    "network learns.",
    "ledgers": "So there are two savings, and two ledgers. Locality drops connections. Sharing drops weights. "
    "People mix them up all the time, and then their numbers do not add up.",
}
