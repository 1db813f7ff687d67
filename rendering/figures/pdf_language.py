"""Say in a PDF which language its words are in, so that they are read aloud rightly: Cairo has no way to."""

from __future__ import annotations

import re

_TRAILER = re.compile(rb"/Size (\d+)\s+/Root (\d+) 0 R\s+/Info (\d+) 0 R\s*>>\s*startxref\s+(\d+)\s+%%EOF\s*$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(text: str) -> bool:
    """Say whether a text names a language as HTML has it.

    Examples
    --------
    >>> is_language("de-CH"), is_language("German, mostly")
    (True, False)
    """
    return _LANGUAGE.fullmatch(text) is not None


def with_language(pdf: bytes, language: str) -> bytes:
    """Return a PDF that names its language, and has viewers show its title in place of the file's name.

    Parameters
    ----------
    pdf
        What Cairo wrote, of version 1.4.
    language
        As in HTML: ``en``, ``de-CH``.

    Raises
    ------
    ValueError
        If the language is none, or the PDF is not as Cairo writes it.

    Notes
    -----
    What is there stays as it is; a new catalogue is added behind it (ISO 32000-1, 7.5.6, incremental updates).
    """
    if not is_language(language):
        raise ValueError(f"{language!r} is no language such as en or de-CH")
    trailer = _TRAILER.search(pdf)
    if trailer is None:
        raise ValueError("the PDF does not end as one of version 1.4 does")
    size, root, info, start = (int(number) for number in trailer.groups())
    catalogue = re.search(rb"\n%d 0 obj\s<<(.*?)>>\sendobj" % root, pdf, re.DOTALL)
    if catalogue is None:
        raise ValueError("the PDF has no catalogue")
    added = b"%s   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n" % (
        catalogue[1],
        language.encode("ascii"),
    )
    new = b"%d 0 obj\n<<%s>>\nendobj\n" % (root, added)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (root, len(pdf))
    end = b"trailer\n<< /Size %d\n   /Root %d 0 R\n   /Info %d 0 R\n   /Prev %d\n>>\n" % (size, root, info, start)
    return b"".join((pdf, new, table, end, b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(new))))
