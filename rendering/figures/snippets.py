"""Snippets to paste into a book: one figure in MyST, Quarto, reStructuredText, LaTeX and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rendering.core.scene_protocol import DESCRIPTION, LANGUAGE
from rendering.core.units import CSS_DPI, MM_PER_INCH
from rendering.figures.escaping import (
    html_text,
    latex_alt,
    latex_text,
    markdown_text,
    pandoc_attribute,
    rst_text,
    single_spaced,
    yaml_text,
)
from rendering.output.words import Words, words_of

MOVING = ("webp", "gif")
STATIC_ON_THE_WEB = ("svg", "png")
IN_PRINT = ("pdf", "png")
SHOWN = ("mp4", "webm", *MOVING, *STATIC_ON_THE_WEB, *IN_PRINT)
BELOW_PICTURE = 330
"""Pixels below an interactive figure's picture for its buttons and what it says."""
REDUCED = "(prefers-reduced-motion: reduce)"


def snippets(stem: Path, content: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each snippet by the ending of its file.

    All paths in them are relative to the figure's own folder: paste, and prefix them with the folder's name. Snippets
    that Sphinx, MyST or Quarto would take for pages of the book end in ``.txt``.

    Parameters
    ----------
    stem
        The figure's path without an ending, such as ``kernel-sliding/kernel-sliding``.
    content
        The figure's sidecar: ``alt``, ``caption`` and ``description`` of the whole, alt and caption of the ``picture``
        that its stills show, ``size`` (pixels), ``width_mm``, the ``outputs`` by name, the ``companions``, and the
        ``frames_for_latex``. Videos and filmstrip have the words of the whole, all else those of the picture.

    Returns
    -------
    snippets
        For example ``{".html": "<figure ...", ".tex.txt": ...}``; only those for which the folder has files.

    Examples
    --------
    >>> content = {"alt": "A square.", "caption": "It turns.", "size": [720, 406], "outputs": {"png": {}}}
    >>> print(snippets(Path("turn/turn"), content)[".rst.txt"])
    .. figure:: turn.*
       :name: fig-turn
       :alt: A square.
       :width: 720px
    <BLANKLINE>
       It turns.
    <BLANKLINE>
    """
    figure = Figure(stem.name, content)
    made = {
        ".myst.txt": _myst(figure) if figure.has(SHOWN) else "",
        ".qmd.txt": _quarto(figure) if figure.has(SHOWN) else "",
        ".rst.txt": _rst(figure) if figure.has((*MOVING, *STATIC_ON_THE_WEB, *IN_PRINT)) else "",
        ".tex.txt": _latex(figure) if figure.has(IN_PRINT) else "",
        ".html": _html(figure) if figure.has(SHOWN) else "",
        ".picture.html": _animated_picture(figure) if figure.has(MOVING) and figure.has(("mp4", "webm")) else "",
        ".iframe.html": _iframe(figure) if figure.has(("html",)) else "",
        ".anywidget.txt": _anywidget(figure) if figure.has(("html",)) else "",
        ".script.html": _script(figure) if figure.has(("html",)) else "",
    }
    return {ending: text for ending, text in made.items() if text}


class Figure:
    """The words and files of one figure.

    Parameters
    ----------
    name
        The stem of its files, with the folder that links need.
    content
        Its sidecar.
    """

    def __init__(self, name: str, content: Mapping[str, Any]) -> None:
        self.name = name
        self.label = f"fig-{Path(name).name}"
        self.whole = _single_spaced_words(words_of(content))
        self.picture = _single_spaced_words(words_of(content.get("picture") or content))
        self.description = single_spaced(content.get(DESCRIPTION) or "")
        self.language = single_spaced(content.get(LANGUAGE) or "en")
        self.width, self.height = content["size"]
        self.width_mm: float | None = content.get("width_mm")
        self.frames: Mapping[str, Any] = content.get("frames_for_latex") or {}
        self._outputs = content.get("outputs", {})
        self._companions = content.get("companions", {})

    @property
    def width_in_latex(self) -> str:
        """Width on paper: as asked for in millimetres; what was asked for in pixels is no wider than the text."""
        from_pixels = self.width * MM_PER_INCH / CSS_DPI
        width = f"{self.width_mm or from_pixels:.4g}mm"
        if self.width_mm not in {None, from_pixels}:
            return width
        return rf"\ifdim{width}>\linewidth\linewidth\else{width}\fi"

    def has(self, endings: Iterable[str]) -> bool:
        """Return whether the figure has any of the formats."""
        return any(ending in self._outputs for ending in endings)

    def first(self, endings: Iterable[str]) -> str:
        """Return the file of the first of these formats that is there, or nothing."""
        return next((f"{self.name}.{ending}" for ending in endings if ending in self._outputs), "")

    def smallest_first(self, endings: Iterable[str]) -> list[str]:
        """Return those of the formats that are there, the one with the fewest bytes first."""
        return sorted(filter(self._outputs.__contains__, endings), key=lambda name: self._outputs[name].get("bytes", 0))

    def companion(self, ending: str) -> str:
        """Return the name of a companion file, or nothing if there is none."""
        return f"{self.name}{ending}" if f"{Path(self.name).name}{ending}" in self._companions else ""

    def filmstrip(self) -> str:
        """Return the filmstrip for print, or nothing."""
        return f"{self.name}-filmstrip.pdf" if "filmstrip.pdf" in self._outputs else ""


def _single_spaced_words(words: Words) -> Words:
    return Words(single_spaced(words.alt), single_spaced(words.caption))


def _myst(figure: Figure) -> str:
    """Return a figure for MyST: both mystmd and Sphinx choose among the files ``x.*``."""
    return "\n".join(
        (
            f"```{{figure}} {figure.name}.*",
            "---",
            f"name: {figure.label}",
            f"alt: {yaml_text(figure.picture.alt)}",
            f"width: {figure.width}px",
            "---",
            markdown_text(figure.picture.caption),
            "```",
            "",
        )
    )


def _rst(figure: Figure) -> str:
    return "\n".join(
        (
            f".. figure:: {figure.name}.*",
            f"   :name: {figure.label}",
            f"   :alt: {figure.picture.alt}",
            f"   :width: {figure.width}px",
            "",
            f"   {rst_text(figure.picture.caption)}",
            "",
        )
    )


def _quarto(figure: Figure) -> str:
    """Return a figure for Quarto: moving on the web, still in print, one label and one caption."""
    still = figure.first(IN_PRINT) or figure.first(SHOWN)
    alternative = pandoc_attribute(figure.picture.alt)
    if not figure.has(("mp4", "webm", *MOVING)) or not figure.has(IN_PRINT):
        shown = figure.first((*MOVING, *STATIC_ON_THE_WEB, *IN_PRINT, *SHOWN))
        return f"![{markdown_text(figure.picture.caption)}]({shown}){{#{figure.label} fig-alt={alternative}}}\n"
    return "\n".join(
        (
            f"::: {{#{figure.label}}}",
            "",
            '::: {.content-visible when-format="html"}',
            "```{=html}",
            *(video(figure) if figure.has(("mp4", "webm")) else moving_picture(figure)),
            "```",
            ":::",
            "",
            '::: {.content-visible unless-format="html"}',
            f"![]({still}){{fig-alt={alternative}}}",
            ":::",
            "",
            markdown_text(figure.picture.caption),
            "",
            ":::",
            "",
        )
    )


def _latex(figure: Figure) -> str:
    width = figure.width_in_latex
    lines = [
        "% Needs \\usepackage{graphicx}; its key alt (LaTeX of November 2021 or later) reaches tagged PDF.",
        "\\begin{figure}",
        "  \\centering",
        f"  \\includegraphics[width={width}, alt={{{latex_alt(figure.picture.alt)}}}]{{{figure.first(IN_PRINT)}}}",
        f"  \\caption{{{latex_text(figure.picture.caption)}}}",
        f"  \\label{{fig:{figure.name}}}",
        "\\end{figure}",
        "",
    ]
    if figure.frames:
        frames = figure.frames
        rate, folder, count = frames["rate"], frames["folder"], frames["count"]
        last = f"{count - 1:0{frames['digits']}}"
        lines += [
            "% Moving, in viewers that run JavaScript; needs \\usepackage{animate}. Printed, it is its last frame.",
            f"% \\noindent\\animategraphics[controls, poster=last, width={width}]",
            f"%   {{{rate}}}{{{folder}/}}{{{0:0{frames['digits']}}}}{{{last}}}",
            "",
        ]
    if figure.filmstrip():
        lines += [
            "% The beats side by side, on a page laid across; needs \\usepackage{rotating}.",
            "% \\begin{sidewaysfigure}",
            f"%   \\includegraphics[width=\\linewidth, alt={{{latex_alt(figure.whole.alt)}}}]{{{figure.filmstrip()}}}",
            f"%   \\caption{{{latex_text(figure.whole.caption)}}}",
            "% \\end{sidewaysfigure}",
            "",
        ]
    return "\n".join(lines)


def _html(figure: Figure) -> str:
    if not figure.has(("mp4", "webm")):
        shown = moving_picture(figure) if figure.has(MOVING) else _still_picture(figure)
        return _as_figure(figure, shown, figure.picture.caption)
    return _as_figure(figure, video(figure), figure.whole.caption)


def _iframe(figure: Figure) -> str:
    """Return the interactive figure as a page in the page; below the picture there is room for what it says."""
    title = html_text(figure.whole.alt)
    return (
        "<!-- In a page of HTML, from disk or from a server. -->\n"
        f'<iframe src="{html_text(figure.name)}.interactive.html" title="{title}" loading="lazy" '
        f'width="{figure.width}" height="{figure.height + BELOW_PICTURE}" '
        'style="max-width: 100%; border: 0"></iframe>\n'
    )


def _anywidget(figure: Figure) -> str:
    """Return the interactive figure as MyST's directive, which needs no kernel."""
    return f":::{{anywidget}} {figure.name}.interactive.mjs\n{{}}\n:::\n"


def _script(figure: Figure) -> str:
    """Return the interactive figure as a script that draws where it stands in a page; without scripts, the poster."""
    poster = figure.first(STATIC_ON_THE_WEB)
    still = [f"<noscript>{_img(figure, poster)}</noscript>"] if poster else []
    script = f'<script src="{html_text(figure.name)}.interactive.js"></script>'
    return _as_figure(figure, [script, *still], figure.whole.caption)


def _animated_picture(figure: Figure) -> str:
    return _as_figure(figure, moving_picture(figure), figure.picture.caption)


def _as_figure(figure: Figure, lines: Iterable[str], caption: str) -> str:
    described = (
        ["    <details>", "      <summary>Description</summary>", f"      <p>{html_text(figure.description)}</p>"]
        if figure.description
        else []
    )
    return "\n".join(
        (
            f'<figure id="{html_text(figure.label)}">',
            *(f"  {line}" for line in lines),
            "  <figcaption>",
            f"    {html_text(caption)}",
            *described,
            *(["    </details>"] if described else []),
            "  </figcaption>",
            "</figure>",
            "",
        )
    )


def video(figure: Figure) -> Iterator[str]:
    """Yield a video that shows its poster until somebody plays it, whatever motion they prefer: it needs no script."""
    poster = figure.first(("png", "svg"))
    shown = f' poster="{poster}"' if poster else ""
    captions = figure.companion(".vtt")
    yield (
        f'<video controls muted loop playsinline preload="none"{shown} width="{figure.width}" '
        f'height="{figure.height}" style="max-width: 100%; height: auto" aria-label="{html_text(figure.whole.alt)}">'
    )
    for ending in figure.smallest_first(("mp4", "webm")):
        yield f'  <source src="{figure.name}.{ending}" type="video/{ending}">'
    if captions:
        label = html_text("English" if figure.language == "en" else figure.language)
        yield f'  <track kind="captions" src="{captions}" srclang="{html_text(figure.language)}" label="{label}">'
    if poster:
        yield f"  {_img(figure, poster)}"
    yield "</video>"


def moving_picture(figure: Figure) -> Iterator[str]:
    """Yield an animated picture that browsers themselves replace by the still one where less motion is preferred."""
    yield "<picture>"
    still = figure.first(STATIC_ON_THE_WEB[::-1])
    if still:
        yield f'  <source media="{REDUCED}" srcset="{still}">'
    if figure.has(("webp",)) and figure.has(("gif",)):
        yield f'  <source type="image/webp" srcset="{figure.name}.webp">'
    yield f"  {_img(figure, figure.first(('gif', 'webp')))}"
    yield "</picture>"


def _still_picture(figure: Figure) -> Iterator[str]:
    yield _img(figure, figure.first((*STATIC_ON_THE_WEB, *IN_PRINT)))


def _img(figure: Figure, source: str) -> str:
    return (
        f'<img src="{source}" width="{figure.width}" height="{figure.height}" '
        f'style="max-width: 100%; height: auto" alt="{html_text(figure.picture.alt)}">'
    )
