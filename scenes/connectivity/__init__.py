"""The connectivity scene."""
