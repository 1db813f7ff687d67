"""What is said over each beat of the scene."""

NARRATIONS = {
    "flatten": "Let us begin with the layer that everybody learns first. A fully connected layer does not know what "
    "an image is. It takes the picture apart, row by row, and lays the pixels in one long line. Here that makes {n} "
    "inputs.",
    "connect": "Now each input is wired to each output, and every wire carries a weight that has to be learned. "
    "[mark all] {i} inputs and {o} outputs: already {n} connections, and this picture is the size of a thumbnail.",
    "one-output": "Look at a single output. It reads the whole image, from corner to corner, and it has no idea "
    "which of its {n} inputs were neighbours.",
    "local-unit": "A unit of a convolution is more modest. It reads a small window around its own place, {h} by "
    "{w}, and that is all. {n} connections, however large the image becomes.",
    "mnist": "So what happens when images grow? Take a handwritten digit, and one layer with {n_out} hidden units. "
    "That costs {parameters} parameters, biases included. Unpleasant, but we can live with it.",
    "cifar": "The next image is hardly larger than that one, but it has colour, and each of the colours counts. So "
    "there is more to be read, and what we get is a layer with {parameters} parameters.",
    "imagenet": "And now a photograph of quite a modest size: {parameters} parameters, and that is for the first "
    "layer alone. The dashed line shows a whole network with all of its layers, and we have just passed it.",
    "video-frame": "And one frame of a high-definition video: {parameters} parameters. Nobody would want to store "
    "that, let alone to train it. And mind that nothing has been computed so far; all of this is only the wiring.",
    "convolution": "Now the other way. A convolution layer owns {kernels} small kernels, and takes each of them to "
    "every place of the image. For the same photograph it needs {parameters} parameters. The size of the image does "
    "not come into it at all.",
    "ledgers": "But be careful what you call a saving. There are three ledgers. Parameters are what has to be "
    "learned, and there the convolution wins by a very wide margin. Connections, and multiplications, are work to "
    "be done, and between these two layers the work is about as large. Sharing saves memory and examples; it does "
    "not save work.",
    "same-shape": "There is one more objection, and it is a fair one: the two layers do not compute the same thing. "
    "So let us give the fully connected layer as many outputs as the convolution has. Then it takes {fc} "
    "parameters, and the convolution still takes what it took before. Now the convolution is ahead in all three of "
    "the ledgers.",
}
