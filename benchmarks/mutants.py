"""Small faults to plant in a module: the operators of Cosmic Ray, and a few more after the kinds of bug that got by.

Cosmic Ray replaces an operator by every other one, eleven for each ``+``; most of them fail alike. Here each is
replaced by its neighbour and its opposite. Faults in annotations alone, and two that come to the same code, are left
out.
"""

from __future__ import annotations

import ast
import copy
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

REPLACED = {
    "BinaryOperator": "Add:Sub Sub:Add Mul:Div Div:Mul FloorDiv:Div FloorDiv:Mul Mod:FloorDiv Pow:Mul BitOr:BitAnd "
    "BitAnd:BitOr",
    "ComparisonOperator": "Lt:LtE Lt:GtE LtE:Lt LtE:Gt Gt:GtE Gt:LtE GtE:Gt GtE:Lt Eq:NotEq Eq:LtE Eq:GtE NotEq:Eq "
    "Is:IsNot IsNot:Is",
    "UnaryOperator": "USub:UAdd",
}
OPERATORS = (
    *(f"core/Replace{kind}_{'_'.join(pair.split(':'))}" for kind, text in REPLACED.items() for pair in text.split()),
    "core/ReplaceUnaryOperator_Delete_USub",
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/ReplaceUnaryOperator_Delete_Invert",
    "core/AddNot",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/NumberReplacer",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
    "core/ZeroIterationForLoop",
)
SWAPPED = {"max": "min", "maximum": "minimum", "floor": "ceil", "any": "all", "argmax": "argmin", "sorted": "list"}
SWAPPED |= {after: before for before, after in SWAPPED.items() if after != "list"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one fault planted.

    Parameters
    ----------
    line : int
        Where, in the module as it stands.
    change : str
        What stood there and what stands there now, ``before → after``.
    source : str
        The whole module, with the fault.
    """

    line: int
    change: str
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """Return every fault to plant in a module, in the order of its lines; no two are the same code."""
    original = ast.parse(source)
    plain = _plain(copy.deepcopy(original))
    known, before = {ast.dump(plain)}, _statements(plain)
    found = []
    for text in (*_by_cosmic_ray(source), *_by_us(original)):
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        mutated = _plain(tree)
        key = ast.dump(mutated)
        if key not in known:
            known.add(key)
            found.append(Mutant(*_difference(before, _statements(mutated)), text))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.change))


def _by_cosmic_ray(source: str) -> Iterator[str]:
    for name in OPERATORS:
        operator = get_operator(name)()
        occurrence = 0
        while (text := mutate_code(source, operator, occurrence)) is not None:
            yield text
            occurrence += 1


def _by_us(tree: ast.Module) -> Iterator[str]:
    """Guards that never refuse, arguments that are not handed on, clipping left out, a function for its opposite."""
    places = [(number, variant) for number, node in enumerate(ast.walk(tree)) for variant in range(_variants(node))]
    for number, variant in places:
        mutated = copy.deepcopy(tree)
        _plant(list(ast.walk(mutated))[number], variant)
        yield ast.unparse(mutated)


def _variants(node: ast.AST) -> int:
    if isinstance(node, ast.If):
        return int(isinstance(node.body[-1], ast.Raise) and len(node.body) <= 2)
    if isinstance(node, ast.Compare):
        return int(isinstance(node.ops[0], ast.In | ast.NotIn))
    if isinstance(node, ast.IfExp):
        return 1
    if isinstance(node, ast.ExceptHandler):
        return int(node.type is not None)
    if isinstance(node, ast.Call):
        return len(node.keywords) + (_called(node) in SWAPPED) + (_called(node) == "clip" and bool(node.args))
    return 0


def _plant(node: ast.AST, variant: int) -> None:
    if isinstance(node, ast.If):
        node.test = ast.Constant(value=False)
    elif isinstance(node, ast.Compare):
        node.ops[0] = ast.NotIn() if isinstance(node.ops[0], ast.In) else ast.In()
    elif isinstance(node, ast.IfExp):
        node.body, node.orelse = node.orelse, node.body
    elif isinstance(node, ast.ExceptHandler):
        node.type = ast.Name("StopAsyncIteration")
    elif isinstance(node, ast.Call):
        if variant < len(node.keywords):
            del node.keywords[variant]
        elif _called(node) == "clip":
            node.args, node.keywords = node.args[:1], []
            node.func = ast.parse("(lambda unclipped: unclipped)", mode="eval").body
        elif isinstance(node.func, ast.Name):
            node.func.id = SWAPPED[node.func.id]
        elif isinstance(node.func, ast.Attribute):
            node.func.attr = SWAPPED[node.func.attr]


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


class _WithoutAnnotations(ast.NodeTransformer):
    """Drop what `from __future__ import annotations` never evaluates, and the aliases that stand in it."""

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        alias = isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"
        node.annotation = ast.Name("object")
        if alias:
            node.value = None
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)


def _plain(tree: ast.Module) -> ast.Module:
    """Strip a tree, which is changed."""
    plain: ast.Module = _WithoutAnnotations().visit(tree)
    return plain


def _statements(tree: ast.Module) -> list[tuple[str, int]]:
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.excepthandler):
            shallow = copy.copy(node)
            for name in ("body", "orelse", "handlers", "finalbody"):
                if getattr(shallow, name, None):
                    setattr(shallow, name, [])
            lines.append((ast.unparse(ast.fix_missing_locations(shallow)), node.lineno))
    return lines


def _difference(before: list[tuple[str, int]], after: list[tuple[str, int]]) -> tuple[int, str]:
    """Return the line of the first statement that differs, and how."""
    for (text, line), (other, _) in zip(before, after):
        if text != other:
            return line, _around(text, other)
    return 0, "?"


def _around(before: str, after: str) -> str:
    """Show what differs with some of what stands around it, on one line."""
    before, after = " ".join(before.split()), " ".join(after.split())
    blocks = [
        block
        for block in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
        if block[0] != "equal"
    ]
    first, last = blocks[0], blocks[-1]
    start = max(0, first[1] - 40)
    return f"{before[start : last[2] + 25]} → {after[max(0, first[3] - 40) : last[4] + 25]}"
