"""Layers and networks: shapes, counts, receptive fields."""
