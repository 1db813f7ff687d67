from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rendering.checks.colour import from_hex, to_linear
from rendering.checks.flashes import FlashMeter, largest_share, redness, reduced
from rendering.checks.motion import Motion, moving_seconds
from rendering.core.frames import Beat, Frame, Stage

RATE = Fraction(30)


def metered(levels, *, shape=(90, 160), rate=RATE):
    """The light flashes of full frames of these relative luminances, in grey."""
    return watched(
        [np.repeat(np.broadcast_to(np.asarray(level, float), shape)[..., None], 3, -1) for level in levels], rate
    ).light


def watched(pictures, rate=RATE):
    """The meter after pictures in linear light."""
    meter = FlashMeter()
    height, width = pictures[0].shape[:2]
    meter.open(Stage(width=width, height=height, rate=rate, transparent=False))
    for index, picture in enumerate(pictures):
        meter.measure(index, picture)
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


@settings(max_examples=60)
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
    assert reduced(pixels).shape == (90, 160, 3)
    assert reduced(pixels) == pytest.approx(np.full((90, 160, 3), 0.5), abs=1e-6)
    pixels[:] = (255, 0, 0, 255)
    assert reduced(pixels)[0, 0].tolist() == [1, 0, 0]
    assert reduced(np.zeros((50, 70, 4), np.uint8)).shape == (50, 70, 3)


@settings(max_examples=40)
@given(st.data())
def test_a_frame_with_boxes_of_what_changed_is_averaged_only_there(data):
    """The flashes are the same, whatever the boxes, and with rows and columns that fill no whole block."""
    generator = np.random.default_rng(data.draw(st.integers(0, 1 << 20)))
    height, width = data.draw(st.sampled_from([(180, 321), (185, 320), (60, 100)]))
    with_boxes, without_boxes = FlashMeter(), FlashMeter()
    for meter in (with_boxes, without_boxes):
        meter.open(Stage(width=width, height=height, rate=RATE, transparent=False))
    pixels = np.zeros((height, width, 4), np.uint8)
    for index in range(12):
        boxes = []
        for _ in range(data.draw(st.integers(0, 2))):
            top, left = int(generator.integers(height)), int(generator.integers(width))
            boxes.append(
                (left, top, int(generator.integers(left, width + 1)), int(generator.integers(top, height + 1)))
            )
            pixels[boxes[-1][1] : boxes[-1][3], left : boxes[-1][2]] = generator.choice([0, 255], 4)
        with_boxes.write(Frame(index, 1, 0, pixels, boxes if index else None))
        without_boxes.write(Frame(index, 1, 0, pixels))
        assert np.array_equal(with_boxes._reduced, without_boxes._reduced)
    assert [(kind.most, kind.when) for kind in (with_boxes.light, with_boxes.red)] == [
        (kind.most, kind.when) for kind in (without_boxes.light, without_boxes.red)
    ]


def between(one, other, hertz):
    """Two seconds that alternate between two sRGB colours."""
    shown = [to_linear(from_hex(colour)) for colour in (one, other)]
    return [np.broadcast_to(shown[int(state)], (9, 16, 3)).copy() for state in strobe(hertz)]


@pytest.mark.parametrize("hertz", [2, 3, 4, 5])
@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        ("#FF0000", "#0000FF", True),
        ("#FF0000", "#808080", True),
        ("#FF0000", "#000000", True),
        ("#FF0000", "#FF8000", False),  # that near in chromaticity
        ("#C06060", "#0000FF", False),  # no saturated red
        ("#00FF00", "#0000FF", False),
    ],
)
def test_red_flashes_are_those_to_and_from_saturated_red(one, other, counts, hertz):
    red = watched(between(one, other, hertz)).red
    assert (red.most > 3) == (counts and hertz > 3)
    assert bool(red.most) == counts


def test_a_flash_of_red_need_not_be_one_of_light():
    """Of the same luminance: only the colour changes."""
    pictures = between("#FF0000", "#0000FF", 5)
    red, blue = pictures[0], next(picture for picture in pictures if picture[0, 0, 2])
    blue[..., 1] = (0.2126 - 0.0722) / 0.7152
    seen = watched([blue if picture[0, 0, 2] else red for picture in pictures])
    assert (seen.light.most, seen.red.most > 3) == (0, True)


def test_a_fade_to_red_and_back_is_one_flash_however_slow():
    shares = np.concatenate([np.linspace(0, 1, 14), np.linspace(1, 0, 14)])
    red, grey = to_linear(from_hex("#FF0000")), to_linear(from_hex("#808080"))
    pictures = [np.broadcast_to(share * red + (1 - share) * grey, (6, 6, 3)) for share in shares]
    assert watched(pictures).red.most == 1


@pytest.mark.parametrize(
    ("colour", "u", "v"),
    [("#FF0000", 0.4507, 0.5229), ("#00FF00", 0.125, 0.5625), ("#0000FF", 0.1754, 0.1579), ("#FFFFFF", 0.1978, 0.4683)],
)
def test_chromaticities_are_those_of_the_primaries(colour, u, v):
    """Published u', v' of sRGB's primaries and of its white, D65."""
    assert redness(to_linear(from_hex(colour)))[1] == pytest.approx((u, v), abs=2e-3)


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
