"""What is said over each beat of the scene."""

_PIXELS = (
    "One layer up, a unit reads the pixels under its kernel. These {n} by {n} pixels are its receptive field. Whatever "
    "happens outside of them, this unit will never know."
)
_UNITS = (
    "One layer deeper. This unit does not read pixels; it reads units, and each of these has a field of its own. "
    "Carry that field from tap to tap: all that it meets is seen. [mark sees] That makes {n} by {n} pixels."
)
_FURTHER = (
    "And so it goes on. Each further layer adds the gaps between its taps, times its dilation, times all of the "
    "strides before it. That product is easily forgotten, and then the sum comes out too small. [mark sees] Here it "
    "comes to {n} by {n}."
)
LAYERS = (_PIXELS, _UNITS, _FURTHER)
"""What is said of the first layer, of the second, and of each further one that grows."""

STILL = "The kernel of this layer has a single weight. So its unit sees what the unit below it sees: {n} by {n} pixels."
"""What is said of a layer that adds nothing."""

NARRATIONS = {
    "one-pixel": "How much of an image does a unit see? Let us build it up from below. At the bottom is the image "
    "itself, and there a pixel sees just one thing: itself.",
    "backwards": "Read it backwards, from the top. This cone holds everything that can change what the one unit "
    "says: {seen} of {all} pixels. Change a pixel outside of it, and the unit's answer stays exactly the same.",
    "a-real-network": "The same rule holds in a real network. As long as the strides are one, fields grow slowly. "
    "Then comes pooling, and every step after it counts for more. In the last stage, a unit sees {n} by {n} pixels. "
    "That is why the fields soar, and not because the kernels are large.",
}
