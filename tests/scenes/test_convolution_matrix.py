"""The matrices on stage, against torch and SciPy."""

import numpy as np
import pytest
import scipy.linalg
from manim import DashedVMobject

from convmath.convolution.matrix_structure import matrix_structure
from convmath.core.provenance import traced
from scenes.base.parameters import ParameterError
from scenes.base.theme import THEMES
from scenes.convolution_matrix.exercise import Exercise
from scenes.convolution_matrix.gaps import Gaps
from scenes.convolution_matrix.parameters import MatrixParameters
from scenes.convolution_matrix.scene import ConvolutionMatrix
from scenes.convolution_matrix.unrolled_stage import UnrolledStage
from scenes.convolution_matrix.walks import ColumnWalk, RowCursor, RowWalk, Scatter
from tests.scenes.audit import illegible_texts, performance
from tests.scenes.claims.convolution_matrix import FOUR_BY_FOUR, by_impulses, numbers_of

MATRIX = "convmath.convolution.cross_correlation.convolution_matrix"
STRUCTURE = "convmath.convolution.matrix_structure.matrix_structure"
OUTPUT = "convmath.convolution.cross_correlation.cross_correlate2d"
CASES = [{}, *(pytest.param(values, marks=pytest.mark.exhaustive) for values in ConvolutionMatrix.examples)]
DARK = THEMES["dark"]
NUMBERED = np.arange(1, 10).reshape(3, 3)


def expected(image=FOUR_BY_FOUR, kernel="1 2; 3 4", *, errata=True, **window):
    """Where weights stand, the matrix, and its product with the pixels."""
    pixels, weights = numbers_of(image, kernel)
    matrix = by_impulses(pixels.shape, weights, **window)
    there = by_impulses(pixels.shape, np.ones(weights.shape), **window) > 0
    return there, matrix, matrix @ pixels.ravel()


def stage_of(**values):
    given = MatrixParameters.read(values)
    return UnrolledStage(
        given.structure(),
        image=given.traced_image(),
        kernel=given.traced_kernel(),
        entries=given.matrix(),
        output=given.output(),
        colors=[DARK.kernel],
        palette=None,
        zeros=True,
        theme=DARK,
    )


def padded_stage():
    made = traced(matrix_structure, 3, 4, padding=1)
    numbers = {
        "image": made.field("pixel_ordinals"),
        "kernel": made.field("kernel_ordinals"),
        "entries": made.field("weight_ordinals"),
    }
    colors = [DARK.kernel, DARK.output, DARK.dense]
    return UnrolledStage(made, **numbers, output=None, colors=colors, palette=None, zeros=False, theme=DARK)


def is_shown(mobject):
    return any(part.get_fill_opacity() > 0 for part in mobject.family_members_with_points())


@pytest.mark.parametrize("values", CASES, ids=str)
def test_the_matrix_on_stage_is_torchs_and_its_product_stands_beside_its_rows(values):
    shown, (there, matrix, product) = performance(ConvolutionMatrix, values=values), expected(**values)
    board, last = shown.scene.stage.board, shown.beats["product"]
    for place, weight in np.ndenumerate(matrix):
        centre = board.centre(place)[:2]
        entry = last.figure(MATRIX, f"[{place[0]}, {place[1]}]", near=tuple(centre))
        assert int(entry.text.replace("−", "-")) == weight
        assert abs(entry.place[0] - centre[0]) < 0.01
        assert abs(entry.place[1] - centre[1]) < 0.06
    weights, zeros = zip(*((len(weights), len(zeros)) for weights, zeros in board.parts))
    assert list(weights) == there.sum(axis=1).tolist()
    assert list(zeros) == (~there).sum(axis=1).tolist()
    right = board.centre((0, there.shape[1]))[0]
    columns = shown.scene.stage.geometry.output_size[1]
    for row, due in enumerate(product):
        level = board.centre((row, 0))[1]
        found = last.figure(OUTPUT, f"[{row // columns}][{row % columns}]", near=(right + 0.5, level))
        assert float(found.text.replace("−", "-").replace(",", "")) == due
        assert found.place[0] > right - 0.5
        assert abs(found.place[1] - level) < 0.06


@pytest.mark.exhaustive
def test_sums_too_wide_for_their_grid_stand_beside_their_rows():
    values = {"image": [[99] * 5] * 5, "kernel": [[9, 9], [9, 9]]}
    shown = performance(ConvolutionMatrix, values=values)
    assert all(cell.number is None for cell in shown.scene.stage.outputs)
    assert not list(illegible_texts(shown))
    assert sum(figure.text == "3,564" for figure in shown.beats["product"].figures) == 16


def test_the_first_example_is_that_of_the_chapter():
    there, _, product = expected()
    assert there.shape == (9, 16)
    assert product.tolist() == [34, 44, 54, 74, 84, 94, 114, 124, 134]
    line = performance(ConvolutionMatrix).beats["product"]
    for trail, due in ((".entries", 144), (".zeros", 108), (".non_zeros", 36)):
        assert line.figure(STRUCTURE, trail, near=(0, -3.3)).text == str(due)


@pytest.mark.parametrize("values", CASES, ids=str)
def test_window_row_and_output_move_as_one(values):
    stage, (there, *_) = stage_of(**values), expected(**values)
    cursor, rows = RowCursor(stage), len(there)
    walk = RowWalk(cursor, range(rows), run_time=1)
    walk.begin()
    for unit in range(rows):
        walk.interpolate_mobject(unit / (rows - 1))
        columns = np.flatnonzero(there[unit])
        assert [bool(is_shown(mark) or mark.get_stroke_opacity()) for mark in cursor.marks] == there[unit].tolist()
        np.testing.assert_allclose(cursor.frame.get_center()[1], stage.board.centre((unit, 0))[1], atol=1e-6)
        below = [tile.get_center()[:2].round(4).tolist() for tile in stage.tile]
        width = stage.geometry.input_size[1]
        for column in columns:
            assert stage.pixel(divmod(column, width))[:2].round(4).tolist() in below
            assert not is_shown(stage.image[divmod(int(column), width)].number)
        seen = [is_shown(cell.number) for cell in stage.outputs if cell.number is not None]
        assert seen == [number <= unit for number in range(len(seen))]
        assert [is_shown(row) for row in stage.board.rows] == [number <= unit for number in range(rows)]


@pytest.mark.parametrize("values", CASES, ids=str)
def test_a_column_lays_the_weights_on_the_outputs_that_torch_changes(values):
    stage, (there, matrix, _) = stage_of(**values), expected(**values)
    scatter, width = Scatter(stage), stage.geometry.input_size[1]
    pixels = [divmod(column, width) for column in range(there.shape[1])]
    walk = ColumnWalk(stage, scatter, pixels, run_time=1)
    walk.begin()
    for column, pixel in enumerate(pixels):
        walk.interpolate_mobject((column + 0.5) / len(pixels))
        units = [divmod(int(unit), stage.geometry.output_size[1]) for unit in np.flatnonzero(there[:, column])]
        tiles = scatter.tiles(pixel)
        assert [tile.number.source.value for tile in tiles] == matrix[there[:, column], column].tolist()
        np.testing.assert_allclose(
            [tile.get_center() for tile in tiles] or np.zeros((0, 3)),
            np.array([stage.unit(unit) for unit in units]).reshape(-1, 3),
            atol=1e-6,
        )
        assert [place for place in pixels if is_shown(scatter.tiles(place))] == [pixel] * bool(len(tiles))


def test_the_padded_example_counts_and_breaks_as_the_toeplitz_matrix_says():
    shown, matrix = performance(ConvolutionMatrix), by_impulses((4, 4), NUMBERED, padding=1)
    line = shown.beats["bands"]
    assert line.figure(STRUCTURE, ".non_zeros", near=(0, -3.3)).text == str(np.count_nonzero(matrix)) == "100"
    for row, due in enumerate(np.count_nonzero(matrix, axis=1)):
        level = shown.scene.padded.board.centre((row, 0))[1]
        assert line.figure(STRUCTURE, f".row_non_zeros[{row}]", near=(6, level)).text == str(due)
    flat = np.zeros(11)
    flat[[0, 1, 2, 4, 5, 6, 8, 9, 10]] = range(1, 10)
    whole = scipy.linalg.toeplitz(np.r_[flat[5::-1], [0] * 10], np.r_[flat[5:], [0] * 10])
    due = {tuple(place) for place in np.argwhere(whole != matrix).tolist()}
    assert shown.beats["breaks"].figure(STRUCTURE, ".gap_count", near=(0, -3.3)).text == str(len(due))
    stage = padded_stage()
    gaps, board = Gaps(stage), stage.board
    frames = {tuple(frame.get_center()[:2].round(4)) for frame in gaps.everywhere()}
    assert frames == {tuple(board.centre(place)[:2].round(4)) for place in due}
    here = [column for row, column in sorted(due) if row == 7]
    assert [pixel.value for pixel in gaps.pixels(7)] == [column + 1 for column in here] == [5, 9, 13]
    assert len(gaps.in_row(7)) == 3 * len(here)


def test_blocks_of_one_border_are_equal_and_others_are_not():
    board, matrix = padded_stage().board, by_impulses((4, 4), NUMBERED, padding=1)
    blocks = matrix.reshape(4, 4, 4, 4).swapaxes(1, 2)
    looks = {}
    for frame in board.block_frames():
        place = next(
            each
            for each in np.ndindex(4, 4)
            if np.allclose(
                frame.get_center(),
                (board.centre((4 * each[0], 4 * each[1])) + board.centre((4 * each[0] + 3, 4 * each[1] + 3))) / 2,
                atol=0.1,
            )
        )
        dashes = len(frame.submobjects) if isinstance(frame, DashedVMobject) else 0
        looks.setdefault((frame.get_family()[-1].get_stroke_color().to_hex(), dashes), set()).add(
            blocks[place].tobytes()
        )
    assert len(looks) == 3
    assert all(len(same) == 1 for same in looks.values())
    assert len(set.union(*looks.values())) == 3


def test_the_exercise_is_whole_and_legible_at_480_lines():
    made = traced(matrix_structure, 3, 6)
    shown, matrix = Exercise(made, colors=[DARK.kernel] * 3, theme=DARK), by_impulses((6, 6), NUMBERED)
    assert matrix.shape == (16, 36)
    assert (np.count_nonzero(matrix, axis=1) == 9).all()
    for row, due in enumerate(matrix):
        cells = shown.board.parts[row][0]
        assert [cell.number.source.value for cell in cells] == due[due > 0].tolist()
        places = [shown.board.centre((row, column)) for column in np.flatnonzero(due)]
        np.testing.assert_allclose([cell.square.get_center() for cell in cells], places, atol=1e-6)
        assert min(cell.number.x_height for cell in cells) * 60 >= 7
    last = performance(ConvolutionMatrix).beats["exercise"]
    texts = {trail: last.figure(STRUCTURE, trail, near=(0, -3.3)).text for trail in (".shape[0]", ".shape[1]")}
    assert texts == {".shape[0]": "16", ".shape[1]": "36"}
    assert last.figure(STRUCTURE, ".non_zeros", near=(0, -3.3)).text == str(np.count_nonzero(matrix)) == "144"
    assert last.figure(STRUCTURE, ".entries", near=(0, -3.3)).text == str(matrix.size) == "576"


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"image": [[0] * 7] * 2}, "'image' was 2 × 7 pixels"),
        ({"image": [[0] * 6] * 5}, "'image' was 5 × 6 pixels"),
        ({"image": [[0.5, 1], [2, 3]]}, "whole numbers from -9 to 99"),
        ({"kernel": [[10]]}, "whole numbers from -9 to 9"),
        ({"kernel": "box"}, "whole numbers from -9 to 9"),
        ({"kernel": [[1] * 5]}, "'kernel' was 1 × 5 weights"),
        ({"kernel": "1 2", "padding": 1}, "'padding' was 1; allowed: below 1"),
        ({"kernel": [[1] * 4] * 4, "image": [[0] * 5] * 5, "padding": 2}, "9 × 9 pixels"),
        ({"kernel": "1", "image": [[0] * 5] * 4}, "4 × 5 outputs"),
        ({"kernel": [[1] * 4] * 4}, "1 × 1 outputs"),
        ({"kernel": [[1] * 3] * 3, "dilation": 3}, "kernel"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_clear_line(values, complaint):
    with pytest.raises(ParameterError) as caught:
        MatrixParameters.read(values)
    assert complaint in str(caught.value)
    assert "allowed: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_size_often_claimed_is_put_right_by_counts_of_torchs_impulses():
    shown = performance(ConvolutionMatrix)
    said = [text.wording for moment in shown.moments if moment.beat == "errata" for text in moment.texts if text.filled]
    bare, padded = (by_impulses((4, 4), np.ones((3, 3)), padding=padding) > 0 for padding in (0, 1))
    rows, columns = bare.shape
    assert f"computed without padding: {rows} × {columns}, with {bare.sum()} weights" in said
    rows, columns = padded.shape
    assert f"often claimed: 3 × 3 on 4 × 4 pixels makes a matrix of {rows} × {columns}" in said
    assert f"corrected: {rows} × {columns} with padding 1, and {padded.sum()} weights" in said
    assert "errata" not in performance(ConvolutionMatrix, values=ConvolutionMatrix.examples[-1]).beats
