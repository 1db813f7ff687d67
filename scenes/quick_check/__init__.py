"""A question with four options: time to think, the answer derived, and what went wrong in the others."""
