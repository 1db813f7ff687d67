"""What the engine reads of a scene is stated in one module, and our scenes have all of it."""

import ast
from pathlib import Path

import pytest
from manim import Scene

from rendering.core import scene_protocol
from rendering.core.scene_protocol import NARRATION, EngineScene, SceneSidecar
from rendering.playback.loading import with_attributes
from scenes.base.lecture_scene import LectureScene
from scenes.kernel_sliding.scene import KernelSliding
from tests.paths import ROOT

OTHERS = sorted({*(ROOT / "rendering").rglob("*.py")} - {Path(scene_protocol.__file__)})
ATTRIBUTES = {name for name in dir(EngineScene) if not name.startswith("_")} | set(EngineScene.__annotations__)
KEYS = set(SceneSidecar.__annotations__)
ORDINARY = {"title", "language", "summary", "alt", "caption", "description", "theme", "parameters", "sidecar"}
"""Words that also name other things, such as the title of an SVG: these are looked for where a scene is read."""

SIDECARS = {"sidecar", "content"}
"""What variables and attributes are called that hold what a scene said."""


def name_of(node):
    return getattr(node, "attr", None) or getattr(node, "id", None)


def literal_reads(tree):
    """Every text that stands where an attribute of an object, or a key of a sidecar, is asked for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in {"getattr", "hasattr"}:
            yield node.args[1]
        elif isinstance(node, ast.Call) and name_of(node.func) == "get" and isinstance(node.func, ast.Attribute):
            if name_of(node.func.value) in SIDECARS:
                yield node.args[0]
        elif isinstance(node, ast.Subscript) and name_of(node.value) in SIDECARS:
            yield node.slice


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_module_spells_what_is_read_of_a_scene(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    literals = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not literals & ((ATTRIBUTES | KEYS) - ORDINARY)
    assert not {node.value for node in literal_reads(tree) if isinstance(node, ast.Constant)} & (ATTRIBUTES | KEYS)


def test_every_named_key_and_attribute_is_one_of_the_protocol():
    named = {value for name, value in vars(scene_protocol).items() if name.isupper()}
    assert named <= ATTRIBUTES | KEYS
    assert {"title", "ledger", "roles", "beats_in_words", "theme_name", "parameter_values"} <= named


def test_a_lecture_scene_has_all_that_the_engine_reads():
    assert all(hasattr(LectureScene, name) for name in ATTRIBUTES)
    scene = KernelSliding()
    assert isinstance(scene, EngineScene)
    scene.setup()
    assert set(scene.sidecar()) == KEYS - {NARRATION}  # which the engine adds where there is a voice
    assert set(scene_protocol.BeatInWords.__annotations__) == {"alt", "caption"}


def test_a_stranger_s_scene_needs_none_of_it():
    assert not isinstance(Scene(), EngineScene)
    assert scene_protocol.excerpt_beats(Scene) == ()
    assert not scene_protocol.loops(Scene)
    assert scene_protocol.pauses(Scene) == ()
    assert not scene_protocol.has_themes(Scene)
    assert scene_protocol.own_theme(Scene) is None
    assert scene_protocol.parameters_model(Scene) is None
    assert scene_protocol.sidecar_of(Scene()) == {}


def test_overrides_are_attributes_of_every_lecture_scene():
    chosen = with_attributes(KernelSliding, scene_protocol.overrides({"size": 5}, "light"))
    assert (chosen.theme_name, chosen.parameter_values) == ("light", {"size": 5})
    assert scene_protocol.own_theme(chosen) == "light"
    assert scene_protocol.parameters_model(chosen) is KernelSliding.Parameters
