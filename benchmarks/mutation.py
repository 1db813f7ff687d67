"""Mutation testing: plant small faults in a module, one at a time, and count how many its own tests notice.

Every fault is tried in a copy of the project, by the tests that mirror the module and no others, in a process forked
from one that has imported everything slow. `make mutate` runs it; what came out is in `docs/mutation.md`.

    python -m benchmarks.mutation                                  all modules of convmath, 60 faults each at most
    python -m benchmarks.mutation convmath/core/errors.py --all    every fault of one module
    python -m benchmarks.mutation scenes/sobel_edge/words.py       a module of words
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import json
import math
import os
import random
import resource
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Queue

from benchmarks.mutants import Mutant, mutants_of
from benchmarks.mutation_report import write_page
from benchmarks.project_copy import copy_project

ROOT = Path(__file__).parents[1]
SEED = 20
SLOW_IMPORTS = (
    "numpy",
    "scipy.signal",
    "scipy.stats",
    "scipy.ndimage",
    "PIL.Image",
    "hypothesis.extra.numpy",
    "pytest",
)
ORACLES = ("torch", "skimage.filters", "skimage.color", "skimage.data", "typst")
STAGE = ("manim",)
PYTEST_OPTIONS = (
    "-x -q -m not+slow+and+not+exhaustive --tb=no -p no:cacheprovider -p no:xdist "
    "-W ignore::pytest.PytestAssertRewriteWarning"
)
PYTEST_OPTIONS = [option.replace("+", " ") for option in PYTEST_OPTIONS.split()]
ALSO = {
    "convmath/convolution/cross_correlation.py": ["convolution/test_windows.py"],
    "convmath/convolution/windows.py": ["convolution/test_cross_correlation.py"],
    "convmath/convolution/pixels_read.py": ["convolution/test_matrix_structure.py"],
    "convmath/convolution/geometry.py": ["convolution/test_cross_correlation.py"],
    "convmath/convolution/padding.py": ["convolution/test_cross_correlation.py"],
    "convmath/core/serialisation.py": ["core/test_provenance.py"],
    "convmath/cortex/cells.py": ["cortex/test_stimuli.py"],
    "convmath/images/installed_files.py": ["images/test_photographs.py"],
    "convmath/networks/axis_fields.py": ["tracing/test_graphs.py", "tracing/test_gradients.py"],
    "convmath/networks/axis_rules.py": ["tracing/test_graphs.py", "tracing/test_gradients.py"],
    "convmath/networks/cones.py": ["networks/test_receptive_field.py"],
    "convmath/networks/decoder_layers.py": ["networks/test_graph.py"],
    "convmath/networks/graph_builder.py": ["networks/test_graph.py"],
    "convmath/networks/graph_layers.py": ["networks/test_graph.py"],
    "convmath/networks/image_formats.py": [
        "networks/test_layers.py",
        "networks/test_counting.py",
        "core/test_lookups.py",
    ],
    "convmath/networks/layers.py": ["networks/test_counting.py"],
    "convmath/networks/network_anatomy.py": ["tracing/test_anatomy.py"],
    "convmath/networks/network_layers.py": ["networks/test_layers.py", "networks/test_published.py"],
    "convmath/networks/published.py": ["networks/test_layers.py", "core/test_lookups.py"],
    "convmath/networks/tensor_fields.py": ["tracing/test_graphs.py", "tracing/test_gradients.py"],
    "convmath/networks/tensor_graph.py": ["tracing/test_graphs.py", "tracing/test_gradients.py"],
    "convmath/questions/code_runs.py": ["questions/test_exercises.py"],
    "convmath/tracing/model_file.py": ["tests/cli/test_network_cli.py"],
    "convmath/tracing/names.py": ["tests/cli/test_network_cli.py"],
    "convmath/tracing/network_report.py": ["tests/cli/test_network_cli.py"],
    "convmath/training/cnn_run.py": ["training/test_numpy_cnn.py"],
    "convmath/training/descent.py": ["training/test_network.py"],
    "convmath/training/kept_results.py": ["training/test_numpy_cnn.py", "training/test_moved_digit.py"],
    "convmath/training/zeros_and_ones.py": ["training/test_mnist_files.py", "training/test_moved_digit.py"],
}
"""The tests of a module beside those that mirror it, in `tests/convmath` unless they are elsewhere."""
ROOMS = {
    "convmath/questions": ["questions/test_questions.py"],
    "convmath/tracing": [
        f"tracing/test_{name}.py" for name in ("operators", "graphs", "model_file", "anatomy", "gradients")
    ],
}
"""The tests of all modules of a room."""
SHARED = ("value_types", "numpy_integers")
"""Tests of every module, of which each is tried by its own cases."""
WORDS_TESTS = [f"scenes/test_{name}.py" for name in ("claims", "captions", "words", "narrations", "{room}")]
"""Tests of words, the quickest first."""
TWO_SCENES = ("kernel_sliding", "sobel_edge")
"""The scenes by whose words what all words are made with is tried: between them they use nearly all of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault: ``killed``, ``survived`` or ``timeout`` (which counts as killed)."""

    line: int
    change: str
    result: str
    seconds: float


def tests_of(module: str) -> list[str]:
    """Return the tests, as pytest takes them, that are a module's own."""
    path = Path(module)
    if path.parts[0] == "convmath":
        dotted = ".".join(path.with_suffix("").parts)
        wanted = [
            "/".join([*path.parts[1:-1], f"test_{path.name}"]),
            *ALSO.get(module, []),
            *ROOMS.get(str(path.parent), []),
        ]
        files = [name if name.startswith("tests/") else f"tests/convmath/{name}" for name in wanted]
        shared = [f"tests/convmath/test_{name}.py" for name in SHARED]
        found = [name for name in (*files, *shared) if (ROOT / name).exists()]
        own = f"not ({' or '.join(f'test_{name}' for name in SHARED)}) or {dotted.removeprefix('convmath.')}"
        return [*found, f"tests/convmath/test_docstrings.py::test_examples_run[{dotted}]", "-k", own]
    room = path.parts[1]
    wanted = [f"tests/{name.format(room=room)}" for name in WORDS_TESTS] + [f"tests/scenes/{room}/test_{path.name}"]
    found = [name for name in wanted if (ROOT / name).exists()]
    rooms = TWO_SCENES if room == "base" else (room,)
    names = [name for each in rooms for name in (each, each.replace("_", "-"), each.title().replace("_", ""))]
    return [*found, "-k", " or ".join([*names, *([f"test_{path.stem}"] if room == "base" else [])])]


def chosen(module: str, most: int | None, seed: int = SEED) -> tuple[int, list[Mutant]]:
    """Return how many faults there are, and those to try: all of them, or a sample that is the same every time."""
    every = mutants_of((ROOT / module).read_text(encoding="utf-8"))
    if most is None or len(every) <= most:
        return len(every), every
    sample = random.Random(f"{seed} {module}").sample(range(len(every)), most)  # noqa: S311
    return len(every), [every[number] for number in sorted(sample)]


def main() -> None:
    """Try faults in the modules named, and write what came out as text."""
    parser = argparse.ArgumentParser(description="Plant faults in modules and count those that their tests notice.")
    parser.add_argument("modules", nargs="*", help="paths such as convmath/core/errors.py; all of convmath by default")
    parser.add_argument("--most", type=int, default=60, help="faults to try in a module, a seeded sample (60)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the sample ({SEED})")
    parser.add_argument("--all", action="store_true", help="try every fault")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (2)")
    parser.add_argument("--out", type=Path, default=Path("mutation.json"), help="where to write every outcome")
    parser.add_argument("--write", action="store_true", help="bring docs/mutation.md up to date")
    options = parser.parse_args()
    modules = options.modules or [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "convmath").rglob("*.py"))
        if path.name != "__init__.py" and path.parent.name != "listings"  # programs that are shown, and run as text
    ]
    import_what_is_slow(modules)
    results = {}
    with contextlib.ExitStack() as stack:
        copies: Queue[Path] = Queue()
        for _ in range(options.jobs):
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            copies.put(copy_project(place / "copy"))
        for module in modules:
            total, mutants = chosen(module, None if options.all else options.most, options.seed)
            outcomes = try_out(module, mutants, copies, options.jobs)
            results[module] = {"mutants": total, "outcomes": [asdict(outcome) for outcome in outcomes]}
            options.out.write_text(json.dumps(results, indent=1), encoding="utf-8")
            _show(module, total, outcomes)
    if options.write:
        write_page(results)
    tried = [outcome for result in results.values() for outcome in result["outcomes"]]
    noticed = sum(outcome["result"] != "survived" for outcome in tried)
    _say(f"in all: {noticed} of {len(tried)} noticed, {noticed / max(1, len(tried)):.1%}")


def import_what_is_slow(modules: list[str]) -> None:
    """Import what the tests need and is not ours, so that a forked process has it; nothing of ours may be loaded."""
    os.environ |= {"OMP_NUM_THREADS": "1", "HYPOTHESIS_PROFILE": "mutating"}
    stage = STAGE if any(module.startswith("scenes") for module in modules) else ()
    for name in (*SLOW_IMPORTS, *ORACLES, *stage):
        importlib.import_module(name)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    gc.collect()
    gc.freeze()  # or the first collection in every child would copy all of it


def try_out(module: str, mutants: list[Mutant], copies: Queue[Path], jobs: int) -> list[Outcome]:
    """Run the module's tests on it as it stands, then on each mutant."""
    tests = tests_of(module)
    original = (ROOT / module).read_text(encoding="utf-8")
    places = [copies.get() for _ in range(jobs)]
    for copy in places:
        sys.dont_write_bytecode = False  # so that the tests are compiled once; the module itself is again every time
        result, seconds = _run(copy, module, original, tests, limit=600)
        sys.dont_write_bytecode = True
        for compiled in (copy / module).parent.glob(f"__pycache__/{Path(module).stem}.*"):
            compiled.unlink()
        copies.put(copy)
    if result != "survived":
        raise SystemExit(f"{module}: its own tests fail on it as it stands ({result}): {' '.join(tests)}")
    limit = 5 * seconds + 10  # of processor time, which a busy machine does not use up

    def one(mutant: Mutant) -> Outcome:
        copy = copies.get()
        try:
            result, seconds = _run(copy, module, mutant.source, tests, limit=limit)
        finally:
            (copy / module).write_text(original, encoding="utf-8")
            copies.put(copy)
        return Outcome(mutant.line, mutant.change, result, round(seconds, 2))

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, mutants))


def _run(copy: Path, module: str, source: str, tests: list[str], *, limit: float) -> tuple[str, float]:
    (copy / module).write_text(source, encoding="utf-8")
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit) + 5))
        _test(copy, tests)
    _, status, used = os.wait4(child, 0)
    code, seconds = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout", seconds
    return ("survived" if code == 0 else "killed"), seconds


def _test(copy: Path, tests: list[str]) -> None:
    """In the forked process: become one that was started in the copy, and run pytest."""
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.chdir(copy)
    sys.path[:] = [str(copy), *(place for place in sys.path if place and Path(place).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("benchmarks", "rendering")]:
        del sys.modules[name]
    pytest = sys.modules["pytest"]
    code = 70
    try:
        code = int(pytest.main([*PYTEST_OPTIONS, *tests]))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _show(module: str, total: int, outcomes: list[Outcome]) -> None:
    survivors = [outcome for outcome in outcomes if outcome.result == "survived"]
    noticed = len(outcomes) - len(survivors)
    _say(f"{module}: {noticed} of {len(outcomes)} noticed ({noticed / max(1, len(outcomes)):.0%}), of {total} faults")
    for outcome in survivors:
        _say(f"    line {outcome.line}: {outcome.change}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
