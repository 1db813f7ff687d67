"""A program and what it printed, as typeset lines."""

from __future__ import annotations

from manim import RIGHT, Line, VGroup

from convmath.core.provenance import Traced
from convmath.questions.code_runs import CodeRun
from scenes.base.readout import Readout
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST

LEFT_EDGE, LEADING = -6.3, 0.36
BAR = 0.2
"""Between the bar beside the lines and the lines."""

_CHARACTER = 0.602 * SMALLEST / 80
"""Width of a character of digits' font at this size, in Manim units."""


class CodePanel:
    """The lines of a program, and below them what it printed.

    Parameters
    ----------
    run
        The traced program.
    top
        The baseline of the first line.
    theme
        The theme.
    """

    def __init__(self, run: Traced[CodeRun], *, top: float, theme: Theme) -> None:
        lines, output = list(run.field("lines")), list(run.field("output"))
        self.code = VGroup()
        for number, (line, indent) in enumerate(zip(lines, run.value.indents)):
            text = Readout(line, color=theme.ink, size=SMALLEST).set_baseline(top - number * LEADING)
            self.code.add(text.shift((LEFT_EDGE + indent * _CHARACTER - text.get_left()[0]) * RIGHT))
        below = top - (len(lines) + 0.6) * LEADING
        self.output = VGroup()
        for number, line in enumerate(output):
            text = Readout(line, color=theme.output, size=SMALLEST).set_baseline(below - number * LEADING)
            self.output.add(text.shift((LEFT_EDGE - text.get_left()[0]) * RIGHT))
        self.code_bar = _bar(self.code, theme.kernel)
        self.output_bar = _bar(self.output, theme.output)


def _bar(lines: VGroup, color: object) -> Line:
    x = LEFT_EDGE - BAR
    bottom, top = lines.get_bottom()[1], lines.get_top()[1]
    return Line([x, bottom, 0], [x, top, 0], stroke_color=color, stroke_width=4)
