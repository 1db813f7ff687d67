"""The fc-explosion scene."""
