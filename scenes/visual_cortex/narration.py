"""What is said over each beat of the scene."""

NARRATIONS = {
    "two-streams": "It is tempting to lay two things side by side: the areas of visual cortex, and the layers of a "
    "network. Both take in a picture, and both do it in stages. Let us see how far the comparison carries.",
    "simple-cell": "Begin with one cell of the first area. What it does can be modelled as a weighing of light: "
    "stripes where light excites it, and stripes where light inhibits it. A bar that lies on the bright stripe "
    "makes it answer.",
    "orientation-tuning": "Turn the bar, and the answer falls off. The cell has a preferred direction, here {angle} "
    "degrees, and it cares little for any other. This is the classic finding, and it looks a great deal like the "
    "filters that a network learns.",
    "shifted-bar": "A complex cell is different. In this model it joins two such fields that are a quarter of a "
    "period apart. Now move the bar sideways. The simple cell falls silent; the complex cell keeps on answering: "
    "[mark parting] {simple} for the one, {complex} for the other. It has given up knowing exactly where.",
    "growing-fields": "Follow the stream to later areas, from {first} to {last}, and receptive fields become "
    "larger. They are drawn here at sizes that were measured {away} degrees from the centre of gaze, and different "
    "studies do not quite agree. In a network, too, fields grow from stage to stage.",
    "counterparts": "So here is the comparison, part by part. The two kinds of cell have their counterparts, and "
    "the areas have theirs. Keep the history straight, though: the cells came first, in one area. The hierarchy "
    "beyond it is later work.",
    "limits": "And here the comparison ends. Cortex has feedback, everywhere. It does not share weights, and nobody "
    "believes that it learns by sending errors backwards in this way. And it sees sharply only at the centre of "
    "gaze. It was an inspiration; it is not a blueprint.",
}
