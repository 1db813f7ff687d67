"""The feature-hierarchy scene."""
