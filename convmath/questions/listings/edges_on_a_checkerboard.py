import numpy as np

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.images.named_images import checkerboard

sobel_x = np.outer([1, 2, 1], [-1, 0, 1])
for square in (1, 2, 4):
    board = checkerboard(8, 8, square=square)
    vertical = cross_correlate2d(board, sobel_x)
    horizontal = cross_correlate2d(board, sobel_x.T)
    most = abs(vertical).max(), abs(horizontal).max()
    print("squares of", square, "answer up to", *most)
