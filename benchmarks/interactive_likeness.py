"""How large interactive figures are, and how like the video's frames at the end of every beat, in headless Chromium.

Run it on scenes, as ``path:Class``; with ``--keep`` the pages stay in a folder::

    python -m benchmarks.interactive_likeness scenes/channels/scene.py:Channels --keep pages

It needs Playwright, from the ``dev`` extra, and Chromium, or what the environment variable CHROMIUM names.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.interactive_figures import chromium
from rendering.core.frames import Frame, Performance
from rendering.core.job import Look
from rendering.core.selections import LastFrames
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target, resolve
from rendering.interactive.moments import Moments, MomentSink
from rendering.interactive.page import DARK, Poster, compressed_size, fitting_page
from rendering.playback.play import perform
from rendering.vector.vector_sink import record_frames

THEMES = ("light", "dark")
SIZE, RATE = (720, 404), Fraction(25)
"""As `figures` makes them."""
FINE = 4
"""How much larger Chromium draws a page before it is averaged to the frame's size."""
BLOCK = 4
"""Side of the blocks over which pictures with images are averaged, in pixels: Manim draws images to whole pixels."""

Picture = NDArray[np.uint8]


class LastPictures(BaseSink):
    """Keeps the picture at the end of every beat."""

    def __init__(self) -> None:
        self.by_beat: dict[int, Picture] = {}

    def write(self, frame: Frame) -> None:
        """Keep a picture; a later one of its beat takes its place."""
        self.by_beat[frame.beat] = frame.pixels[..., :3].copy()


def made(target: Target) -> tuple[dict[str, str], dict[str, list[Picture]]]:
    """Return a scene's page for each theme, and the film's pictures at the ends of its beats in each.

    The page is the same for both themes, as `figures` makes it, unless that is too large.
    """
    pictures = {theme: _pictures(target, theme) for theme in THEMES}
    light = _moments(target, "light")
    dark = _moments(target, "dark", light[1])
    data, page = _page(*light, pictures["light"][-1], dark[1])
    pages = dict.fromkeys(THEMES, page)
    if DARK not in data:
        pages["dark"] = _page(*_moments(target, "dark"), pictures["dark"][-1])[1]
    return pages, pictures


def _look(theme: str) -> Look:
    return Look(size=SIZE, rate=RATE, attributes={"theme_name": theme})


def _pictures(target: Target, theme: str) -> list[Picture]:
    film = LastPictures()
    performance = perform(target, _look(theme), film, select=lambda _: LastFrames(None))
    return [film.by_beat[number] for number in range(len(performance.beats))]


def _moments(target: Target, theme: str, light: MomentSink | None = None) -> tuple[Performance, MomentSink]:
    moments = Moments()
    sink = MomentSink(moments, light.encoder if light else None)
    performance, _ = record_frames(target, _look(theme), lambda _: moments, sink=sink)
    return performance, sink


def _page(
    performance: Performance, sink: MomentSink, picture: Picture, dark: MomentSink | None = None
) -> tuple[dict[str, Any], str]:
    """Return the data and the page of a figure whose poster is the last beat's end, given that as pixels."""
    poster = Poster(len(performance.beats) - 1, picture, "What it shows.")
    return fitting_page(performance, sink, dark, poster, alt="What it shows.", caption="A caption.")


def drawn(tab: Any) -> Iterator[tuple[str, Picture]]:
    """Yield the name of every beat, and the picture at its end, of a page that is open in a tab of `FINE` pixels."""
    tab.wait_for_selector(".beats button")
    beats = tab.locator(".beats button")
    for number in range(beats.count()):
        beats.nth(number).click()
        tab.evaluate("document.activeElement.blur()")
        tab.wait_for_selector('.stage:not([aria-busy="true"])')
        shot = Image.open(io.BytesIO(tab.locator("canvas").screenshot())).convert("RGB")
        yield beats.nth(number).get_attribute("title"), np.asarray(shot.reduce(FINE))[: SIZE[1], : SIZE[0]]


def likeness(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return how like two pictures are, in dB: their peak signal-to-noise ratio."""
    return float(10 * np.log10(255**2 / max(1e-9, np.mean((one.astype(float) - other.astype(float)) ** 2))))


def in_blocks(picture: Picture) -> NDArray[np.float64]:
    """Return a picture averaged over blocks."""
    rows, cols = (side // BLOCK * BLOCK for side in picture.shape[:2])
    blocks = picture[:rows, :cols].astype(float).reshape(rows // BLOCK, BLOCK, cols // BLOCK, BLOCK, 3)
    return blocks.mean(axis=(1, 3))


@dataclass(frozen=True)
class Measured:
    """What was measured of one page."""

    size: int
    pixels: float
    """The likeness of the beat that is least like its frame, in dB."""
    blocks: float
    """The same, averaged over blocks."""


def measure(browser: Any, page: str, pictures: Sequence[Picture], theme: str, file: Path) -> Measured:
    """Write a page to a file, and measure it in a browser of a theme."""
    file.write_text(page, encoding="utf-8")
    tab = browser.new_page(viewport={"width": SIZE[0], "height": 700}, device_scale_factor=FINE, color_scheme=theme)
    tab.goto(file.absolute().as_uri())
    pairs = [(shown, picture) for (_, shown), picture in zip(drawn(tab), pictures, strict=True)]
    tab.close()
    return Measured(
        compressed_size(page),
        min(likeness(*pair) for pair in pairs),
        min(likeness(in_blocks(shown), in_blocks(picture)) for shown, picture in pairs),
    )


def main() -> int:
    """Print a row of a table for each scene; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="+", metavar="PATH:CLASS")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    told = parser.parse_args()
    write = sys.stdout.write
    write("| | kB, of both themes or of each | dB | dB in blocks of 4 × 4 |\n|---|---|---|---|\n")
    with TemporaryDirectory() as scratch, chromium() as browser:
        folder = told.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for scene in told.scenes:
            target = resolve(scene, ())
            name = target.file.parent.name.replace("_", "-")
            pages, pictures = made(target)
            found = [
                measure(browser, pages[theme], pictures[theme], theme, folder / f"{name}.{theme}.html")
                for theme in THEMES
            ]
            sizes = ", ".join(dict.fromkeys(f"{each.size / 1000:.0f}" for each in found))
            pixels, blocks = (
                ", ".join(f"{getattr(each, what):.1f}" for each in found) for what in ("pixels", "blocks")
            )
            write(f"| {name} | {sizes} | {pixels} | {blocks} |\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
