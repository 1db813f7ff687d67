"""The processes that draw what the page shows."""
