"""Measure how much two pictures differ."""

from __future__ import annotations

import numpy as np


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Return the peak signal-to-noise ratio of two pictures in decibels."""
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float("inf") if error == 0 else float(10 * np.log10(255**2 / error))


def share_off(one: np.ndarray, other: np.ndarray, levels: float) -> float:
    """Return the share of the pixels that differ by more than so many levels of 255 in any channel."""
    return float((np.abs(one.astype(float) - other).max(axis=-1) > levels).mean())
