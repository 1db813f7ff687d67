"""A number on screen that rolls from one traced value to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from manim import ORIGIN, RIGHT, Animation, ManimColor, VMobject, linear

from convmath.core.provenance import Traced, traced
from convmath.networks.counting import log_interpolate
from scenes.base.readout import Readout
from scenes.base.typesetting import LABEL


class Counter(VMobject):
    """A number that rolls on a logarithmic scale from one traced value to another; it holds one `Readout` at a time.

    Parameters
    ----------
    start
        The traced value shown at first.
    color, size, form
        As in `Readout`.
    anchor
        The direction of the edge that stays in place while the number grows, such as ``LEFT``; the centre by default.

    Examples
    --------
    .. code-block:: python

        from manim import Scene
        from convmath.core.provenance import traced
        from convmath.networks.layers import DenseLayer
        from scenes.base.counter import Counter
        from scenes.base.theme import DARK


        class Growth(Scene):
            def construct(self):
                small, large = (traced(DenseLayer, n, n).field("parameters") for n in (4, 1000))
                counter = Counter(small, color=DARK.dense)
                self.add(counter)
                self.play(counter.roll_to(large, run_time=2))
    """

    def __init__(
        self,
        start: Traced[Any],
        *,
        color: ManimColor,
        size: float = LABEL,
        form: str = ",",
        anchor: np.ndarray = ORIGIN,
    ) -> None:
        super().__init__()
        self._look: dict[str, Any] = {"color": color, "size": size, "form": form}
        self._anchor = anchor
        self.readout = Readout(start, **self._look)
        self.add(self.readout)

    @property
    def shown(self) -> Traced[Any]:
        """The traced value that stands there now."""
        return cast("Traced[Any]", self.readout.source)

    @property
    def place(self) -> tuple[float, np.ndarray]:
        """The baseline and the anchored point of the number, which `show` keeps."""
        return self.readout.baseline, self.get_critical_point(self._anchor)

    def show(self, source: Traced[Any], place: tuple[float, np.ndarray] | None = None) -> Counter:
        """Draw another value where the present one stands (or at the `place` where an earlier one stood)."""
        baseline, anchored = place or self.place
        readout = Readout(source, **self._look).set_baseline(baseline)
        readout.shift((anchored - readout.get_critical_point(self._anchor)) * RIGHT)
        readout.set_opacity(self.readout.submobjects[0].get_fill_opacity())
        # Manim lists what to draw once per play: the number that leaves would be drawn to the end under the others.
        self.remove(self.readout.set_opacity(0))
        self.readout = readout
        self.add(readout)
        return self

    def roll_to(self, end: Traced[Any], *, run_time: float, **options: Any) -> Animation:
        """Return the animation that rolls the number to `end`, linearly on the log scale."""
        start = self.shown
        ends = {0.0: start, 1.0: end}

        def between(fraction: float) -> Traced[Any]:
            return ends[fraction] if fraction in ends else traced(log_interpolate, start, end, fraction)

        return self.follow(between, run_time=run_time, **options)

    def follow(self, value_at: Callable[[float], Traced[Any]], *, run_time: float, **options: Any) -> Animation:
        """Return the animation that shows ``value_at(fraction)`` as `fraction` goes linearly from 0 to 1."""
        return _Follow(self, value_at, run_time=run_time, **({"rate_func": linear} | options))


class _Follow(Animation):
    by_alpha_alone = True

    def __init__(self, counter: Counter, value_at: Callable[[float], Traced[Any]], **options: Any) -> None:
        super().__init__(counter, **options)
        self._value_at = value_at

    def begin(self) -> None:
        self._place = self.mobject.place
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        self.mobject.show(self._value_at(self.rate_func(alpha)), self._place)
