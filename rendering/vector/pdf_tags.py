"""Add to a PDF what Cairo cannot write: its language, and the alternative text of its figure."""

from __future__ import annotations

import re

TAGS = ("Document", "Figure")
"""The structure types (ISO 32000-1, 14.8.4) of the tags that are opened around everything drawn."""
_TRAILER = re.compile(rb"/Size (\d+)\s+/Root (\d+) 0 R\s+/Info (\d+) 0 R\s*>>\s*startxref\s+(\d+)\s+%%EOF\s*$")
_FIGURE = re.compile(rb"\n(\d+) 0 obj\s<<( /Type /StructElem\s+/S /Figure\s.*?)>>\sendobj", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(text: str) -> bool:
    """Return whether a text is a language tag as HTML's ``lang`` takes it.

    Examples
    --------
    >>> is_language("de-CH"), is_language("German, mostly")
    (True, False)
    """
    return _LANGUAGE.fullmatch(text) is not None


def with_metadata(pdf: bytes, *, language: str, alt: str = "", size: tuple[float, float] = (0, 0)) -> bytes:
    """Return a PDF with its language, its title shown in place of the file's name, and its figure's alternative text.

    Parameters
    ----------
    pdf
        The file as Cairo wrote it, of version 1.4.
    language
        As in HTML: ``en``, ``de-CH``.
    alt
        Alternative text of the one tagged figure; where it is empty, the PDF has no tagged figure.
    size
        Width and height of the page, in points.

    Raises
    ------
    ValueError
        If the language is none, or the PDF is not as Cairo writes it.

    Notes
    -----
    The existing bytes are kept; changed objects are appended (ISO 32000-1, 7.5.6, incremental updates).
    """
    if not is_language(language):
        raise ValueError(f"{language!r} is no language such as en or de-CH")
    trailer = _TRAILER.search(pdf)
    if trailer is None:
        raise ValueError("the PDF does not end as one of version 1.4 does")
    length, root, info, start = (int(number) for number in trailer.groups())
    catalogue = re.search(rb"\n%d 0 obj\s<<(.*?)>>\sendobj" % root, pdf, re.DOTALL)
    if catalogue is None:
        raise ValueError("the PDF has no catalogue")
    entries = b"   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n" % language.encode("ascii")
    changed = {root: catalogue[1] + entries}
    if alt:
        figure = _FIGURE.search(pdf)
        if figure is None:
            raise ValueError("the PDF has no tagged figure")
        layout = b"/A << /O /Layout /Placement /Block /BBox [ 0 0 %g %g ] >>" % size
        changed[int(figure[1])] = figure[2] + b"   /Alt %s\n   %s\n" % (_text_string(alt), layout)
    return pdf + _update(changed, len(pdf), (length, root, info, start))


def _text_string(text: str) -> bytes:
    """Return a PDF text string (7.9.2.2) in UTF-16."""
    return b"<%s>" % f"\ufeff{text}".encode("utf-16-be").hex().encode("ascii")


def _update(changed: dict[int, bytes], at: int, trailer: tuple[int, int, int, int]) -> bytes:
    """Return objects, cross-reference section and trailer to append to a file of `at` bytes with such a trailer."""
    length, root, info, before = trailer
    objects, table = b"", b"xref\n"
    for number in sorted(changed):
        table += b"%d 1\n%010d 00000 n \n" % (number, at + len(objects))
        objects += b"%d 0 obj\n<<%s>>\nendobj\n" % (number, changed[number])
    end = b"trailer\n<< /Size %d\n   /Root %d 0 R\n   /Info %d 0 R\n   /Prev %d\n>>\n" % (length, root, info, before)
    return b"".join((objects, table, end, b"startxref\n%d\n%%%%EOF\n" % (at + len(objects))))
