"""What is said over each beat of the scene."""

NARRATIONS = {
    "one-place": "The story begins with a cat. In its visual cortex there are cells that answer to one pattern at "
    "one place; they were called simple cells. And there are complex cells, which answer to the same pattern at any "
    "of several places.",
    "every-place": "Then came the neocognitron, and with it a bold idea. Do not wait until a cell happens to be in "
    "the right place. Lay a whole plane of cells over the picture, all of which look for the same pattern.",
    "first-layer": "Years later, a network learns to read handwritten digits. It looks at each digit through a "
    "small window of {a} by {b} weights that moves over it. [mark maps] Each of its {n} maps has just one kernel, "
    "and all units of the map share that: few parameters, and many uses for each of them.",
    "layer-by-layer": "Go on through its layers. The second one shares its kernels as well. The last two share "
    "nothing at all, and you can tell that from the table: there, connections and parameters are nearly the same.",
    "sums": "Add it all up: {c} connections, and {p} parameters. That makes {n:1} connections for each parameter, "
    "and this is the number to watch from here on.",
    "one-axis": "To compare networks of such different sizes, put them on one axis, and make it logarithmic. A dot "
    "for the parameters; a ring for the connections. The gap between the two is what sharing gives.",
    "sharing": "And now let time run on. The networks grow, but look at the gap. Each parameter serves more and "
    "more connections. From the beginning until today, sharing has been the point.",
}
