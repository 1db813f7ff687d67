"""The channels scene."""
