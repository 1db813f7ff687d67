"""Play a Manim scene: load, play, fast-forward, fingerprint. The only room that knows Manim's renderer."""
