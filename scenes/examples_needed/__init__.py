"""The examples-needed scene."""
