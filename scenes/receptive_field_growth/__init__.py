"""The receptive-field-growth scene."""
