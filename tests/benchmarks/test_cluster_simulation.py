"""The simulation of many machines keeps within what arithmetic allows."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cluster_simulation import SECONDS_TO_HAND_OVER, SceneCosts, markdown, simulate, svg


@st.composite
def scenes(draw):
    found = []
    for number in range(draw(st.integers(1, 8))):
        counts = draw(st.lists(st.integers(1, 120), min_size=1, max_size=12))
        offers = tuple((sum(counts[:place]), count) for place, count in enumerate(counts))
        play, join = draw(st.floats(0, 10)), draw(st.floats(0, 2))
        found.append(SceneCosts(str(number), play, offers, (1000, 500), 1e-7, join))
    return found


@given(scenes(), st.integers(1, 300), st.integers(1, 8))
def test_no_time_is_less_than_the_work_divided_or_more_than_the_work_in_a_row(costs, workers, cores):
    found = simulate(costs, workers, cores=cores)
    drawn = sum(scene.draw_seconds for scene in costs)
    assert found.seconds >= drawn / workers
    claims = sum(len(scene.offers) for scene in costs)
    again = sum(scene.play_seconds * (1 + len(scene.offers)) for scene in costs)
    joins = max(scene.join_seconds for scene in costs)
    assert found.seconds <= drawn + again + joins + claims * SECONDS_TO_HAND_OVER + 1e-6
    assert 0 < found.efficiency <= 1
    assert found.last in {scene.name for scene in costs}


def test_one_scene_of_one_segment_takes_its_critical_path_whatever_the_number_of_workers():
    scene = SceneCosts("a", 3.0, ((0, 100),), (1000, 1000), 1e-7, 0.5)
    for workers in (1, 2, 64):
        assert simulate([scene], workers).seconds == pytest.approx(3.0 + SECONDS_TO_HAND_OVER + 10.0 + 0.5)


def test_table_and_picture_show_every_row():
    scene = SceneCosts("a", 1.0, tuple((place * 50, 50) for place in range(40)), (1000, 1000), 1e-7, 0.5)
    rows = [simulate([scene], workers) for workers in (1, 2, 4)]
    assert len(markdown(rows).splitlines()) == 2 + len(rows)
    root = ET.fromstring(svg(rows))  # noqa: S314 - our own
    assert len(root.findall(".//{*}circle")) == len(rows)
