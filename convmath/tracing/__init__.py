"""PyTorch modules told as graphs of the mathematics. The one package that imports torch."""
