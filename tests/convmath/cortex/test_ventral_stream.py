import math
import re
from dataclasses import replace

import pytest

from convmath.core import facts
from convmath.core.errors import InputError
from convmath.cortex.ventral_stream import Area, area, areas, correspondences, limits_of_analogy


def test_receptive_fields_grow_along_the_stream():
    assert [entry.name for entry in areas()] == [facts.V1, facts.V2, facts.V4, facts.IT]
    diameters = [entry.diameter_deg for entry in areas()]
    assert diameters == sorted(set(diameters))


def test_sizes_to_compare_are_taken_at_one_eccentricity():
    assert {entry.eccentricity_deg for entry in areas()[:3]} == {5.0}
    assert area("IT").eccentricity_deg is None


@pytest.mark.parametrize("entry", [*areas(), *correspondences(), *limits_of_analogy()])
def test_everything_said_names_a_dated_source(entry):
    assert entry.sources
    for source in entry.sources:
        year = re.search(r"\d{4}$", source.text)
        assert year
        assert year.group() in source.source


def test_every_area_tells_its_species_and_where_it_was_measured():
    for entry in areas():
        assert "Macaque" in entry.note


def test_the_analogy_is_told_with_its_limits():
    assert [entry.cortex for entry in correspondences()] == ["simple cell", "complex cell", "V2 and V4", "IT"]
    assert {entry.topic for entry in limits_of_analogy()} >= {
        "Feedback",
        "Weight sharing",
        "Learning",
        "Fovea",
        "History",
    }
    assert max(len(entry.statement) for entry in limits_of_analogy()) <= 100


def test_sizes_are_those_of_their_sources():
    assert [entry.diameter_deg for entry in areas()] == [1.3, 2.2, 4.8, 10.0]


@pytest.mark.parametrize(
    ("field", "value"),
    [("diameter_deg", v) for v in (0, -1, math.nan, math.inf, "1")] + [("eccentricity_deg", v) for v in (-1, math.nan)],
)
def test_sizes_that_are_none_are_refused_by_name(field, value):
    with pytest.raises(InputError) as caught:
        replace(area("V1"), **{field: value})
    assert caught.value.argument == field


def test_fields_may_be_small_and_lie_in_the_centre_of_gaze():
    tiny = replace(area("V1"), diameter_deg=1e-9, eccentricity_deg=0)
    assert (tiny.diameter_deg, tiny.eccentricity_deg) == (1e-9, 0)


def test_an_unknown_area_or_one_without_a_source_is_refused():
    with pytest.raises(InputError, match="'V1', 'V2', 'V4', 'IT'"):
        area("V3")
    known = area("V1")
    for diameter, sources in ((0.0, known.sources), (1.0, ())):
        with pytest.raises(InputError):
            Area(known.name, diameter, None, known.counterpart, sources, known.note)
