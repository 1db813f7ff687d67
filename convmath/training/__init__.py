"""Small networks in NumPy: layers forward and backward, a loss, gradient descent, and digits to train on."""
