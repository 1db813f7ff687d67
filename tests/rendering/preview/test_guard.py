def test_it_listens_on_this_machine_alone(served):
    host, port = served.host_and_port
    assert host == "127.0.0.1"
    with socket.socket() as elsewhere:
        elsewhere.settimeout(2)
        assert elsewhere.connect_ex(("127.0.0.2", port)) != 0


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/events", "/api/command-line", "/nothing"])
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
def test_requests_of_other_pages_are_not_answered(served, headers):
    changed = {name: value.format(port=served.host_and_port[1]) for name, value in headers.items()}
    assert ask(served, path="/api/command-line", **changed)[0] == HTTPStatus.FORBIDDEN
    assert ask(served, "PUT", "/api/playhead", b"{}", **{**own(served), **changed})[0] == HTTPStatus.FORBIDDEN


def test_a_link_from_elsewhere_may_lead_here(served):
    assert ask(served, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == HTTPStatus.OK


CHANGES = (
    ("PUT", "/api/request"),
    ("PUT", "/api/playhead"),
    ("PUT", "/api/uploads/x.png"),
    ("POST", "/api/exports"),
    ("DELETE", "/api/exports/1"),
)


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_whatever_changes_anything_needs_the_token(served, method, path, token):
    headers = {"Origin": own(served)["Origin"]}
    if token is not None:
        headers["X_Preview_Token"] = token
    assert ask(served, method, path, b"{}", **headers)[0] == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("PUT", "/events"), ("GET", "/api/request"), ("TRACE", "/")]
)
def test_other_methods_do_nothing(served, method, path):
    status, _ = ask(served, method, path, **own(served))
    assert status in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


def test_answers_forbid_what_the_page_does_not_need(served):
    import http.client

    for path in ("/", "/api/command-line", "/nothing"):
        connection = http.client.HTTPConnection(*served.host_and_port)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        for name, value in SECURITY_HEADERS.items():
            assert answer.getheader(name) == value
        assert not [name for name, _ in answer.getheaders() if name.lower().startswith("access-control")]
        connection.close()


