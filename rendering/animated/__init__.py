"""Animated pictures: GIF and lossless WebP from the drawn frames."""
