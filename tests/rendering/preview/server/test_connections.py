"""Connections that say too little or are too many are closed, and a page is served all the while."""

import asyncio
import contextlib
import errno
import os
import socket
import threading
from http import HTTPStatus
from pathlib import Path

import pytest
import uvicorn

from benchmarks.preview_client import PreviewClient
from rendering.preview.server import connections
from tests.paths import RENDER

FILES = 256
"""Open files that macOS and some services let a process have."""
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
TOO_SLOW = {
    "a byte": b"G",
    "half a line": b"GET / HT",
    "half a header": b"GET / HTTP/1.1\r\nHost:",
    "half a body": b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n12",
}


@pytest.fixture(scope="module")
def echo():
    """A server that reads each request whole, and answers."""

    async def app(_scope, receive, send):
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=connections.BoundedConnection, lifespan="off", log_level="critical", timeout_keep_alive=3600
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("sent", TOO_SLOW.values(), ids=TOO_SLOW)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_request_that_does_not_end_is_cut_off(echo, sent, is_first, monkeypatch):
    if is_first:
        monkeypatch.setattr(connections, "SECONDS_TO_ASK", 0.05)
    with socket.create_connection(echo, timeout=60) as connection:
        if not is_first:
            connection.sendall(WHOLE)
            assert connection.recv(1000).startswith(b"HTTP/1.1 204")
            monkeypatch.setattr(connections, "SECONDS_TO_ASK", 0.05)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        assert ends(connection)


def ends(connection):
    """Wait until the other side closes a connection."""
    with contextlib.suppress(ConnectionResetError):
        while connection.recv(1000):
            pass
    return True


def test_of_too_many_connections_those_go_that_have_waited_longest_for_a_request(echo, monkeypatch):
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)
    opened = [socket.create_connection(echo, timeout=60) for _ in range(9)]
    for connection in opened[:6]:
        assert ends(connection)
    opened[-1].sendall(WHOLE)
    assert opened[-1].recv(100).startswith(b"HTTP/1.1 204")
    for connection in opened:
        connection.close()


def test_half_open_connections_by_the_hundred_keep_no_page_out_and_cost_nothing(small, tmp_path):
    command = ("sh", "-c", f'ulimit -n {FILES}; exec "$@"', "sh", *RENDER)
    with (tmp_path / "log").open("wb") as log, PreviewClient(command, f"{small}:Small", tmp_path, log=log) as served:
        served.wait_for(lambda name, data: name == "build" and data["phase"] == "done")
        before = cpu_seconds(served.process.pid)
        opened = []
        for _ in range(40):
            for _ in range(connections.BACKLOG - 6):
                opened.append(socket.create_connection(served.host_and_port))
                opened[-1].sendall(b"GET / HTTP/1.1\r\nHost:")
            assert served.request("GET", "/page/main.js")[0] == HTTPStatus.OK
        assert len(list(Path(f"/proc/{served.process.pid}/fd").iterdir())) < FILES
        small.write_text(small.read_text(encoding="utf-8").replace("#ffffff", "#00ff00"), encoding="utf-8")
        served.wait_for(lambda name, _: name == "film")
        assert cpu_seconds(served.process.pid) - before < 5
        for connection in opened:
            connection.close()
    assert (tmp_path / "log").read_bytes() == b""


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_lack_of_files_is_told_once_and_other_errors_as_ever():
    told, others = [], []

    class Loop(asyncio.SelectorEventLoop):
        def default_exception_handler(self, context):
            others.append(context["message"])

    loop = Loop()
    loop.set_exception_handler(connections.bounding_accept_errors(told.append))
    for number in (errno.EMFILE, errno.EMFILE, errno.ENFILE, errno.EPIPE):
        loop.call_exception_handler({"message": str(number), "exception": OSError(number, "")})
    loop.call_exception_handler({"message": "no exception"})
    loop.close()
    assert len(told) == 1
    assert others == [str(errno.EPIPE), "no exception"]
