"""What is spoken over a scene: scripts, voices, recordings, loudness, and captions that follow them."""
