"""What only maintainers run: identity, timings, rivals."""
