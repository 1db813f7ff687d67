"""Find the example scenes in the docstrings of the installed Manim: material that nobody here has written."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_DIRECTIVE = re.compile(r"(?P<indent> *)\.\. manim:: +(?P<name>\w+) *")
_OPTION = re.compile(r":\w+:")
_EDITED = """

class Edited({name}):
    def construct(self):
        super().construct()
        from manim import FadeIn, Square

        self.play(FadeIn(Square(color="{colour}")), run_time=0.25)
"""


@dataclass(frozen=True)
class DocstringExample:
    """A scene from the docstring of one of Manim's modules, classes or functions.

    Parameters
    ----------
    module
        The module's file, relative to the package.
    line
        The line at which the docstring begins.
    name
        The scene's class.
    code
        Its lines, without the import of Manim.
    """

    module: str
    line: int
    name: str
    code: str

    def source(self, *, colour: str = "#FF0000") -> str:
        """Return the source of a file with the scene, and with a class ``Edited`` that ends with one more play.

        Parameters
        ----------
        colour
            A colour in the last play of ``Edited``: another one makes another edit of the scene.
        """
        return f"from manim import *\n\n{self.code}{_EDITED.format(name=self.name, colour=colour)}"


def docstring_examples() -> list[DocstringExample]:
    """Return the examples of the installed Manim, in the order of its files."""
    spec = importlib.util.find_spec("manim")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("Manim is not installed")
    package = Path(spec.origin).parent
    return [
        DocstringExample(file.relative_to(package).as_posix(), line, name, code)
        for file in sorted(package.rglob("*.py"))
        for line, docstring in _docstrings(file)
        for name, code in examples_in(docstring)
    ]


def examples_in(docstring: str) -> Iterator[tuple[str, str]]:
    r"""Yield the class and the code of each ``.. manim::`` directive in a docstring.

    Examples
    --------
    >>> list(examples_in(".. manim:: One\n    :save_last_frame:\n\n    class One(Scene): ...\n\nNo more."))
    [('One', 'class One(Scene): ...\n')]
    """
    lines = inspect.cleandoc(docstring).splitlines()
    for number, line in enumerate(lines):
        found = _DIRECTIVE.fullmatch(line)
        if found is None:
            continue
        body = []
        for following in lines[number + 1 :]:
            if following.strip() and not following.startswith(f"{found['indent']} "):
                break
            body.append(following)
        body = textwrap.dedent("\n".join(body)).splitlines()
        while body and (not body[0].strip() or _OPTION.match(body[0])):
            del body[0]
        if body and body[0].startswith(">>> "):
            body = [each[4:] for each in body if each.startswith((">>> ", "... "))]
        yield found["name"], "\n".join(body).rstrip() + "\n"


def _docstrings(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every literal in a file that holds an example."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ".. manim::" in node.value:
            yield node.lineno, node.value
