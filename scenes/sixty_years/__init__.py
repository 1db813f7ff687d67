"""The sixty-years scene."""
