"""How far published sizes of receptive fields differ, where one figure would hide it, and the scale they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convmath.core.errors import bad, real_number
from convmath.core.facts import BOUSSAOUD_1991, Name
from convmath.cortex.ventral_stream import GROSS_1969, OP_DE_BEECK_VOGELS_2000

PHOTOGRAPH_SPAN_DEG = 16.0


@dataclass(frozen=True, slots=True)
class SizeReport:
    """What one study says of the diameters of an area's receptive fields.

    Parameters
    ----------
    source : Name
        The study.
    low_deg, high_deg : float
        The smallest and the largest diameter it gives, in degrees of visual angle; the same where it gives one.
    note : str
        What kind of figure it is.

    Raises
    ------
    InputError
        If the smallest is not above 0, or the largest is smaller.
    """

    source: Name
    low_deg: float
    high_deg: float
    note: str

    def __post_init__(self) -> None:
        if not real_number("low_deg", self.low_deg) > 0:
            raise bad("low_deg", self.low_deg, "a number above 0")
        if real_number("high_deg", self.high_deg) < self.low_deg:
            raise bad("high_deg", self.high_deg, f"at least low_deg, {self.low_deg}")


_IT = (
    SizeReport(
        GROSS_1969, 10.0, 10.0, "A lower bound: fields of more than 10 by 10 degrees, with the centre of gaze in them."
    ),
    SizeReport(OP_DE_BEECK_VOGELS_2000, 2.8, 26.0, "The range of single cells of TE in awake monkeys."),
    SizeReport(BOUSSAOUD_1991, 38.5, 38.5, "The size given for TE, beside V4 and TEO."),
)


def sizes_in_it() -> tuple[SizeReport, ...]:
    """Return what studies say of receptive fields in IT.

    Examples
    --------
    >>> [(report.source.text, report.low_deg, report.high_deg) for report in sizes_in_it()][1]
    ('Op de Beeck & Vogels 2000', 2.8, 26.0)
    """
    return _IT


@dataclass(frozen=True, slots=True)
class Spread:
    """From the smallest to the largest diameter reported, in degrees."""

    low_deg: float
    high_deg: float


def spread(reports: Sequence[SizeReport]) -> Spread:
    """Return how far reports of one area's fields differ.

    Raises
    ------
    InputError
        If there are none.

    Examples
    --------
    >>> spread(sizes_in_it())
    Spread(low_deg=2.8, high_deg=38.5)
    """
    if not reports:
        raise bad("reports", list(reports), "at least one report")
    return Spread(min(report.low_deg for report in reports), max(report.high_deg for report in reports))


def photograph_span() -> float:
    """Return how much of the visual field a photograph is taken to span when fields are drawn on it, in degrees.

    It is a choice, not a measurement: about what a hand's width is at arm's length, so that fields of 1 and of 10
    degrees can both be seen on it.

    Examples
    --------
    >>> photograph_span()
    16.0
    """
    return PHOTOGRAPH_SPAN_DEG
