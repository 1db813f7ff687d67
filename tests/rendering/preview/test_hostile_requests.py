"""Whatever is sent with the page's own cookie: refused in one line, and nothing else happens."""

import json
import socket
from http import HTTPStatus

import pytest

from tests.rendering.preview.asking import ask, ask_raw


def nested(levels):
    return b'{"a":' * levels + b"1" + b"}" * levels


LONG = "x" * 5_000
DIGITS = b"7" * 5_000
FOLDERS = ("/", "/media/", "/page/", "/kept/", "/kept/films/")
NAMES = (
    "%00",
    "a%00.mp4",
    f"{LONG}.mp4",
    "a/" * 2_000 + "x.mp4",
    "loop/x.mp4",
    "loop.mp4",
    "%ff%fe.mp4",
    "%ed%a0%80.mp4",
    "%0d%0aSet-Cookie:x.mp4",
    "%2e%2e%2f%2e%2e%2fx.mp4",
    LONG,
)
JSON_ROUTES = (("PUT", "/api/request"), ("PUT", "/api/playhead"), ("POST", "/api/exports"))
BODIES = {
    "not UTF-8": b'{"scene": "\xff\xfe"}',
    "empty": b"",
    "NUL": b"\0",
    "no object": b"[1]",
    "deep list": b"[" * 50_000,
    "deep object": nested(20_000),
    "deep enough to be read": b'{"scene": "small", "parameters": ' + nested(300) + b', "format": "mp4"}',
    "5,000 digits": b'{"scene": "small", "format": "png", "seconds": %b}' % DIGITS,
    "4,000 digits": b'{"scene": "small", "format": "png", "seconds": %b, "playhead": {"offset": %b}}'
    % (DIGITS[:4_000], DIGITS[:4_000]),
    "5,000 decimals": b'{"seconds": 1.%be999, "scene": 1.%b}' % (DIGITS, DIGITS),
    "infinite": b'{"scene": "small", "parameters": {"side": 1e999}, "format": "png"}',
    "NaN": b'{"scene": "small", "parameters": {"side": NaN}, "format": "png"}',
    "long": b'{"scene": "' + b"x" * 300_000 + b'"}',
    "long name": b'{"scene": "' + b"x" * 100_000 + b'", "beat": 1}',
    "lone surrogate": b'{"scene": "\\ud800", "beat": ["\\udfff"], "format": "\\ud800"}',
    "wrong types": b'{"scene": {}, "theme": [], "playhead": 7, "format": {}, "quality": [], "seconds": "x", "beat": 1}',
}
CONTENT_TYPES = ("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "é")
UPLOADED_NAMES = ("%00", LONG, "%ff", "a%0ab", "..%2f..%2fx", "%ed%a0%80")
NUMBERS = ("7" * 5_000, "-1", "0", "1e9", "%00", "x", "٣", "%D9%A3")
HEADERS = (f"X: {'x' * 100_000}", "no colon", "Transfer-Encoding: nonsense", "Content-Length: 7777", "Expect: \0")
RANGES = ("bytes=" + "7" * 5_000 + "-", "bytes=9-1", "bytes=x", "lines=1-2", "bytes=99999999-")
NO_HTTP = (b"\0" * 100 + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\r\n\r\n")


def request_bytes(served, method, target, body=b"", *, kind="application/json", extra=()):
    """A whole request, written out."""
    lines = [
        f"{method} {target} HTTP/1.1",
        "Host: {}:{}".format(*served.host_and_port),
        f"Origin: {served.origin}",
        f"Cookie: {served.cookie}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *extra,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture(autouse=True, scope="module")
def _loops(served):
    for name in ("loop", "loop.mp4"):
        (served.folder / "media" / name).symlink_to(name)


@pytest.fixture(autouse=True)
def _serves_on(served):
    """Expect that the server serves on, and has said a line at most."""
    log = served.folder / "log"
    before = log.stat().st_size
    yield
    assert ask(served)[0] == HTTPStatus.OK
    said = log.read_bytes()[before:]
    assert said.count(b"\n") <= 1, said


def refused(served, data):
    assert 400 <= ask_raw(served, data) < 500


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:20])
def test_paths_are_refused(served, folder, name):
    refused(served, request_bytes(served, "GET", folder + name))


@pytest.mark.parametrize(("method", "route"), JSON_ROUTES)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_bodies_are_refused(served, method, route, body):
    refused(served, request_bytes(served, method, route, body))


@pytest.mark.parametrize(("method", "route"), JSON_ROUTES)
@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_other_content_types_are_refused(served, method, route, kind):
    good = b'{"scene": "small", "format": "png", "quality": "l"}'
    refused(served, request_bytes(served, method, route, good, kind=kind))


@pytest.mark.parametrize("name", UPLOADED_NAMES, ids=lambda name: name[:20])
def test_uploads_that_are_no_pictures_are_refused_whatever_their_name(served, name):
    refused(served, request_bytes(served, "PUT", f"/api/uploads/{name}", b"MZ", kind="image/png"))


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:9])
def test_numbers_of_exports_that_there_are_not_are_refused(served, number):
    refused(served, request_bytes(served, "DELETE", f"/api/exports/{number}"))


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[:20])
def test_headers_are_refused(served, header):
    refused(served, request_bytes(served, "PUT", "/api/request", b"{}", extra=[header]))


@pytest.mark.parametrize("value", RANGES, ids=lambda text: text[:20])
def test_ranges_are_refused(served, value):
    path = f"/kept/films/{served.film['file']}"
    refused(served, request_bytes(served, "GET", path, extra=[f"Range: {value}"]))


@pytest.mark.parametrize("data", NO_HTTP)
def test_what_is_no_http_is_refused(served, data):
    refused(served, data)


@pytest.mark.parametrize("path", ["/api/request", "/api/uploads/x.png"])
def test_who_hangs_up_in_the_middle_is_forgotten(served, path):
    with socket.create_connection(served.host_and_port) as connection:
        connection.sendall(request_bytes(served, "PUT", path, b"{" * 100)[:-50])


def test_a_lone_surrogate_in_what_is_shown_is_escaped(served):
    body = b'{"scene": "small", "playhead": {"beat": "\\ud800"}}'
    assert ask_raw(served, request_bytes(served, "PUT", "/api/request", body)) == HTTPStatus.NO_CONTENT
    body = b'{"beat": "\\ud800"}'
    assert ask_raw(served, request_bytes(served, "PUT", "/api/playhead", body)) == HTTPStatus.NO_CONTENT
    with socket.create_connection(served.host_and_port, timeout=60) as connection:
        connection.sendall(request_bytes(served, "GET", "/events"))
        lines = iter(connection.makefile("rb").readline, b"")
        state = json.loads(next(line for line in lines if line.startswith(b"data: ")).removeprefix(b"data: "))
    assert state["request"]["playhead"]["beat"] == "\ud800"
    assert ask(served, path="/api/command-line")[0] == HTTPStatus.OK
