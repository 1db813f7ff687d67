"""What is said over each beat of the scene."""

NARRATIONS = {
    "digit": "A network does not have to be a black box. This one is small enough to be followed number by number. "
    "It will learn to tell handwritten digits apart. Here are the first {n}, and one of them, a {d}, is the one "
    "that we follow.",
    "forward": "Forward, first of all. Each layer makes something of what the one before it gave: a convolution, "
    "then whatever is negative is set to zero, then pooling. At the end there are scores, and from the scores come "
    "shares that add up to one. At the moment they are as good as guesses.",
    "loss": "How wrong is that? We need a single number, and it is the loss: minus the logarithm of the share that "
    "the right answer got. [mark loss] Here that share is {p}, and so the loss is {l}. If the share is near one, "
    "the loss is near zero; if it is small, the loss becomes large.",
    "errors": "And now backward. For every value on the way we ask: if this were a little larger, how would the "
    "loss change? That is what we call the error of a value. It is worked out from the last layer to the first.",
    "kernel-gradient": "What should happen to the weights of the kernel? Each weight was used at every place, so "
    "all places have a say. Slide the error over what the kernel saw, multiply, and add up. You have seen that "
    "before: it is a cross-correlation again.",
    "input-gradient": "And what is passed on to the layer below? The same idea once more. This time the kernel "
    "slides over the error, but it has to be turned by half a circle first. So here, at last, is a convolution in "
    "the strict sense of the word.",
    "step": "A single digit is a poor adviser. So take a whole batch, and the mean of its gradients, and go a "
    "little way in the opposite direction. That is one step of learning.",
    "training": "Do it again and again. On one side the filters change, slowly, until they look like something. On "
    "the other side is the loss of each batch. It is a jagged line, since every batch is different, but you can see "
    "where it goes: from {first} for the first batch to {last} for the last.",
    "held-out": "None of that counts, until we test it on {n} digits that the network has never seen. How many did "
    "it name rightly before it was trained, and how many does it now?",
}
