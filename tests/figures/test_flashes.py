from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rendering.figures.autoplay import Motion, moving_seconds
from rendering.figures.flashes import FlashMeter, largest_share, reduced
from rendering.performance import Beat, Frame, Stage

RATE = Fraction(30)


def metered(levels, *, shape=(90, 160), rate=RATE):
    """The meter after full frames of these relative luminances."""
    meter = FlashMeter()
    meter.open(Stage(width=shape[1], height=shape[0], rate=rate, transparent=False))
    for index, level in enumerate(levels):
        meter.watch(index, np.broadcast_to(np.asarray(level, dtype=float), shape).copy())
    return meter


def strobe(hertz, seconds=2.0, low=0.0, high=1.0):
    """A square wave of luminance."""
    return [high if int(2 * hertz * index / RATE) % 2 else low for index in range(int(seconds * RATE))]


@pytest.mark.parametrize("hertz", [1, 2, 3, 4, 5, 7])
def test_a_strobe_of_so_many_hertz_flashes_so_often(hertz):
    assert metered(strobe(hertz)).most == pytest.approx(hertz, abs=1)
    assert (metered(strobe(hertz)).most > 3) == (hertz > 3)


def brute_force(levels):
    """Pairs of opposing changes in the worst second, point by point, from the definition."""
    turns, direction, low, high = [], 0, levels[0], levels[0]
    for index, level in enumerate(levels[1:], start=1):
        low, high = min(low, level), max(high, level)
        if direction <= 0 and level - low >= 0.1 and low < 0.8:
            direction, low, high = 1, level, level
            turns.append(index)
        elif direction >= 0 and high - level >= 0.1 and level < 0.8:
            direction, low, high = -1, level, level
            turns.append(index)
    return max((sum(0 <= last - turn <= RATE for turn in turns) // 2 for last in turns), default=0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.05, 0.09, 0.5, 0.75, 0.85, 1.0]), min_size=2, max_size=90))
def test_the_meter_counts_what_the_definition_counts(levels):
    assert metered(levels, shape=(6, 6)).most == brute_force(levels)


def test_small_dark_or_bright_changes_do_not_count():
    assert metered(strobe(6, low=0.5, high=0.59)).most == 0
    assert metered(strobe(6, low=0.81, high=1.0)).most == 0
    assert metered(strobe(6, low=0.7, high=0.85)).most > 3


def test_a_fade_counts_once_however_slow_it_is():
    rise = np.linspace(0, 1, 60).tolist()
    assert metered(rise).most == 0
    assert metered([*rise, *rise[::-1], *rise]).most <= 1


def test_flashes_far_apart_do_not_add_up():
    pulse = [1.0, 0.0] + [0.0] * 28
    assert metered(pulse * 6).most <= 1


@pytest.mark.parametrize(("share", "counts"), [(0.2, False), (0.3, True)])
def test_only_what_flashes_on_a_quarter_of_a_field_counts(share, counts):
    levels = []
    for level in strobe(5):
        picture = np.zeros((90, 160))
        picture[: round(30 * share), :54] = level  # a field is 30 rows of 53 columns
        levels.append(picture)
    assert (metered(levels).most > 3) == counts


def test_scattered_flashes_that_fill_no_field_do_not_count():
    mask = np.zeros((90, 90), bool)
    mask[::3, ::3] = True
    assert largest_share(mask) == pytest.approx(1 / 9, abs=0.01)
    assert largest_share(np.zeros((4, 4), bool)) == 0
    assert largest_share(np.ones((2, 2), bool)) == 1


def test_frames_are_averaged_in_linear_light():
    pixels = np.zeros((180, 320, 4), np.uint8)
    pixels[::2, :, :3] = 255
    assert reduced(pixels).shape == (90, 160)
    assert reduced(pixels) == pytest.approx(np.full((90, 160), 0.5))
    pixels[:] = (255, 0, 0, 255)
    assert reduced(pixels)[0, 0] == pytest.approx(0.2126)
    assert reduced(np.zeros((50, 70, 4), np.uint8)).shape == (50, 70)


def test_pictures_that_stay_the_same_are_no_motion():
    motion, picture = Motion(), np.zeros((2, 2, 4), np.uint8)
    for index in (0, 5, 10):
        motion.write(Frame(index, 5, 0, picture if index < 10 else picture + 1))
    assert motion.changes == [0, 10]


@pytest.mark.parametrize(
    ("changes", "passes", "seconds"),
    [
        ([0, 10, 20], 1, 2.0),
        ([0, 10, 20], 3, 10.0),
        ([0, 10, 20], 0, float("inf")),
        ([0], 0, 0.0),
        ([], 4, 0.0),
        ([50], 1, 0.0),
    ],
)
def test_a_picture_moves_until_its_last_change_of_its_last_pass(changes, passes, seconds):
    assert moving_seconds(changes, [Beat("all", 0, 40)], Fraction(10), passes) == seconds


def test_beats_are_played_one_after_another_wherever_they_stand():
    beats = [Beat("late", 100, 120), Beat("early", 0, 20)]
    assert moving_seconds([5, 110], beats, Fraction(10), 1) == 2.5
    assert moving_seconds([110], beats, Fraction(10), 1) == 2.0  # the cut from one to the other is a change, too
