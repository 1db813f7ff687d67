"""What the documents show works."""

import ast
import builtins
import importlib
import importlib.util
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import cairo
import click
import manim
import pytest

import render
from tests.paths import ROOT
from tests.scenes.staging import perform

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PACKAGES = ("convmath", "scenes", "rendering", "benchmarks")
PLACES = (*PACKAGES, "tests", "docs")
FOREIGN = (builtins, cairo, manim)
WRITTEN_BY_THE_READER = {"scenes/window_count/scene.py"}
every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def test_the_example_scene_of_the_guide_works(tmp_path):
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(.*?)```", guide, flags=re.DOTALL)
    assert len(source.splitlines()) <= 32
    path = tmp_path / "window_count.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("window_count", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shown = perform(module.WindowCount)
    assert shown.texts == {"4"}
    assert list(shown.beats) == ["row", "count"]
    (entry,) = shown.entries
    assert entry.source.function == "convmath.convolution.geometry.output_size"
    assert shown.scene.sidecar()["alt"].endswith("a window fits in 4 places.")


def test_the_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", readme, flags=re.MULTILINE))
    assert {"videos", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in targets)


def code_of(text):
    """Every line of a block of code, and every piece of code within prose."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return [*(line for block in blocks for line in block.splitlines()), *re.findall(r"(?<!`)`([^`]+)`(?!`)", prose)]


def anchors_of(path):
    """What a document's headings are called in a link."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@cache
def tracked():
    """Every file of the project, and every folder that holds one."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    files = {Path(name) for name in listed.stdout.decode().splitlines() if (ROOT / name).exists()}
    return files | {folder for file in files for folder in file.parents}


@every_document
def test_every_link_leads_to_a_file_of_the_project(document):
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    for link in (link for link in links if not link.startswith(("http:", "https:"))):
        name, _, anchor = link.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.relative_to(ROOT) in tracked(), link
        assert not anchor or anchor in anchors_of(path), link


@every_document
def test_every_path_that_is_named_exists(document):
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(rf"(?<![\w/.-])((?:{'|'.join(PLACES)})/[\w./-]*\w|(?:{'|'.join(PACKAGES)})/)", text))
    missing = {name for name in named - WRITTEN_BY_THE_READER if Path(name) not in tracked()}
    assert not missing, sorted(missing)


def commands_of(document):
    """Every command line of ours that a document shows, from the name of the command on."""
    lines = code_of(document.read_text(encoding="utf-8"))
    return dict.fromkeys(found[1] for line in lines for found in re.finditer(r"render\.py ([a-z].*)", line))


COMMANDS = [
    pytest.param(words, id=f"{document.name}: {words}") for document in DOCUMENTS for words in commands_of(document)
]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_line_can_be_read(words):
    """Options and arguments are those of the command; nothing is run, and no scene is looked for."""
    name, *arguments = shlex.split(words, comments=True)
    command = render.main.get_command(click.Context(render.main), name)
    assert command is not None, f"there is no command {name}"
    if arguments:  # a name alone speaks of the command
        command.make_context(name, arguments)


@cache
def defined():
    """The name of every class, function and constant of the project, those within classes, too."""
    names = set()
    for path in (ROOT / file for file in tracked() if file.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names.update(target.id for target in targets if isinstance(target, ast.Name))
    return names


def resolves(dotted):
    """Whether a module, or a name in one, can be imported."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        if not Path(found.__file__).is_relative_to(ROOT):
            return False
        for name in parts[count:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@every_document
def test_every_name_in_code_is_that_of_something(document):
    """Names in full (``rendering.core.job.Look``), of classes and constants (``RenderJob``), calls (``words()``)."""
    for code in code_of(document.read_text(encoding="utf-8")):
        for dotted in re.findall(rf"\b(?:{'|'.join(PACKAGES)})(?:\.[A-Za-z_]\w*)+", code):
            assert resolves(dotted.removesuffix(".py")), dotted
        if re.fullmatch(r"_?[A-Z]\w*[a-z]\w*(\.\w+)*|_[A-Z0-9_]+|[A-Z]+_[A-Z0-9_]+|\w+\(\)", code):
            for name in code.removesuffix("()").split("."):
                assert name in defined() or any(hasattr(module, name) for module in FOREIGN), code


GONE = ["rendering.core.job.Looks", "rendering.hands", "convmath.networks.counting.image_value"]


@pytest.mark.parametrize("name", GONE)
def test_a_name_that_is_gone_is_noticed(name):
    assert not resolves(name)
