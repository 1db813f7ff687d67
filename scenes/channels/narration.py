"""What is said over each beat of the scene."""

NARRATIONS = {
    "apart": "So far an image was one grid of numbers. A colour photograph is several grids, one behind the other: "
    "how red each pixel is, how green, and how blue. We call them channels, or planes.",
    "slices": "Then the kernel has to be as deep as the image. It has a slice of {h} by {w} weights for each plane, "
    "and the slices are different, since red may mean something else than blue.",
    "one-number": "At one place, each slice does what we already know: it multiplies and adds, within its own "
    "plane. That gives a partial sum for each plane. And now the important step. The partial sums are added up, "
    "together with a bias, and all of that is just one number of the output.",
    "one-plane": "Let the windows move, all of them at once. Each slice would fill a map of its own, but only their "
    "sum is kept. Several planes go in; a single plane comes out.",
    "many-kernels": "If you want another plane in the output, you need another kernel, with its own slices and its "
    "own bias. That is what the number of output channels means; here it is {n}. And this is where the parameters "
    "of a layer come from: [mark sum] {h} by {w} weights, times {c} planes, times {n} kernels, plus {b} biases. "
    "That makes {p}.",
    "one-by-one": "There is a kernel that looks pointless at first: a single pixel wide. It cannot see any "
    "neighbours. What it does is mix the planes at one place, and {n} of them need only {p} parameters. That turns "
    "out to be very useful.",
    "depthwise": "And there is the opposite. Let each plane keep to its own slice, and sum up nothing. That is "
    "called a depthwise convolution: {n} parameters, where the sums take {m}. Between the two lie groups: the more "
    "of them, the fewer weights are left.",
}
