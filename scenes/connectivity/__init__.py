"""Who is wired to whom: dense, locally connected and convolutional."""
