"""The real server: which requests it answers, what it serves, and that it recovers when things go wrong."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path

import pytest
from click.testing import CliRunner

import render
from rendering.core.errors import UserError
from rendering.preview.server.server import listening
from tests.paths import ROOT
from tests.rendering.preview.asking import ask, own
from tests.rendering.preview.bombs import bomb

OUTSIDE = (
    "/media/../small.py",
    "/media/%2e%2e/small.py",
    "/media/..%2fsmall.py",
    "/media/.preview/trusted.json",
    "/media/%2epreview/trusted.json",
    "/media//etc/passwd",
    "/media/%2fetc/passwd",
    "/media/link.json",
    "/media/notes.txt",
    "/page/../site.py",
    "/page/..%2fsite.py",
    "/page/%2e%2e%2fsite.py",
    "/kept/../trusted.json",
    "/kept/pictures/../../trusted.json",
    "/kept/pictures/..%2f..%2ftrusted.json",
    "/kept/work/x.png",
    "/kept/trusted.json/x.png",
)


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_outside_media_and_the_page_is_served(served, path):
    media = served.folder / "media"
    (media / "notes.txt").write_text("private")
    if not (media / "link.json").is_symlink():
        (served.folder / "secret.json").write_text("private")
        (media / "link.json").symlink_to(served.folder / "secret.json")
    status, content = ask(served, path=path)
    assert status == HTTPStatus.NOT_FOUND
    assert b"private" not in content


def test_films_come_in_parts_as_browsers_want_them(served):
    path = f"/kept/films/{served.film['file']}"
    whole = served.fetch(path)
    status, part = ask(served, path=path, Range="bytes=10-19")
    assert (status, part) == (HTTPStatus.PARTIAL_CONTENT, whole[10:20])


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/api/request", b"{", "not valid JSON"),
        ("/api/request", b"[]", "not a JSON object"),
        ("/api/request", b'{"scene": "smal"}', "did you mean 'small'"),
        ("/api/request", b'{"scene": "small", "quality": "k"}', "allowed: l, m, h"),
        ("/api/request", b" " * 300_000, "200,000 bytes"),
        ("/api/playhead", b'{"offset": -1}', "seconds from 0"),
        ("/api/uploads/x.png", b"MZ", "x.png is not a PNG, JPEG or WebP picture"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_answered_in_one_line(served, path, body, message):
    status, content = ask(served, "PUT", path, body, **own(served))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    error = json.loads(content)["error"]
    assert message in error
    assert "\n" not in error


def test_a_bomb_is_refused_before_it_is_decoded(served):
    data = bomb(60_000, 60_000)
    status, content = ask(served, "PUT", "/api/uploads/bomb.png", data, **own(served))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert b"pixels" in content


def test_the_server_imports_no_manim_and_the_fork_server_nothing_of_the_authors():
    for module in ("rendering.preview.server.server", "rendering.preview.command"):
        code = f"import sys, {module}; sys.exit('manim' in sys.modules or 'torch' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
    code = (
        "import sys, rendering.preview.builder.fork_server;"
        "sys.exit('manim' not in sys.modules or bool({'torch', 'scenes', 'convmath'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_clean_leaves_the_film_on_display_and_takes_it_once_the_preview_has_ended(small, tmp_path, serve_preview):
    served = serve_preview(f"{small}:Small")
    path = f"/kept/films/{served.wait_for(lambda name, _: name == 'film')['file']}"
    film = served.fetch(path)
    clean = ["clean", "--media_dir", str(tmp_path / "media")]
    assert CliRunner().invoke(render.main, clean).exit_code == 0
    assert served.fetch(path) == film
    served.stop(signal.SIGINT)
    assert CliRunner().invoke(render.main, clean).exit_code == 0
    assert not list((tmp_path / "media/.preview/films").iterdir())


def test_a_busy_port_gives_the_next_free_one():
    with listening(0) as first:
        port = first.getsockname()[1]
        with listening(port) as second:
            assert port < second.getsockname()[1] < port + 50
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 65_535))
        taken.listen()
        with pytest.raises(UserError, match="--port"):
            listening(65_535)


def test_an_edit_gives_a_new_picture_and_a_newer_one_cancels_the_one_under_way(small, serve_preview):
    served = serve_preview(f"{small}:Small")
    served.wait_for(lambda name, _: name == "film")
    text = small.read_text(encoding="utf-8")
    slow = text.replace('"""Show both."""', "import time; print('begun', flush=True); time.sleep(60)")
    small.write_text(slow, encoding="utf-8")
    served.wait_for(lambda name, data: name == "log" and data["line"].endswith("begun"))
    began = time.monotonic()
    small.write_text(text.replace("#ffffff", "#00ff00"), encoding="utf-8")
    served.wait_for(lambda name, _: name == "picture")
    assert time.monotonic() - began < 20
    served.wait_for(lambda name, data: name == "build" and data["phase"] == "done")


def test_a_move_of_the_playhead_while_a_save_is_drawn_leaves_it_a_save(small, serve_preview):
    served = serve_preview(f"{small}:Small")
    served.wait_for(lambda name, data: name == "build" and data["phase"] == "done")
    text = small.read_text(encoding="utf-8")
    slow = text.replace('"""Show both."""', "import time; print('begun', flush=True); time.sleep(2)")
    small.write_text(slow, encoding="utf-8")
    served.wait_for(lambda name, data: name == "log" and data["line"].endswith("begun"))
    served.put("/api/playhead", {"beat": "square", "offset": 0.4, "seconds": 0.4, "draw": True})
    data = served.wait_for(lambda name, _: name == "picture")
    assert data["frame"] == 6
    assert data["replaces"]  # the film and clips that are shown are not of this text


def test_a_fork_server_that_died_is_started_again(small, serve_preview):
    served = serve_preview(f"{small}:Small")
    served.wait_for(lambda name, _: name == "film")
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace('"""Show both."""', "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"))
    fault = next(data for name, data in served.events() if name == "fault")
    assert "died" in fault["message"] or "signal" in fault["message"]
    small.write_text(text.replace("#ffffff", "#00ff00"), encoding="utf-8")
    served.wait_for(lambda name, _: name == "film")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("os._exit(0)", "ended with status 0"),
        ("sys.exit(0)", "the scene ends its process (SystemExit: 0)"),
        ("raise KeyboardInterrupt", "the scene ends its process (KeyboardInterrupt)"),
        ("input()", "the scene asks for input that is not there"),
    ],
)
def test_a_scene_that_ends_its_process_is_a_fault(small, serve_preview, line, said):
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace('"""Show both."""', f"import os, sys; {line}"), encoding="utf-8")
    served = serve_preview(f"{small}:Small")
    fault = next(data for name, data in served.events() if name == "fault")
    assert said in fault["message"]


def test_what_a_scene_leaves_running_does_not_hold_up_the_preview(small, serve_preview):
    text = small.read_text(encoding="utf-8")
    start = "import subprocess; subprocess.Popen(['sleep', '1000'])"
    small.write_text(text.replace('"""Show both."""', start), encoding="utf-8")
    served = serve_preview(f"{small}:Small")
    served.wait_for(lambda name, data: name == "build" and data["phase"] == "done")


def test_stopped_it_leaves_no_process_and_no_work_behind(small, serve_preview, tmp_path):
    served = serve_preview(f"{small}:Small")
    served.wait_for(lambda name, _: name == "timeline")
    children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()
    assert children
    served.stop(signal.SIGINT)
    assert served.process.returncode == 130
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert not (tmp_path / "media/.preview/work").exists()


@pytest.mark.exhaustive
def test_without_forks_the_same_can_be_seen(small, serve_preview, monkeypatch):
    monkeypatch.setitem(os.environ, "RENDER_NO_FORK", "1")
    served = serve_preview(f"{small}:Small")
    served.wait_for(lambda name, _: name == "film")
    small.write_text(small.read_text(encoding="utf-8").replace("#ffffff", "#00ff00"), encoding="utf-8")
    served.wait_for(lambda name, _: name == "film")
