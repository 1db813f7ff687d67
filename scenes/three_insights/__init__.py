"""The three-insights scene."""
