"""What a whole run of a scene tells the page: beats, plays, captions, parameters, numbers and where they came from."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rendering.core.frames import Performance
from rendering.core.scene_protocol import (
    DESCRIPTION,
    LEDGER,
    PARAMETERS,
    SUMMARY,
    THEME,
    TITLE,
    has_themes,
    own_theme,
    parameters_model,
)
from rendering.core.selections import Selection

FIELDS = (TITLE, SUMMARY, DESCRIPTION, THEME, PARAMETERS, LEDGER)
"""What of a scene's sidecar the page shows."""


class Plays(Selection):
    """A selection that hands on another's choice, and notes where each play of the scene begins.

    Parameters
    ----------
    selection
        Says which frames are drawn.
    """

    def __init__(self, selection: Selection) -> None:
        self.starts: set[int] = set()
        self._selection = selection

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:
        """Note the play."""
        self.starts.add(first)
        return self._selection.wants_play(first, count, beat)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:
        """Want what the other selection wants."""
        return self._selection.wants_frame(index, repeat, last=last, beat=beat)


def timeline(performance: Performance, starts: Iterable[int], scene_class: type | None) -> dict[str, Any]:
    """Return what the page shows of a scene beside its picture, as JSON-able data.

    Times are in seconds, places in frames.
    """
    told = {name: value for name, value in performance.sidecar.items() if name in FIELDS}
    ledger = performance.sidecar.get(LEDGER, [])
    return {
        **told,
        "rate": float(performance.stage.rate),
        "size": [performance.stage.width, performance.stage.height],
        "frames": performance.frames,
        "beats": [asdict(beat) for beat in performance.beats],
        "plays": sorted(first for first in set(starts) if first < performance.frames),
        "captions": [asdict(caption) for caption in performance.captions],
        "functions": dict(_functions({str(entry["function"]) for entry in ledger if "function" in entry})),
        **form_of(scene_class),
    }


def form_of(scene_class: type | None) -> dict[str, Any]:
    """Return what may be chosen of a scene: the schema of its parameters, their defaults, and whether it has themes."""
    model = parameters_model(scene_class)
    schema = getattr(model, "model_json_schema", None)
    return {
        "schema": schema() if callable(schema) else {},
        "themed": has_themes(scene_class),
        "own_theme": own_theme(scene_class),
    }


def _functions(names: Iterable[str]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Yield signature, docstring and place of functions, of those that can be found by their full name."""
    for name in names:
        function = _named(name)
        if function is None:
            continue
        try:
            place = f"{Path(inspect.getfile(function)).name}:{inspect.getsourcelines(function)[1]}"
            signature = _plain(inspect.signature(function))
        except (TypeError, ValueError, OSError):
            place = signature = ""
        yield name, {"doc": inspect.getdoc(function) or "", "signature": signature, "place": place}


class _Word:
    """An annotation as it was written, without quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _plain(signature: inspect.Signature) -> str:
    """Return a signature with its annotations as they were written."""

    def told(annotation: Any) -> Any:
        return _Word(annotation) if isinstance(annotation, str) else annotation

    parameters = [each.replace(annotation=told(each.annotation)) for each in signature.parameters.values()]
    return str(signature.replace(parameters=parameters, return_annotation=told(signature.return_annotation)))


def _named(name: str) -> Any:
    """Return what stands under a full name such as ``package.module.Class.method`` among the modules imported."""
    module, parts = name, list[str]()
    while module not in sys.modules:
        module, dot, last = module.rpartition(".")
        if not dot:
            return None
        parts.insert(0, last)
    found: Any = sys.modules[module]
    for part in parts:
        found = getattr(found, part, None)
    return found
