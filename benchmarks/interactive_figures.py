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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rendering.core.errors import UserError

SECONDS = 5
"""For how long the figure plays."""
PAGES = 5
"""How often it is opened; the medians are printed."""

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


def measure(page: Path) -> tuple[float, float, float]:
    """Return the medians of first paint and of the figure's first picture, in ms, and the frames a second.

    Raises
    ------
    UserError
        If there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise UserError("Chromium was not found; install it, or name it in the environment variable CHROMIUM")
    painted, drawn, rates = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for _ in range(PAGES):
            tab = browser.new_page(viewport={"width": 800, "height": 800})
            tab.goto(page.absolute().as_uri())
            tab.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
            painted.append(tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            drawn.append(tab.evaluate("performance.getEntriesByName('figure-drawn')[0].startTime"))
            times = tab.evaluate(_PLAY, SECONDS)
            rates.append(1000 * (len(times) - 1) / (times[-1] - times[0]))
            tab.close()
        browser.close()
    return statistics.median(painted), statistics.median(drawn), statistics.median(rates)


def main() -> int:
    """Print what was measured of each page; return the exit status."""
    for name in sys.argv[1:]:
        painted, drawn, rate = measure(Path(name))
        print(f"{name}: first paint {painted:.0f} ms, drawn {drawn:.0f} ms, {rate:.1f} frames a second")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
