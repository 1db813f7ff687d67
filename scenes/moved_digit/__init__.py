"""The moved-digit scene."""
