"""The gallery's page: complete, accessible, and at home on a disk without a network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote

import numpy as np
import pytest

from rendering.figures.gallery_page import page
from rendering.output.cleaning import clean
from scenes.base.theme import THEMES
from tests.paths import ROOT, TURNING


def content(theme, **outputs):
    made = {name: {"file": f"x-y.{name}", "bytes": count} for name, count in outputs.items()}
    words = {"alt": "A < B & C.", "caption": "It moves.", "description": "At length.", "summary": "In short."}
    return {
        "title": "X & Y",
        **words,
        "theme": theme,
        "size": [320, 180],
        "outputs": made,
        "picture": {"alt": "The end < of it.", "caption": "It stays."},
        "companions": {"x-y.vtt": "", "x-y.tex.txt": ""},
    }


SMALL = {"x-y": {theme: content(theme, mp4=1_500_000, gif=20_400, png=999) for theme in ("light", "dark")}}


class Page(HTMLParser):
    """Collects what a reader or a browser would follow."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.tags.append((tag, told))
        self.addresses += [told[name] for name in ("href", "src", "poster", "srcset") if name in told]

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def luminance(colour):
    """Relative luminance of #rrggbb, after WCAG 2."""
    values = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_page_has_landmarks_headings_and_words():
    read = Page(page(SMALL))
    assert read.all("html") == [{"lang": "en"}]
    for landmark in ("header", "nav", "main", "footer"):
        assert len(read.all(landmark)) == 1
    assert [tag for tag, _ in read.tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h3", "h3"]
    ids = [told["id"] for _, told in read.tags if "id" in told]
    assert len(ids) == len(set(ids))
    targets = {address for address in read.addresses if address.startswith("#")}
    assert targets == {"#scenes", "#x-y"} <= {f"#{name}" for name in ids}
    assert all(image["alt"] == "The end < of it." for image in read.all("img"))
    assert [video["aria-label"] for video in read.all("video")] == ["A < B & C."] * 2
    assert "script" not in {tag for tag, _ in read.tags}
    assert not any("autoplay" in video for video in read.all("video"))
    assert {figure["aria-label"] for figure in read.all("figure")} == {"X & Y, light theme", "X & Y, dark theme"}
    for words in ("X & Y", "It moves.", "At length.", "In short.", "1.5 MB", "20 kB", "1 kB", "The end < of it."):
        assert words in read.text


def test_everything_that_stands_is_offered_for_download():
    offered = {told["href"] for told in Page(page(SMALL)).all("a") if "download" in told}
    endings = ("mp4", "gif", "png", "vtt", "tex.txt", "json")
    assert offered == {f"{theme}/x-y/x-y.{ending}" for theme in ("light", "dark") for ending in endings}


def test_words_that_are_the_same_are_said_once():
    same = {theme: {**content(theme, png=1), "picture": None} for theme in ("light", "dark")}
    text = page({"x-y": same})
    assert "Instead of the video" in text
    assert "Instead of its poster" not in text


def test_the_page_asks_nothing_of_the_network():
    text = page(SMALL)
    assert not re.search(r"https?:|url\(|@import|//", text)
    assert all(not address.startswith(("/", "file:")) for address in Page(text).addresses)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_colours_are_the_houses_and_contrast(theme):
    text = page(SMALL)
    style = text[text.index(":root") : text.index("* {")]
    block = style.split("@media")[theme == "dark"]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
    house = THEMES[theme]
    shown = (colours["ground"], colours["ink"], colours["rule"], colours["link"])
    assert shown == tuple(colour.to_hex().lower() for colour in (house.background, house.ink, house.rule, house.input))
    for ground in (colours["ground"], colours["card"]):
        assert all(contrast(colours[name], ground) >= 4.5 for name in ("ink", "muted", "link"))
        assert contrast(colours["focus"], ground) >= 3


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """The gallery of one scene, after its figure has been made."""
    media = tmp_path_factory.mktemp("media")
    command = [sys.executable, str(ROOT / "render.py")]
    options = ["--width", "160", "--media_dir", str(media)]
    scene = f"{TURNING}:Themed"
    subprocess.run([*command, "figures", scene, *options], check=True, capture_output=True)
    done = subprocess.run([*command, "gallery", scene, "--json", *options], check=True, capture_output=True, text=True)
    return media / "gallery", json.loads(done.stdout)


@pytest.mark.slow
def test_every_link_leads_somewhere(gallery):
    folder, _ = gallery
    read = Page((folder / "index.html").read_text(encoding="utf-8"))
    files = [folder / unquote(address) for address in read.addresses if not address.startswith("#")]
    assert len(files) > 20
    assert all(path.is_file() for path in files)
    for theme in ("light", "dark"):
        told = json.loads((folder / theme / "themed" / "themed.json").read_text(encoding="utf-8"))
        assert told["theme"] == theme
        listed = {folder / theme / "themed" / entry["file"] for entry in told["outputs"].values()}
        listed |= {folder / theme / "themed" / name for name in told["companions"]}
        assert listed <= set(files)


@pytest.mark.slow
def test_a_figure_that_stands_already_is_taken_over(gallery):
    folder, outcomes = gallery
    assert [outcome["status"] for outcome in outcomes] == ["kept", "rendered"]
    name = "themed/themed.mp4"
    assert (folder / "light" / name).read_bytes() == (folder.parent / "figures" / name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_gallery_opens_from_disk(gallery, open_page, scheme):
    folder, _ = gallery
    opened = open_page(folder / "index.html", color_scheme=scheme, viewport={"width": 1100, "height": 900})
    ground = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 20, 27)"}[scheme]
    assert opened.get_by_role("main").count() == opened.get_by_role("navigation").count() == 1
    assert opened.get_by_role("heading", level=2).all_inner_texts() == ["A turn"]
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    assert opened.locator(".skip").bounding_box()["x"] >= 0
    opened.locator("video").nth(1).evaluate("video => video.play()")
    opened.wait_for_function("document.querySelectorAll('video')[1].currentTime > 0.3")


@pytest.mark.slow
def test_the_gallery_fits_a_telephone(gallery, open_page):
    folder, _ = gallery
    opened = open_page(folder / "index.html", viewport={"width": 360, "height": 740})
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = [video.bounding_box() for video in opened.locator("video").all()]
    assert boxes[0]["y"] + boxes[0]["height"] < boxes[1]["y"]


@pytest.mark.slow
def test_clean_removes_the_gallery_and_the_figures(gallery, tmp_path):
    folder, _ = gallery
    media = tmp_path / "media"
    shutil.copytree(folder.parent, media)
    kept = media / "gallery" / "light" / "notes.txt"
    kept.write_text("mine")
    clean(media)
    assert [path for path in media.rglob("*") if path.is_file()] == [kept]
    assert not (media / "figures").exists()
