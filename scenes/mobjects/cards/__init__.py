"""What cards with questions are made of."""
