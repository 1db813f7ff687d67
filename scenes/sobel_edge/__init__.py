"""The sobel-edge scene."""
