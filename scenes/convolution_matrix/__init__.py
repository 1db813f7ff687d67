"""The convolution-matrix scene."""
