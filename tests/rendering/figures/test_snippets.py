"""Snippets, read back by the tools that will read them: the words come out as they went in."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rendering.figures import escaping
from rendering.figures.snippets import snippets
from tests.rendering.fixtures.turning import ALT, CAPTION

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=60
).map(escaping.single_spaced)
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60).map(escaping.single_spaced)
TEXTS = st.one_of(ASCII, WORDS).filter(bool)
CONTENT = {
    "alt": ALT,
    "caption": CAPTION,
    "description": "1 < 2 & 3",
    "size": [320, 180],
    "width_mm": 120,
    "outputs": {name: {} for name in ("mp4", "webm", "gif", "png", "svg", "pdf", "filmstrip.svg", "filmstrip.pdf")},
    "companions": {"turning.vtt": "", "turning.srt": ""},
    "frames_for_latex": {"folder": "turning-frames", "count": 12, "digits": 2, "rate": 5},
}
STEM = Path("figures/turning/turning")


def without(*outputs):
    return {**CONTENT, "outputs": {name: {} for name in CONTENT["outputs"] if name not in outputs}}


class Reader(HTMLParser):
    """Collects the tags and the text of a piece of HTML, and checks that tags are closed."""

    EMPTY = ("img", "source", "track")

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self._open = [], "", []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def first(self, tag):
        return next(attributes for name, attributes in self.tags if name == tag)


@given(TEXTS)
@example(ALT)
def test_html_text_reads_back(text):
    reader = Reader(f'<p title="{escaping.html_text(text)}">{escaping.html_text(text)}</p>')
    assert (reader.text, reader.first("p")["title"]) == (text, text)


@given(TEXTS)
@example(ALT)
@example("1. first")
@example("- dash")
@example("&amp; &lt;")
@example("= heading")
def test_markdown_text_reads_back(text):
    from markdown_it import MarkdownIt

    rendered = MarkdownIt("commonmark").render(escaping.markdown_text(text))
    reader = Reader(rendered)
    assert [tag for tag, _ in reader.tags] == ["p"], rendered
    assert reader.text.strip() == text.strip()


@given(TEXTS)
@example(ALT)
def test_yaml_text_reads_back(text):
    import yaml

    assert yaml.safe_load(f"alt: {escaping.yaml_text(text)}") == {"alt": text}


@given(TEXTS)
@example(ALT)
@example("1. first")
@example(":a: b")
@example(".. note::")
@example("a:: b::")
def test_rst_text_reads_back(text):
    from docutils.core import publish_doctree

    document = publish_doctree(
        f".. figure:: x.png\n   :alt: {text}\n\n   {escaping.rst_text(text)}\n",
        settings_overrides={"report_level": 5, "smart_quotes": False},
    )
    captions = [node.astext() for node in document.findall() if node.tagname == "caption"]
    assert captions == [text]
    (image,) = (node for node in document.findall() if node.tagname == "image")
    assert image["alt"] == text


@given(TEXTS)
@example(ALT)
def test_latex_text_leaves_no_sign_that_tex_would_act_on(text):
    for escape in (escaping.latex_text, escaping.latex_alt):
        written = re.sub(
            r"\\(textbackslash|textascii\w+|textquotedbl|textless|textgreater|textbar)\{\}", "", escape(text)
        )
        written = re.sub(r"\\ensuremath\{(-|\\[a-z]+)\}|\\textsuperscript\{\d\}|\\ldots\{\}", "", written)
        assert not re.search(r"(?<!\\)[{}$&#%_^~\\]", re.sub(r"\\[{}$&#%_]", "", written))


def test_the_html_has_no_script_and_does_not_play_by_itself():
    made = snippets(STEM, CONTENT)
    video = Reader(made[".html"])
    assert "script" not in {tag for tag, _ in video.tags}
    attributes = video.first("video")
    assert {"controls", "muted", "loop", "playsinline"} <= set(attributes)
    assert "autoplay" not in attributes
    assert (attributes["poster"], attributes["width"], attributes["height"]) == ("turning.png", "320", "180")
    assert attributes["aria-label"] == ALT
    assert video.first("track")["src"] == "turning.vtt"
    assert [item["src"] for tag, item in video.tags if tag == "source"] == ["turning.mp4", "turning.webm"]
    assert CAPTION in video.text
    picture = Reader(made[".picture.html"])
    assert picture.first("source") == {"media": "(prefers-reduced-motion: reduce)", "srcset": "turning.png"}
    assert (picture.first("img")["src"], picture.first("img")["alt"]) == ("turning.gif", ALT)


def test_the_smaller_video_comes_first():
    content = {**CONTENT, "outputs": {**CONTENT["outputs"], "mp4": {"bytes": 9}, "webm": {"bytes": 8}}}
    reader = Reader(snippets(STEM, content)[".html"])
    assert [item["src"] for tag, item in reader.tags if tag == "source"] == ["turning.webm", "turning.mp4"]


def test_a_folder_without_videos_shows_what_it_has():
    assert Reader(snippets(STEM, without("mp4", "webm"))[".html"]).first("img")["src"] == "turning.gif"
    still = snippets(STEM, without("mp4", "webm", "gif"))
    assert Reader(still[".html"]).first("img")["src"] == "turning.svg"
    assert ".picture.html" not in still
    assert "figure" not in "".join(snippets(STEM, {**CONTENT, "outputs": {}}))
    assert ".tex.txt" not in snippets(STEM, without("pdf", "png"))
    assert "]{turning.png}" in snippets(STEM, without("pdf"))[".tex.txt"]
    assert snippets(STEM, without("mp4", "webm"))[".qmd.txt"].count("<picture>") == 1
    assert snippets(STEM, without("mp4", "webm", "gif"))[".qmd.txt"].startswith("![")


def test_myst_options_are_yaml_and_the_caption_is_markdown():
    import yaml

    head, options, rest = snippets(STEM, CONTENT)[".myst.txt"].split("---\n")
    assert head == "```{figure} turning.*\n"
    assert yaml.safe_load(options) == {"name": "fig-turning", "alt": ALT, "width": "320px"}
    assert rest.startswith(escaping.markdown_text(CAPTION))


def test_the_latex_balances():
    text = re.sub(r"\\[{}]", "", snippets(STEM, CONTENT)[".tex.txt"])
    depth = 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert r"\begin{figure}" in text
    assert r"\label{fig:turning}" in text
    assert "{turning-frames/}{00}{11}" in text
    assert "turning-filmstrip.pdf" in text


def test_a_width_on_paper_is_kept_and_one_in_pixels_fits_the_text():
    wide = {**CONTENT, "size": [720, 404]}
    on_paper, in_pixels = (snippets(STEM, {**wide, "width_mm": width})[".tex.txt"] for width in (120, 720 * 25.4 / 96))
    assert on_paper.count("width=120mm") == 2, "the picture and its frames"
    assert in_pixels.count(r"width=\ifdim190.5mm>\linewidth\linewidth\else190.5mm\fi") == 2
    assert r"width=\ifdim" in snippets(STEM, {**CONTENT, "width_mm": None})[".tex.txt"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")
def test_the_latex_compiles(turning, tmp_path):
    """With what is in comments too: the moving figure and the filmstrip."""
    snippet = (turning / "turning.tex.txt").read_text(encoding="utf-8")
    active = re.sub(r"^% (?=\\|  )", "", snippet, flags=re.MULTILINE)
    assert re.findall(r"^\\(\w+)", active, re.MULTILINE) == ["begin", "end", "noindent", "begin", "end"]
    preamble = "\\documentclass{article}\n\\usepackage{graphicx}\n\\usepackage{animate, rotating}\n\\begin{document}\n"
    shutil.copytree(turning, tmp_path / "x")
    (tmp_path / "x" / "book.tex").write_text(
        preamble + active + "\\ref{fig:turning}\n\\end{document}\n", encoding="utf-8"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "book.tex"]
    done = subprocess.run(command, cwd=tmp_path / "x", capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert b"Overfull" not in done.stdout, "it was made for the web, and fits the page"
    text = subprocess.run(
        ["pdftotext", "-layout", "book.pdf", "-"], cwd=tmp_path / "x", capture_output=True, check=True
    )
    shown = " ".join(text.stdout.decode().split())
    assert "It turns by 50 % & costs $2 a * 3 #4." in shown, "the old fonts draw _ as a rule"


def test_an_interactive_figure_has_a_snippet_for_each_place():
    outputs = {**CONTENT["outputs"], "html": {}, "html.script": {}, "html.module": {}}
    made = snippets(STEM, {**CONTENT, "outputs": outputs})
    ((tag, attributes),) = Reader(made[".iframe.html"]).tags
    assert (tag, attributes["src"], attributes["title"]) == ("iframe", "turning.interactive.html", ALT)
    assert made[".anywidget.txt"].splitlines() == [":::{anywidget} turning.interactive.mjs", "{}", ":::"]
    scripts = [attributes for tag, attributes in Reader(made[".script.html"]).tags if tag == "script"]
    assert scripts == [{"src": "turning.interactive.js"}]
    assert not {".iframe.html", ".anywidget.txt", ".script.html"} & set(snippets(STEM, CONTENT))
