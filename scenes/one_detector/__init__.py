"""The one-detector scene."""
