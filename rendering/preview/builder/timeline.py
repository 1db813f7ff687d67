"""What the page shows of a whole run of a scene: beats, plays, captions, parameters, and numbers with their sources."""

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
    NARRATION,
    PARAMETERS,
    SUMMARY,
    THEME,
    TITLE,
    has_themes,
    own_theme,
    parameters_model,
)
from rendering.core.selections import Selection

SIDECAR_FIELDS = (TITLE, SUMMARY, DESCRIPTION, THEME, PARAMETERS, LEDGER, NARRATION)
"""The fields of a scene's sidecar that the page shows."""


class PlayStarts(Selection):
    """A selection that selects what another one does, and records where each play of the scene starts.

    Parameters
    ----------
    selection
        The other selection.
    """

    def __init__(self, selection: Selection) -> None:
        self.starts: set[int] = set()
        self._selection = selection

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:
        """Record the play's first frame, and return what the other selection returns."""
        self.starts.add(first)
        return self._selection.wants_play(first, count, beat)

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:
        """Return what the other selection returns."""
        return self._selection.wants_frame(index, repeat, last=last, beat=beat)


def timeline(performance: Performance, starts: Iterable[int], scene_class: type | None) -> dict[str, Any]:
    """Return what the page shows of a scene beside its picture, as JSON-able data.

    Parameters
    ----------
    performance
        What the scene did.
    starts
        The frames that its plays start with.
    scene_class
        The scene's class.

    Returns
    -------
    dict
        Captions are in seconds, beats and plays in frames.
    """
    fields = {name: value for name, value in performance.sidecar.items() if name in SIDECAR_FIELDS}
    ledger = performance.sidecar.get(LEDGER, [])
    return {
        **fields,
        "rate": float(performance.stage.rate),
        "size": [performance.stage.width, performance.stage.height],
        "frames": performance.frames,
        "beats": [asdict(beat) for beat in performance.beats],
        "plays": sorted(first for first in set(starts) if first < performance.frames),
        "captions": [asdict(caption) for caption in performance.captions],
        "functions": dict(_functions({str(entry["function"]) for entry in ledger if "function" in entry})),
        **choices_of(scene_class),
    }


def choices_of(scene_class: type | None) -> dict[str, Any]:
    """Return what may be chosen for a scene: the schema of its parameters with their defaults, and its theme."""
    model = parameters_model(scene_class)
    schema = getattr(model, "model_json_schema", None)
    return {
        "schema": schema() if callable(schema) else {},
        "themed": has_themes(scene_class),
        "own_theme": own_theme(scene_class),
    }


def _functions(names: Iterable[str]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Yield name, docstring, signature and place of each function that can be found by its full name."""
    for name in names:
        function = _find(name)
        if function is None:
            continue
        try:
            place = f"{Path(inspect.getfile(function)).name}:{inspect.getsourcelines(function)[1]}"
            signature = _as_written(inspect.signature(function))
        except (TypeError, ValueError, OSError):
            place = signature = ""
        yield name, {"doc": inspect.getdoc(function) or "", "signature": signature, "place": place}


class _Unquoted:
    """Text whose representation has no quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _as_written(signature: inspect.Signature) -> str:
    """Return a signature with its annotations as they were written: without quotes, where they are strings."""

    def unquoted(annotation: Any) -> Any:
        return _Unquoted(annotation) if isinstance(annotation, str) else annotation

    parameters = [each.replace(annotation=unquoted(each.annotation)) for each in signature.parameters.values()]
    return str(signature.replace(parameters=parameters, return_annotation=unquoted(signature.return_annotation)))


def _find(name: str) -> Any:
    """Return the object with a full name such as ``package.module.Class.method``, if its module is imported."""
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
