"""Hold the engine against the example scenes in the docstrings of the installed Manim.

``python -m benchmarks.docstring_corpus`` compares, for each of them, what Manim draws with what is drawn here: all at
once, in short chunks, as a still, and after an edit of the last play, with the segments drawn before. It prints what
differs and how many do not, and ends with status 1 if any does. ``--sample 25 --seed 3`` takes 25 of them at random;
names of scenes take only those, and `path/to/file.py:Class` takes another scene.
"""

from __future__ import annotations

import json
import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from benchmarks.docstring_examples import DocstringExample, docstring_examples
from benchmarks.identity import compare_records, our_record
from benchmarks.reference_frames import FrameRecord, NeedsLatexError, digest, stock_records
from rendering.core.console import console_for, print_table
from rendering.core.errors import SceneError, one_line
from rendering.core.job import Look
from rendering.core.processes import describe_exit, use_one_hash_seed
from rendering.core.selections import NoFrame
from rendering.core.sinks import BaseSink
from rendering.core.supervision import supervise
from rendering.core.targets import Target
from rendering.core.work_folder import work_folder
from rendering.drawing import chunks, parallel_renderer
from rendering.drawing.segment_sinks import Segment
from rendering.playback.fingerprint import Fingerprint
from rendering.playback.play import perform

LOOK = Look(size=(256, 144), rate=Fraction(12))
"""The size and rate in which the examples are compared."""
IDENTICAL = "identical"
NEEDS_LATEX = "needs LaTeX"
FAILS_IN_MANIM = "fails in Manim itself"
NOT_REPEATED = "different in Manim itself the second time"
_COLOURS = ("#FF0000", "#0000FF")
"""What an edit of the last play changes."""


@dataclass(frozen=True)
class CorpusRow:
    """What has become of one example.

    Parameters
    ----------
    example
        The example.
    stock
        `IDENTICAL` where Manim draws it, else why there is nothing to compare with.
    checks
        For each way of drawing it here `IDENTICAL`, or what differs or fails.
    """

    example: DocstringExample
    stock: str
    checks: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """Why there is nothing to compare with, or `IDENTICAL`, ``different`` or ``failing``."""
        if self.stock != IDENTICAL:
            return self.stock
        if any(found.startswith("fails") for found in self.checks.values()):
            return "failing"
        return IDENTICAL if set(self.checks.values()) == {IDENTICAL} else "different"


def compare_examples(
    examples: Sequence[DocstringExample], *, report: Callable[[str], object] = lambda _: None
) -> list[CorpusRow]:
    """Compare what Manim draws of each example with what is drawn here."""
    with work_folder() as folder:
        files = [folder / f"example_{number}.py" for number in range(len(examples))]
        for file, example in zip(files, examples, strict=True):
            file.write_text(example.source(colour=_COLOURS[1]), encoding="utf-8")
        named = [Target.of(file, example.name) for file, example in zip(files, examples, strict=True)]
        edited = [Target.of(file, "Edited") for file in files]
        report(f"Manim plays {len(examples)} examples")
        records = stock_records([*named, *edited], LOOK)
        rows = []
        for number, (example, target) in enumerate(zip(examples, named, strict=True)):
            report(f"{number + 1} of {len(examples)}: {example.name}")
            rows.append(_compare(example, target, records[number], records[len(examples) + number], folder))
    return rows


def _compare(
    example: DocstringExample,
    target: Target,
    stock: FrameRecord | SceneError,
    stock_edited: FrameRecord | SceneError,
    folder: Path,
) -> CorpusRow:
    for record in (stock, stock_edited):
        if isinstance(record, SceneError):
            return CorpusRow(example, NEEDS_LATEX if isinstance(record, NeedsLatexError) else FAILS_IN_MANIM)
    edited = Target.of(target.file, "Edited")
    answer, kept = folder / "answer.json", folder / "kept.json"
    checks: dict[str, tuple[FrameRecord, Callable[[], FrameRecord]]] = {
        "fresh": (stock, partial(our_record, target, LOOK)),
        "in chunks": (stock, partial(_in_chunks, target)),
        "as still": (stock, partial(_as_still, target, stock)),
        "after an edit": (stock_edited, partial(_after_edit, edited, kept)),
    }
    target.file.write_text(example.source(colour=_COLOURS[0]), encoding="utf-8")
    _draw(partial(_keep_segments, edited, kept), answer)
    target.file.write_text(example.source(colour=_COLOURS[1]), encoding="utf-8")
    found = {}
    for name, (expected, draw) in checks.items():
        said = _draw(draw, answer)
        found[name] = said or str(_compared(expected, answer))
    row = CorpusRow(example, IDENTICAL, found)
    if row.outcome != IDENTICAL and stock_records([target], LOOK) != [stock]:
        return CorpusRow(example, NOT_REPEATED)
    return row


def _compared(expected: FrameRecord, answer: Path) -> str:
    comparison = compare_records(expected, FrameRecord.from_json(json.loads(answer.read_text(encoding="utf-8"))))
    return IDENTICAL if comparison.identical else str(comparison)


def _draw(draw: Callable[[], FrameRecord], answer: Path) -> str:
    """Draw in a forked child, write the record to a file, and return nothing, or how that has failed."""

    def work() -> int:
        parallel_renderer.WORTH_FORKING = 0
        try:
            text = json.dumps(draw().as_json())
        except BaseException as error:
            text = f"fails: {type(error).__name__}: {one_line(error)}"
            traceback.print_exc()
        answer.write_text(text, encoding="utf-8")
        return 0

    answer.unlink(missing_ok=True)
    log = answer.with_suffix(".log").open("w", encoding="utf-8")
    with log, redirect_stdout(log), redirect_stderr(log):
        ending = supervise(work)
    if not answer.exists():
        return f"fails: its process {describe_exit(ending.status)}"
    text = answer.read_text(encoding="utf-8")
    return text if text.startswith("fails") else ""


def _in_chunks(target: Target) -> FrameRecord:
    chunks.LONGEST_CHUNK = 7
    return our_record(target, LOOK)


def _as_still(target: Target, stock: FrameRecord) -> FrameRecord:
    """Draw nothing but the picture after the last play; of the frames, none is compared."""
    performance = perform(target, LOOK, BaseSink(), select=NoFrame.of, finale=True)
    if performance.final is None:
        raise ValueError("the final picture was not drawn")
    return FrameRecord(stock.runs, performance.stage.rate, digest(performance.final))


def _keep_segments(target: Target, kept: Path) -> FrameRecord:
    segments: dict[str, Mapping[str, Any]] = {}

    def store(segment: Segment) -> None:
        start = segment.answer["start"]
        if start is not None and start["is_complete"]:
            segments[start["digest"]] = {"frames": segment.frames, "sink": dict(segment.answer)}

    record = our_record(target, LOOK, recall=lambda _first, _start: None, store=store)
    kept.write_text(json.dumps(segments), encoding="utf-8")
    return record


def _after_edit(target: Target, kept: Path) -> FrameRecord:
    segments = json.loads(kept.read_text(encoding="utf-8"))

    def recall(_first: int, start: Fingerprint) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = segments.get(start.digest) if start.is_complete else None
        return found

    return our_record(target, LOOK, recall=recall)


def table(rows: Sequence[CorpusRow]) -> Table:
    """Return what differs or fails, example by example."""
    found = Table("example", "of", *(next((row.checks for row in rows if row.checks), {})))
    for row in rows:
        if row.outcome in {"different", "failing"}:
            found.add_row(row.example.name, f"{row.example.module}:{row.example.line}", *row.checks.values())
    return found


def _from_file(place: str) -> DocstringExample:
    path, _, name = place.rpartition(":")
    return DocstringExample(path, 1, name, Path(path).read_text(encoding="utf-8"))


@click.command()
@click.argument("names", nargs=-1)
@click.option("--sample", type=click.IntRange(1), help="How many examples to take, at random.")
@click.option("--seed", default=0, show_default=True, help="Which sample.")
@click.option("--json", "as_json", is_flag=True, help="Print all outcomes as JSON.")
def main(names: tuple[str, ...], *, sample: int | None, seed: int, as_json: bool) -> None:
    """Compare our frames of the examples in Manim's docstrings, or of the scenes with some NAMES, with Manim's own."""
    use_one_hash_seed(sys.orig_argv[1:])
    others = [name for name in names if ".py:" in name]
    wanted = set(names) - set(others)
    examples = [each for each in docstring_examples() if not names or each.name in wanted]
    if missing := wanted - {example.name for example in examples}:
        raise click.UsageError(f"the installed Manim has no example {', '.join(sorted(missing))}")
    examples += [_from_file(name) for name in others]
    if sample is not None:
        examples = random.Random(seed).sample(examples, min(sample, len(examples)))  # noqa: S311 - no secret
    console = console_for(sys.stderr)
    with console.status("") as status:
        rows = compare_examples(examples, report=status.update)
    counts = Counter(row.outcome for row in rows)
    if as_json:
        found = [{**asdict(row.example), "outcome": row.outcome, "checks": dict(row.checks)} for row in rows]
        click.echo(json.dumps(found, indent=1))
    else:
        if counts["different"] or counts["failing"]:
            print_table(table(rows))
        click.echo(", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()))
    sys.exit(1 if counts["different"] or counts["failing"] else 0)


if __name__ == "__main__":
    main()
