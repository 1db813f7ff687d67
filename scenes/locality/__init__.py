"""The locality scene."""
