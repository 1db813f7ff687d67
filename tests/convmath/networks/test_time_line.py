"""What came when: in order, with sources that say so, and sizes that are derived."""

import pytest

from convmath.core import facts
from convmath.core.errors import InputError
from convmath.networks.branched import resnet50
from convmath.networks.published import NETWORKS, ZIP_CODES
from convmath.networks.time_line import Milestone, time_line


def test_events_stand_in_order_and_each_has_its_year_in_its_source():
    years = [event.year for event in time_line()]
    assert years == sorted(years)
    assert years == [1959, 1962, 1980, 1981, 1989, 1998, 2012, 2014, 2015]
    for event in time_line():
        assert str(event.year) in event.name.source
        assert event.name in facts.all_names()
        assert event.what


def test_networks_stand_under_their_own_names():
    assert [event.network for event in time_line() if event.network] == [*NETWORKS, resnet50()]
    for event in time_line():
        if event.network:
            assert event.network.name == event.name
            assert (event.parameters, event.connections) == (event.network.parameters, event.network.connections)
        else:
            assert (event.parameters, event.connections) == (None, None)


def test_sharing_was_the_point_from_the_start():
    events = [event for event in time_line() if event.network]
    assert all(event.connections > 5 * event.parameters for event in events)
    assert [event.parameters for event in events] == [9_760, 60_000, 60_965_224, 138_357_544, 25_557_032]


@pytest.mark.parametrize("year", [1990, 0, 1989.0])
def test_a_year_that_is_not_in_the_source_is_refused(year):
    with pytest.raises(InputError, match="'year'"):
        Milestone(year, facts.LECUN_1989, "", ZIP_CODES)
