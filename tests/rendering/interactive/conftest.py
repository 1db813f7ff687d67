"""Pages of interactive figures in a real browser."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

AXE = (Path(__import__("axe_playwright_python").__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def open_figure(chromium):
    """Open a page from disk; it asks for nothing but files beside it that are named, and nothing on it fails.

    With ``clock=True`` its time can be stopped. Other keyword arguments go to the browser's context.
    """
    contexts, faults = [], []

    def go(path, *, clock=False, beside=(), **options):
        context = chromium.new_context(**{"viewport": {"width": 800, "height": 900}} | options)
        contexts.append(context)
        page, own = context.new_page(), {each.as_uri() for each in (path, *(path.with_name(name) for name in beside))}
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("request", lambda asked: faults.append(asked.url) if not is_own(asked.url, own) else None)
        if clock:
            page.clock.install(time=0)
        page.goto(path.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()
    assert not faults


def is_own(url, own):
    """Say whether a request is for a page's own files, or for what stands in it."""
    return url in own or url.startswith("data:")


@pytest.fixture
def violations():
    """What axe finds on a page."""
    return lambda page: page.evaluate(
        AXE + ";axe.run().then((results) => results.violations.map(({ id, nodes }) => [id, nodes[0].html]))"
    )


@pytest.fixture(scope="package")
def sliding(tmp_path_factory):
    """The page of kernel-sliding, as `figures` makes it, in its folder."""
    media = tmp_path_factory.mktemp("sliding")
    command = [sys.executable, "render.py", "figures", "kernel-sliding", "--formats", "html,png", "--width", "480"]
    subprocess.run([*command, "--fps", "8", "--media_dir", media], cwd=ROOT, check=True, capture_output=True)
    return media / "figures" / "kernel-sliding"


@pytest.fixture
def opened(open_figure, sliding):
    """Open the page in a browser."""

    def go(path=sliding / "kernel-sliding.interactive.html", **options):
        page = open_figure(path, **options)
        if options.get("java_script_enabled", True) and "interactive" in path.name:
            page.wait_for_selector(".controls")
        return page

    return go
