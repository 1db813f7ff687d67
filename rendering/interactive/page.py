"""An interactive figure as one page that loads nothing, and as a script or an ES module for other pages."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from rendering.core.frames import Performance
from rendering.core.scene_protocol import LANGUAGE, RECOMPUTE, THEME, TITLE
from rendering.interactive.encoding import lossy_webp
from rendering.interactive.moments import MomentSink
from rendering.output.png import SOFTWARE
from rendering.vector.svg import PIXELATED, to_svg
from rendering.vector.vector_frame import Metadata, VectorFrame

LARGEST = 300_000
"""Bytes, compressed as web servers do, that no figure of ours needs more of."""

DARK = "dark"
"""Under which the data have the dark theme, where a figure follows its page."""

LARGEST_SVG = 30_000
"""Bytes, compressed, up to which a poster is SVG."""

_FILES = Path(__file__).with_name("page")
_SCRIPTS = ("theme.js", "picture.js", "pointing.js", "recompute.js", "player.js")
_PAGE = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="generator" content="$software">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
<h1>$title</h1>
<figure class="$classes" data-theme="$theme">
$poster
<figcaption>$caption</figcaption>
</figure>
</main>
<script type="application/json" id="figure-data">$data</script>
<script>$script</script>
</body>
</html>
""")
_PAGE_STYLE = """\
body { margin: 0; }
body:has([data-theme="dark"]) { background: #11141b; }
@media screen and (prefers-color-scheme: dark) { body:has(.follows) { background: #11141b; } }
h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0; }
"""
_START = """\
requestAnimationFrame(() => setTimeout(() => { // the poster is painted before the data are read
  const root = document.querySelector(".moving-figure"), place = document.createElement("div");
  root.insertBefore(place, root.querySelector("figcaption"));
  mount(place, JSON.parse(document.getElementById("figure-data").textContent));
  root.classList.add("live");
}));
"""


def figure_data(
    sink: MomentSink, performance: Performance, poster: str, alt: str, dark: MomentSink | None = None
) -> dict[str, Any]:
    """Return what the scripts draw and say, JSON-able.

    Parameters
    ----------
    sink
        Holds the moments.
    performance
        The performance that they were drawn in.
    poster
        The beat whose end the figure first shows.
    alt
        The alternative text.
    dark
        Holds the moments of the dark theme, where the figure is to follow the theme of the page that it stands in.
    """
    stage, sidecar = performance.stage, performance.sidecar
    beats = []
    for beat in performance.beats:
        start, end = beat.start_seconds(stage.rate), beat.end_seconds(stage.rate)
        said = [item.text for item in performance.captions if item.start < end and item.end > start]
        beats.append({"name": beat.name, "end": beat.stop - 1, "caption": said[-1] if said else ""})
    shown = next(beat.stop - 1 for beat in performance.beats if beat.name == poster)
    data = {
        "size": [stage.width, stage.height],
        "rate": float(stage.rate),
        "alt": alt,
        "start": shown,
        "beats": beats,
        **sink.as_json(dark),
    }
    if sidecar.get(RECOMPUTE):
        data[RECOMPUTE] = sidecar[RECOMPUTE]
    return data


@dataclass(frozen=True)
class Poster:
    """The picture that an interactive figure first shows, and what is said of it.

    Parameters
    ----------
    beat
        Whose end it is: its number.
    picture
        As pixels, shape (rows, cols, 3).
    alt
        The alternative text.
    """

    beat: int
    picture: NDArray[np.uint8]
    alt: str


def fitting_page(
    performance: Performance, sink: MomentSink, dark: MomentSink | None, poster: Poster, *, alt: str, caption: str
) -> tuple[dict[str, Any], str]:
    """Return the data and the page of a figure, with as much of the dark theme as is not too large.

    Parameters
    ----------
    performance
        The performance that the moments were drawn in.
    sink
        Holds the moments.
    dark
        Holds those of the dark theme, where the figure is to follow the theme of the page that it stands in.
    poster
        The picture that the figure first shows.
    alt
        The alternative text of the whole figure.
    caption
        The words below it.
    """
    name, language = performance.beats[poster.beat].name, language_of(performance.sidecar)
    frame = sink.by_beat[poster.beat]
    both = [(dark, dark.by_beat[poster.beat]), (dark, None)] if dark is not None else []
    for theme, dark_frame in (*both, (None, None)):
        data = figure_data(sink, performance, name, alt, theme)
        markup = poster_markup(frame, poster.picture, poster.alt, language, dark_frame)
        page = page_of(data, performance.sidecar, poster=markup, caption=caption)
        if not too_large(page):
            break
    return data, page


def page_of(data: Mapping[str, Any], sidecar: Mapping[str, Any], *, poster: str, caption: str) -> str:
    """Return the page. Its scripts and styles are allowed by their digests, and nothing else is.

    Parameters
    ----------
    data
        As `figure_data` returns it.
    sidecar
        What the scene says of itself.
    poster
        The markup of the picture that stands there first, without scripts and in print; see `poster_markup`.
    caption
        The words below it.
    """
    script = f'"use strict";\n(() => {{\n{_scripts()}\n{_START}}})();\n'
    style = (_FILES / "figure.css").read_text(encoding="utf-8") + _PAGE_STYLE
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return _PAGE.substitute(
        language=escape(language_of(sidecar)),
        policy=policy,
        software=escape(SOFTWARE),
        title=escape(str(sidecar.get(TITLE) or data["alt"])),
        style=style,
        theme=_theme(sidecar),
        classes=_classes(data),
        poster=poster,
        caption=escape(caption),
        data=_json(data).replace("<", "\\u003c"),
        script=script,
    )


def poster_markup(
    frame: VectorFrame, picture: NDArray[np.uint8], alt: str, language: str, dark: VectorFrame | None = None
) -> str:
    """Return a picture as elements of HTML: as SVG, or as WebP where its images would make that too large.

    An SVG that stands in the page is painted with it, before any image of its own would have been decoded.

    Parameters
    ----------
    frame
        The picture as a vector frame.
    picture
        The same as pixels, shape (rows, cols, 3).
    alt
        The alternative text.
    language
        Of that text.
    dark
        The picture in the dark theme, which stands there on dark pages; left out where it is too large.
    """
    metadata = Metadata(description=alt, language=language)
    size = f'width="{picture.shape[1]}" height="{picture.shape[0]}"'
    svg = to_svg(frame, metadata=metadata)
    if compressed_size(svg) <= LARGEST_SVG:
        markup = svg.replace("<svg ", '<svg class="poster" ', 1).replace(PIXELATED, ' image-rendering="pixelated"')
    else:
        markup = f'<img class="poster" src="{lossy_webp(picture)}" alt="{escape(alt)}" {size}>'
    if dark is not None and compressed_size(other := to_svg(dark, metadata=metadata)) <= LARGEST_SVG:
        address = "data:image/svg+xml," + quote(other, safe=" /:;=,()'")
        markup += f'<img class="poster dark" src="{address}" alt="{escape(alt)}" {size}>'
    return markup


def module_of(data: Mapping[str, Any], sidecar: Mapping[str, Any]) -> str:
    """Return the figure as an ES module whose default export has the ``render`` that ``anywidget`` expects."""
    return f"{_rendering(data, sidecar)}export default {{ render }};\n"


def script_of(data: Mapping[str, Any], sidecar: Mapping[str, Any]) -> str:
    """Return the figure as a classic script, which browsers load from disk, too: it draws where it stands in a page."""
    return (
        f'"use strict";\n(() => {{\n{_rendering(data, sidecar)}'
        'const el = document.createElement("div");\ndocument.currentScript.after(el);\nrender({ el });\n})();\n'
    )


def _rendering(data: Mapping[str, Any], sidecar: Mapping[str, Any]) -> str:
    """Return the function ``render``, and all that it needs."""
    style = json.dumps((_FILES / "figure.css").read_text(encoding="utf-8"))
    return (
        f"const data = {_json(data)};\nconst style = {style};\n{_scripts()}\n"
        "function render({ el }) {\n"
        '  const sheet = document.createElement("style"), root = document.createElement("div");\n'
        "  sheet.textContent = style;\n"
        f'  root.className = "{_classes(data)}";\n'
        f'  root.dataset.theme = "{_theme(sidecar)}";\n'
        "  el.append(sheet, root);\n"
        "  const end = mount(root, data);\n"
        "  return () => { end(); sheet.remove(); root.remove(); };\n"
        "}\n"
    )


def compressed_size(text: str) -> int:
    """Return how many bytes a text has, compressed as web servers do."""
    return len(gzip.compress(text.encode(), 6, mtime=0))


def too_large(page: str) -> tuple[str, ...]:
    """Return what the user should know of a page's size, in a sentence, where it is more than `LARGEST`."""
    size = compressed_size(page)
    if size <= LARGEST:
        return ()
    return (f"{size // 1000} kB compressed, more than {LARGEST // 1000}: the scene has many pictures that change",)


def language_of(sidecar: Mapping[str, Any]) -> str:
    """Return the language of a scene's words."""
    return str(sidecar.get(LANGUAGE) or "en")


def _scripts() -> str:
    return "\n".join((_FILES / name).read_text(encoding="utf-8") for name in _SCRIPTS)


def _classes(data: Mapping[str, Any]) -> str:
    return "moving-figure follows" if DARK in data else "moving-figure"


def _theme(sidecar: Mapping[str, Any]) -> str:
    return "dark" if sidecar.get(THEME) == "dark" else "light"


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
