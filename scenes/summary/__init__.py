"""The summary scene."""
