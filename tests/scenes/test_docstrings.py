"""Every example in the docstrings of what several scenes draw is a scene that can be run."""

import importlib
import inspect
import pkgutil
import re
import textwrap

import pytest
from manim import Mobject, Scene, tempconfig

from scenes import mobjects
from scenes.base import counter, readout

MODULES = [
    counter,
    readout,
    *(
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(mobjects.__path__, "scenes.mobjects.")
        if not module.ispkg
    ),
]
CLASSES = [
    member
    for module in MODULES
    for name, member in inspect.getmembers(module, inspect.isclass)
    if member.__module__ == module.__name__ and not name.startswith("_")
]
BLOCK = re.compile(r"\.\. code-block:: python\n\n((?: {4}.*\n?|\n)+)")


def examples(member):
    """The source of every scene in a class's docstring."""
    return [textwrap.dedent(found) for found in BLOCK.findall(inspect.getdoc(member) or "")]


@pytest.mark.parametrize(
    "member", [each for each in CLASSES if issubclass(each, Mobject)], ids=lambda each: each.__name__
)
def test_every_mobject_shows_a_scene_of_its_own(member):
    assert examples(member)


@pytest.mark.parametrize(
    "source", [pytest.param(source, id=member.__name__) for member in CLASSES for source in examples(member)]
)
def test_the_scene_in_the_docstring_plays(source):
    space = {"__name__": "example"}
    exec(compile(source, "docstring", "exec"), space)  # noqa: S102 - our own docstrings
    (scene_class,) = (each for each in space.values() if inspect.isclass(each) and each.__module__ == "example")
    assert issubclass(scene_class, Scene)
    size = {"pixel_width": 160, "pixel_height": 90, "frame_rate": 5}
    with tempconfig({"dry_run": True, "renderer": "cairo", "progress_bar": "none", "verbosity": "ERROR", **size}):
        scene = scene_class()
        scene.render()
    assert scene.time > 0
    assert scene.mobjects
