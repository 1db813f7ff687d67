"""What stands on disk: captions, publication by atomic rename, sidecar, segment store. No Manim."""
