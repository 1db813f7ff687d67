"""The gallery's page: HTML and CSS without a script, light or dark as the reader's browser prefers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Template
from typing import Any

from rendering.core.scene_protocol import CAPTION, DESCRIPTION, SUMMARY, TITLE
from rendering.figures.escaping import html_text
from rendering.figures.snippets import MOVING, Figure, moving_picture, video
from rendering.output.png import SOFTWARE

Scenes = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""For each scene by name, the sidecar of its figure in each theme."""

NAMES = {
    "mp4": "MP4 video",
    "webm": "WebM video",
    "gif": "GIF",
    "webp": "animated WebP",
    "png": "PNG poster",
    "svg": "SVG",
    "pdf": "PDF",
    "filmstrip.svg": "filmstrip SVG",
    "filmstrip.pdf": "filmstrip PDF",
    "html": "interactive page",
    "html.script": "interactive script",
    "html.module": "interactive ES module",
}
BESIDE = {
    ".vtt": "WebVTT captions",
    ".srt": "SRT captions",
    ".json": "JSON: words, beats, numbers",
    ".myst.txt": "MyST snippet",
    ".qmd.txt": "Quarto snippet",
    ".rst.txt": "reStructuredText snippet",
    ".tex.txt": "LaTeX snippet",
    ".html": "HTML snippet: video",
    ".picture.html": "HTML snippet: moving picture",
    ".iframe.html": "HTML snippet: interactive page in an iframe",
    ".anywidget.txt": "MyST snippet: interactive figure",
    ".script.html": "HTML snippet: interactive figure as a script",
}

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="$software">
<meta name="color-scheme" content="light dark">
<title>Convolutions in Motion: figures</title>
<style>
:root {
  --ground: #ffffff; --ink: #1b1f27; --muted: #535d6d; --rule: #c9cfda;
  --card: #f5f7fa; --link: #0071bb; --focus: #a86500;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11141b; --ink: #eceff4; --muted: #a3abbb; --rule: #343c4d;
    --card: #191e28; --link: #56b4e9; --focus: #e69f00;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.01em; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 0 0 .25rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; color: var(--muted); font-weight: 600; }
p { margin: 0 0 1rem; max-width: 46rem; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 2px; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--ground); }
.skip:focus { left: 1rem; top: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; list-style: none; padding: 0; margin: 1rem 0 0; }
section { border-top: 1px solid var(--rule); margin-top: 2.5rem; padding-top: 2rem; }
.themes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
figure {
  margin: 0; padding: 1rem; min-width: 0;
  background: var(--card); border: 1px solid var(--rule); border-radius: .5rem;
}
video, img { display: block; width: 100%; height: auto; border-radius: .25rem; }
figcaption { margin-top: .6rem; color: var(--muted); font-size: .9375rem; }
details { margin-top: .6rem; }
summary { cursor: pointer; width: fit-content; font-size: .9375rem; }
details > :not(summary) { margin-top: .5rem; }
.files {
  display: flex; flex-wrap: wrap; gap: .25rem 1.1rem;
  list-style: none; padding: 0; margin: .75rem 0 0; font-size: .9375rem;
}
.files span { color: var(--muted); font-variant-numeric: tabular-nums; }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 2.5rem; color: var(--muted); font-size: .9375rem; }
</style>
</head>
<body>
<a class="skip" href="#scenes">Skip to the scenes</a>
<header>
<h1>Convolutions in Motion</h1>
<p>Lecture videos and textbook figures on why images want convolutions. Every number in them is computed; nothing here
plays unless you start it.</p>
<nav aria-label="Scenes">
<ul>
$links
</ul>
</nav>
</header>
<main id="scenes" tabindex="-1">
$sections
</main>
<footer>Paths in the snippets are relative to the figure's own folder.</footer>
</body>
</html>
""")

_SECTION = Template("""<section aria-labelledby="$name">
<h2 id="$name">$title</h2>
<p>$summary</p>
<div class="themes">
$figures
</div>
<details>
<summary>Description of $title</summary>
$alternatives
<p>$description</p>
</details>
</section>""")


def page(scenes: Scenes) -> str:
    """Return the gallery of some scenes; its links are relative, from ``<theme>/<scene>/`` below the page.

    Parameters
    ----------
    scenes
        For each scene by name, the sidecar of its figure in each theme.
    """
    links = (f'<li><a href="#{html_text(name)}">{_title(name, themes)}</a></li>' for name, themes in scenes.items())
    sections = (_section(name, themes) for name, themes in scenes.items())
    return _PAGE.substitute(software=SOFTWARE, links="\n".join(links), sections="\n".join(sections))


def size(count: int) -> str:
    """Return a number of bytes as it is read.

    Examples
    --------
    >>> size(1234), size(2_345_678)
    ('1 kB', '2.3 MB')
    """
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def _title(name: str, themes: Mapping[str, Mapping[str, Any]]) -> str:
    return html_text(str(next(iter(themes.values())).get(TITLE) or name))


def _section(name: str, themes: Mapping[str, Mapping[str, Any]]) -> str:
    content = next(iter(themes.values()))
    return _SECTION.substitute(
        name=html_text(name),
        title=_title(name, themes),
        summary=html_text(str(content.get(SUMMARY) or content.get(CAPTION) or "")),
        alternatives="\n".join(_text_alternatives(Figure(name, content))),
        description=html_text(str(content.get(DESCRIPTION) or "")),
        figures="\n".join("\n".join(_figure(name, theme, themed)) for theme, themed in themes.items()),
    )


def _text_alternatives(figure: Figure) -> Iterator[str]:
    """Yield the alternative texts of the video, and of its poster if that is another."""
    yield f"<p><strong>Instead of the video:</strong> {html_text(figure.whole.alt)}</p>"
    if figure.picture.alt != figure.whole.alt:
        yield f"<p><strong>Instead of its poster:</strong> {html_text(figure.picture.alt)}</p>"


def _figure(name: str, theme: str, content: Mapping[str, Any]) -> Iterator[str]:
    figure = Figure(f"{theme}/{name}/{name}", content)
    title = html_text(str(content.get(TITLE) or name))
    yield f'<figure aria-label="{title}, {theme} theme">'
    yield f"<h3>{theme.capitalize()} theme</h3>"
    yield from video(figure)
    yield f"<figcaption>{html_text(figure.whole.caption)}</figcaption>"
    if figure.has(MOVING):
        yield f"<details><summary>The excerpt for a page, moving ({theme})</summary>"
        yield from (line.replace("<img ", '<img loading="lazy" ') for line in moving_picture(figure))
        yield "</details>"
    if figure.has(("html",)):
        address = html_text(f"{figure.name}.interactive.html")
        shown = "in the theme of the browser" if theme == "light" else theme
        yield f'<p><a href="{address}">Open {title} as an interactive figure ({shown})</a></p>'
    yield f'<ul class="files" aria-label="Downloads of {title}, {theme} theme">'
    for output, label in NAMES.items():
        entry = content.get("outputs", {}).get(output)
        if entry:
            address = f"{theme}/{name}/{entry['file']}"
            yield f'<li><a href="{html_text(address)}" download>{label}</a> <span>{size(entry["bytes"])}</span></li>'
    yield "</ul>"
    yield f"<details><summary>Captions, numbers and snippets ({theme})</summary>"
    yield f'<ul class="files" aria-label="Texts of {title}, {theme} theme">'
    for ending, label in BESIDE.items():
        if ending == ".json" or figure.companion(ending):
            yield f'<li><a href="{html_text(figure.name + ending)}" download>{label}</a></li>'
    yield "</ul></details>"
    yield "</figure>"
