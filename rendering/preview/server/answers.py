"""Write JSON that every browser can read, whatever a scene's text and numbers are, and read a page's with care."""

from __future__ import annotations

import json
import math
from http import HTTPStatus
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rendering.core.errors import UserError

LONGEST_BODY = 200_000
"""Bytes of JSON that a page may send at once."""
LONGEST_ERROR = 1_000
"""Characters of a line that may quote what was sent."""
DEEPEST = 32
"""Levels of objects and lists in each other; what the page sends has four."""


def as_json(data: Any) -> str:
    """Return data as JSON that browsers read: in ASCII, as UTF-8 has no lone surrogates; NaN and infinity as words."""
    try:
        return json.dumps(data, allow_nan=False)
    except ValueError:
        return json.dumps(json.loads(json.dumps(data), parse_constant=str))


class JSONAnswer(JSONResponse):
    """An answer in JSON."""

    def render(self, content: Any) -> bytes:
        """Return the content as bytes."""
        return as_json(content).encode("ascii")


def error(message: str, status: HTTPStatus) -> Response:
    """Return the answer to a request that cannot be carried out."""
    return JSONAnswer({"error": message[:LONGEST_ERROR]}, status)


async def received_json(request: Request) -> dict[str, Any]:
    """Return the JSON object that a page sent.

    Raises
    ------
    UserError
        If it is not declared as JSON, too long, too deep, no object, or holds a number that JSON does not have.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UserError("a request is to be sent as application/json")
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LONGEST_BODY:
            raise UserError(f"a request may hold {LONGEST_BODY:,} bytes at most")
    try:
        parsed = json.loads(data, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as problem:
        raise UserError("the request is not valid JSON") from problem
    if not isinstance(parsed, dict):
        raise UserError("the request is not a JSON object")
    if not _is_shallow(parsed, DEEPEST):
        raise UserError(f"the request is nested deeper than {DEEPEST} levels")
    return parsed


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _is_shallow(value: Any, levels: int) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_is_shallow(item, levels - 1) for item in items)
