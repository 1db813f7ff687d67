"""An interactive figure is dark where the page is that it stands in, and light where that is."""

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.paths import ROOT

pytestmark = pytest.mark.slow
HOST = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<style>body { background: white } html.night body { background: oklch(0.2 0.02 260) }</style></head>
<body><div>%s</div></body></html>"""


def pictures(page):
    """The picture at the end of each beat."""
    beats = page.locator(".beats button")
    for number in range(beats.count()):
        beats.nth(number).click()
        page.evaluate("document.activeElement.blur()")
        yield np.asarray(Image.open(io.BytesIO(page.locator("canvas").screenshot())).convert("RGB"))


def theme(page):
    return page.locator(".moving-figure").get_attribute("data-theme")


def test_the_page_is_as_dark_as_the_browser_and_its_pictures_are_those_of_either_theme(opened, sliding, tmp_path):
    page = opened()
    assert theme(page) == "light"
    light = list(pictures(page))
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector('.moving-figure[data-theme="dark"]')
    dark = list(pictures(page))
    for name, shown in (("light", light), ("dark", dark)):
        command = [sys.executable, "render.py", "figures", "kernel-sliding", "--formats", "html", "--width", "480"]
        options = ["--fps", "8", "--theme", name, "--media_dir", tmp_path / name]
        subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
        alone = opened(tmp_path / name / "figures/kernel-sliding/kernel-sliding.interactive.html")
        assert theme(alone) == name
        expected = list(pictures(alone))
        assert len(expected) == len(shown) == 6
        for one, other in zip(expected, shown, strict=True):
            assert np.array_equal(one, other)


def test_in_another_page_it_follows_the_ground_that_it_stands_on(opened, sliding):
    host = sliding / "host.html"
    host.write_text(HOST % '<script src="kernel-sliding.interactive.js"></script>')
    page = opened(host, beside=("kernel-sliding.interactive.js",), color_scheme="dark")
    page.wait_for_selector(".controls")
    assert theme(page) == "light", "a white page is white whatever the browser prefers"
    for night in (True, False):
        page.evaluate(f"document.documentElement.classList.toggle('night', {str(night).lower()})")
        page.wait_for_selector(f'.moving-figure[data-theme="{"dark" if night else "light"}"]')


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_the_poster_has_the_browsers_theme(opened, scheme):
    page = opened(java_script_enabled=False, color_scheme=scheme)
    posters = page.locator(".poster")
    assert posters.count() == 2
    assert [each.is_visible() for each in posters.all()] == [scheme == "light", scheme == "dark"]
    page.emulate_media(media="print")
    assert [each.is_visible() for each in posters.all()] == [True, False]


def test_axe_finds_nothing_in_the_dark(opened, violations):
    assert not violations(opened(color_scheme="dark"))
