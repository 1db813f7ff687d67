"""Whatever characters a scene or its user writes, every file that holds them can be read by others."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import av
import pytest
import srt as reference
from click.testing import CliRunner
from pypdf import PdfReader

import render
from rendering.core.frames import Caption
from rendering.core.plain_text import REPLACEMENT, plain_text
from rendering.core.scene_protocol import sidecar_of
from rendering.figures.snippets import snippets
from rendering.output.captions import srt, webvtt
from rendering.vector.pdf import to_pdf
from rendering.vector.still import figure_metadata
from rendering.vector.svg import to_svg
from rendering.vector.vector_frame import VectorFrame, rectangle
from tests.rendering.figures.making import figures

SVG = "{http://www.w3.org/2000/svg}"
BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
REPLACED = [
    *map(chr, {*range(0x20)} - set(map(ord, "\t\n\r\v\f\x1c\x1d\x1e"))),
    *map(chr, {*range(0x7F, 0xA0)} - {0x85}),
    "\ud800",
    "\udc80",
    "\udfff",
    "\ufffe",
    "\uffff",
    "\ufdd0",
    "\U0001fffe",
    "\U0010ffff",
]
KEPT = [
    "\t",
    " ",
    "<",
    "&",
    '"',
    "'",
    "]]>",
    "-->",
    "é",
    "−",
    "\u00ad",
    "\u200d",
    "\ufeff",
    "\ufffd",
    "🎓",
    "\U0010fffd",
]
CASES = [
    *((character, "\n") for character in BREAKS),
    *((character, REPLACEMENT) for character in REPLACED),
    *((character, character) for character in KEPT),
]


def expected(text):
    """The text of a line as HTML shows it, and as XML's readers return it."""
    return " ".join(text.split())


@pytest.mark.parametrize(("written", "held"), CASES, ids=lambda text: ascii(text)[1:-1])
def test_a_character_is_held_by_svg_pdf_html_captions_and_json(written, held):
    class Told:
        def sidecar(self):
            words = f"one{written}two"
            return {"title": words, "alt": words, "caption": words, "more": [{words: words}]}

    said = sidecar_of(Told())
    assert said == dict.fromkeys(("title", "alt", "caption"), f"one{held}two") | {
        "more": [{f"one{held}two": f"one{held}two"}]
    }
    assert json.loads(json.dumps(said, ensure_ascii=False).encode()) == said
    frame = VectorFrame(16, 9, foreground=(rectangle((2, 2, 4, 4), fill=(1, 0, 0, 1)),))
    metadata = figure_metadata(said, "told")
    drawn = ET.fromstring(to_svg(frame, metadata=metadata))  # noqa: S314 (our own)
    assert [drawn.findtext(f"{SVG}{tag}") for tag in ("title", "desc")] == [f"one{held}two"] * 2
    page = PdfReader(io.BytesIO(to_pdf(frame, metadata=metadata)))
    assert (page.metadata.title, page.metadata.subject) == (f"one{held}two", f"one{held}two")
    spoken = [Caption(0, 1, said["caption"])]
    (cue,) = reference.parse(srt(spoken))
    assert expected(cue.content) == expected(f"one{held}two")
    assert [expected(text) for text in cues(webvtt(spoken))] == [expected(f"one{held}two")]
    made = snippets(frame_path(), {**said, "size": [16, 9], "outputs": {"png": {}}})
    assert alternatives(made[".html"]) == [expected(f"one{held}two")]


def frame_path():
    from pathlib import Path

    return Path("told/told")


def cues(text):
    """Return the texts of a WebVTT file's cues, as the standard's own parser reads them."""
    assert "\0" not in text
    blocks = text.removeprefix("WEBVTT\n\n").strip("\n").split("\n\n")
    lines = [block.split("\n") for block in blocks]
    assert all("-->" in timing and not any("-->" in line for line in rest) for timing, *rest in lines)
    return ["\n".join(rest).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for _, *rest in lines]


def alternatives(page):
    """Return the alternative texts of a page."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend(value for name, value in attrs if (tag, name) == ("img", "alt"))

    Reader().feed(page)
    return found


def is_surrogate(character):
    """Whether no encoding has it, so that it came from an argument that is no text at all."""
    return 0xD800 <= ord(character) < 0xE000


@pytest.mark.parametrize("character", REPLACED, ids=ascii)
@pytest.mark.parametrize("option", ["--alt", "--caption"])
def test_the_user_is_told_which_character_no_file_can_hold(option, character, tmp_path):
    words = ["figures", "kernel-sliding", option, f"one{character}two", "--media_dir", str(tmp_path)]
    done = CliRunner().invoke(render.main, words)
    assert done.exit_code == 2
    if is_surrogate(character):
        assert done.stderr.splitlines()[-1].startswith("error: the argument 'one\\ud")
    else:
        assert done.stderr.splitlines()[-1] == (
            f"Error: Invalid value for '{option}': it holds the character U+{ord(character):04X}, which no SVG may "
            "hold; leave it out"
        )
    assert list(tmp_path.iterdir()) == []


SCENE = """
from manim import *

EVERY = "".join(map(chr, [*range(0x20), 0x7f, 0x85, 0x9f, 0x2028, 0xd800, 0xfffe]))

class Odd(Scene):
    gif_beats = (f"first{EVERY}",)

    def construct(self):
        self.add(Square(fill_opacity=1))
        for name in ("first", "second", "third"):
            self.next_section(f"{name}{EVERY}")
            self.add_subcaption(f"{name}{EVERY}one", duration=10)
            self.wait(10)

    def sidecar(self):
        words = f"said{EVERY}on"
        return {"title": words, "alt": words, "description": words, "parameters": {words: [words]}}
"""


@pytest.mark.slow
def test_a_figure_full_of_odd_characters_can_be_read(tmp_path):
    (tmp_path / "odd.py").write_text(SCENE, "utf-8")
    line = (f"{tmp_path / 'odd.py'}:Odd", "--alt", "pasted\vfrom\u2028slides", "--width", 128, "--fps", 5)
    done = figures(*line, media=tmp_path / "media")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "media" / "figures" / "odd"
    for name in ("odd.svg", "odd-filmstrip.svg"):
        drawn = ET.parse(folder / name).getroot()  # noqa: S314 (our own)
        assert drawn.findtext(f"{SVG}desc") == "pasted\nfrom\nslides"
        assert drawn.findtext(f"{SVG}title").startswith("said" + REPLACEMENT)
    for name in ("odd.pdf", "odd-filmstrip.pdf"):
        assert PdfReader(folder / name).metadata.subject == "pasted\nfrom\nslides"
    content = json.loads((folder / "odd.json").read_text("utf-8"))
    assert content["alt"] == "pasted\nfrom\nslides"
    assert "said" in next(iter(content["parameters"]))
    assert alternatives((folder / "odd.html").read_text("utf-8")) == ["pasted from slides"]
    spoken = cues((folder / "odd.vtt").read_text("utf-8"))
    assert [text[:5] for text in spoken] == ["first", "secon", "third"]
    assert [expected(cue.content) for cue in reference.parse((folder / "odd.srt").read_text("utf-8"))] == [
        expected(text) for text in spoken
    ]
    with av.open(folder / "odd.mp4") as video:
        assert plain_text(video.metadata["title"]) == video.metadata["title"]
        assert [chapter["metadata"]["title"][:5] for chapter in video.chapters()] == ["First", "Secon", "Third"]
