"""Mobjects that two scenes use. They return animations; only scenes play them."""
