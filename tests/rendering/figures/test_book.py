"""The figures where they are for: a Sphinx book in MyST and reStructuredText, and a page of HTML, in a real browser."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.rendering.figures.making import HEIGHT, WIDTH, rgb
from tests.rendering.fixtures.turning import ALT, CAPTION

pytestmark = pytest.mark.slow
LARGE = {"viewport": {"width": 900, "height": 700}}

PREFER_MOTION = """
from sphinx.builders.html import StandaloneHTMLBuilder

StandaloneHTMLBuilder.supported_image_types = ["image/gif", *StandaloneHTMLBuilder.supported_image_types]
"""


ABOVE_CONTROLS = slice(0, 130)
"""The rows of a video's picture that Chromium's controls and their shade leave alone."""


def shot(locator):
    """Return a screenshot of an element as an array of RGB, without what a fraction of a pixel adds to its box."""
    with Image.open(io.BytesIO(locator.screenshot())) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)[:HEIGHT, :WIDTH]


def looks_like(picture, poster, *, rows=slice(None)):
    """Say whether two pictures agree; they may lie half a pixel apart."""
    return picture.shape == poster.shape and np.abs(picture[rows] - poster[rows]).mean() < 3


def shows_something(picture):
    """Say whether more than a hundredth of the pixels differ from the corner's."""
    return np.any(np.abs(picture - picture[0, 0]) > 16, axis=-1).mean() > 0.01


@pytest.fixture(scope="module")
def poster(turning):
    return rgb(turning / "turning.png").astype(int)


@pytest.fixture(scope="module")
def book(turning, tmp_path_factory):
    """A small book: the figure's folder beside its pages, with the snippets pasted as they are; no warning allowed."""
    source = tmp_path_factory.mktemp("book")
    figure = source / "turning"
    shutil.copytree(turning, figure)
    shutil.copytree(turning, source / "static" / "turning")
    (source / "index.rst").write_text(
        "A book\n======\n\n.. toctree::\n\n   turning/myst\n   turning/page\n   turning/raw\n   turning/interactive\n"
    )
    (figure / "myst.md").write_text("# In MyST\n\n{numref}`fig-turning` shows it.\n\n" + read(figure, "myst.txt"))
    rst = read(figure, "rst.txt").replace("fig-turning", "fig-again")
    (figure / "page.rst").write_text(f"In RST\n======\n\n{rst}\nSee :numref:`fig-again`.\n")
    (figure / "raw.md").write_text("# As HTML\n\n```{raw} html\n:file: turning.html\n```\n")
    (figure / "interactive.md").write_text("# Interactive\n\n```{raw} html\n:file: turning.iframe.html\n```\n")
    settings = 'project = "A book"\nextensions = ["myst_parser"]\nnumfig = True\nhtml_theme = "basic"\n'
    (source / "conf.py").write_text(settings + 'html_extra_path = ["static"]\nexclude_patterns = ["static"]\n')
    return source


def read(folder, ending):
    return (folder / f"turning.{ending}").read_text(encoding="utf-8")


def build(book, builder, target):
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", builder, book, target]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def html(book, tmp_path_factory):
    """The book as HTML."""
    return build(book, "html", tmp_path_factory.mktemp("html"))


@pytest.mark.parametrize("page", ["myst", "page"])
def test_the_book_shows_the_vector_figure(html, poster, open_page, page):
    opened = open_page(html / "turning" / f"{page}.html", **LARGE)
    image = opened.locator("figure img")
    assert image.get_attribute("alt") == ALT
    assert image.get_attribute("src").endswith(".svg")
    assert looks_like(shot(image), poster)
    assert CAPTION in opened.locator("figcaption").inner_text()
    assert "Fig. " in opened.locator("body").inner_text()


def test_the_book_can_prefer_what_moves(book, tmp_path, poster, open_page):
    moving = tmp_path / "book"
    shutil.copytree(book, moving)
    (moving / "conf.py").write_text((book / "conf.py").read_text() + PREFER_MOTION)
    opened = open_page(build(moving, "html", tmp_path / "html") / "turning" / "myst.html", **LARGE)
    image = opened.locator("figure img")
    assert image.get_attribute("src").endswith(".gif")
    assert shows_something(shot(image))
    assert moves(opened, image)


def test_the_book_for_print_takes_the_pdf(book, tmp_path):
    target = build(book, "latex", tmp_path / "latex")
    (tex,) = (path for path in target.glob("*.tex") if "turning" in path.read_text(encoding="utf-8"))
    assert tex.read_text(encoding="utf-8").count("{{turning}.pdf}") == 2
    assert (target / "turning.pdf").is_file()


def test_the_video_in_the_book_shows_its_poster_then_plays(html, poster, serve, open_page):
    opened = open_page(serve(html) + "turning/raw.html", **LARGE)
    check_video(opened, poster)


def test_the_interactive_figure_answers_in_the_book(html, serve, open_page):
    """The frame beside the page is the figure's own page; it takes a step and says where it is."""
    opened = open_page(serve(html) + "turning/interactive.html", **LARGE)
    opened.locator("iframe").scroll_into_view_if_needed()
    figure = opened.frame_locator("iframe")
    assert figure.locator("canvas").get_attribute("aria-label") == ALT
    figure.locator(".beats button").nth(0).click()
    assert figure.locator(".caption").inner_text() == "A square is drawn."
    assert shows_something(shot(figure.locator("canvas")))


@pytest.fixture(scope="module")
def page(turning, tmp_path_factory):
    """A page of HTML with both snippets, beside the figure's files."""
    folder = tmp_path_factory.mktemp("page") / "turning"
    shutil.copytree(turning, folder)
    body = read(folder, "html") + read(folder, "picture.html")
    (folder / "page.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>{body}'
    )
    return folder / "page.html"


def test_the_page_opens_from_disk_and_its_video_plays(page, poster, open_page):
    check_video(open_page(page, **LARGE), poster)


@pytest.mark.parametrize("scripts", [True, False])
def test_reduced_motion_shows_the_poster(page, poster, open_page, scripts):
    """It takes no script: nothing plays by itself, and the browser itself chooses the still picture."""
    opened = open_page(page, reduced_motion="reduce", java_script_enabled=scripts, **LARGE)
    image = opened.locator("picture img")
    assert looks_like(shot(image), poster)
    assert not moves(opened, image)
    video = opened.locator("video")
    assert looks_like(shot(video), poster, rows=ABOVE_CONTROLS)
    assert not moves(opened, video)
    if scripts:
        assert image.evaluate("image => image.currentSrc").endswith("turning.png")
        assert video.evaluate("video => [video.paused, video.currentTime]") == [True, 0]


def test_without_that_wish_the_picture_moves(page, open_page):
    opened = open_page(page, **LARGE)
    image = opened.locator("picture img")
    assert image.evaluate("image => image.currentSrc").endswith((".gif", ".webp"))
    assert moves(opened, image)


def test_the_captions_can_be_switched_on(page, serve, open_page):
    opened = open_page(serve(page.parent) + "page.html", **LARGE)
    opened.locator("video").evaluate("video => { video.textTracks[0].mode = 'showing'; }")
    opened.wait_for_function("document.querySelector('video').textTracks[0].cues?.length > 0")
    cues = opened.locator("video").evaluate("video => Array.from(video.textTracks[0].cues, cue => cue.text)")
    assert cues == ["A square is drawn.", "It turns &amp; rises."]


def moves(opened, locator):
    """Say whether an element's picture changes within two seconds."""
    first = shot(locator)
    for _ in range(10):
        opened.wait_for_timeout(200)
        if np.abs(shot(locator) - first).max() > 32:
            return True
    return False


def check_video(opened, poster):
    """The poster stands until the video is played; then time passes and the picture changes, without a sound."""
    video = opened.locator("video")
    assert video.evaluate("video => [video.paused, video.muted, video.loop, video.controls]") == [
        True,
        True,
        True,
        True,
    ]
    assert looks_like(shot(video), poster, rows=ABOVE_CONTROLS)
    assert video.evaluate("video => video.networkState") == 1, "nothing is loaded before somebody wants it"
    video.evaluate("video => video.play()")
    opened.wait_for_function("document.querySelector('video').currentTime > 0.9")
    turned = shot(video)
    assert shows_something(turned)
    assert not looks_like(turned, poster, rows=ABOVE_CONTROLS)
    video.evaluate("video => video.pause()")
    assert video.evaluate("video => video.getVideoPlaybackQuality().totalVideoFrames") > 5
