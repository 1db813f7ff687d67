from functools import partial

import numpy as np

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.filters import kernel_by_name
from convmath.images.named_images import noise

image = noise(32, 32, seed=0)
for mode in ("circular", "zero"):
    layer = partial(cross_correlate2d, kernel=kernel_by_name("sobel_x"))
    padded = partial(layer, padding=1, padding_mode=mode)
    after = padded(np.roll(image, 5, axis=1))
    before = np.roll(padded(image), 5, axis=1)
    differing = np.flatnonzero(abs(after - before).max(axis=0) > 1e-9)
    print(mode, "padding: columns that differ:", differing.tolist())
