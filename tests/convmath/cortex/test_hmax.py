"""Each stage of the model against direct loops, and what the stages are to be blind to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.cortex.hmax import Hmax, Threshold, best_threshold
from convmath.images.photographs import photograph
from convmath.images.resampling import crop

MODEL = Hmax()
IMAGES = st.integers(0, 999).map(lambda seed: np.random.default_rng(seed).random((20, 23)))


def test_s1_is_the_normalised_product_of_filter_and_window():
    image = np.random.default_rng(0).random((13, 11))
    found = MODEL.s1(image)
    assert found.shape == (2, 4, 7, 5)
    for (number, size), angle in ((a, b) for a in enumerate(MODEL.sizes) for b in range(4)):
        weights, inset = MODEL.filters(size)[angle].matrix, (7 - size) // 2
        for row, column in np.ndindex(7, 5):
            window = image[row + inset : row + inset + size, column + inset : column + inset + size]
            expected = abs((window * weights).sum()) / np.linalg.norm(window)
            assert found[number, angle, row, column] == pytest.approx(expected, abs=1e-12)
    assert found.min() >= 0
    assert found.max() <= 1


def test_c1_is_the_largest_of_both_sizes_in_each_region():
    s1 = np.random.default_rng(1).random((2, 4, 11, 9))
    found = MODEL.c1(s1)
    assert found.shape == (4, 4, 3)
    for angle, row, column in np.ndindex(*found.shape):
        assert found[angle, row, column] == s1[:, angle, 2 * row : 2 * row + 4, 2 * column : 2 * column + 4].max()


def test_s2_and_c2_are_the_likeness_to_a_prototype_and_the_best_of_it():
    image = np.random.default_rng(2).random((24, 24))
    c1 = MODEL.c1(MODEL.s1(image))
    prototype = MODEL.imprint(c1, 1, 2)
    found = MODEL.s2(c1, prototype)
    for row, column in np.ndindex(*found.shape):
        patch = c1[:, row : row + 3, column : column + 3]
        assert found[row, column] == pytest.approx(np.exp(-((patch - prototype) ** 2).sum()), abs=1e-12)
    assert found[1, 2] == 1 == MODEL.c2(image, prototype)


@settings(max_examples=20)
@given(IMAGES, st.integers(0, 2), st.integers(0, 2))
def test_c2_does_not_change_when_the_image_moves_inside_its_frame(image, rows, columns):
    """By whole steps of C1: between them another pixel is the first of a region."""
    frame = np.zeros((40, 43))
    frame[8:28, 8:31] = image
    prototype = MODEL.imprint(MODEL.c1(MODEL.s1(frame)), 5, 5)
    moved = np.roll(frame, (MODEL.step * rows, -MODEL.step * columns), (0, 1))
    assert MODEL.c2(moved, prototype) == MODEL.c2(frame, prototype) == 1


@settings(max_examples=20)
@given(st.integers(0, 999), st.data())
def test_c1_is_monotone_in_s1(seed, data):
    s1 = np.random.default_rng(seed).random((2, 4, 8, 8))
    place = tuple(data.draw(st.integers(0, size - 1)) for size in s1.shape)
    more = s1.copy()
    more[place] += data.draw(st.floats(0, 2))
    assert (MODEL.c1(more) >= MODEL.c1(s1)).all()


@given(st.floats(0.01, 100))
def test_the_light_does_not_matter(light):
    image = crop(photograph("camera"), top=90, left=200, height=25, width=25)
    np.testing.assert_allclose(MODEL.s1(light * image), MODEL.s1(image), atol=1e-12)


def test_a_dark_image_matches_nothing():
    assert not MODEL.s1(np.zeros((9, 9))).any()


def test_fields_are_where_a_change_of_one_pixel_is_felt():
    sizes = MODEL.field_sizes
    assert sizes == {"S1": 7, "C1": 10, "S2": 14}
    image = np.random.default_rng(3).random((30, 30))
    c1 = MODEL.c1(MODEL.s1(image))
    stages = {
        "S1": lambda pixels: MODEL.s1(pixels)[:, :, 8, 8],
        "C1": lambda pixels: MODEL.c1(MODEL.s1(pixels))[:, 4, 4],
        "S2": lambda pixels: MODEL.c1(MODEL.s1(pixels))[:, 4:7, 4:7],
    }
    for name, stage in stages.items():
        before, felt = stage(image), []
        for place in range(30):
            changed = image.copy()
            changed[place, 12] += 50
            felt.append(not np.array_equal(stage(changed), before))
        rows = np.flatnonzero(felt)
        assert rows.max() - rows.min() + 1 == sizes[name]
        assert rows.min() == 8
    assert c1.shape == (4, 11, 11)


@pytest.mark.parametrize("stage", ["S1", "C1", "S2"])
def test_a_unit_sees_the_pixels_whose_change_it_feels(stage):
    image = np.random.default_rng(5).random((26, 24))
    row, column = 2, 1

    def unit(pixels):
        s1 = MODEL.s1(pixels)
        c1 = MODEL.c1(s1)
        found = {"S1": s1[:, :, row, column], "C1": c1[:, row, column]}
        return found.get(stage, c1[:, row : row + 3, column : column + 3])

    before, felt = unit(image), np.zeros(image.shape, dtype=bool)
    for place in np.ndindex(image.shape):
        changed = image.copy()
        changed[place] += 50
        felt[place] = not np.array_equal(unit(changed), before)
    top, left, side = MODEL.field_at(stage, row, column)
    rows, columns = np.flatnonzero(felt.any(axis=1)), np.flatnonzero(felt.any(axis=0))
    assert (rows[0], rows[-1]) == (top, top + side - 1)
    assert (columns[0], columns[-1]) == (left, left + side - 1)


def test_there_is_no_field_of_another_stage():
    with pytest.raises(InputError, match="'stage' was 'C2'"):
        MODEL.field_at("C2", 0, 0)


@given(
    st.lists(st.floats(-9, 9), min_size=1, max_size=9),
    st.lists(st.floats(-9, 9), min_size=1, max_size=9),
)
def test_no_threshold_is_better_than_the_best(first, second):
    found = best_threshold(first, second)

    def right(value):
        return sum(each >= value for each in first) + sum(each < value for each in second)

    assert found.count == len(first) + len(second)
    assert found.correct == right(found.value)
    assert found.correct == max(right(value) for value in [*first, *second, 10])
    assert found.accuracy == found.correct / found.count
    assert found.taken(first) + len(second) - found.taken(second) == found.correct


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: Hmax(sizes=()), "sizes, orientations"),
        (lambda: Hmax(sizes=(6,)), "sizes"),
        (lambda: Hmax(pool=0), "pool"),
        (lambda: Hmax(sharpness=-1), "sharpness"),
        (lambda: MODEL.s1(np.ones((6, 9))), "image"),
        (lambda: MODEL.c1(np.ones((2, 4, 3, 9))), "s1"),
        (lambda: MODEL.imprint(np.ones((4, 5, 5)), 3, 0), "row"),
        (lambda: MODEL.imprint(np.ones((4, 5, 5)), 0, 3), "column"),
        (lambda: MODEL.s2(np.ones((4, 5, 5)), np.ones((3, 3, 3))), "prototype"),
        (lambda: MODEL.s2(np.ones((4, 5, 5)), np.ones((4, 6, 3))), "prototype"),
        (lambda: best_threshold([], [1.0]), "first"),
        (lambda: best_threshold([1.0], [np.nan]), "second"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named


def test_where_the_second_group_is_higher_all_are_taken_for_the_larger_one():
    assert best_threshold([0, 1], [5]) == Threshold(value=0.0, correct=2, count=3)


def test_orientations_are_numbers_of_any_kind_and_become_floats():
    assert Hmax(orientations=(np.int8(45), 90)).orientations == (45.0, 90.0)
    assert all(type(angle) is float for angle in Hmax(orientations=(np.int8(45), 90)).orientations)
