"""Requests as the page sends them, and as nobody should."""

import socket


def ask(served, method="GET", path="/", body=None, **headers):
    """Status and content of an answer; names of headers are given with underscores."""
    return served.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})


def own(served):
    """The headers of the page's own requests."""
    return {"Origin": served.origin, "Content_Type": "application/json"}


def ask_raw(served, data):
    """Send bytes, and return the status of the answer; 0 if there is none."""
    with socket.create_connection(served.host_and_port, timeout=60) as connection:
        connection.sendall(data)
        line = connection.makefile("rb").readline()
    return int(line.split()[1]) if line else 0
