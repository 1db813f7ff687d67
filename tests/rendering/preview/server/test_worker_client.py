"""Tasks start from clean modules and are killed with all they started; folders are pruned."""

import asyncio
import contextlib
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rendering.core.targets import Target
from rendering.preview.request import Playhead, PreviewRequest
from rendering.preview.server.prune import clear, remove_oldest
from rendering.preview.server.worker_client import WorkerClient

COUNTING = """
import os, sys
from manim import Scene, Square
import {neighbour}

served = "rendering.preview.builder.fork_server" in sys.modules
print("modules", {neighbour}.COUNT, served, "torch" in sys.modules, flush=True)
{neighbour}.COUNT += 1


class Counted(Scene):
    def construct(self):
        {body}
        self.add(Square())
        self.wait(0.2)
"""


@pytest.fixture(params=["forked", "started afresh"])
def way(request, monkeypatch):
    """With and without forks."""
    if request.param != "forked":
        monkeypatch.setenv("RENDER_NO_FORK", "1")
    return request.param


@pytest.fixture
def counted(tmp_path):
    """A scene that counts how often its neighbour was imported."""

    def write(body="pass"):
        (tmp_path / "count_neighbour.py").write_text("COUNT = 1\n")
        file = tmp_path / "counted.py"
        file.write_text(COUNTING.format(neighbour="count_neighbour", body=body))
        return Target(file, "Counted", "counted")

    return write


def with_client(folder, use):
    async def run():
        client = WorkerClient(folder / "media", lambda _line: None)
        await client.open()
        try:
            return await use(client)
        finally:
            await client.close()

    return asyncio.run(run())


async def events_of(client, kind, target, request=None):
    return [event async for event in client.run_task(kind, target, request or PreviewRequest(scene="counted"))]


def test_every_task_starts_from_clean_modules(way, counted, tmp_path):
    target = counted()

    async def use(client):
        lines = []
        for _ in range(2):
            events = await events_of(client, "picture", target)
            lines += [event["line"] for event in events if event["event"] == "output"]
            assert [event["event"] for event in events if event["event"] != "output"] == [
                "picture",
                "inputs",
                "exit",
            ]
            inputs = next(event for event in events if event["event"] == "inputs")
            assert set(inputs["files"]) == {str(target.file), str(tmp_path / "count_neighbour.py")}
            client.preload(inputs["files"], inputs["modules"])
        return lines

    assert {line.split()[1] for line in with_client(tmp_path, use)} == {"1"}


def test_who_stops_listening_stops_the_task_and_all_it_started(way, counted, tmp_path):
    pids = tmp_path / "pids"
    body = (
        "import subprocess, time; child = subprocess.Popen(['sleep', '300']);"
        f" open({str(pids)!r}, 'a').write(str(os.getpid()) + ' ' + str(child.pid) + '\\n');"
        " print('started', flush=True); time.sleep(300)"
    )
    target = counted(body)

    async def use(client):
        async with contextlib.aclosing(client.run_task("picture", target, PreviewRequest(scene="counted"))) as events:
            async for event in events:
                if event["event"] == "output" and event["line"] == "started":
                    break
        counted()
        events = await events_of(client, "picture", target)
        assert "picture" in [event["event"] for event in events]

    with_client(tmp_path, use)
    for pid in pids.read_text().split():
        wait_for_end(pid)


def wait_for_end(pid):
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} still runs")


def test_late_events_of_a_stopped_task_take_nothing_from_the_next(counted, tmp_path):
    going = tmp_path / "going"
    waiting = (
        "import time; print('pid', os.getpid(), flush=True);"
        f" [time.sleep(0.01) for _ in iter(lambda: os.path.exists({str(going)!r}), True)]"
    )
    target = counted(waiting)

    async def use(client):
        first = client.run_task("picture", target, PreviewRequest(scene="counted"))
        async with contextlib.aclosing(first) as events:
            async for event in events:
                if event["event"] == "output" and event["line"].startswith("pid"):
                    pid = event["line"].split()[1]
                    break
            fork_server = client._process.pid
            os.kill(fork_server, signal.SIGSTOP)
        counted()
        second = asyncio.create_task(events_of(client, "picture", target))
        await asyncio.sleep(0)  # both messages wait before the first task has sent anything more
        going.touch()
        wait_for_end(pid)
        os.kill(fork_server, signal.SIGCONT)
        return await asyncio.wait_for(second, 60)

    events = with_client(tmp_path, use)
    assert [event["event"] for event in events if event["event"] != "output"] == ["picture", "inputs", "exit"]


def test_several_tasks_run_at_once(counted, tmp_path):
    target = counted()

    async def use(client):
        requests = [PreviewRequest(scene="counted", playhead=Playhead("autocreated", offset)) for offset in (0.0, 0.1)]
        films = [replace(request, quality="m") for request in requests]
        return await asyncio.gather(*(events_of(client, "picture", target, request) for request in (*requests, *films)))

    for events in with_client(tmp_path, use):
        assert [event["event"] for event in events if event["event"] != "output"] == ["picture", "inputs", "exit"]


def test_the_exit_event_has_the_status_of_a_scene_that_ends_its_process(counted, tmp_path):
    target = counted("os._exit(3)")
    events = with_client(tmp_path, lambda client: events_of(client, "picture", target))
    assert events[-1]["event"] == "exit"
    assert events[-1]["status"] == 3
    assert not list((tmp_path / "media/.preview").glob("work/*"))


def test_half_a_line_of_a_task_that_dies_is_dropped(counted, tmp_path):
    target = counted(
        "pipes = [int(fd) for fd in os.listdir('/proc/self/fd') if os.path.islink('/proc/self/fd/' + fd)"
        " and os.readlink('/proc/self/fd/' + fd).startswith('pipe:')];"
        " [os.write(fd, b'{half') for fd in pipes if fd > 2]; os._exit(3)"
    )

    async def use(client):
        died = await events_of(client, "picture", target)
        counted()
        return died, await asyncio.wait_for(events_of(client, "picture", target), 60)

    died, after = with_client(tmp_path, use)
    assert [event["event"] for event in died if event["event"] != "output"] == ["exit"]
    assert "picture" in [event["event"] for event in after]


def test_the_oldest_files_go_and_those_in_use_stay(tmp_path):
    for number in range(70):
        path = tmp_path / "films" / f"{number:02}.mp4"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 10)
        os.utime(path, (number, number))
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "mine.png").write_bytes(b"y")
    assert remove_oldest(tmp_path, {"00.mp4"}) == 9
    left = sorted(path.stem for path in (tmp_path / "films").iterdir())
    assert left == ["00", *(f"{number:02}" for number in range(10, 70))]
    assert clear(tmp_path, dry_run=True) == 610
    assert clear(tmp_path) == 610
    assert [path.name for path in tmp_path.rglob("*.*")] == ["mine.png"]
