"""What a textbook needs of a scene: every format of a figure, its words, and the checks it has to pass."""
