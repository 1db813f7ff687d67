"""What is said over each beat of the scene."""

NARRATIONS = {
    "ledgers": "One layer, wired in three ways. Every pixel to every unit: that takes {dense} weights. Neighbours "
    "only; or neighbours only, with shared weights, and then it takes just {conv}. Look at the bars. The two "
    "savings are not the same, so we keep the ledgers apart.",
    "growth": "Now let the image grow. The weights of a dense layer grow with the fourth power of the side. "
    "Neighbours only: with the second power. Shared: they do not grow at all. That last line, flat as it is, is the "
    "whole point.",
    "far": "But nothing is free. A unit sees only its neighbours, and seeing far takes layer upon layer. To cover "
    "the whole of this picture, which is {n} pixels wide, you need a surprising number of them. There are published "
    "networks whose widest unit never sees the entire frame.",
    "position": "Here is another price. A blob, left of the middle, is read by a convolution and by a dense unit. "
    "The dense unit can have one sign on the left and another on the right: it says {sum:,}. It knows where things "
    "are.",
    "moved": "Let the blob cross the middle. What was pooled from the convolution stays as it was. The sum of the "
    "dense unit changes its sign, from {before:,} to {after:,}. If position is what you are after, then sharing has "
    "thrown it away.",
    "relations": "Do not confuse this with symmetry. A kernel may be as asymmetric as you like, and tell which side "
    "is brighter. What it cannot express is that something matters only here, and not over there.",
    "no-neighbours": "And sometimes it is simply the wrong tool. In a table, the next column is nobody's neighbour: "
    "you could reorder the columns, and nothing would be lost. A graph has neighbours, but no left and no right.",
    "errata": "Let us be fair to the numbers as well. On one side, what is often said of convolutions; on the "
    "other, what was computed here. They do not always agree.",
    "balance": "So put it all on the scales. A convolution is a dense layer under a constraint. What the constraint "
    "saves is considerable; what it gives up is real, too. It is a bet on what images are like, and mostly a good "
    "one.",
}
