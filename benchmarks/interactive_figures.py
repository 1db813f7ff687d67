"""How soon an interactive figure is drawn, and how many frames a second it plays, in headless Chromium.

Run it on a page that ``render.py figures`` made::

    python -m benchmarks.interactive_figures media/figures/fc-explosion/fc-explosion.interactive.html

It needs Playwright, from the ``dev`` extra, and Chromium, or what the environment variable CHROMIUM names.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from rendering.core.errors import UserError

SECONDS = 5
"""For how long the figure plays."""
PAGES = 7
"""How often it is opened, an empty page before it each time; the medians are printed."""

_EMPTY = "data:text/html,<!doctype html><title>Empty</title><p>A line."
_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const [paint] = list.getEntriesByName("first-contentful-paint");
  if (paint) done(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""
_DRAWN = """() => new Promise((done) => new PerformanceObserver((list) => {
  const [mark] = list.getEntriesByName("figure-drawn");
  if (mark) done(mark.startTime);
}).observe({ type: "mark", buffered: true }))"""
_PLAY = """(seconds) => new Promise((done) => {
  const times = [];
  const note = (now) => {
    times.push(now);
    if (now - times[0] < 1000 * seconds) requestAnimationFrame(note); else done(times);
  };
  document.querySelector('[aria-label="Play"]').click();
  requestAnimationFrame(note);
})"""


@contextmanager
def chromium() -> Iterator[Any]:
    """Run headless Chromium.

    Raises
    ------
    UserError
        If there is none.
    """
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise UserError("Chromium was not found; install it, or name it in the environment variable CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Measured(NamedTuple):
    """Medians of what was measured of one page."""

    empty: float
    """First paint of an empty page, in ms: what the browser, and whatever else runs, takes by itself."""
    painted: float
    """First paint, in ms."""
    drawn: float
    """When the figure can be used, in ms."""
    loading: float
    """Processor time of the page's main thread until then, in ms."""
    rate: float
    """Frames a second, while it plays."""
    frame: float
    """Processor time of the page's main thread for a frame, in ms; at 60 frames a second there are 16.7."""


def measure(page: Path) -> Measured:
    """Open a page and play its figure, several times."""
    rows = []
    with chromium() as browser:
        for _ in range(PAGES):
            with _open(browser, _EMPTY) as (tab, _spent):
                empty = tab.evaluate(_PAINTED)
            with _open(browser, page.absolute().as_uri()) as (tab, spent):
                painted, drawn = tab.evaluate(_PAINTED), tab.evaluate(_DRAWN)
                loading = spent()
                times = tab.evaluate(_PLAY, SECONDS)
                frames = len(times) - 1
                rate = 1000 * frames / (times[-1] - times[0])
                rows.append(Measured(empty, painted, drawn, loading, rate, (spent() - loading) / frames))
    return Measured(*map(statistics.median, zip(*rows, strict=True)))


@contextmanager
def _open(browser: Any, address: str) -> Iterator[tuple[Any, Callable[[], float]]]:
    """Open a page in a tab; also give what returns the processor time of its main thread, in ms."""
    tab = browser.new_page(viewport={"width": 800, "height": 800})
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(1000 * float(each["value"]) for each in metrics if each["name"] == "TaskDuration")

    before = spent()
    tab.goto(address)
    yield tab, lambda: spent() - before
    tab.close()


def main() -> int:
    """Print what was measured of each page; return the exit status."""
    for name in sys.argv[1:]:
        found = measure(Path(name))
        sys.stdout.write(
            f"{name}: first paint {found.painted:.0f} ms (an empty page {found.empty:.0f} ms), drawn "
            f"{found.drawn:.0f} ms, main thread {found.loading:.0f} ms; {found.rate:.1f} frames a second, "
            f"main thread {found.frame:.1f} ms each\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
