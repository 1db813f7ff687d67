"""What is said over each beat of the scene."""

NARRATIONS = {
    "windows": "We have talked of images all the time, but nothing in the idea needs an image. Make the window "
    "longer along one axis, along two, or along three. You get {one} weights for a signal, {two} for a picture, and "
    "{three} for a film.",
    "signal": "Here is a signal: it is one row of an image. The window slides along it, and there is only one way "
    "to go. One kernel smooths what it passes over. Another one answers to the slope, and it is silent where the "
    "signal is flat.",
    "image": "With as many rows as columns, we are back at images, and nothing is new. The same kind of window "
    "answers to edges.",
    "films": "Now give it as many frames as well. A film is a stack of images, and a window on it is a box. Time is "
    "just one more axis to slide along.",
    "one-way": "What can such a box see that no flat window can? Movement. This kernel answers to a bar that goes "
    "one way: at its best place, its products add up to {there}. For the same bar, on its way back, they add up to "
    "{back}.",
    "errata": "A word of caution about lists of examples. Not every network that works on images is convolutional. "
    "Some are made of attention, and others use both. Look inside before you cite them.",
    "users": "And who uses such windows? Sound, images, video, volumes from a scanner. For each of them there are "
    "networks whose windows have just as many axes as the data.",
    "ladder": "Here they are again, in order of the parameters that each of them has learnt. These were counted, "
    "layer by layer, and not copied from somewhere.",
}
