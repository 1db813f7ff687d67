"""What studies say of receptive fields in IT, as published."""

import pytest

from convmath.core.errors import InputError
from convmath.core.facts import BOUSSAOUD_1991
from convmath.cortex.field_spread import SizeReport, photograph_span, sizes_in_it, spread
from convmath.cortex.ventral_stream import area


def test_the_studies_of_it_are_given_as_published():
    published = {
        "Gross et al. 1969": (10, 10),
        "Op de Beeck & Vogels 2000": (2.8, 26),
        "Boussaoud et al. 1991": (38.5, 38.5),
    }
    assert {report.source.text: (report.low_deg, report.high_deg) for report in sizes_in_it()} == published
    assert (spread(sizes_in_it()).low_deg, spread(sizes_in_it()).high_deg) == (2.8, 38.5)


def test_the_study_that_gives_v4_its_size_is_not_left_out_for_it():
    assert BOUSSAOUD_1991 in area("V4").sources
    assert BOUSSAOUD_1991 in [report.source for report in sizes_in_it()]


def test_the_one_figure_drawn_lies_within_the_spread_and_on_the_photograph():
    found = spread(sizes_in_it())
    assert found.low_deg < area("IT").diameter_deg < min(found.high_deg, photograph_span())


@pytest.mark.parametrize(("low", "high", "complaint"), [(0, 1, "low_deg"), (2, 1, "at least low_deg")])
def test_a_report_that_cannot_be_is_refused(low, high, complaint):
    with pytest.raises(InputError, match=complaint):
        SizeReport(BOUSSAOUD_1991, low, high, "")


def test_a_spread_of_nothing_is_refused():
    with pytest.raises(InputError, match="at least one report"):
        spread(())
