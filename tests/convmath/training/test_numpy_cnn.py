"""The training run of the small network against the same run in torch, and against a training anew."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from convmath.core.errors import InputError
from convmath.training import kept_results, numpy_cnn
from convmath.training.cnn_run import largest_product, loss_curve
from convmath.training.numpy_cnn import BATCH, EPOCHS, FILTERS, LEARNING_RATE, SEED, small_cnn, train_cnn, trained_cnn
from convmath.training.zeros_and_ones import digits_of
from tests.convmath.training.cnn_in_torch import steps_values, tensors, torch_run

ODD = {"seed": 5, "epochs": 2, "learning_rate": 0.1, "filters": 3}
RUNS = [({}, (SEED, EPOCHS, LEARNING_RATE, FILTERS)), (ODD, (5, 2, 0.1, 3))]
every_run = pytest.mark.parametrize(("options", "of_torch"), RUNS, ids=["stored", "odd"])


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@every_run
def test_losses_and_kernels_are_those_of_torch_step_by_step(options, of_torch):
    run, theirs = trained_cnn(**options), torch_run(*of_torch)
    np.testing.assert_allclose(run.losses, theirs.losses, rtol=0, atol=1e-8)
    assert run.recorded[0] == 0
    assert run.recorded[-1] == run.steps == len(theirs.losses)
    for film, expected in zip(run.kernels, theirs.films):
        np.testing.assert_allclose(film, np.array(expected)[run.recorded], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(run.first_batch, theirs.batch)


@every_run
def test_before_and_after_it_answers_as_torchs_does(options, of_torch):
    run, theirs = trained_cnn(**options), torch_run(*of_torch)
    images, labels = tensors(run.testing.images, run.testing.labels)
    after = theirs.after(images).detach()
    right = after.argmax(1) == labels
    assert run.tested == len(labels) == 120
    assert run.right == right.sum().item() == run.tested - run.wrong_count
    assert run.right_before == (theirs.before(images).argmax(1) == labels).sum().item()
    assert list(run.wrong) == np.flatnonzero(~right.numpy()).tolist()
    own = after.softmax(1)[torch.arange(len(labels)), labels].numpy()
    assert list(run.least_sure(9)) == np.argsort(own, kind="stable")[:9].tolist()
    for number in (0, 17, 119):
        assert run.tested_share(number) == pytest.approx(own[number], abs=1e-7)
        assert run.answer(number) == after.argmax(1)[number]


@every_run
@pytest.mark.parametrize("digit", [0, 11])
def test_one_digit_says_what_torchs_autograd_says(options, of_torch, digit):
    run, theirs = trained_cnn(**options), torch_run(*of_torch)
    chosen = theirs.batch[[digit]]
    images, labels = tensors(run.training.images[chosen], run.training.labels[chosen])
    values, loss = steps_values(theirs.before, images, labels)
    step = run.step_of(digit)
    assert step.loss == pytest.approx(loss, abs=1e-12)
    for ours, error, value in zip(step.activations, step.errors, values, strict=True):
        np.testing.assert_allclose(ours, value.detach().numpy(), rtol=0, atol=1e-9)
        np.testing.assert_allclose(error, value.grad.numpy(), rtol=0, atol=1e-9)
    gradient = theirs.before[2].weight.grad.numpy()
    np.testing.assert_allclose(step.gradients[2]["kernel"], gradient, rtol=0, atol=1e-9)
    filter_number, channel = run.steepest_slice(digit)
    assert np.abs(gradient[filter_number, channel]).max() == np.abs(gradient).max()
    shares = values[-1].detach().softmax(1)[0].numpy()
    assert run.shares(digit) == pytest.approx(shares, abs=1e-12)
    assert run.share_of_label(digit) == pytest.approx(shares[labels.item()], abs=1e-12)
    assert run.label(digit) == labels.item()
    np.testing.assert_array_equal(run.image(digit), images[0, 0])


@every_run
def test_the_two_halves_of_the_pass_backward_are_one_idea(options, of_torch):
    """The gradient by the kernel and by the input, by torch's convolutions of what the scene slides over what."""
    run = trained_cnn(**options)
    step, weights = run.step_of(3), torch.tensor(run.first[2]["kernel"])
    seen, error = torch.tensor(step.activations[2]), torch.tensor(step.errors[3])
    by_kernel = functional.conv2d(seen.swapaxes(0, 1), error.swapaxes(0, 1)).swapaxes(0, 1)
    np.testing.assert_allclose(by_kernel, step.gradients[2]["kernel"], rtol=0, atol=1e-12)
    turned = weights.flip(2, 3).swapaxes(0, 1)
    np.testing.assert_allclose(functional.conv2d(error, turned, padding=2), step.errors[2], rtol=0, atol=1e-12)


@every_run
def test_the_first_step_is_the_one_that_torchs_descent_takes(options, of_torch):
    run, theirs = trained_cnn(**options), torch_run(*of_torch)
    for place in ((0, 0), (2, 1)):
        np.testing.assert_allclose(run.slice_after_first_step(*place), theirs.films[1][1][place], rtol=0, atol=1e-9)
    gradient = (theirs.films[1][0] - theirs.films[1][1]) / of_torch[2]
    np.testing.assert_allclose(run.first_step.gradients[2]["kernel"], gradient, rtol=0, atol=1e-9)
    assert run.first_step.loss == pytest.approx(theirs.losses[0], abs=1e-12)


def test_shares_of_the_way_are_counted_in_steps_epochs_and_recorded_moments():
    run = trained_cnn()
    steps = [run.step_at(share) for share in np.linspace(0, 1, 801)]
    assert sorted(set(steps)) == list(range(1, 81)) == run.step_numbers.tolist()
    assert [run.epoch_at(share) for share in (0, 7 / 79, 8 / 79, 1)] == [1, 1, 2, 10]
    for share in (0, 0.3, 1):
        newest = [moment for moment, taken in enumerate(run.recorded) if taken <= run.step_at(share)][-1]
        assert run.moment_at(share) == newest
    assert run.batch == BATCH


def test_the_stored_run_learns_what_the_scene_says():
    run = trained_cnn()
    assert run.losses[-1] < 0.2 * run.losses[0]
    assert run.right >= 0.95 * run.tested > 0.8 * run.tested >= run.right_before
    assert numpy_cnn._STORED.stat().st_size < 60_000


@pytest.mark.exhaustive
def test_training_again_gives_the_stored_run():
    training, testing = digits_of("")
    options = {"seed": SEED, "epochs": EPOCHS, "learning_rate": LEARNING_RATE, "filters": FILTERS}
    first, last, losses, recorded, kernels = train_cnn(images=training.images, labels=training.labels, **options)
    stored = trained_cnn()
    for made, kept in ((first, stored.first), (last, stored.last)):
        for own, other in zip(made, kept, strict=True):
            assert own.keys() == other.keys()
            for name, values in own.items():
                np.testing.assert_allclose(values, other[name], rtol=0, atol=1e-6)
    np.testing.assert_allclose(losses, stored.losses, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(recorded, stored.recorded)
    for film, kept in zip(kernels, stored.kernels, strict=True):
        np.testing.assert_allclose(film, kept, rtol=0, atol=1e-6)
    accuracy = small_cnn(FILTERS).accuracy(testing.images[:, None], testing.labels, last)
    assert accuracy == stored.right / stored.tested


def test_another_run_is_trained_once_and_then_read_from_the_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept_results.forget()
    epochs = []
    first = trained_cnn(**ODD, on_epoch=epochs.append)
    assert epochs == [1, 2]
    kept_results.forget()
    again = trained_cnn(**ODD, on_epoch=epochs.append)
    assert epochs == [1, 2]
    np.testing.assert_array_equal(first.losses, again.losses)
    np.testing.assert_array_equal(first.last[0]["kernel"], again.last[0]["kernel"])


def test_the_curve_of_the_loss_is_minus_the_logarithm():
    for share in (1.0, 0.5, 1e-9):
        curve = loss_curve(share)
        assert curve.losses == pytest.approx([-math.log(each) for each in curve.shares], abs=1e-12)
        assert curve.shares[0] <= share <= curve.shares[-1] == 1
        assert (np.diff(curve.shares) > 0).all()


def test_the_largest_product_is_found_by_its_size():
    rng = np.random.default_rng(1)
    for _ in range(20):
        one, other = rng.normal(size=(2, 3, 5))
        found = largest_product(one, other)
        expected = max((abs(one[place] * other[place]), place) for place in np.ndindex(one.shape))
        assert (found.row, found.column) == expected[1]
        assert found.first * found.second == found.product == one[expected[1]] * other[expected[1]]


def test_only_scores_beyond_all_bounds_are_put_down_to_the_rate():
    digits, _ = digits_of("")
    given = {"images": digits.images[:40], "seed": 0, "epochs": 1, "filters": 2}
    with pytest.raises(InputError) as caught:
        train_cnn(**given, labels=digits.labels[:40], learning_rate=1e300)
    assert caught.value.argument == "learning_rate"
    with pytest.raises(InputError) as caught:
        train_cnn(**given, labels=digits.labels[:39], learning_rate=0.1)
    assert caught.value.argument == "labels"


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        (lambda: small_cnn(0), "filters"),
        (lambda: small_cnn(17), "filters"),
        (lambda: trained_cnn(seed=-1), "seed"),
        (lambda: trained_cnn(epochs=0), "epochs"),
        (lambda: trained_cnn(learning_rate=-0.1), "learning_rate"),
        (lambda: trained_cnn(learning_rate=1e30), "learning_rate"),
        (lambda: trained_cnn().image(32), "digit"),
        (lambda: trained_cnn().step_of(-1), "digit"),
        (lambda: trained_cnn().answer(120), "number"),
        (lambda: trained_cnn().least_sure(121), "count"),
        (lambda: trained_cnn().step_at(1.5), "share"),
        (lambda: trained_cnn().slice_after_first_step(4, 0), "filter"),
        (lambda: trained_cnn().slice_after_first_step(0, 4), "channel"),
        (lambda: loss_curve(0.0), "share"),
        (lambda: loss_curve(1.5), "share"),
        (lambda: largest_product([[1]], [[1, 2]]), "second"),
    ],
)
def test_what_cannot_be_is_refused(refused, named):
    with pytest.raises(InputError) as caught:
        refused()
    assert caught.value.argument == named
