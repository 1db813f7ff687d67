"""What `docs/mutation.md` tells: the score of each module, what it was before, and every fault that got by."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutation.md"
REASONS = ROOT / "benchmarks" / "mutation_reasons.toml"
ROW = re.compile(r"\| `(?P<module>[^`]+)` \| (?P<faults>\d+) \| (?P<before>[^|]*) \| (?P<after>[^|]*) \|")
SCORE = re.compile(r"(\d+) of (\d+)")
SURVIVOR = re.compile(r"- `(?P<module>[^`:]+):\d+`")
INTRODUCTION = """# Planted faults

`make mutate` plants small faults in a module, one at a time, and counts those that the module's own tests notice,
without the slow and the exhaustive ones. The faults are Cosmic Ray's and a few more (`benchmarks/mutants.py`); of a
module with many a seeded sample is tried. A score is *noticed of tried*; "before" is the score of the run before the
last.

- Cosmic Ray was chosen by trying. mutmut 3.8 leaves alone every function with a decorator, and so every property, where
  much of this mathematics stands. Of Cosmic Ray only the operators are used: its own runner starts a process for each
  fault, which then imports the oracles for some seconds; ours forks one that has imported them.
- A fault counts as noticed when a test fails or takes five times its time.
- Text is not changed: what an error says is tested by name and by the words that matter, not letter by letter.
- Tests look at 25 examples of each property here, 80 otherwise, so the score is a lower bound.
- The first scores "before" are those of an earlier state with other samples, of 8 to 40 faults a module, some of them
  with 80 examples. Tests were written with the survivors of this page's samples in sight; a sample nobody had seen
  (`--seed 1`, 8 faults in each of 27 modules) came to 206 of 216, 95 %.
- Every module of convmath is in the table but the three listings, programs that are shown and run as text, and so are
  all words and narrations of scenes but those that hold nothing but sentences. Rows of earlier runs counted exhaustive
  tests, too, and are of the modules as they were then. `claim_reading`, `leftovers`, `sampling`, `tying`, `untied` and
  `wide_gradients` were tried in one session in which the code of functions was exchanged, so that what a fault does on
  import was not seen.
- The words of a scene are tried by that scene's own tests alone, and what all words are made with by those of two.
- The last session's samples, of 27 modules of convmath and 20 of words, were noticed to 141 of 216 and 66 of 80 before
  their survivors were looked at: the other scores of a session are those after it.
- `make mutate MODULES="scenes/sobel_edge/words.py --all"` tries the words of a scene. Give `--write` to bring this page
  up to date.
"""


def write_page(results: dict[str, Any]) -> None:
    """Bring the page up to date with the outcomes of the modules that were run; the others keep their rows."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    rows = {found["module"]: dict(found.groupdict()) for found in ROW.finditer(old)}
    survivors = _survivors_told(old)
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8")) if REASONS.exists() else {}
    for module, result in results.items():
        tried = result["outcomes"]
        left = [outcome for outcome in tried if outcome["result"] == "survived"]
        before = rows.get(module, {}).get("after", "")
        rows[module] = {
            "faults": str(result["mutants"]),
            "before": before,
            "after": f"{len(tried) - len(left)} of {len(tried)}",
        }
        known = reasons.get(module, {})
        survivors[module] = [
            f"- `{module}:{outcome['line']}` `{outcome['change'].replace('`', '')}`  \n"
            f"  {known.get(outcome['change'], 'No test notices it yet.')}"
            for outcome in left
        ]
    PAGE.write_text("\n".join(_lines(rows, survivors)), encoding="utf-8")


def _lines(rows: dict[str, dict[str, str]], survivors: dict[str, list[str]]) -> list[str]:
    """Return the page: the totals, what they mean, each module, and what got by."""
    table = ["| module | faults | before | now |", "|---|---|---|---|"]
    for module, row in sorted(rows.items()):
        table.append(f"| `{module}` | {row['faults']} | {row['before']} | {row['after']} |")
    totals = []
    for title, start in (("convmath", "convmath/"), ("the words of the scenes", "scenes/")):
        chosen = [row for module, row in rows.items() if module.startswith(start)]
        faults = sum(int(row["faults"]) for row in chosen)
        before, after = (_total([row[column] for row in chosen]) for column in ("before", "after"))
        was = f" (before: {before})" if before else ""
        totals.append(f"- {title}: **{after}**{was}; tried in {len(chosen)} modules, which offer {faults:,} faults")
    title, _, introduction = INTRODUCTION.partition("\n\n")
    lines = [title, "", "Noticed:", "", *totals, "", introduction, *table, "", "## What got by", ""]
    return [*lines, *(line for module in sorted(survivors) for line in survivors[module]), ""]


def _total(scores: list[str]) -> str:
    pairs = [tuple(map(int, found.groups())) for score in scores if (found := SCORE.match(score))]
    noticed, tried = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return f"{noticed} of {tried}, {noticed / tried:.1%}" if tried else ""


def _survivors_told(page: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=- `)", page.partition("## What got by")[2].strip()):
        if found := SURVIVOR.match(entry):
            told.setdefault(found["module"], []).append(entry.rstrip())
    return told
