"""Trained in the middle, tested everywhere: the stored networks against torch, and against a training anew."""

import numpy as np
import pytest
import torch
from torch import nn

from convmath.core.errors import InputError
from convmath.training import kept_results, moved_digit
from convmath.training.moved_digit import CANVAS, KINDS, REACH, classifier, trained_classifier
from convmath.training.zeros_and_ones import SIDE, digits

every_kind = pytest.mark.parametrize("kind", KINDS)
MOVES = [(0, 0), (-REACH, -REACH), (REACH, -1), (2, REACH)]


def canvas(images, rows, columns):
    """Digits on a canvas, moved, by NumPy's roll."""
    margin = (CANVAS - SIDE) // 2
    middle = np.pad(images, ((0, 0), (margin, margin), (margin, margin)))
    return np.roll(middle, (rows, columns), axis=(1, 2))[:, None]


def in_torch(kind):
    """The stored network in torch: its convolutional part, and what follows."""
    weights = [{name: torch.tensor(values) for name, values in own.items()} for own in trained_classifier(kind).weights]
    convolutions = [own for own in weights[:-1] if own]

    def maps(images):
        values = torch.tensor(images)
        for own in convolutions:
            side = own["kernel"].shape[-1]
            values = nn.functional.conv2d(values, own["kernel"], own["bias"], padding=side // 2).relu()
        return values

    def scores(images):
        values = maps(images)
        values = values.amax((2, 3)) if kind == "global max" else values.flatten(1)
        return nn.functional.linear(values, weights[-1]["kernel"], weights[-1]["bias"])

    return maps, scores


@every_kind
def test_the_counts_of_right_answers_are_torchs(kind):
    _, scores = in_torch(kind)
    found, (_, testing) = trained_classifier(kind), digits()
    reach = range(-REACH, REACH + 1)
    for rows in reach:
        for columns in reach:
            answers = scores(canvas(testing.images, rows, columns)).argmax(1).numpy()
            assert found.right[rows + REACH, columns + REACH] == np.count_nonzero(answers == testing.labels)
    assert (found.centred, found.least) == (found.right[REACH, REACH], found.right.min())
    assert len(testing) == found.tested


@every_kind
@pytest.mark.parametrize(("rows", "columns"), MOVES)
def test_what_a_network_says_of_a_moved_digit_is_what_torchs_says(kind, rows, columns):
    maps, scores = in_torch(kind)
    found, image = trained_classifier(kind), digits()[1].images[5]
    moved = canvas(image[None], rows, columns)
    expected = scores(moved).softmax(1)[0].numpy()
    assert found.probabilities(image, rows=rows, columns=columns) == pytest.approx(expected, abs=1e-9)
    assert found.answer(image, rows=rows, columns=columns) == expected.argmax()
    np.testing.assert_allclose(found.maps(image, rows=rows, columns=columns), maps(moved)[0].numpy(), atol=1e-9)
    if (rows, columns) == (0, 0):
        assert found.probabilities(image) == found.probabilities(image, rows=0, columns=0)
        assert found.answer(image) == expected.argmax()
        np.testing.assert_array_equal(found.maps(image), found.maps(image, rows=0, columns=0))


def test_the_parts_of_the_maps_add_up_to_the_difference_of_the_scores():
    found, image = trained_classifier("flatten"), digits()[1].images[0]
    scores = in_torch("flatten")[1](canvas(image[None], 3, -2))[0].numpy()
    bias = found.weights[-1]["bias"]
    parts = [found.part_of_map(number, image, rows=3, columns=-2) for number in range(8)]
    assert sum(parts) + bias[1] - bias[0] == pytest.approx(scores[1] - scores[0], abs=1e-9)
    before = [found.part_of_map(number, image) for number in range(8)]
    most = found.swayed_map(image, rows=3, columns=-2)
    assert abs(parts[most] - before[most]) == max(abs(after - first) for after, first in zip(parts, before))


def test_the_largest_value_of_a_map_is_found_with_its_place():
    found, image, corner = trained_classifier("global max"), digits()[1].images[29], {"rows": REACH, "columns": REACH}
    before, after = (in_torch("global max")[0](canvas(image[None], by, by))[0].numpy() for by in (0, REACH))
    largest = after.max(axis=(1, 2))
    assert found.largest_values(image, **corner) == pytest.approx(largest, abs=1e-9)
    for number, each in enumerate(after):
        assert each[found.place_of_largest(number, image, **corner)] == pytest.approx(each.max(), abs=1e-9)
    assert found.clearest_map(image) == before.max(axis=(1, 2)).argmax()
    alike = np.abs(before.max(axis=(1, 2)) - largest) < 1e-6
    assert found.largest_alike(image, **corner) == np.count_nonzero(alike) == 6


def test_flattening_fails_away_from_the_middle_and_the_largest_value_does_not():
    """What the scene is about."""
    dense, flatten, largest = map(trained_classifier, KINDS)
    assert min(network.centred for network in (dense, flatten, largest)) >= 0.95 * dense.tested
    assert max(dense.least, flatten.least) <= 0.1 * dense.tested
    assert largest.least >= 0.97 * largest.tested
    assert [classifier(kind).parameters for kind in KINDS] == [
        2 * (22 * 22 + 1),
        4 * (9 + 1) + 8 * (4 * 25 + 1) + 2 * (8 * 22 * 22 + 1),
        4 * (9 + 1) + 8 * (4 * 25 + 1) + 2 * (8 + 1),
    ]


@pytest.mark.slow
@every_kind
def test_training_again_gives_the_stored_weights(kind):
    stored = trained_classifier(kind)
    weights, right = moved_digit.train_classifier(kind, seed=moved_digit.SEED)
    for own, kept in zip(weights, stored.weights, strict=True):
        assert own.keys() == kept.keys()
        for name, values in own.items():
            np.testing.assert_allclose(values, kept[name], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(right, stored.right)


def test_another_seed_is_trained_once_and_then_read_from_the_disk(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    epochs = []
    first = trained_classifier("dense", seed=77, on_epoch=epochs.append)
    assert epochs == [*range(1, moved_digit.EPOCHS + 1)]
    kept_results.forget()
    again = trained_classifier("dense", seed=77, on_epoch=epochs.append)
    assert len(epochs) == moved_digit.EPOCHS
    np.testing.assert_array_equal(first.right, again.right)
    np.testing.assert_array_equal(first.weights[-1]["kernel"], again.weights[-1]["kernel"])
    assert capfd.readouterr().out == ""


def test_another_seed_is_trained_where_nothing_can_be_kept(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    kept_results.forget()
    epochs = []
    assert trained_classifier("dense", seed=78, on_epoch=epochs.append).centred > 100
    assert epochs == [*range(1, moved_digit.EPOCHS + 1)]


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: classifier("largest"), "kind"),
        (lambda: trained_classifier("dense", seed=-1), "seed"),
        (lambda: trained_classifier("global max").weights_of_map(0), "place by place"),
        (lambda: trained_classifier("flatten").weights_of_map(8), r"number' .* 0 to 7"),
        (lambda: trained_classifier("dense").answer(np.zeros((SIDE, SIDE)), rows=REACH + 1), "rows"),
    ],
)
def test_what_cannot_be_is_refused(refused, words):
    with pytest.raises(InputError, match=words):
        refused()
