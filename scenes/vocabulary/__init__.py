"""Reusable mobjects of the lecture scenes. They return animations; only scenes play them."""
