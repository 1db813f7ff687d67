"""Whatever a build does, the page shows what went wrong and the last good picture, and the next good save mends it."""

import contextlib
import http.client
import io
import json
import os
import random
import shutil
import signal
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.preview_client import PreviewClient
from tests.paths import RENDER
from tests.processes import processes_of, wait_until
from tests.rendering.preview.asking import ask, own

WRITING = """
import os, sys
def write(data):
    for name in os.listdir("/proc/self/fd"):
        link = "/proc/self/fd/" + name
        if int(name) > 2 and os.path.islink(link) and os.readlink(link).startswith("pipe"):
            rest = data
            while rest:
                rest = rest[os.write(int(name), rest):]
"""
OWN_PIPE = "the engine's own pipe"
BAD_BUILDS = {
    "lone surrogate": (r"raise ValueError('half: \ud800')", "half: \ud800"),
    "no UTF-8 printed": (r"os.write(2, b'\xff\xed\xa0\x80\n'); 1 / 0", "ZeroDivision"),
    "a file's name that is no UTF-8": (r"open(os.fsdecode(b'/\xff'))", "No such file"),
    "not JSON": (r"write(b'nonsense\n'); self.wait(60)", OWN_PIPE),
    "not JSON again and again": (r"write(b'nonsense\n' * 10_000); self.wait(60)", OWN_PIPE),
    "no event": (r"write(b'[1, 2]\n'); self.wait(60)", OWN_PIPE),
    "deep JSON": (r"write(b'[' * 100_000 + b'\n'); self.wait(60)", OWN_PIPE),
    "an event without its fields": (r"""write(b'{"event": "inputs"}\n'); self.wait(60)""", "KeyError"),
    "90 MB without a line's end": ("write(b'x' * 90_000_000); self.wait(60)", OWN_PIPE),
    "90 MB printed": ("sys.stderr.write('x' * 90_000_000); 1 / 0", "ZeroDivision"),
    "ended": ("os._exit(3)", "ended with status 3"),
    "killed": ("os.kill(os.getpid(), 9)", "killed by SIGKILL"),
    "the fork server killed": ("os.kill(os.getppid(), 9); self.wait(60)", "died"),
}


@pytest.fixture(scope="module")
def small_text():
    """The text of the small scene."""
    return (Path(__file__).parent / "fixtures" / "small.py").read_text(encoding="utf-8")


def doing(text, line):
    """The text of a scene that first does something else."""
    assert '"""Show both."""' in text
    return WRITING + text.replace('"""Show both."""', line)


def coloured(text, colour):
    """The text of a scene with a square of another colour."""
    assert "#ffffff" in text
    return text.replace("#ffffff", colour)


def events_until(served, *names):
    """Events up to the next one of these names, that one last."""
    found = []
    for event, data in served.events():
        found.append((event, data))
        if event in names:
            return found
    return pytest.fail(f"no {names}: {found[-5:]}")


def state(served):
    """The state that a page gets that has just been opened."""
    with contextlib.closing(http.client.HTTPConnection(*served.host_and_port, timeout=60)) as connection:
        connection.request("GET", "/events", headers={"Cookie": served.cookie})
        lines = iter(connection.getresponse().readline, b"")
        return json.loads(next(line for line in lines if line.startswith(b"data: ")).removeprefix(b"data: "))


def test_each_bad_build_is_an_error_on_the_page_and_the_next_save_mends_it(served, small_text):
    file = served.folder / "small.py"
    shown = state(served)["picture"]
    for number, (what, (line, message)) in enumerate(BAD_BUILDS.items()):
        file.write_text(doing(small_text, line), encoding="utf-8")
        _, fault = events_until(served, "fault")[-1]
        assert message in fault["message"], what
        assert state(served)["picture"] == shown, what
        file.write_text(coloured(small_text, f"#0000{number + 16:x}"), encoding="utf-8")
        *before, (_, shown) = events_until(served, "picture")
        assert not [data for event, data in before if event == "fault"], what
        assert state(served)["fault"] is None, what
    assert b"Traceback" not in (served.folder / "log").read_bytes()
    assert peak_megabytes(served.process.pid) < 700


def peak_megabytes(pid):
    """The most memory that a process has had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Storm:
    """What may befall a preview; each blow is one method, and those that save return True."""

    def __init__(self, served, file, text, chance):
        self.served, self.file, self.text, self.chance = served, file, text, chance
        self.preview_folder = served.folder / "media" / ".preview"

    def save(self, text):
        self.file.write_text(text, encoding="utf-8")
        return True

    def good_save(self):
        return self.save(coloured(self.text, f"#{self.chance.randrange(1 << 24):06x}"))

    def bad_save(self):
        return self.save(self.text + f"\n({self.chance.random()}")

    def bad_build(self):
        what = self.chance.choice(["lone surrogate", "not JSON", "no event", "ended", "killed"])
        return self.save(doing(self.text, BAD_BUILDS[what][0]) + f"\n# {self.chance.random()}\n")

    def burst(self):
        for _ in range(10):
            self.good_save()
        return True

    def lost_file(self):
        self.file.unlink()
        return self.good_save()

    def kill_fork_server(self):
        for child in children(self.served.process.pid):
            os.kill(child, signal.SIGKILL)

    def kill_task(self):
        for child in children(self.served.process.pid):
            for grandchild in children(child):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(grandchild, signal.SIGKILL)

    def stop_build(self):
        assert ask(self.served, "DELETE", "/api/build", **own(self.served))[0] == 204

    def lose_pictures(self):
        shutil.rmtree(self.preview_folder / "pictures", ignore_errors=True)

    def damage_films(self):
        for film in (self.preview_folder / "films").glob("*"):
            film.write_bytes(b"damaged")


BLOWS = (
    *(2 * [Storm.good_save, Storm.bad_save, Storm.bad_build, Storm.burst, Storm.kill_task, Storm.stop_build]),
    *(Storm.lost_file, Storm.kill_fork_server, Storm.lose_pictures, Storm.damage_films),
)


@pytest.mark.exhaustive
def test_a_storm_ends_on_the_last_good_picture_and_the_last_error_with_nothing_left(tmp_path, small_text, monkeypatch):
    monkeypatch.setenv("PREVIEW_STORM", str(tmp_path))
    file = tmp_path / "small.py"
    file.write_text(small_text, encoding="utf-8")
    chance = random.Random(22)
    with (tmp_path / "log").open("wb") as log, PreviewClient(RENDER, f"{file}:Small", tmp_path, log=log) as served:
        served.folder = tmp_path
        storm = Storm(served, file, small_text, chance)
        events_until(served, "timeline")
        for _ in range(36):
            has_saved = chance.choice(BLOWS)(storm)
            if has_saved and chance.random() < 0.4:
                events_until(served, "picture", "fault")
        storm.save(coloured(small_text, "#c03060"))
        for event, data in served.events():
            if event == "picture":
                picture = data
            if event == "build" and data["phase"] == "done" and square_of(served, picture) == (0xC0, 0x30, 0x60):
                break
        assert state(served)["fault"] is None
        storm.save(doing(small_text, "raise RuntimeError('the last')"))
        _, fault = events_until(served, "fault")[-1]
        after = state(served)
        assert fault["message"] == after["fault"]["message"] == "RuntimeError: the last"
        assert after["picture"] == picture
        assert peak_megabytes(served.process.pid) < 300
    wait_until(lambda: not processes_of(f"PREVIEW_STORM={tmp_path}"), lambda: processes_of("PREVIEW_STORM"))
    assert not list((tmp_path / "media/.preview").glob(".*"))
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


def square_of(served, picture):
    """The colour in the middle of a picture."""
    with Image.open(io.BytesIO(served.fetch(f"/kept/pictures/{picture['file']}"))) as image:
        return image.convert("RGB").getpixel((427, 240))
