"""What a textbook needs of a scene: every format of a figure, its words, snippets to paste, and the gallery."""
