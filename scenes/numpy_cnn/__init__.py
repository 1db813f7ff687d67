"""A network of two convolutions, in NumPy, learns."""
