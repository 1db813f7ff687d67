"""The layout of the house: imports run downhill, scenes never compute, files fit in the head."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

ROOMS = ("convmath", "rendering", "scenes", "benchmarks")
SOURCES = [path.relative_to(ROOT) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
FORBIDDEN = {
    "convmath": {"manim", "scenes", "rendering", "render", "torch", "scipy", "click", "rich"},
    "rendering": {"scenes", "convmath", "render", "benchmarks", "torch"},
    "scenes": {"rendering", "render", "benchmarks", "scipy", "torch"},
    "benchmarks": {"scenes", "convmath", "render"},
}
ALLOWED = {("convmath", "tracing"): {"torch"}}
"""What single rooms may import though the rest of their package may not."""


def imported_modules(path):
    """Every module that a file imports at any depth, as the names' first parts."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_imports_run_downhill(path):
    forbidden = FORBIDDEN[path.parts[0]] - ALLOWED.get(path.parts[:2], set())
    assert not forbidden & set(imported_modules(path))


def test_our_modules_import_one_another_without_a_circle():
    modules = {str(path.with_suffix("")).replace("/", ".").removesuffix(".__init__"): path for path in SOURCES}
    arrows = {}
    for name, path in modules.items():
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        wanted = [
            candidate
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for candidate in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        ]
        arrows[name] = {candidate for candidate in wanted if candidate in modules and candidate not in ROOMS}
    while arrows:
        ground = {name for name, targets in arrows.items() if not targets & set(arrows)}
        assert ground, f"these import each other in a circle: {sorted(arrows)}"
        arrows = {name: targets for name, targets in arrows.items() if name not in ground}


ARROWS = {
    "convmath": ["core", "images", "convolution", "networks training", "cortex"],
    "rendering": [
        "core",
        "voice",
        "playback animated output",
        "drawing video",
        "checks",
        "jobs vector",
        "interactive",
        "cluster figures",
        "quiz preview lecture",
        "deck",
    ],
    "scenes": ["base", "mobjects"],
}
"""The rooms of each package on their floors, from the ground up: imports run to lower floors only, never sideways.

Those that are not named, such as the folders of single scenes, stand side by side on the top floor."""


@pytest.mark.parametrize("package", ARROWS)
def test_a_room_imports_only_from_rooms_on_lower_floors(package):
    floors = {room: floor for floor, rooms in enumerate(ARROWS[package]) for room in rooms.split()}
    top = len(ARROWS[package])
    for path in (path for path in SOURCES if path.parts[0] == package and len(path.parts) > 2):
        room = path.parts[1]
        for target in {target for target in imported_rooms(path, package) if target != room}:
            assert floors.get(target, top) < floors.get(room, top), f"{path} imports from {package}.{target}"


def imported_rooms(path, package):
    """Every room of a package that a file imports from, at any depth."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            yield from (alias.name for alias in node.names if (ROOT / package / alias.name).is_dir())
        elif isinstance(node, ast.ImportFrom) and node.module.startswith(f"{package}."):
            yield node.module.split(".")[1]


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "__init__.py"], ids=str)
def test_a_package_hands_nothing_on(path):
    """So that importing one module imports no other, and every class has one home."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert [type(node) for node in tree.body] == [ast.Expr], "a docstring and nothing else"


def is_number(node):
    """Whether an expression is a number typed out."""
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def numeric_tables(tree):
    """Every list or tuple typed out that is too long to be a point or a handful of places: a table of numbers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple) and node.elts:
            rows = [item.elts for item in node.elts if isinstance(item, ast.List | ast.Tuple)] or [node.elts]
            if all(is_number(item) for row in rows for item in row) and sum(map(len, rows)) > 5:
                yield ast.unparse(node)


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[0] == "scenes"], ids=str)
def test_scenes_never_compute(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    for name in ("np.convolve", "np.correlate", "np.gradient", "np.fft"):
        assert name not in text
    assert not list(numeric_tables(ast.parse(text))), "a table of numbers belongs to convmath"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_files_fit_in_the_head(path):
    limit = 250 if path.name == "scene.py" else 340
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= limit


def test_names_of_tests_are_shorter_than_90_characters():
    names = [
        node.name
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(names) > 100
    assert [name for name in names if len(name) >= 90] == []


@pytest.mark.parametrize("module", ["scenes.catalogue", "render", "convmath.networks.counting"])
def test_starting_does_not_import_manim(module):
    code = f"import sys, {module}; sys.exit('manim' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_line_names_a_registry_or_a_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".py", ".toml", ".txt", ".sh", ".md", ".yml", ""} and path.name != Path(__file__).name:
            text = path.read_text(encoding="utf-8")
            for needle in ("index-url", "find-links", "/simple/", "/home/", "/root/", "file://"):
                assert needle not in text, f"{name} holds {needle}"
