"""The transcript of a lecture: what is said and shown, when, and the source of every number; Markdown and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rendering.core.frames import Beat
from rendering.core.scene_protocol import DESCRIPTION
from rendering.figures.escaping import html_text, markdown_text
from rendering.lecture.timeline import Part
from rendering.output.captions import chapter_title
from rendering.output.number_ledger import source
from rendering.output.png import SOFTWARE

_INDICES = re.compile(r"(\[\d+(, \d+)*\])+$")

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; overflow-wrap: anywhere; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8886; }
td:first-child, td:nth-child(2) { white-space: nowrap; }
video { width: 100%; }
""".strip()


def moment(seconds: float) -> str:
    """Return a time as a player shows it.

    Examples
    --------
    >>> moment(75.9), moment(3675)
    ('1:15', '1:01:15')
    """
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def markdown_transcript(title: str, parts: Sequence[Part], film: str) -> str:
    """Return the transcript as Markdown, its times links into the film."""
    return "\n".join(_markdown(title, parts, film)).rstrip() + "\n"


def _markdown(title: str, parts: Sequence[Part], film: str) -> Iterator[str]:
    def link(seconds: float) -> str:
        return f"[{moment(seconds)}](<{film}#t={seconds:.2f}>)"

    yield from (f"# {markdown_text(title)}", "")
    for section, part in _by_section(parts):
        if section:
            yield from (f"## {markdown_text(section)}", "")
        if part.card is not None:
            continue
        yield from (f"### {markdown_text(part.title)} ({link(float(part.first / part.rate))})", "")
        if description := str(part.content.get(DESCRIPTION) or ""):
            yield from (markdown_text(description), "")
        for beat, lines in _spoken(part):
            yield from (f"**{markdown_text(chapter_title(beat))}** ({link(beat.start_seconds(part.rate))})", "")
            yield from (text for line in lines for text in (markdown_text(line), ""))
        if numbers := part.numbers():
            yield from ("| number | on screen | source |", "|---|---|---|")
            for row in _rows(numbers):
                origin = _code(row.source) if row.is_call else markdown_text(row.source)
                yield f"| {markdown_text(row.text)} | {link(row.first)} | {origin} |"
            yield ""


def html_transcript(title: str, parts: Sequence[Part], film: str) -> str:
    """Return the transcript as a page that opens from disk beside the film, and loads nothing else."""
    return "\n".join(_html(title, parts, film)) + "\n"


def _html(title: str, parts: Sequence[Part], film: str) -> Iterator[str]:
    def link(seconds: float) -> str:
        return f'<a href="{html_text(film)}#t={seconds:.2f}">{moment(seconds)}</a>'

    yield from ("<!doctype html>", '<html lang="en">', '<meta charset="utf-8">')
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="generator" content="{SOFTWARE}">'
    yield from (f"<title>{html_text(title)}</title>", f"<style>{_STYLE}</style>", f"<h1>{html_text(title)}</h1>")
    yield f'<video controls preload="none" src="{html_text(film)}"></video>'
    for section, part in _by_section(parts):
        if section:
            yield f"<h2>{html_text(section)}</h2>"
        if part.card is not None:
            continue
        yield f"<h3>{html_text(part.title)} ({link(float(part.first / part.rate))})</h3>"
        if description := str(part.content.get(DESCRIPTION) or ""):
            yield f"<p>{html_text(description)}</p>"
        for beat, lines in _spoken(part):
            name = f"<strong>{html_text(chapter_title(beat))}</strong> ({link(beat.start_seconds(part.rate))})"
            yield f"<p>{name} {' '.join(map(html_text, lines))}</p>"
        if numbers := part.numbers():
            yield from _table(numbers, link)
    yield "</html>"


def _table(numbers: Sequence[Mapping[str, Any]], link: Any) -> Iterator[str]:
    yield "<details><summary>Numbers and their sources</summary><table>"
    yield '<tr><th scope="col">Number</th><th scope="col">On screen</th><th scope="col">Source</th></tr>'
    for row in _rows(numbers):
        origin = f"<code>{html_text(row.source)}</code>" if row.is_call else html_text(row.source)
        cells = (html_text(row.text), link(row.first), origin)
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</table></details>"


@dataclass(frozen=True)
class _Row:
    """Numbers that appear together, as rows of one array where they are entries of one, and their source."""

    text: str
    first: float
    source: str
    is_call: bool


def _rows(numbers: Sequence[Mapping[str, Any]]) -> Iterator[_Row]:
    """Yield the numbers of a ledger, those as one that are entries of the same array and come at the same time."""
    for (first, array, _), together in groupby(enumerate(numbers), key=_array):
        entries = [entry for _, entry in together]
        is_call = bool(entries[0].get("function"))
        if len(entries) == 1:
            yield _Row(str(entries[0]["text"]), first, source(entries[0]), is_call)
            continue
        rows = groupby(entries, key=lambda entry: re.findall(r"\d+", source(entry)[len(array) :])[:-1])
        lines = (", ".join(str(entry["text"]) for entry in row) for _, row in rows)
        yield _Row("; ".join(lines), first, array, is_call)


def _array(numbered: tuple[int, Mapping[str, Any]]) -> tuple[float, str, int]:
    """Return when a number comes and the array of which it is an entry; alone it is where it is an entry of none."""
    place, entry = numbered
    text = source(entry)
    array = _INDICES.sub("", text)
    return entry["first"], array, -1 if array != text else place


def _code(text: str) -> str:
    """Return text as code in a cell of a table."""
    fence = "``" if "`" in text else "`"
    inside = text.replace("|", "\\|")
    return f"{fence} {inside} {fence}" if fence == "``" else f"{fence}{inside}{fence}"


def _by_section(parts: Sequence[Part]) -> Iterator[tuple[str, Part]]:
    """Yield every part, after the title of its section where that begins with it."""
    before = ""
    for part in parts:
        yield (part.section if part.section != before else "", part)
        before = part.section


def _spoken(part: Part) -> Iterator[tuple[Beat, list[str]]]:
    """Yield each beat with the captions that begin in it."""
    captions = part.captions()
    half = 0.5 / float(part.rate)
    for beat in part.beats():
        start, end = beat.start_seconds(part.rate) - half, beat.end_seconds(part.rate) - half
        yield beat, [caption.text for caption in captions if start <= caption.start < end]
