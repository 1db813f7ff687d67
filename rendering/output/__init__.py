"""What is written to disk: captions, stills, sidecar, segment store, and publication by atomic rename. No Manim."""
