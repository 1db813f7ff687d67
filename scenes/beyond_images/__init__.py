"""The beyond-images scene."""
