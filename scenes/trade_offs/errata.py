"""Common claims about what a convolution saves and gives up, beside what was computed here."""

from __future__ import annotations

from manim import RIGHT, Line, VGroup

from convmath.core.magnitudes import spelt
from convmath.core.provenance import traced
from scenes.base.readout import Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, Typeset, words
from scenes.trade_offs.parameters import TradeOffParameters

_CLAIM, _FOUND = -6.55, -0.75
_HEAD, _FIRST, _ROW, _LINE = 2.75, 1.85, 1.3, 0.48
_RULES = 0.55


class Erratum(VGroup):
    """A claim in the colour of what is wrong, and on its right what is true.

    Parameters
    ----------
    claim
        The claim.
    found
        What is true, in two lines.
    number
        Which of the rows it is, counted from 0.
    theme
        The theme.
    """

    def __init__(self, claim: Typeset, found: tuple[Typeset, Typeset], number: int, *, theme: Theme) -> None:
        y = _FIRST - number * _ROW
        self.claim = _at(claim.set_color(theme.wrong), _CLAIM, y)
        self.found = VGroup(_at(found[0], _FOUND, y), _at(found[1], _FOUND, y - _LINE))
        self.rule = Line([_CLAIM, y + _RULES, 0], [6.55, y + _RULES, 0], color=theme.rule, stroke_width=2)
        super().__init__(self.rule, self.claim, self.found)


class Errata:
    """The claims, one under the other.

    Parameters
    ----------
    given
        The scene's parameters.
    theme
        The theme.
    """

    def __init__(self, given: TradeOffParameters, *, theme: Theme) -> None:
        look = {"color": theme.ink, "size": LABEL}
        self.heads = VGroup(
            _at(words("often said", size=CELL, color=theme.muted), _CLAIM, _HEAD),
            _at(words("computed here", size=CELL, color=theme.muted), _FOUND, _HEAD),
        )
        weights, connections = given.saving("weights"), given.saving("connections")
        number = traced(spelt, weights)
        form = "1" if number.value.power else "0"
        claimed = number.field("mantissa")
        said = f"{nearly(claimed, form)}{{n:{form}}} {number.value.power}".rstrip() + " × fewer connections"
        differences = given.differences()
        self.rows = [
            Erratum(
                Statement(said, n=claimed, **look),
                (
                    Statement(f"{nearly(weights, '0')}{{n:0}} × fewer weights,", n=weights, **look),
                    Statement(f"{nearly(connections, '0')}{{n:0}} × fewer connections", n=connections, **look),
                ),
                0,
                theme=theme,
            ),
            Erratum(
                words("just as expressive", **look),
                (
                    Statement("for it, the two blobs differ by {n};", n=differences.field("largest"), **look),
                    Statement("a dense unit finds {n} between them", n=differences.field("dense"), **look),
                ),
                1,
                theme=theme,
            ),
            Erratum(
                words("cannot tell what is asymmetric", **look),
                (
                    words("a kernel may be asymmetric;", **look),
                    words("what is bound to a place is lost", **look),
                ),
                2,
                theme=theme,
            ),
            Erratum(
                words("more general than a dense layer", **look),
                (
                    words("a dense layer under a constraint:", **look),
                    Statement("{n} weights held at zero", n=given.count("conv", "held_at_zero"), **look),
                ),
                3,
                theme=theme,
            ),
        ]


def _at(text: Typeset, left: float, baseline: float) -> Typeset:
    text.set_baseline(baseline).shift((left - text.get_left()[0]) * RIGHT)
    return text
