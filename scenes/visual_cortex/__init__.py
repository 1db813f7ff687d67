"""The visual-cortex scene."""
