"""Grids of pixels, and stages made of them."""
