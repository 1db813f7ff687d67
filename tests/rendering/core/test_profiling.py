"""Phases add up, and count for themselves alone."""

from __future__ import annotations

import time

from rendering.core.profiling import PHASES, Stopwatch


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def test_a_phase_within_a_phase_counts_for_itself_alone():
    watch = Stopwatch()
    started = time.perf_counter()
    with watch.phase("raster"):
        spin(0.03)
        with watch.phase("encode"):
            spin(0.05)
        spin(0.01)
    whole = time.perf_counter() - started
    read = watch.read()
    assert set(read) == {"raster", "encode"} <= set(PHASES)
    assert read["raster"][0] >= 0.04
    assert read["encode"][0] >= 0.05
    assert 0.09 <= sum(wall for wall, _ in read.values()) <= whole, "nothing counts twice"
    assert all(cpu <= wall + 0.01 for wall, cpu in read.values())


def test_what_other_processes_counted_is_added():
    watch = Stopwatch()
    watch.add({"raster": (1.0, 0.5)})
    watch.add({"raster": (2.0, 1.5), "encode": (1.0, 1.0)})
    assert watch.read() == {"raster": (3.0, 2.0), "encode": (1.0, 1.0)}
