"""Draw the frames of a scene: only what has changed, in several processes at once."""
