"""Text that somebody wrote, as every file can hold it: XML and HTML have no place for most control characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

REPLACEMENT = "\ufffd"
"""Stands for a character that XML forbids, as it stands for a damaged one everywhere else."""
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(f"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]|[{_NONCHARACTERS}]")
"""Matches what is no character of XML 1.0, the control characters that it discourages, and what Unicode calls none."""


def plain_text(text: str) -> str:
    r"""Return text with every kind of line break as a new line, and what XML forbids replaced.

    Examples
    --------
    >>> plain_text("pasted\vfrom slides")
    'pasted\nfrom slides'
    >>> plain_text("a bell: \a") == f"a bell: {REPLACEMENT}"
    True
    """
    return _FORBIDDEN.sub(REPLACEMENT, "\n".join(text.splitlines()))


def plain_texts(value: Any) -> Any:
    """Return JSON-able data with every text in it, keys included, as `plain_text` returns it."""
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, Mapping):
        return {plain_texts(key): plain_texts(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_texts(item) for item in value]
    return value


def forbidden_in(text: str) -> str:
    r"""Return the first character that `plain_text` would replace, by its number, or nothing.

    Examples
    --------
    >>> forbidden_in("a bell: \a"), forbidden_in("pasted\vfrom slides")
    ('U+0007', '')
    """
    found = _FORBIDDEN.search("\n".join(text.splitlines()))
    return f"U+{ord(found[0]):04X}" if found else ""
