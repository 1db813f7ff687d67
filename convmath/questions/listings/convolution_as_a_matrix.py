import numpy as np

from convmath.convolution.cross_correlation import cross_correlate2d

image = np.arange(36).reshape(6, 6)
kernel = np.arange(1, 10).reshape(3, 3)
matrix = np.zeros((16, 36), dtype=int)
for output, (row, column) in enumerate(np.ndindex(4, 4)):
    window = np.zeros_like(image)
    window[row : row + 3, column : column + 3] = kernel
    matrix[output] = window.ravel()
by_sliding = cross_correlate2d(image, kernel).ravel()
print(matrix.shape, "non-zero:", np.count_nonzero(matrix), "of", matrix.size)
print("the same:", (matrix @ image.ravel() == by_sliding).all())
