"""Model cells of visual cortex and the ventral stream."""
