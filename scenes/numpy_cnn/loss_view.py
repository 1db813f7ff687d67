"""The loss of one digit: a point on the curve of minus the logarithm."""

from __future__ import annotations

from manim import LEFT, RIGHT, Dot, Line, Rectangle, VGroup

from convmath.core.provenance import traced
from convmath.training.cnn_run import loss_curve
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import STATEMENT
from scenes.mobjects.charts.plot import LinePlot
from scenes.numpy_cnn.parameters import CnnParameters

DIGIT_SIDE = 3.0
DIGIT_X, DIGIT_Y = -4.7, 1.45
_BARS_Y, _BAR_HEIGHT = (-1.0, -2.1), 0.34
_PLOT_X, _PLOT_Y, _PLOT_WIDTH, _PLOT_HEIGHT = -0.9, -1.95, 7.2, 4.5


class LossView:
    """The shares of both classes as bars, and the curve of the loss with this digit's point.

    Parameters
    ----------
    given
        What was chosen.
    theme
        The theme.
    """

    def __init__(self, given: CnnParameters, *, theme: Theme) -> None:
        run = given.run
        self.share = run.field("share_of_label", given.digit)
        self.loss = given.step.field("loss")
        label = run.value.label(given.digit)
        self.bars = VGroup()
        for digit, share, y in zip(given.classes(), run.field("shares", given.digit), _BARS_Y):
            own = digit.value == label
            colour = theme.output if own else theme.muted
            frame = Rectangle(width=DIGIT_SIDE, height=_BAR_HEIGHT, stroke_color=theme.muted, stroke_width=2)
            frame.move_to([DIGIT_X, y, 0])
            width = max(DIGIT_SIDE * float(share.value), 0.02)
            filled = Rectangle(width=width, height=_BAR_HEIGHT, stroke_width=0, fill_color=colour, fill_opacity=1)
            text = Statement("{d}: {p}", d=digit, p=share, color=theme.ink, size=STATEMENT, colors={"d": colour})
            text.set_baseline(y + 0.3).shift((frame.get_left()[0] - text.get_left()[0]) * RIGHT)
            self.bars.add(VGroup(filled.move_to(frame, aligned_edge=LEFT), frame, text))
        curve = traced(loss_curve, self.share)
        shares, losses = curve.field("shares"), curve.field("losses")
        self.plot = LinePlot(
            shares,
            top=losses[0],
            theme=theme,
            width=_PLOT_WIDTH,
            height=_PLOT_HEIGHT,
            x_ticks=[shares[0], shares[-1]],
            x_label="share of the right class",
            y_label="loss",
        )
        self.plot.shift([_PLOT_X, _PLOT_Y, 0] - self.plot.axes[0].get_start())
        self.curve = self.plot.curve(losses, color=theme.output, stroke_width=4)
        place = self.plot.point(self.share.value, self.loss.value)
        foot, side = self.plot.point(self.share.value, 0), self.plot.point(shares.value[0], self.loss.value)
        look = {"color": theme.accent, "stroke_width": 3}
        self.lines = VGroup(Line(foot, place, **look), Line(place, side, **look))
        self.dot = Dot(place, radius=0.12, color=theme.accent)
        self.number = Readout(self.loss, color=theme.accent, size=STATEMENT)
        self.number.move_to(place + 0.18 * RIGHT, aligned_edge=LEFT).set_baseline(place[1] + 0.2)
        beyond = self.number.get_right()[0] - (_PLOT_X + _PLOT_WIDTH + 0.2)
        self.number.shift(max(0.0, beyond) * LEFT)
