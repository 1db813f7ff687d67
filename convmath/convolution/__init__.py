"""Cross-correlation and convolution, kernels, windows, edges, pooling."""
