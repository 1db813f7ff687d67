"""Images: test patterns, photographs, resampling, how alike neighbours are."""
