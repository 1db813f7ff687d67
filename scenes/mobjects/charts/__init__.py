"""Plots and scales."""
