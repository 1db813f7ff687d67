"""The trade-offs scene."""
