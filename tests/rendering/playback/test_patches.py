"""The faster versions give what Manim's own functions give."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import RED, Circle, ManimColor, Mobject, Square, Text, VGroup, VMobject
from manim.mobject import mobject as mobjects
from manim.utils.iterables import remove_list_redundancies

from rendering.playback import patches

COLOURS = st.builds(ManimColor, st.tuples(*[st.floats(0, 1)] * 3).map(tuple))
OPACITIES = st.none() | st.floats(0, 1) | st.integers(0, 1)


@given(st.none() | COLOURS | st.lists(COLOURS, min_size=1, max_size=3), OPACITIES, st.sampled_from([0.0, 0.3]))
def test_colours_become_the_same_rows(color, opacity, sheen):
    mobject = VMobject(sheen_factor=sheen)
    expected = VMobject.generate_rgbas_array(mobject, color, opacity)
    found = patches.rgbas_array(mobject, color, opacity)
    assert found.dtype == expected.dtype
    assert np.array_equal(found, expected)


@given(st.none() | COLOURS | st.lists(COLOURS, min_size=2, max_size=3), OPACITIES, st.booleans())
def test_colours_are_set_in_the_same_rows(color, opacity, gradient):
    expected, found = (VMobject(fill_color=[RED, ManimColor("#123456")] if gradient else RED) for _ in range(2))
    VMobject.update_rgbas_array(expected, "fill_rgbas", color, opacity)
    patches.update_rgbas(found, "fill_rgbas", color, opacity)
    assert np.array_equal(found.fill_rgbas, expected.fill_rgbas)


COORDINATES = st.sampled_from([0.0, -0.0, 1.0, -2.5, 1e-9, 3.0])


@st.composite
def groups(draw):
    """Curves, single points and nothing, in groups of groups."""
    made = []
    for count in draw(st.lists(st.sampled_from([0, 1, 4, 8, 6]), min_size=1, max_size=5)):
        mobject = VMobject()
        mobject.points = np.array(draw(st.lists(COORDINATES, min_size=3 * count, max_size=3 * count))).reshape(-1, 3)
        made.append(mobject)
        if draw(st.booleans()):
            made = [VGroup(*made)]
    return VGroup(*made)


def answer_of(method, *arguments):
    try:
        return np.asarray(method(*arguments)).tobytes()
    except ValueError as error:
        return str(error)


@given(groups(), st.sampled_from([(0, 0, 0), (1, -1, 0), (-1, 0, 2), (0.5, 1, -1)]))
def test_boxes_are_the_same_to_the_last_bit(mobject, direction):
    assert answer_of(patches.boundary, mobject) == answer_of(VMobject.get_points_defining_boundary, mobject)
    assert answer_of(patches.critical_point, mobject, direction) == answer_of(
        Mobject.get_critical_point, mobject, direction
    )
    for dim in range(3):
        assert answer_of(patches.length, mobject, dim) == answer_of(Mobject.length_over_dim, mobject, dim)


def test_a_class_that_measures_itself_otherwise_does_so():
    class Broad(Square):
        def get_extremum_along_dim(self, points=None, dim=0, key=0):  # noqa: ARG002
            return 7.0

        def get_anchors(self):
            return [np.array([9.0, 9.0, 9.0])]

    assert patches.critical_point(Broad(), (1, 0, 0)).tolist() == [7, 7, 7]
    assert patches.boundary(Broad()).tolist() == [[9, 9, 9]]


@given(st.lists(st.integers(0, 6)))
def test_each_is_kept_once_where_it_stands_last(items):
    assert patches.each_once(items) == remove_list_redundancies(items)


@st.composite
def webs(draw):
    """A mobject whose parts may be shared, and may even lead back to it."""
    parts = [Mobject() for _ in range(draw(st.integers(1, 7)))]
    for part in parts:
        part.submobjects = draw(st.lists(st.sampled_from(parts), max_size=3))
    return parts[0]


@given(webs())
def test_families_are_the_same_even_in_webs(mobject):
    assert patches.family(mobject) == Mobject.get_family(mobject)


def test_a_class_that_walks_its_family_otherwise_does_so():
    class Shy(Mobject):
        def _iter_family(self, active_path):  # noqa: ARG002
            yield self

    shy = Shy().add(Mobject())
    assert patches.family(shy) == shy.get_family() == [shy]


def idle(mobject):
    """Update nothing."""


def described(value, seen):
    """All that belongs to a mobject, in plain data, with a number for whatever is met again."""
    if id(value) in seen and not isinstance(value, int | float | str | bool | type(None)):
        return f"again {seen[id(value)]}"
    seen[id(value)] = len(seen)
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, value.flags["C_CONTIGUOUS"], value.tobytes())
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(described(item, seen) for item in value)]
    if isinstance(value, dict):
        return {str(key): described(item, seen) for key, item in value.items()}
    if isinstance(value, Mobject | ManimColor):
        return {key: described(item, seen) for key, item in vars(value).items() if key != "original_id"}
    return repr(value) if not callable(value) else getattr(value, "__qualname__", "")


@pytest.mark.parametrize(
    "make",
    [
        Square,
        lambda: VGroup(Circle(color=RED), Square()).arrange(),
        lambda: Text("ab"),
        lambda: Square().save_state(),
        lambda: Square().add_updater(idle),
    ],
)
def test_copies_are_the_same_and_share_nothing_with_the_original(make):
    original = make()
    if isinstance(original, VGroup):
        original.shared = original[0].also_shared = np.arange(3.0)
    expected, found = copy.deepcopy(original), patches.deep_copy(original, {})
    assert described(found, {}) == described(expected, {})
    assert found.original_id == expected.original_id
    assert not np.shares_memory(found.points, original.points)
    if isinstance(original, VGroup):
        assert found.shared is found[0].also_shared is not original.shared


def test_records_that_hold_mobjects_are_copied_with_them():
    original = Mobject()
    original.records = np.array([(Square(), 0.5)], dtype=[("mobject", "O"), ("start", "f8")])
    assert described(original.records[0][0], {}) == described(patches.deep_copy(original, {}).records[0][0], {})
    assert patches.deep_copy(original, {}).records[0][0] is not original.records[0][0]


def test_they_are_used_only_within_the_block():
    own = VMobject.generate_rgbas_array, Mobject.get_family, Mobject.__deepcopy__, mobjects.remove_list_redundancies
    with patches.applied():
        assert Mobject.get_family is patches.family
        assert mobjects.remove_list_redundancies is patches.each_once
        with patches.applied():
            pass
        assert Mobject.__deepcopy__ is patches.deep_copy
        assert VMobject.generate_rgbas_array is patches.rgbas_array
    assert own == (
        VMobject.generate_rgbas_array,
        Mobject.get_family,
        Mobject.__deepcopy__,
        mobjects.remove_list_redundancies,
    )


def test_what_has_been_replaced_already_stays(monkeypatch):
    def mine(mobject, recurse=True):
        return [mobject]

    monkeypatch.setattr(Mobject, "get_family", mine)
    with patches.applied():
        assert Mobject.get_family is mine
    assert Mobject.get_family is mine
