"""Colours by role, in a dark theme for the lecture hall and a light one for the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import BLACK, WHITE, ManimColor, interpolate_color

MINIMUM_CONTRAST = 4.5
"""WCAG 2.2 contrast ratio that text keeps against what lies behind it."""

MEANINGS = ("ink", "muted", "input", "kernel", "output", "dense", "accent", "wrong")
"""The roles whose colours say what a thing is, and so have to stay apart to every reader."""

DIMMED = 0.35
"""Opacity of what isn't spoken of at the moment."""


@dataclass(frozen=True)
class Theme:
    """One colour for each role; scenes name the role, never the hue.

    Parameters
    ----------
    name
        ``"dark"`` or ``"light"``.
    background, ink, muted, rule
        The stage, text, unlit things, and cell borders.
    input, kernel, output, dense
        The image, the weights and their window, what is computed, and fully connected layers.
    accent, wrong
        The one thing to look at now; errata and artefacts.
    negative, neutral, positive
        The diverging scale of signed values.
    """

    name: str
    background: ManimColor
    ink: ManimColor
    muted: ManimColor
    rule: ManimColor
    input: ManimColor
    kernel: ManimColor
    output: ManimColor
    dense: ManimColor
    accent: ManimColor
    wrong: ManimColor
    negative: ManimColor
    neutral: ManimColor
    positive: ManimColor

    @property
    def roles(self) -> dict[str, str]:
        """The colour of each role that says what a thing is, as hexadecimal sRGB; the stage and scales left out."""
        return {role: getattr(self, role).to_hex() for role in MEANINGS}

    def grey(self, intensity: float) -> ManimColor:
        """Return the grey of an image intensity in 0..1 (0 is black in both themes)."""
        level = float(np.clip(intensity, 0.0, 1.0))
        return ManimColor((level, level, level))

    def signed(self, value: float, limit: float) -> ManimColor:
        """Return the diverging colour of `value` on a scale from −`limit` to `limit`."""
        if limit <= 0:
            return self.neutral
        strength = float(np.clip(abs(value) / limit, 0.0, 1.0))
        return interpolate_color(self.neutral, self.positive if value > 0 else self.negative, strength)

    def magnitude(self, value: float, limit: float) -> ManimColor:
        """Return the colour of a non-negative `value` on a scale from 0 to `limit`."""
        strength = float(np.clip(value / limit, 0.0, 1.0)) if limit > 0 else 0.0
        return interpolate_color(self.neutral, self.output, strength)

    def text_on(self, fill: ManimColor) -> ManimColor:
        """Return ink or background, whichever reads better on `fill`; on a middle grey black or white, which do."""
        best = max((self.ink, self.background), key=lambda colour: contrast(colour, fill))
        if contrast(best, fill) >= MINIMUM_CONTRAST:
            return best
        return max((BLACK, WHITE), key=lambda colour: contrast(colour, fill))


def relative_luminance(colour: ManimColor) -> float:
    """Return the relative luminance in 0..1 (WCAG 2.2, sRGB)."""
    channels = np.asarray(colour.to_rgb(), dtype=float)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: ManimColor, second: ManimColor) -> float:
    """Return the WCAG contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _theme(name: str, **colours: str) -> Theme:
    return Theme(name=name, **{role: ManimColor(value) for role, value in colours.items()})


DARK = _theme(
    "dark",
    background="#11141B",
    ink="#ECEFF4",
    muted="#ABB5C9",
    rule="#343C4D",
    input="#56B4E9",
    kernel="#E69F00",
    output="#22AD7F",
    dense="#CC79A7",
    accent="#F0E442",
    wrong="#F25A40",
    negative="#56B4E9",
    neutral="#1C212C",
    positive="#E69F00",
)

LIGHT = _theme(
    "light",
    background="#FFFFFF",
    ink="#1B1F27",
    muted="#535D6D",
    rule="#C9CFDA",
    input="#0071BB",
    kernel="#A86500",
    output="#007A59",
    dense="#B4358F",
    accent="#3C2E90",
    wrong="#A81C1C",
    negative="#0071BB",
    neutral="#F3F5F8",
    positive="#C77700",
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
