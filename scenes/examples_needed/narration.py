"""What is said over each beat of the scene."""

NARRATIONS = {
    "rule-of-thumb": "How many examples does a layer need? There is an old rule of thumb: {low} to {high} for each "
    "parameter, and this layer has {n} units. Take it for what it is. The bars show what it would ask for, and the "
    "dots show the data sets that people really had. Mind the scale: it is logarithmic.",
    "one-that-did-without": "And here is the warning not to take it too literally. By that rule, {name} could never "
    "have learned anything. It got by with {n}. So the rule is no law; but it tells you which way the wind blows.",
    "possible-images": "Think about how many images there could be at all. The number of atoms in the universe has "
    "{few} digits, and takes one line. Even in the smallest format, the number of different pictures has {many}, so "
    "it has to be written in many lines. No data set will ever fill that space.",
    "random-and-real": "So draw a point of that space at random, and look at it. Noise. Draw again: noise. You "
    "could go on for the rest of your life and never see a face. And yet every face is a point of that same space.",
    "one-number": "What is it that makes the difference? Try one number for each image: how much a pixel has in "
    "common with the pixel beside it. That is a correlation, and it is easy to compute.",
    "two-heaps": "Do that for many random images, and for many faces. Two heaps, and they do not even touch. Real "
    "images fill only a tiny corner of the space, and neighbours that agree are what marks that corner.",
    "near-and-far": "One more thing goes wrong in such spaces. In a plane, if you throw down {n} points, a few of "
    "them will be near to you, and others far away. Nearness means something.",
    "far-away": "Now add dimensions, and watch the nearest point. It moves away. At first it was at {a} of the way "
    "to the farthest; in as many dimensions as an image has values, it is at {b}, and all of them are almost "
    "equally far. Comparing whole images pixel by pixel will not save us.",
}
