"""Hold a scene against what readers need: contrast, flashes, motion, letters, colour vision."""
