"""Pieces of images found again: against loops over every place, and against scikit-learn's decision stump."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from convmath.core.errors import InputError
from convmath.cortex.hmax import Hmax
from convmath.cortex.pieces import best_match, c1_of_images, c2_of_maps, right_by_piece
from convmath.images.image_space import faces, non_faces

MODEL = Hmax()


@pytest.fixture(scope="module")
def maps():
    return [c1_of_images(MODEL, images()[:30]) for images in (faces, non_faces)]


def responses(c1, prototype):
    """The response at every place, by a loop."""
    found = {}
    for row, column in np.ndindex(c1.shape[1] - 2, c1.shape[2] - 2):
        distance = ((c1[:, row : row + 3, column : column + 3] - prototype) ** 2).sum()
        found[row, column] = float(np.exp(-distance))
    return found


def test_the_maps_are_those_of_each_image(maps):
    for image, c1 in zip(faces(), maps[0]):
        np.testing.assert_array_equal(c1, MODEL.c1(MODEL.s1(image)))
    assert maps[0].shape == (30, 4, 8, 8)


def test_the_best_match_is_the_largest_of_all_places(maps):
    prototype = maps[0][3][:, 0:3, 2:5]
    for c1 in [*maps[0], *maps[1]]:
        found, due = best_match(MODEL, c1, prototype), responses(c1, prototype)
        assert found.response == pytest.approx(max(due.values()), abs=1e-12)
        assert due[found.row, found.column] == pytest.approx(max(due.values()), abs=1e-12)
    assert best_match(MODEL, maps[0][3], prototype) == (0, 2, 1.0)


def test_the_responses_of_many_are_those_of_each(maps):
    prototype = maps[0][7][:, 1:4, 1:4]
    expected = [max(responses(c1, prototype).values()) for c1 in maps[1]]
    assert c2_of_maps(MODEL, maps[1], prototype) == pytest.approx(expected, abs=1e-12)


def test_each_piece_gets_as_many_right_as_the_best_stump_that_takes_what_is_above(maps):
    """A tree of one split may also take what is below; where it does, it can only be better."""
    found = right_by_piece(MODEL, maps[0][0], *maps)
    assert found.shape == (6, 6)
    labels = np.repeat([1, 0], 30)
    above = 0
    for row, column in np.ndindex(6, 6):
        prototype = maps[0][0][:, row : row + 3, column : column + 3]
        values = np.concatenate([c2_of_maps(MODEL, group, prototype) for group in maps])
        best = max(sum((value >= edge) == label for value, label in zip(values, labels)) for edge in [*values, np.inf])
        assert found[row, column] == best
        stump = DecisionTreeClassifier(max_depth=1, criterion="gini").fit(values[:, None], labels)
        if stump.predict([[values.max()]])[0] == 1:
            above += 1
            assert round(stump.score(values[:, None], labels) * 60) <= best
    assert above > 30


def test_maps_of_another_model_are_refused(maps):
    with pytest.raises(InputError, match="'images' was"):
        c1_of_images(MODEL, faces()[0])
    with pytest.raises(InputError, match="'c1' was"):
        right_by_piece(MODEL, np.ones((4, 2, 2)), *maps)
    with pytest.raises(InputError, match="'maps' was"):
        c2_of_maps(MODEL, maps[0][0], maps[0][0][:, :3, :3])
