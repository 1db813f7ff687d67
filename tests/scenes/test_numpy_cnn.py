"""What the scene of the network that learns shows, by the same network in torch, and by where things stand."""

import re

import numpy as np
import pytest
import torch
from torch.nn import functional

from convmath.training.zeros_and_ones import digits_of
from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.numpy_cnn.backward_stage import BackwardStage, StepGrids
from scenes.numpy_cnn.film import Film
from scenes.numpy_cnn.first_batch import FirstBatch
from scenes.numpy_cnn.held_out import HeldOut
from scenes.numpy_cnn.layer_row import MAPS_X, LayerRow
from scenes.numpy_cnn.loss_view import LossView
from scenes.numpy_cnn.parameters import CnnParameters
from scenes.numpy_cnn.scene import NumpyCnn
from tests.convmath.training.cnn_in_torch import steps_values, tensors, torch_run
from tests.convmath.training.mnist_folder import write_folder
from tests.scenes import audit, printed

ODD = {"seed": 7, "epochs": 3, "rate": 0.05, "filters": 2, "digit": 31}
CASES = [({}, (74, 10, 0.2, 4), None), (ODD, (7, 3, 0.05, 2), 31)]
each_case = pytest.mark.parametrize(("values", "of_torch", "digit"), CASES, ids=["default", "odd"])


@pytest.fixture(scope="module")
def shown():
    return audit.performance(NumpyCnn)


def passed(values, of_torch):
    """The values and errors of the digit that is looked at, in torch, and its label."""
    run, number = torch_run(*of_torch), CnnParameters(**values).digit
    chosen = run.batch[[number]]
    training, _ = digits_of("")
    between, loss = steps_values(run.before, *tensors(training.images[chosen], training.labels[chosen]))
    return run, between, loss, int(training.labels[chosen[0]])


def line_of(moment):
    """The statement on the running line."""
    (line,) = (text.wording for text in moment.texts if text.filled and text.box.middle[1] < -3)
    return line


def number(text):
    return float(printed.number(text))


@each_case
def test_every_map_has_its_place_and_torchs_values(values, of_torch, digit):
    _, between, _, _ = passed(values, of_torch)
    row = LayerRow(CnnParameters(**values), theme=DARK)
    np.testing.assert_array_equal(row.digit.picture.values.value, between[0][0, 0].detach().numpy())
    error_maps, _, _ = row.errors()
    for columns, which in ((row.maps, lambda value: value), (error_maps, lambda value: value.grad)):
        for place, (column, x) in enumerate(zip(columns, MAPS_X)):
            expected = which(between[place + 1])[0].detach().numpy()
            assert len(column) == len(expected)
            heights = [panel.get_y() for panel in column]
            assert heights == sorted(heights, reverse=True)
            for panel, due in zip(column, expected):
                np.testing.assert_allclose(panel.picture.values.value, due, rtol=0, atol=1e-9)
                assert panel.get_x() == pytest.approx(x)
    strip = np.concatenate([part.picture.values.value.ravel() for part in row.strip])
    np.testing.assert_allclose(strip, between[5][0].detach().numpy(), rtol=0, atol=1e-9)


@each_case
def test_maps_are_drawn_in_the_colours_of_their_values(values, of_torch, digit):
    _, between, _, _ = passed(values, of_torch)
    row = LayerRow(CnnParameters(**values), theme=DARK)
    for place in (0, 1):  # the rectifier's maps have the scale of what they were made of
        expected, limit = between[place + 1][0, 0].detach().numpy(), between[1].abs().max().item()
        drawn = row.maps[place][0].picture.pixel_array[:, :, :3].astype(float)
        block = len(drawn) // 12
        for cell in ((0, 0), (5, 6), (6, 5), (11, 3)):
            due = 255 * np.array(DARK.signed(float(expected[cell]), limit).to_rgb())
            pixels = drawn[cell[0] * block : (cell[0] + 1) * block, cell[1] * block : (cell[1] + 1) * block]
            assert np.abs(pixels.reshape(-1, 3) - due).max(axis=1).min() <= 1


@each_case
def test_no_shape_is_left_out_of_the_pass_forward_and_it_takes_less_than_twenty_seconds(values, of_torch, digit):
    performance = audit.performance(NumpyCnn, "dark", values)
    moments = [moment for moment in performance.moments if moment.beat == "forward"]
    assert moments[-1].end - moments[0].start < 20
    filters = of_torch[3]
    shapes = [f"{filters} × 12 × 12", f"{filters} × 10 × 10"]
    lines = {re.sub(r"\$->\$", "->", text.wording) for moment in moments for text in moment.texts if text.filled}
    for due in (
        f"conv: 1 × 14 × 14 -> {shapes[0]}",
        f"relu: {shapes[0]} -> {shapes[0]} (values below zero become zero)",
        f"conv: {shapes[0]} -> {shapes[1]}",
        f"relu: {shapes[1]} -> {shapes[1]} (values below zero become zero)",
        f"flatten: {shapes[1]} -> {filters * 100}",
        f"fc: {filters * 100} -> 2",
    ):
        assert due in lines, lines
    last = [text.wording for text in moments[-1].texts if text.filled]
    assert last.count(f"{filters} maps") == 4
    assert (last.count("12 × 12"), last.count("10 × 10"), last.count("14 × 14")) == (2, 2, 1)


@each_case
def test_scores_shares_and_loss_are_torchs(values, of_torch, digit):
    _, between, loss, label = passed(values, of_torch)
    performance = audit.performance(NumpyCnn, "dark", values)
    forward = performance.beats["forward"]
    scores = sorted(
        (
            figure
            for figure in forward.figures
            if figure.of.endswith(".activations[6][0][0]") or figure.of.endswith(".activations[6][0][1]")
        ),
        key=lambda figure: -figure.place[1],
    )
    assert [figure.source.value for figure in scores] == pytest.approx(between[6][0].tolist(), abs=1e-9)
    shares = between[6].softmax(1)[0].tolist()
    lines = [text for text in performance.beats["loss"].texts if re.fullmatch(r"[01]: \S+", text.wording)]
    lines.sort(key=lambda text: -text.box.middle[1])
    assert [text.wording[0] for text in lines] == ["0", "1"]
    assert [number(text.wording[3:]) for text in lines] == pytest.approx(shares, abs=0.0051)
    said = line_of(performance.beats["loss"])
    (due,) = (re.fullmatch(r"it is a (\d) and has a share of (\S+): the loss is (\S+)", said),)
    assert int(due[1]) == label
    assert number(due[2]) == pytest.approx(shares[label], abs=0.0051)
    assert number(due[3]) == pytest.approx(loss, abs=0.0051)
    view = LossView(CnnParameters(**values), theme=DARK)
    assert view.dot.get_center()[:2] == pytest.approx(view.plot.point(shares[label], -np.log(shares[label]))[:2])
    assert [bar[0].width / bar[1].width for bar in view.bars] == pytest.approx(shares, abs=0.01)


@each_case
def test_what_slides_over_what_gives_the_gradients_of_autograd(values, of_torch, digit):
    run, between, _, _ = passed(values, of_torch)
    given = CnnParameters(**values)
    stage = BackwardStage(given, theme=DARK)
    gradient = run.before[2].weight.grad.numpy()
    one, channel = (place.value for place in given.looked_at)
    assert np.abs(gradient[one, channel]).max() == np.abs(gradient).max()
    np.testing.assert_allclose(stage.gradient.values.value, gradient[one, channel], rtol=0, atol=1e-9)
    for panel, due in (
        (stage.seen, between[2][0, channel].detach()),
        (stage.error, between[3].grad[0, one]),
        (stage.handed_down, between[2].grad[0, channel]),
        (stage.padded, functional.pad(between[3].grad[0, one], (2, 2, 2, 2))),
    ):
        np.testing.assert_allclose(panel.picture.values.value, due.numpy(), rtol=0, atol=1e-9)
    weights = run.before[2].weight.detach()
    part = functional.conv2d(between[3].grad[:, [one]], weights[[[one]], [[channel]]].flip(2, 3), padding=2)
    np.testing.assert_allclose(stage.part.picture.values.value, part[0, 0].numpy(), rtol=0, atol=1e-9)


@each_case
def test_the_sum_and_the_largest_pair_at_the_first_place_are_told_as_they_are(values, of_torch, digit):
    _, between, _, _ = passed(values, of_torch)
    given = CnnParameters(**values)
    one, channel = (place.value for place in given.looked_at)
    seen, error = between[2][0, channel].detach().numpy()[:10, :10], between[3].grad[0, one].numpy()
    performance = audit.performance(NumpyCnn, "dark", values)
    lines = {
        text.wording
        for moment in performance.moments
        for text in moment.texts
        if moment.beat == "kernel-gradient" and text.filled
    }
    (said,) = (line for line in lines if line.startswith("all "))
    count, total = re.fullmatch(r"all (\d+) products add up to (\S+): the gradient of the first weight", said).groups()
    assert int(count) == 100
    assert number(total) == pytest.approx((seen * error).sum(), abs=0.0051)
    (said,) = (line for line in lines if line.startswith("the largest pair"))
    first, second = (number(each) for each in re.findall(r"−?\d[\d.]*", said)[:2])
    place = np.unravel_index(np.abs(seen * error).argmax(), seen.shape)
    assert (first, second) == pytest.approx((seen[place], error[place]), abs=0.0051)
    stage = BackwardStage(given, theme=DARK)
    for mark, picture in zip(stage.largest_pair(0)[1], (stage.seen.picture, stage.error.picture)):
        assert mark.get_center()[:2] == pytest.approx(picture.centre_of(*place)[:2], abs=1e-6)


def test_the_kernel_is_turned_by_half(shown):
    """At the end of its beat each weight stands where its opposite stood, and reads upright."""
    kernel = BackwardStage(shown.scene.parameters, theme=DARK).kernel
    shown_there = shown.beats["input-gradient"].figures
    figures = [figure for figure in shown_there if ".first[2]" in figure.of and ".shape" not in figure.of]
    assert len(figures) == 9
    for row in range(3):
        for col in range(3):
            value, opposite = kernel.values.value[row, col], kernel[2 - row, 2 - col].number
            (figure,) = (figure for figure in figures if figure.source.value == value)
            assert figure.place == pytest.approx(opposite.get_center()[:2], abs=0.1)
            assert figure.text == kernel[row, col].number.text


@each_case
def test_the_step_shown_is_the_first_that_was_taken(values, of_torch, digit):
    run, given = torch_run(*of_torch), CnnParameters(**values)
    place = tuple(each.value for each in given.looked_at)
    before, after = (run.films[1][moment][place] for moment in (0, 1))
    grids = StepGrids(given, theme=DARK)
    for grid, due in zip(grids.grids, (before, (before - after) / of_torch[2], after)):
        np.testing.assert_allclose(grid.values.value, due, rtol=0, atol=1e-9)


@each_case
def test_the_film_shows_what_was_recorded_at_the_step_that_is_counted(values, of_torch, digit):
    run, film = torch_run(*of_torch), Film(CnnParameters(**values).run, theme=DARK)
    steps = len(run.losses)
    assert [sample[1] for sample in film.curve.samples] == pytest.approx(
        [film.plot.point(1, loss)[1] for loss in run.losses], abs=1e-6
    )
    recorded = film._run.value.recorded
    for share in (0.0, 0.5, 1.0):
        taken = film._run.value.step_at(share)
        film.filters.show_at(share)
        newest = max(step for step in recorded if step <= taken)
        for sheet, kernels in zip(film.filters.sheets, run.films):
            rows, cols = kernels[0].shape[:2]
            for place in np.ndindex(rows, cols):
                top, left = (4 * each for each in place)
                drawn = sheet.values.value[top : top + 3, left : left + 3]
                np.testing.assert_allclose(drawn, kernels[newest][place], rtol=0, atol=1e-6)
    assert newest == steps


def test_sheets_are_drawn_in_the_colours_of_their_weights_and_clear_between():
    film = Film(CnnParameters().run, theme=DARK)
    kernels = torch_run(74, 10, 0.2, 4).films[1]
    recorded = film._run.value.recorded
    limit = max(np.abs(kernels[step]).max() for step in recorded)
    film.filters.show_at(1.0)
    pixels = film.filters.sheets[1].pixel_array
    block = len(pixels) // 15
    cell = pixels[: 3 * block, : 3 * block].reshape(3, block, 3, block, 4)
    for row, col in np.ndindex(3, 3):
        due = 255 * np.array(DARK.signed(float(kernels[-1][0, 0, row, col]), limit).to_rgb())
        assert np.abs(cell[row, :, col, :, :3].reshape(-1, 3) - due).max(axis=1).min() <= 2
    assert not pixels[3 * block : 4 * block, :, 3].any()


def test_counts_of_steps_and_epochs_run_to_the_end(shown):
    moments = [moment for moment in shown.moments if moment.beat == "training"]
    assert [moment.texts_of(".step_at(share=1)") for moment in moments][-1] == ["80"]
    assert [moment.texts_of(".epoch_at(share=1)") for moment in moments][-1] == ["10"]


@each_case
def test_the_least_sure_digits_and_the_counts_are_torchs(values, of_torch, digit):
    run, (_, testing) = torch_run(*of_torch), digits_of("")
    images, labels = tensors(testing.images, testing.labels)
    own = run.after(images).detach().softmax(1)[torch.arange(len(labels)), labels].numpy()
    order = np.argsort(own, kind="stable")[:6]
    ending = HeldOut(CnnParameters(**values).run, theme=DARK)
    for panel, said, number_of in zip(ending.digits, ending.told, order, strict=True):
        np.testing.assert_array_equal(panel.picture.values.value, testing.images[number_of])
        assert said.get_x() == pytest.approx(panel.get_x(), abs=0.02)
        text = said.wording if hasattr(said, "wording") else said.text
        assert ("says" in text) == (own[number_of] < 0.5)
        assert number(text.partition(":")[0]) == pytest.approx(own[number_of], abs=0.0051)
    assert len(ending.rings) == min(6, (own < 0.5).sum())
    counts = [int((model(images).argmax(1) == labels).sum()) for model in (run.before, run.after)]
    assert [said[1].wording for said in ending.counts] == [f"{count} of 120" for count in counts]
    assert [bar.width / said[0].width for bar, said in zip(ending.bars, ending.counts)] == pytest.approx(
        [count / 120 for count in counts], abs=0.01
    )
    said = line_of(audit.performance(NumpyCnn, "dark", values).beats["held-out"])
    missed = 120 - counts[1]
    assert said == (
        f"wrong: {missed} of 120 held-out digits" if missed else "none of 120 held-out digits is named wrongly"
    )


@each_case
def test_the_first_batch_stands_in_rows_and_the_digit_is_ringed(values, of_torch, digit):
    run, (training, _) = torch_run(*of_torch), digits_of("")
    given = CnnParameters(**values)
    opening = FirstBatch(given, theme=DARK)
    for panel, number_of in zip(opening.digits, run.batch, strict=True):
        np.testing.assert_array_equal(panel.picture.values.value, training.images[number_of])
    assert opening.ring.get_center() == pytest.approx(opening.digits[given.digit].get_center())


@pytest.mark.slow
def test_a_folder_with_the_files_of_mnist_is_learned_from(tmp_path, monkeypatch):
    write_folder(tmp_path / "own", compressed=True)
    monkeypatch.chdir(tmp_path)
    performance = audit.performance(NumpyCnn, "dark", {"digits": "own", "epochs": 1, "filters": 2})
    assert {"MNIST"} <= performance.texts_in("digit")
    training, testing = digits_of("own")
    assert line_of(performance.beats["held-out"]).endswith(f"{len(testing)} held-out digits")
    assert performance.beats["training"].texts_of(".steps") == [str(-(-len(training) // 32))]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"seed": -1}, "seed"),
        ({"epochs": 31}, "epochs"),
        ({"rate": 0}, "rate"),
        ({"filters": 7}, "filters"),
        ({"filters": 1}, "filters"),
        ({"digit": 32}, "digit"),
        ({"digits": "nowhere"}, "digits"),
        ({"digits": "a\0b"}, "digits"),
        ({"digits": "x" * 9_999}, "digits"),
        ({"digits": 5}, "digits"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_offered_is_refused_in_a_line(values, name):
    with pytest.raises(ParameterError, match=f"parameter '{name}' was") as refused:
        CnnParameters.read(values)
    assert "\n" not in str(refused.value)
