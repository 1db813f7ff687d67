"""What is said over each beat of the scene."""

NARRATIONS = {
    "problems": "Let us collect what we have. A fully connected layer on an image has several problems. We have not "
    "just claimed that; each of them was measured.",
    "parameters": "The first is plain to see: too many parameters. Wire even a small picture densely, and the lines "
    "cover everything: {lines} connections, each with a weight of its own. As a convolution, there are {few} "
    "connections, and all units use the same {weights} weights.",
    "locality": "The second: it is blind to nearness. To a dense layer all pixels are alike, in whatever order you "
    "list them. In images they are not. Neighbours agree, with a correlation of {r:3}, and so a unit does well to "
    "begin with what lies around it.",
    "sharing": "The third: nothing is shared. A dense layer has to learn the same thing anew for each place. A "
    "single detector, taken everywhere, finds most of the coins, {hits} of them; {misses} are missed, and that "
    "should be said as well.",
    "position": "The fourth: it is tied to the place where it learned. Trained on digits in the middle, it names "
    "{centred} of {n} there, and {least} at its worst place. A convolution moves along; but only if what follows "
    "forgets the place is the answer safe.",
    "take-aways": "Side by side, then. Wiring all to all assumes the least, and costs the most. Looking nearby was "
    "an idea from the cortex, and the pixels themselves give the reason. One set of weights serves every place, "
    "with some misses. And a convolution moves along with what it sees.",
    "whole": "One small kernel answers all of it. Just {n} weights; near; the same everywhere; moving along. It is "
    "a fully connected layer under a constraint, and that constraint is what it knows about images.",
}
