"""Who is answered: this server's own page, in a browser that has been let in."""

import contextlib
import http.client
import itertools
import os
import re
import signal
import socket
import stat
import subprocess
from http import HTTPStatus

import pytest

from rendering.preview.server.access import Access, write_launcher
from rendering.preview.server.request_guard import SECURITY_HEADERS
from tests.paths import RENDER
from tests.rendering.preview.asking import ask, own

READ = ("/", "/page/main.js", "/events", "/kept/pictures/x.png", "/media/x.mp4", "/api/command-line", "/nothing")
CHANGES = (
    ("PUT", "/api/request"),
    ("PUT", "/api/playhead"),
    ("PUT", "/api/uploads/x.png"),
    ("POST", "/api/exports"),
    ("DELETE", "/api/exports/1"),
    ("DELETE", "/api/build"),
)


def test_it_listens_on_this_machine_alone(served):
    host, port = served.host_and_port
    assert host == "127.0.0.1"
    with socket.socket() as elsewhere:
        elsewhere.settimeout(2)
        assert elsewhere.connect_ex(("127.0.0.2", port)) != 0


@pytest.mark.parametrize("path", [*READ, "/open?code=x"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:{port}", ""]
)
def test_a_foreign_host_is_not_answered(served, path, host):
    status, content = ask(served, path=path, Host=host.format(port=served.host_and_port[1]))
    assert status == HTTPStatus.FORBIDDEN
    assert b"127.0.0.1" in content


def test_localhost_is_answered(served):
    assert ask(served, Host=f"localhost:{served.host_and_port[1]}")[0] == HTTPStatus.OK


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost:{port}"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
    ],
    ids=str,
)
def test_requests_of_other_pages_are_not_answered_even_with_the_cookie(served, headers):
    changed = {name: value.format(port=served.host_and_port[1]) for name, value in headers.items()}
    assert ask(served, path="/api/command-line", **changed)[0] == HTTPStatus.FORBIDDEN
    assert ask(served, "PUT", "/api/playhead", b"{}", **{**own(served), **changed})[0] == HTTPStatus.FORBIDDEN


def test_a_link_from_elsewhere_may_lead_here(served):
    assert ask(served, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == HTTPStatus.OK


@pytest.mark.parametrize("cookie", ["", "{name}=", "{name}=wrong", "{name}=é", "other={value}", "{name}={value}x"])
def test_nothing_is_answered_without_the_cookie(served, cookie):
    name, value = served.cookie.split("=", 1)
    sent = cookie.format(name=name, value=value)
    for path in READ:
        assert ask(served, path=path, Cookie=sent)[0] == HTTPStatus.FORBIDDEN
        assert ask(served, "HEAD", path, Cookie=sent)[0] == HTTPStatus.FORBIDDEN
    for method, path in CHANGES:
        assert ask(served, method, path, b"{}", **own(served), Cookie=sent)[0] == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_a_change_has_to_say_that_it_comes_from_the_page(served, method, path):
    assert ask(served, method, path, b"{}", Content_Type="application/json")[0] == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("PUT", "/events"), ("GET", "/api/request"), ("TRACE", "/"), ("POST", "/open")]
)
def test_other_methods_do_nothing(served, method, path):
    status, _ = ask(served, method, path, **own(served))
    assert status in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


def test_answers_forbid_what_the_page_does_not_need(served):
    for path, cookie in itertools.product(("/", "/api/command-line", "/nothing", "/open"), (served.cookie, "")):
        connection = http.client.HTTPConnection(*served.host_and_port)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        for name, value in SECURITY_HEADERS.items():
            assert answer.getheader(name) == value
        assert not [name for name, _ in answer.getheaders() if name.lower().startswith("access-control")]
        connection.close()


def test_an_address_lets_one_browser_in_and_is_then_refused_in_a_page_that_says_what_to_do(served):
    address = served.next_address()
    path = address.removeprefix(served.origin)
    assert re.fullmatch(r"/open\?code=[\w-]{43}", path)
    assert ask(served, "HEAD", path, Cookie="")[0] == HTTPStatus.FORBIDDEN, "only opening it uses it"
    with contextlib.closing(http.client.HTTPConnection(*served.host_and_port)) as connection:
        connection.request("GET", path)
        cookie = connection.getresponse().headers["Set-Cookie"]
    name, value, *rest = re.split("[=;] ?", cookie, maxsplit=2)
    assert f"{name}={value}" == served.cookie
    assert name == f"preview-{served.host_and_port[1]}"
    assert {item.strip().lower() for item in rest[0].split(";")} == {"httponly", "path=/", "samesite=strict"}
    assert value not in address
    for _ in range(2):
        status, content = ask(served, path=path, Cookie="")
        assert status == HTTPStatus.FORBIDDEN
        assert b"<p>This address has been used already" in content
        assert b"Open the last address" in content
        assert value.encode() not in content
    assert served.next_address() != address


def test_the_file_that_leads_the_browser_is_private_and_no_command_line_has_the_address(tmp_path):
    printed = []
    access = Access("http://127.0.0.1:1", printed.append)
    launcher = write_launcher(tmp_path, access.address)
    assert stat.S_IMODE(launcher.stat().st_mode) == 0o600
    assert access.address in launcher.read_text(encoding="utf-8")
    assert printed[0].startswith(f"{access.address}  ")
    with pytest.raises(FileExistsError):
        write_launcher(tmp_path, access.address)


def test_the_browser_is_started_with_a_private_file_and_no_command_line_has_the_address(small, tmp_path):
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    os.mkfifo(seen)
    browser.write_text(f'#!/bin/sh\nfile=${{1#file:}}\n(echo "$1"; stat -c %a "$file"; cat "$file") > {seen}\n')
    browser.chmod(0o700)
    words = [*RENDER, "preview", f"{small}:Small", "--trust", "--port", "0", "--media_dir", str(tmp_path / "media")]
    environment = {**os.environ, "BROWSER": f"{browser} %s"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        address = process.stdout.readline().split()[0]
        opened, mode, content = seen.read_text(encoding="utf-8").split("\n", 2)
        assert "code" not in opened
        assert mode == "600"
        assert f"url={address}" in content
        process.send_signal(signal.SIGINT)
    assert not list((tmp_path / "media/.preview").glob(".*"))


def test_a_terminal_that_is_gone_keeps_nobody_out():
    def report(_line):
        raise BrokenPipeError

    access = Access("http://127.0.0.1:1", report)
    answer = access.open(access.address.partition("code=")[2])
    assert answer.status_code == HTTPStatus.OK
