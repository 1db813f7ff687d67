"""Vector frames as one table of shapes, paints and states, and each frame as its difference from the one before.

A *state* is one shape, in one paint, at one place, drawn for one mobject. A frame is a list of states, the lowest
first; most of them stand in the frame before, too, so that it is written as runs: of the frame before, or of states
that are new. What a state was drawn for, its *key*, tells a page which shape of the next frame it moves to.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from math import gcd
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rendering.interactive.deltas import changes, differences
from rendering.vector.svg_path import path_data
from rendering.vector.vector_frame import Gradient, Item, Paint, Raster, Rgba, VectorFrame, VectorPath

DECIMALS = 2
"""Decimals of a coordinate, in units of the frame."""
STEPS = 10**DECIMALS


@dataclass
class Moment:
    """Where a frame stands in the film: the frames it fills, its beat, and its play."""

    first: int
    last: int
    beat: int
    play: int


LARGEST_LOSSLESS = 6_000
"""Bytes of an image, above which it is not kept exactly: a page is to stay small."""
LOSSY_QUALITIES = (60, 40, 20)
"""Of these images, as WebP counts them: the first that takes no more than `LARGEST_LOSSY` bytes, or the last."""
LARGEST_LOSSY = 30_000
"""Bytes of an image that is not kept exactly; only noise needs more."""


class State(NamedTuple):
    """One shape as it is drawn: numbers of its key, shape and paint, and its place in steps."""

    key: int
    shape: int
    paint: int
    x: int
    y: int


@dataclass
class Tables:
    """Shapes and paints by their numbers."""

    shapes: dict[Any, int] = field(default_factory=dict)
    written: list[Any] = field(default_factory=list)
    boxes: list[list[int]] = field(default_factory=list)
    paints: dict[Any, int] = field(default_factory=dict)


_COLUMNS = (*State._fields, "dark shape", "dark paint")


class Encoder:
    """Tables that grow with every frame.

    Parameters
    ----------
    light
        What has encoded the same scene in the light theme: its tables are added to, and the same images left out.
    """

    def __init__(self, light: Encoder | None = None) -> None:
        self.moments: list[Moment] = []
        self.tables: Tables = deepcopy(light.tables) if light is not None else Tables()
        self.known: list[bool] = []
        """What `_is_known` has returned."""
        self._known_before = iter(light.known) if light is not None else None
        self._frames: list[list[int]] = []
        self._seen: set[Any] = set()
        self._states: dict[State, int] = {}
        self._keys: dict[tuple[int, int], int] = {}
        self._owners: dict[int, object] = {}
        self._recent: dict[int, tuple[Item, int]] = {}
        self._drawn_keys: list[tuple[int, int]] = []

    def add(self, moment: Moment, frame: VectorFrame, *, ends_play: bool = True) -> None:
        """Append a frame; one that shows what the frame before shows, in the same beat, only makes that one longer.

        In the midst of a play, an image whose colours change is left out, or is still the one before it.
        """
        before = dict(zip(self._drawn_keys, self._frames[-1], strict=True)) if self._frames else {}
        drawn_keys = []
        counts: dict[int, int] = {}
        recent: dict[int, tuple[Item, int]] = {}
        states = []
        for item in (*frame.background, *frame.foreground):
            owner = id(item.owner) if item.owner is not None else 0
            self._owners.setdefault(owner, item.owner)
            ordinal = counts[owner] = counts.get(owner, -1) + 1
            known = self._recent.get(id(item))
            number = known[1] if known is not None else None
            if number is None and not ends_play and isinstance(item, Raster) and not self._is_known(item):
                number = before.get((owner, ordinal))
                if number is None:
                    continue
            if number is None:
                number = self._state(item, (owner, ordinal))
            recent[id(item)] = (item, number)
            states.append(number)
            drawn_keys.append((owner, ordinal))
        self._recent = recent
        self._drawn_keys = drawn_keys
        last = self.moments[-1] if self.moments else None
        if last is not None and last.beat == moment.beat and self._frames[-1] == states:
            last.last, last.play = moment.last, moment.play
            return
        self.moments.append(moment)
        self._frames.append(states)

    def as_json(self, dark: Encoder | None = None) -> dict[str, Any]:
        """Return everything as JSON-able data, as `page/picture.js` reads it.

        Parameters
        ----------
        dark
            What has encoded the same scene in the dark theme, beginning with these tables; left out where more than
            images and paints differ.
        """
        joint = self._with(dark) if dark is not None else None
        tables = dark.tables if dark is not None and joint is not None else self.tables
        frames, states = joint or (self._frames, [(*state, state.shape, state.paint) for state in self._states])
        columns = dict(zip(_COLUMNS, map(differences, zip(*states, strict=True)), strict=True)) if states else {}
        data = {
            "decimals": DECIMALS,
            "shapes": tables.written,
            "boxes": [number for box in tables.boxes for number in box],
            "paints": [list(paint) for paint in tables.paints],
            "states": {name: columns.get(name, []) for name in State._fields},
            "frames": changes(frames),
            "moments": [[moment.first, moment.last, moment.beat] for moment in self.moments],
            "steps": [
                index
                for index, moment in enumerate(self.moments)
                if index + 1 == len(self.moments) or self.moments[index + 1].play != moment.play
            ],
        }
        if joint is not None:
            data["dark"] = {name: columns[f"dark {name}"] for name in ("shape", "paint")}
        return data

    def _with(self, dark: Encoder) -> tuple[list[list[int]], list[tuple[int, ...]]] | None:
        """Return frames and states of both themes at once, each state with its shape and paint in the dark one."""
        here, there = list(self._states), list(dark._states)
        joint: dict[tuple[int, ...], int] = {}
        frames: list[list[int]] = []
        if not here or self.moments != dark.moments:
            return None
        for light_frame, dark_frame in zip(self._frames, dark._frames, strict=True):
            if len(light_frame) != len(dark_frame):
                return None
            frames.append([])
            for number, other in zip(light_frame, dark_frame, strict=True):
                one, two = here[number], there[other]
                if (one.key, one.x, one.y) != (two.key, two.x, two.y):
                    return None
                frames[-1].append(joint.setdefault((*one, two.shape, two.paint), len(joint)))
        return frames, list(joint)

    def keys_by_owner(self) -> dict[int, list[int]]:
        """Return the keys of everything that was drawn, by the identity of the mobject that it was drawn for."""
        found: dict[int, list[int]] = {}
        for (owner, _), key in self._keys.items():
            found.setdefault(owner, []).append(key)
        return found

    def _state(self, item: Item, owner: tuple[int, int]) -> int:
        key = self._keys.setdefault(owner, len(self._keys))
        state = State(key, *self._drawn(item))
        return self._states.setdefault(state, len(self._states))

    def _drawn(self, item: Item) -> tuple[int, int, int, int]:
        """Return the numbers of an item's shape and paint, and its place."""
        if isinstance(item, VectorPath):
            return self._path(item)
        if isinstance(item, Raster):
            return self._image(item)
        inside = tuple(self._drawn(part) for part in item.items)
        clip = item.clip and tuple(round(number, 4) for number in item.clip)
        shape = self._shape(("group", inside, clip), {"group": inside, "clip": clip}, item.extent())
        return self._placed(shape, item.matrix, 1.0)

    def _path(self, path: VectorPath) -> tuple[int, int, int, int]:
        origin = path.outline[0].points[0]
        relative = [np.rint((part.points - origin) * STEPS).astype(np.int32) for part in path.outline]
        key = tuple((part.closed, points.tobytes()) for part, points in zip(path.outline, relative, strict=True))
        if key in self.tables.shapes:
            shape = self.tables.shapes[key]
        else:
            every = np.concatenate(relative) / STEPS
            box = (*every.min(axis=0).tolist(), *every.max(axis=0).tolist())
            shape = self._shape(key, path_data(path.outline, DECIMALS)[2], box)
        x, y = (round(float(number) * STEPS) for number in origin)
        style = path.stroke_style
        stroke = (round(style.width, 2), style.join, style.cap) if style is not None else ()
        paint = (*_paint(path.fill, x, y), *_paint(path.stroke, x, y), *stroke)
        return shape, self.tables.paints.setdefault(paint, len(self.tables.paints)), x, y

    def _image(self, raster: Raster) -> tuple[int, int, int, int]:
        """Return an image: its colours, and apart from them how opaque it is as a whole, or which parts are."""
        rows, cols = raster.pixels.shape[:2]
        box = (0.0, 0.0, float(cols), float(rows))
        colours, alpha = raster.pixels[..., :3], raster.pixels[..., 3]
        self._seen.add(_image_key(raster))
        shape = self.tables.shapes.get(_image_key(raster))
        if shape is None:
            side = 1 if raster.smooth else block_side(colours)
            written = {"image": _as_webp(colours[::side, ::side]), "smooth": raster.smooth, "side": side}
            shape = self._shape(_image_key(raster), written, box)
        opacity = int(alpha.flat[0])
        if (alpha == opacity).all():
            return self._placed(shape, raster.matrix, opacity / 255)
        key = ("mask", shape, alpha.tobytes())
        if key not in self.tables.shapes:
            side = block_side(alpha[..., None])
            mask = np.zeros((*alpha[::side, ::side].shape, 4), dtype=np.uint8)
            mask[..., 3] = alpha[::side, ::side]
            self._shape(key, {"base": shape, "image": _as_webp(mask), "smooth": raster.smooth, "side": side}, box)
        return self._placed(self.tables.shapes[key], raster.matrix, 1.0)

    def _is_known(self, raster: Raster) -> bool:
        """Return whether an image's colours have been seen, or stay, as it is only appearing."""
        known = _image_key(raster) in self._seen or bool((raster.pixels[..., 3] != 255).any())
        self.known.append(known if self._known_before is None else next(self._known_before, known))
        return self.known[-1]

    def _placed(self, shape: int, matrix: Sequence[float], opacity: float) -> tuple[int, int, int, int]:
        """Return a shape with a matrix as its paint."""
        paint = ("matrix", *(round(number, 6) for number in matrix[:4]), round(opacity, 3))
        x, y = (round(number * STEPS) for number in matrix[4:])
        return shape, self.tables.paints.setdefault(paint, len(self.tables.paints)), x, y

    def _shape(self, key: Any, written: Any, box: Sequence[float]) -> int:
        if key not in self.tables.shapes:
            self.tables.shapes[key] = len(self.tables.written)
            self.tables.written.append(written)
            self.tables.boxes.append(
                [int(np.floor(box[0])), int(np.floor(box[1])), *(int(np.ceil(n)) for n in box[2:])]
            )
        return self.tables.shapes[key]


def block_side(pixels: NDArray[np.uint8]) -> int:
    """Return the side of the largest square blocks, all of one colour each, that an image consists of.

    Examples
    --------
    >>> block_side(np.kron(np.arange(6).reshape(2, 3, 1), np.ones((4, 4, 1))).astype(np.uint8))
    4
    """
    rows, cols = pixels.shape[:2]
    common = gcd(rows, cols)
    for side in (each for each in range(common, 1, -1) if common % each == 0):
        if (pixels == pixels[::side, ::side].repeat(side, axis=0).repeat(side, axis=1)).all():
            return side
    return 1


def _image_key(raster: Raster) -> tuple[Any, ...]:
    colours = raster.pixels[..., :3]
    return "image", colours.shape, hashlib.sha256(colours.tobytes()).digest(), raster.smooth


def _as_webp(pixels: NDArray[np.uint8]) -> str:
    """Return an image as a data address, in WebP, which is smaller than PNG and read by every browser.

    It is lossless, but for photographs and noise that would take more than `LARGEST_LOSSLESS` bytes so.
    """
    image = Image.fromarray(np.ascontiguousarray(pixels))
    file = _webp(image, lossless=True, quality=80)
    if len(file) > LARGEST_LOSSLESS and image.mode == "RGB":
        for quality in LOSSY_QUALITIES:
            lossy = _webp(image, quality=quality)
            if len(lossy) <= LARGEST_LOSSY:
                break
        file = min(file, lossy, key=len)
    return _address(file)


def lossy_webp(pixels: NDArray[np.uint8]) -> str:
    """Return an image of shape (rows, cols, 3) as a data address, in lossy WebP."""
    return _address(_webp(Image.fromarray(pixels), quality=80))


def _webp(image: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format="WEBP", method=4, **options)
    return file.getvalue()


def _address(file: bytes) -> str:
    return "data:image/webp;base64," + base64.b64encode(file).decode()


def _paint(paint: Paint | None, x: int, y: int) -> tuple[Any, float]:
    """Return a colour, or a gradient in the coordinates of its shape, and its opacity."""
    if paint is None:
        return "", 0.0
    if isinstance(paint, Gradient):
        ends = [
            round(number - shift / STEPS, 2)
            for point in (paint.start, paint.end)
            for number, shift in zip(point, (x, y), strict=True)
        ]
        return (*ends, *(part for at, colour in paint.stops for part in (round(at, 4), _colour(colour, alpha=True)))), 1
    return _colour(paint), round(paint[3], 3)


def _colour(colour: Rgba, *, alpha: bool = False) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in colour[: 4 if alpha else 3])
