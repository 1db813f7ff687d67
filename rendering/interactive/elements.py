"""What readers may point at: parts of the picture, the cells of lattices, and what each was computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rendering.core.scene_protocol import SceneElement, SceneLattice
from rendering.output.number_ledger import source


class Elements:
    """Everything that could be pointed at in some moment of a scene."""

    def __init__(self) -> None:
        self._parts: dict[int, _Part] = {}
        self._lattices: dict[int, _Lattice] = {}
        self._sources: dict[tuple[str, str], int] = {}

    def note(self, elements: Iterable[SceneElement], camera: Any, moment: int) -> None:
        """Note what can be pointed at in a moment.

        Parameters
        ----------
        elements
            What the scene says of itself.
        camera
            The scene's camera, which knows where its coordinates are in the frame.
        moment
            The number of the moment.
        """
        for element in elements:
            mobject, lattice = element["mobject"], element.get("lattice")
            if lattice is not None:
                known = self._lattices.setdefault(id(lattice), _Lattice(mobject, lattice))
                known.stand(camera, moment)
            else:
                self._parts.setdefault(id(mobject), _Part(mobject)).update(element)

    def as_json(self, drawn: Mapping[int, list[int]]) -> dict[str, Any]:
        """Return what can be pointed at, JSON-able.

        Parameters
        ----------
        drawn
            The keys of what was drawn, by the identity of the mobject that it was drawn for.
        """
        within = {part.number for identity, part in self._parts.items() if part.number != identity}
        parts = {
            identity: part
            for identity, part in self._parts.items()
            if identity not in within and _keys(drawn, part.members)
        }
        lattices = {identity: each for identity, each in self._lattices.items() if _keys(drawn, each.members)}
        numbers: dict[int, int] = {identity: number for number, identity in enumerate(parts)}
        after = len(parts)
        for identity, lattice in lattices.items():
            numbers[identity] = after
            after += lattice.count
        return {
            "elements": [self._part(part, drawn, numbers) for part in parts.values()],
            "lattices": [self._lattice(each, drawn, numbers) for each in lattices.values()],
            "sources": [list(told) for told in self._sources],
        }

    def _part(self, part: _Part, drawn: Mapping[int, list[int]], numbers: Mapping[int, int]) -> dict[str, Any]:
        entry: dict[str, Any] = {"keys": _keys(drawn, part.members), "text": part.text}
        shown_by = _keys(drawn, part.shown_by)
        if shown_by and shown_by != entry["keys"]:
            entry["shown"] = shown_by
        if part.words:
            entry["words"] = part.words
        if part.source:
            entry["source"] = self._source(part.source)
        origins = _references(part.origins, numbers)
        return {**entry, "from": origins} if origins else entry

    def _lattice(self, known: _Lattice, drawn: Mapping[int, list[int]], numbers: Mapping[int, int]) -> dict[str, Any]:
        lattice = known.lattice
        first = numbers[id(lattice)]
        entry: dict[str, Any] = {
            "keys": _keys(drawn, known.members),
            "size": list(lattice.size),
            "places": known.places,
            "from": [
                [number - first - cell for number in _references(origins, numbers)]
                for cell, origins in enumerate(lattice.origins())
            ],
        }
        texts, told = list(lattice.texts()), lattice.source()
        if texts:
            entry["texts"] = texts
        if told:
            entry["source"] = self._source(told)
        return {**entry, "lines": True} if lattice.lines else entry

    def _source(self, told: Mapping[str, Any]) -> int:
        return self._sources.setdefault((source(told), str(told.get("doc", ""))), len(self._sources))


class _Part:
    """A part of the picture: the mobjects it consists of, its number, and what that was computed from."""

    def __init__(self, mobject: Any) -> None:
        self.mobject = mobject
        self.members = {id(member): member for member in mobject.get_family()}
        self.shown_by: dict[int, Any] = {}
        self.number = 0
        self.text, self.words = "", ""
        self.source: Mapping[str, Any] = {}
        self.origins: tuple[Any, ...] = ()

    def update(self, told: SceneElement) -> None:
        number = told.get("number")
        if number is not None and not self.shown_by:
            self.number = id(number)
            self.shown_by = {id(member): member for member in number.get_family()}
        self.text = self.text or told.get("text", "")
        self.words = self.words or told.get("words", "")
        self.source = self.source or told.get("source", {})
        self.origins = tuple(told.get("origins", ())) or self.origins


class _Lattice:
    """A lattice, and where it stands from which moment on: its upper left corner, a column's step, and a row's."""

    def __init__(self, mobject: Any, lattice: SceneLattice) -> None:
        self.lattice = lattice
        self.mobject = mobject
        self.members = {id(member): member for member in mobject.get_family()}
        self.places: list[list[float]] = []

    @property
    def count(self) -> int:
        rows, columns = self.lattice.size
        return rows * columns

    def stand(self, camera: Any, moment: int) -> None:
        rows, columns = self.lattice.size
        corner, right, _, below = camera.points_to_subpixel_coords(self.mobject, self.lattice.corners())
        steps = (*corner, *((right - corner) / columns), *((below - corner) / rows))
        place = [round(float(number), 2) for number in steps]
        if not self.places or self.places[-1][1:] != place:
            self.places.append([moment, *place])


def _keys(drawn: Mapping[int, list[int]], members: Iterable[int]) -> list[int]:
    return [key for member in members for key in drawn.get(member, ())]


def _references(origins: Iterable[Any], numbers: Mapping[int, int]) -> list[int]:
    """Return the numbers of some origins, of those that are drawn."""
    found = set()
    for origin in origins:
        if isinstance(origin, tuple):
            lattice, row, column = origin
            if id(lattice) in numbers:
                found.add(numbers[id(lattice)] + row * lattice.size[1] + column)
        elif id(origin) in numbers:
            found.add(numbers[id(origin)])
    return sorted(found)
