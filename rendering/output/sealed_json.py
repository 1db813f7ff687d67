"""JSON files that hold a digest of themselves: whatever was changed since they were written is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DIGEST = "digest"
"""The last entry of such a file: the SHA-256 of the file as it would be without it."""


def sealed(content: Mapping[str, Any]) -> bytes:
    """Return JSON-able content as the bytes of a file, with its digest.

    Examples
    --------
    >>> print(sealed({"frames": 3}).decode())  # doctest: +ELLIPSIS
    {
     "frames": 3,
     "digest": "..."
    }
    <BLANKLINE>
    """
    plain = json.loads(json.dumps(dict(content)))  # as it will be read
    plain.pop(DIGEST, None)
    return _written({**plain, DIGEST: hashlib.sha256(_written(plain)).hexdigest()})


def unsealed(data: bytes) -> dict[str, Any]:
    """Return the content of such a file, without its digest.

    Raises
    ------
    ValueError
        If the file is not, byte for byte, what `sealed` returned.
    """
    try:
        content = json.loads(data)
        if isinstance(content, dict) and sealed(content) == data:
            del content[DIGEST]
            return content
    except (ValueError, RecursionError):
        pass
    raise ValueError("it is not as it was written")


def read(path: Path, schema: str) -> dict[str, Any]:
    """Return the content of such a file whose entry ``schema`` is as given, or nothing where there is none."""
    try:
        content = unsealed(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if content.get("schema") == schema else {}


def with_key(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON-able content with a digest of it as its ``key``, by which an equal one is known again."""
    return {**content, "key": hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()}


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Write such a file."""
    path.write_bytes(sealed(content))


def _written(content: Mapping[str, Any]) -> bytes:
    """Return JSON in UTF-8; a lone surrogate, which that cannot hold, becomes JSON's own escape of it."""
    return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode(errors="backslashreplace")
