"""The your-network scene."""
