"""The kernel-sliding scene."""
