"""Upright rectangles in Manim units."""

from __future__ import annotations

from dataclasses import dataclass

from manim import Mobject, config


@dataclass(frozen=True)
class Box:
    """An upright rectangle in Manim units."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, mobject: Mobject) -> Box:
        left, bottom, _ = mobject.get_corner([-1, -1, 0])
        right, top, _ = mobject.get_corner([1, 1, 0])
        return cls(float(left), float(right), float(bottom), float(top))

    def overlaps(self, other: Box, slack: float = 0.02) -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.top, other.top) - max(self.bottom, other.bottom) > slack
        )

    def contains(self, other: Box, slack: float = 1e-6) -> bool:
        return (
            self.left - slack <= other.left
            and other.right <= self.right + slack
            and self.bottom - slack <= other.bottom
            and other.top <= self.top + slack
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.right + by, self.bottom - by, self.top + by)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def inside(self, margin: float) -> bool:
        half_width, half_height = config.frame_width / 2 - margin, config.frame_height / 2 - margin
        return max(-self.left, self.right) <= half_width and max(-self.bottom, self.top) <= half_height
