"""One name, one thing: no two public classes or functions of the mathematics and the scenes are called alike."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
BY_CUSTOM = {"describe"}
"""What each scene has one of."""


def test_no_two_classes_or_functions_of_scenes_and_mathematics_share_a_name():
    places = defaultdict(set)
    for room in ("convmath", "scenes"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                    places[node.name].add(str(path.relative_to(ROOT)))
    assert len(places) > 100
    assert {name: found for name, found in places.items() if len(found) > 1 and name not in BY_CUSTOM} == {}
