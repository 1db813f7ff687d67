"""What the feature-hierarchy scene shows, by the model made over again of SciPy's correlation and maximum filter."""

import numpy as np
import pytest

from convmath.core.provenance import traced
from convmath.images.image_space import faces
from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.feature_hierarchy.field_ladder import FieldLadder
from scenes.feature_hierarchy.gallery import FoundAgain
from scenes.feature_hierarchy.parameters import HierarchyParameters
from scenes.feature_hierarchy.scene import FeatureHierarchy
from scenes.feature_hierarchy.stages import Stages
from scenes.feature_hierarchy.two_groups import TwoGroups
from scenes.mobjects.grids.panel import Panel
from tests.scenes import audit
from tests.scenes.claims.feature_hierarchy import all_c1, answers, by_piece, c1_of, likeness, prototype_of, told

ODD = {"image": 99, "row": 5, "column": 5}
LINE = -3.3


@pytest.fixture(scope="module")
def shown():
    return audit.performance(FeatureHierarchy)


@pytest.fixture(scope="module")
def odd():
    return audit.performance(FeatureHierarchy, "dark", ODD)


@pytest.mark.parametrize("values", [{}, ODD], ids=["default", "odd"])
def test_the_maps_on_stage_are_those_of_the_model_made_over_again(values):
    given = HierarchyParameters(**values)
    stages = Stages(given, theme=DARK)
    source, other = given.image, (given.image + 37) % 100
    np.testing.assert_allclose([panel.picture.values.value for panel in stages.c1], all_c1()[source], atol=1e-12)
    imprint = prototype_of(source, given.row, given.column)
    np.testing.assert_allclose([panel.picture.values.value for panel in stages.prototype], imprint, atol=1e-12)
    np.testing.assert_allclose(stages.likeness(1).picture.values.value, likeness(all_c1()[other], imprint), atol=1e-9)
    np.testing.assert_array_equal(stages.face.picture.values.value, faces()[source])


def test_the_piece_on_the_face_is_all_that_its_imprint_depends_on():
    given = HierarchyParameters(image=12, row=1, column=4)
    stages = Stages(given, theme=DARK)
    picture = stages.face.picture
    left, top = picture.get_left()[0], picture.get_top()[1]
    rows = (top - stages.piece.get_top()[1], top - stages.piece.get_bottom()[1])
    cols = (stages.piece.get_left()[0] - left, stages.piece.get_right()[0] - left)
    (first, last), (west, east) = (np.round(np.array(ends) / picture.cell_size).astype(int) for ends in (rows, cols))
    inside = np.zeros((25, 25), dtype=bool)
    inside[first:last, west:east] = True
    noise = np.random.default_rng(0).random((25, 25))
    pieces = [c1_of(image)[:, 1:4, 4:7] for image in (faces()[12], np.where(inside, faces()[12], noise))]
    np.testing.assert_allclose(*pieces, atol=1e-12)
    for edge in (first, last - 1):
        changed = faces()[12].copy()
        changed[edge, west:east] = noise[edge, west:east]
        assert not np.allclose(c1_of(changed)[:, 1:4, 4:7], pieces[0])


def test_every_mark_lies_where_the_answer_under_its_face_comes_from():
    given = HierarchyParameters()
    found = FoundAgain(given, theme=DARK)
    imprint = prototype_of(3, 0, 2)
    for number, (face, mark, response) in enumerate(zip(found.faces, found.marks, found.responses)):
        image = (3 + 37 * number) % 100
        alike = likeness(all_c1()[image], imprint)
        top = round((face.picture.get_top()[1] - mark.get_top()[1]) / face.picture.cell_size)
        left = round((mark.get_left()[0] - face.picture.get_left()[0]) / face.picture.cell_size)
        assert alike[top // 2, left // 2] == pytest.approx(alike.max(), abs=1e-9)
        assert response.source.value == pytest.approx(answers(3, 0, 2)[image], abs=1e-9)
        assert response.get_x() == pytest.approx(face.get_x(), abs=0.01)
        assert response.get_y() < face.get_bottom()[1]
        assert mark.width == pytest.approx(14 * face.picture.cell_size)
    assert len({face.picture.values.trail for face in found.faces}) == 21


def test_the_bars_and_the_threshold_stand_where_the_answers_have_them():
    groups = TwoGroups(HierarchyParameters(), theme=DARK)
    values = answers(3, 0, 2)
    counts = [np.histogram(part, 25, (0, 1))[0] for part in (values[:100], values[100:])]
    for bars, count in zip(groups.bars, counts):
        heights = [np.ptp(bar.points[:, 1]) for bar in bars]
        assert heights == pytest.approx(1.9 * count[count > 0] / max(map(max, counts)))
    for line in groups.line:
        assert line.get_x() == pytest.approx(-6.3 + 12.6 * told(values)[1], abs=1e-6)


def test_the_counts_are_those_of_the_best_threshold_and_every_piece(shown, odd):
    for performance, (image, row, column) in ((shown, (3, 0, 2)), (odd, (99, 5, 5))):
        values = answers(image, row, column)
        correct, edge = told(values)
        beat = performance.beats["told-apart"]
        counted = [figure for figure in beat.figures if ".taken" in getattr(figure.source, "trail", "")]
        above, below = sorted(counted, key=lambda figure: -figure.place[1])
        assert above.source.value == sum(value >= edge for value in values[:100])
        assert below.source.value == sum(value >= edge for value in values[100:])
        assert performance.line_with("percentage") == [
            ("best_threshold.correct", str(correct)),
            ("best_threshold.count", "200"),
            ("percentage", f"{correct / 2:g}"),
        ]
        assert beat.running_line() == [
            ("best_threshold.correct", str(correct)),
            ("best_threshold.count", "200"),
            ("right_by_piece.size", "36"),
            ("value_range[0]", str(min(by_piece(image)))),
            ("value_range[-1]", str(max(by_piece(image)))),
        ]


def test_the_answer_to_the_next_face_is_told_below_its_map(shown, odd):
    for performance, place, image in ((shown, (3, 0, 2), 40), (odd, (99, 5, 5), 36)):
        beat = performance.beats["another-face"]
        figure = beat.figure("convmath.cortex.pieces.best_match", ".response", near=(5.2, -1.5))
        assert figure.source.value == pytest.approx(answers(*place)[image], abs=1e-9)
        assert figure.place[0] > 4


def test_fields_are_drawn_to_the_scale_of_their_picture():
    face = Panel(traced(faces)[0], theme=DARK, palette=DARK.grey, side=5)
    sizes = HierarchyParameters().model.field("field_sizes")
    nested = FieldLadder(face, 25, [sizes[name] for name in ("S1", "C1", "S2")], theme=DARK)
    assert [square.width / face.frame.width * 25 for square in nested.squares] == pytest.approx([7, 10, 14])
    for square, line, text in zip(nested.squares, nested.lines, nested.texts):
        assert line.get_start()[0] == pytest.approx(square.get_right()[0])
        assert line.get_end()[0] < text.get_left()[0]
    assert [text.source.value for text in nested.texts] == [7, 10, 14]


def test_both_rows_of_fields_are_on_stage(shown):
    beat = shown.beats["fields-grow"]
    assert [beat.texts_of(f"Hmax.field_sizes['{unit}']") for unit in ("S1", "C1", "S2")] == [["7"], ["10"], ["14"]]
    assert beat.texts_of("faces[3].shape[1]") == ["25"], "which C2 sees all of"
    stages = [beat.texts_of(f"stage_fields[{number}].state.size[0]") for number in range(5)]
    assert stages == [["6"], ["16"], ["44"], ["100"], ["212"]]
    heights = [figure.place[1] for figure in beat.figures if "state.size" in figure.of]
    assert heights == sorted(heights), "later stages above"


@pytest.mark.parametrize("values", [{"image": 100}, {"row": 6}, {"column": -1}], ids=str)
def test_what_lies_outside_the_faces_is_refused_in_a_line(values):
    with pytest.raises(ParameterError, match=f"parameter '{next(iter(values))}' was"):
        HierarchyParameters.read(values)
