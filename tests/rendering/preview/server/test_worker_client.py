"""The warm process: clean modules for every task, killed with all they started, and tidy folders."""

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
from rendering.preview.server.prune import clear, tidy
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


def with_workshop(folder, use):
    async def run():
        workshop = WorkerClient(folder / "media", lambda _line: None)
        await workshop.open()
        try:
            return await use(workshop)
        finally:
            await workshop.close()

    return asyncio.run(run())


async def events_of(workshop, kind, target, request=None):
    return [event async for event in workshop.run_task(kind, target, request or PreviewRequest(scene="counted"))]


def test_every_task_starts_from_clean_modules(way, counted, tmp_path):
    target = counted()

    async def use(workshop):
        heard = []
        for _ in range(2):
            told = await events_of(workshop, "picture", target)
            heard += [event["line"] for event in told if event["event"] == "output"]
            assert [event["event"] for event in told if event["event"] != "output"] == [
                "picture",
                "inputs",
                "end",
                "exit",
            ]
            inputs = next(event for event in told if event["event"] == "inputs")
            assert set(inputs["files"]) == {str(target.file), str(tmp_path / "count_neighbour.py")}
            workshop.preload(inputs["files"], inputs["modules"])
        return heard

    assert {line.split()[1] for line in with_workshop(tmp_path, use)} == {"1"}


def test_who_stops_listening_stops_the_task_and_all_it_started(way, counted, tmp_path):
    pids = tmp_path / "pids"
    body = (
        "import subprocess, time; child = subprocess.Popen(['sleep', '300']);"
        f" open({str(pids)!r}, 'a').write(str(os.getpid()) + ' ' + str(child.pid) + '\\n');"
        " print('started', flush=True); time.sleep(300)"
    )
    target = counted(body)

    async def use(workshop):
        async with contextlib.aclosing(workshop.run_task("picture", target, PreviewRequest(scene="counted"))) as events:
            async for event in events:
                if event["event"] == "output" and event["line"] == "started":
                    break
        counted()
        told = await events_of(workshop, "picture", target)
        assert "picture" in [event["event"] for event in told]

    with_workshop(tmp_path, use)
    for pid in pids.read_text().split():
        wait_for_end(pid)


def wait_for_end(pid):
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} still runs")


def test_what_a_stopped_task_still_had_to_tell_takes_nothing_from_the_one_that_comes_after(counted, tmp_path):
    going = tmp_path / "going"
    waiting = (
        "import time; print('pid', os.getpid(), flush=True);"
        f" [time.sleep(0.01) for _ in iter(lambda: os.path.exists({str(going)!r}), True)]"
    )
    target = counted(waiting)

    async def use(workshop):
        first = workshop.run_task("picture", target, PreviewRequest(scene="counted"))
        async with contextlib.aclosing(first) as events:
            async for event in events:
                if event["event"] == "output" and event["line"].startswith("pid"):
                    pid = event["line"].split()[1]
                    break
            warm = workshop._process.pid
            os.kill(warm, signal.SIGSTOP)
        counted()
        second = asyncio.create_task(events_of(workshop, "picture", target))
        await asyncio.sleep(0)  # both orders wait before the first task has told anything more
        going.touch()
        wait_for_end(pid)
        os.kill(warm, signal.SIGCONT)
        return await asyncio.wait_for(second, 60)

    told = with_workshop(tmp_path, use)
    assert [event["event"] for event in told if event["event"] != "output"] == ["picture", "inputs", "end", "exit"]


def test_several_tasks_at_once_are_told_apart(counted, tmp_path):
    target = counted()

    async def use(workshop):
        requests = [PreviewRequest(scene="counted", playhead=Playhead("autocreated", offset)) for offset in (0.0, 0.1)]
        films = [replace(request, quality="m") for request in requests]
        return await asyncio.gather(
            *(events_of(workshop, "picture", target, request) for request in (*requests, *films))
        )

    for told in with_workshop(tmp_path, use):
        assert [event["event"] for event in told if event["event"] != "output"] == ["picture", "inputs", "end", "exit"]


def test_a_scene_that_ends_its_process_is_told_as_such(counted, tmp_path):
    target = counted("os._exit(3)")
    told = with_workshop(tmp_path, lambda workshop: events_of(workshop, "picture", target))
    assert told[-1]["event"] == "exit"
    assert told[-1]["status"] == 3
    assert not list((tmp_path / "media/.preview").glob("work/*"))


def test_half_a_line_of_a_task_that_dies_says_nothing(counted, tmp_path):
    target = counted(
        "pipes = [int(fd) for fd in os.listdir('/proc/self/fd') if os.path.islink('/proc/self/fd/' + fd)"
        " and os.readlink('/proc/self/fd/' + fd).startswith('pipe:')];"
        " [os.write(fd, b'{half') for fd in pipes if fd > 2]; os._exit(3)"
    )

    async def use(workshop):
        died = await events_of(workshop, "picture", target)
        counted()
        return died, await asyncio.wait_for(events_of(workshop, "picture", target), 60)

    died, after = with_workshop(tmp_path, use)
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
    assert tidy(tmp_path, {"00.mp4"}) == 9
    left = sorted(path.stem for path in (tmp_path / "films").iterdir())
    assert left == ["00", *(f"{number:02}" for number in range(10, 70))]
    assert clear(tmp_path, dry_run=True) == 610
    assert clear(tmp_path) == 610
    assert [path.name for path in tmp_path.rglob("*.*")] == ["mine.png"]
