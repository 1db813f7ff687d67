"""Escape one line of plain text for a markup language."""

from __future__ import annotations

import html
import json
import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#$|!~^%@\"'])")
_LIST = re.compile(r"^(\d+)([.)])(?=\s)|^([-+=:])(?=\s|$)")
_RST = re.compile(r"([\\`*|_]|:(?=:))")
_RST_BLOCK = re.compile(r"[^\w\s]|_|\w+[.)](\s|$)")
"""Matches text that would start a list, an option, a directive or the line under a title instead of a paragraph."""
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
}
_LATEX_SIGNS = {
    "−": r"\ensuremath{-}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "±": r"\ensuremath{\pm}",
    "≤": r"\ensuremath{\le}",
    "≥": r"\ensuremath{\ge}",
    "≈": r"\ensuremath{\approx}",
    "≠": r"\ensuremath{\ne}",
    "→": r"\ensuremath{\to}",
    "√": r"\ensuremath{\surd}",
    "π": r"\ensuremath{\pi}",
    "σ": r"\ensuremath{\sigma}",
    "²": r"\textsuperscript{2}",
    "³": r"\textsuperscript{3}",
    "…": r"\ldots{}",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
}
_LATEX_TYPESET = {**_LATEX, **_LATEX_SIGNS, '"': "''"}


def single_spaced(text: str) -> str:
    """Return text with every run of white space as one space."""
    return " ".join(text.split())


def html_text(text: str) -> str:
    """Return text for HTML, between tags or within double quotes.

    Examples
    --------
    >>> html_text('1 < 2 & "so on"')
    '1 &lt; 2 &amp; &quot;so on&quot;'
    """
    return html.escape(single_spaced(text), quote=True)


def markdown_text(text: str) -> str:
    r"""Return text for a paragraph of Markdown (CommonMark, MyST, Pandoc).

    Examples
    --------
    >>> markdown_text("5 * 3 costs $2")
    '5 \\* 3 costs \\$2'
    """
    escaped = _MARKDOWN.sub(r"\\\1", single_spaced(text)).replace("&", "&amp;")
    return _LIST.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", escaped)


def yaml_text(text: str) -> str:
    r"""Return text as a double-quoted scalar of YAML (what JSON writes is one).

    Examples
    --------
    >>> yaml_text('50 % of "it" # all')
    '"50 % of \\"it\\" # all"'
    """
    return json.dumps(single_spaced(text), ensure_ascii=False)


def pandoc_attribute(text: str) -> str:
    r"""Return text as the quoted value of an attribute in Pandoc's Markdown.

    Examples
    --------
    >>> pandoc_attribute('a "b" c')
    '"a \\"b\\" c"'
    """
    return '"' + single_spaced(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") + '"'


def rst_text(text: str) -> str:
    r"""Return text for a paragraph of reStructuredText.

    Examples
    --------
    >>> rst_text("the *first* of x_")
    'the \\*first\\* of x\\_'
    """
    escaped = _RST.sub(r"\\\1", single_spaced(text))
    return f"\\ {escaped}" if _RST_BLOCK.match(escaped) else escaped


def latex_text(text: str) -> str:
    r"""Return text to be typeset by LaTeX, whichever engine and fonts; signs that old fonts lack become commands.

    Examples
    --------
    >>> latex_text("50 % of 3 × 3")
    '50 \\% of 3 \\ensuremath{\\times} 3'
    """
    return "".join(_LATEX_TYPESET.get(sign, sign) for sign in single_spaced(text))


def latex_alt(text: str) -> str:
    r"""Return text for the ``alt`` key of LaTeX's ``\includegraphics``, which is spoken, not typeset.

    Examples
    --------
    >>> latex_alt("50 % of 3 × 3")
    '50 \\% of 3 × 3'
    """
    return "".join(_LATEX.get(sign, sign) for sign in single_spaced(text))
