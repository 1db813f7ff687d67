"""What a Dask worker runs: it draws nothing itself, but has processes of its own for that, whatever a scene does."""

from __future__ import annotations

import contextlib
import pickle
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from distributed import get_worker

from rendering.cluster import bundle
from rendering.cluster.shared_store import SharedStore
from rendering.core.children import ChildProcess
from rendering.core.environment import cores
from rendering.core.processes import describe_exit

FOLDER = "rendering"
"""The folder, in a worker's own, of all that is kept there; it goes with the worker."""
POLL = 0.3
"""Seconds between two looks at whether a task is still wanted."""


class Drawer:
    """A process that draws claims, one at a time."""

    def __init__(self) -> None:
        self._child = ChildProcess("rendering.cluster.drawer", stderr=subprocess.DEVNULL, own_session=True)
        self._messages: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for message in self._child.messages():
            self._messages.put(message)
        self._messages.put(None)

    def run(self, do: str, request: Any, folder: Path, is_wanted: Callable[[], bool] = lambda: True) -> dict[str, Any]:
        """Do a task and return its result, or in its place why there is none, as ``failed``.

        Parameters
        ----------
        do
            ``draw`` or ``identity``.
        request
            What is to be drawn.
        folder
            An empty folder.
        is_wanted
            Returns whether the result is still wanted; if not, the process is ended.
        """
        paths = {"request": folder / "request", "result": folder / "result", "folder": folder / "files"}
        paths["folder"].mkdir()
        paths["request"].write_bytes(pickle.dumps(request))
        self._child.send({"do": do, **{name: str(path) for name, path in paths.items()}})
        while is_wanted():
            with contextlib.suppress(Empty):
                message = self._messages.get(timeout=POLL)
                if message is None:
                    return {"failed": f"the process that draws {describe_exit(self._child.wait())}"}
                if not paths["result"].exists():
                    return {"failed": f"the process that draws {describe_exit(message['status'])}"}
                result: dict[str, Any] = pickle.loads(paths["result"].read_bytes())  # noqa: S301 - our own child's
                return result
        self.stop()
        return {"failed": "it was no longer wanted"}

    @property
    def lives(self) -> bool:
        """Whether it can be given a task."""
        return self._child.process.poll() is None

    def stop(self) -> None:
        """End it, and what it draws."""
        self._child.stop()


_idle: list[Drawer] = []
_lock = threading.Lock()


@contextlib.contextmanager
def _drawer() -> Iterator[Drawer]:
    """Lend a drawer for the block, an idle one if there is one."""
    with _lock:
        drawer = _idle.pop() if _idle else None
    if drawer is None or not drawer.lives:
        drawer = Drawer()
    try:
        yield drawer
    except BaseException:
        drawer.stop()
        raise
    if drawer.lives:
        with _lock:
            _idle.append(drawer)


def dismiss() -> None:
    """End the drawers of this process that have nothing to do."""
    with _lock:
        while _idle:
            _idle.pop().stop()


def identity_here(folder: Path | None = None) -> dict[str, Any]:
    """Return what decides the bytes that this machine makes, as `rendering.cluster.drawing.identity` tells it."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch, _drawer() as drawer:
        return drawer.run("identity", None, Path(scratch))


def probe() -> dict[str, Any]:
    """Return a Dask worker's identity, and what is there to draw with."""
    folder = _folder()
    free = shutil.disk_usage(folder).free
    return {"identity": identity_here(folder), "cores": cores(), "free": free}


def draw(request: dict[str, Any], digests: dict[str, str], contents: dict[str, bytes], store: str) -> dict[str, Any]:
    """Draw a claim, in a process of this worker's.

    Parameters
    ----------
    request
        What `rendering.cluster.drawing.draw_claim` takes, without the place of the files.
    digests
        The digests of the scene's files by their paths.
    contents
        The contents that this worker does not have yet, by digest.
    store
        A folder that all machines share, in which the files of segments are put; empty to return them.

    Returns
    -------
    dict
        As `draw_claim`, with the files' ``contents``; or the digests that are ``missing`` here, or why it ``failed``.
    """
    folder, files = _folder(), bundle.Bundle(digests)
    try:
        bundle.keep(contents, folder / "contents")
        if absent := bundle.missing(files, folder / "contents"):
            return {"missing": absent}
        root = bundle.lay_out(files, folder / "contents", folder / "layouts")
        bundle.below(root, request["folder"]).mkdir(parents=True, exist_ok=True)
        shared = SharedStore(Path(store), request, files.digest) if store else None
        done = shared.find(request["only"]) if shared else []
        finished = {segment["first"] for segment in done}
        only = {first: digest for first, digest in request["only"].items() if first not in finished}
        if not only:
            return {"segments": done, "seconds": 0.0}
        with tempfile.TemporaryDirectory(dir=folder) as scratch, _drawer() as drawer:
            asked = {**request, "only": only, "root": str(root), "names": list(digests)}
            result = drawer.run("draw", asked, Path(scratch), _is_wanted())
            for segment in result.get("segments", ()):
                if shared is not None:
                    shared.put(segment, request["only"][segment["first"]], Path(scratch) / "files")
                else:
                    names = segment["files"]
                    segment["contents"] = {name: (Path(scratch) / "files" / name).read_bytes() for name in names}
        return {**result, "segments": [*done, *result["segments"]]} if "segments" in result else result
    except OSError as error:
        return {"failed": f"{error.strerror or error}"}


def _folder() -> Path:
    folder = Path(get_worker().local_directory) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _is_wanted() -> Callable[[], bool]:
    """Return what says whether the task of this thread is still wanted: not after Ctrl-C, or the client's end."""
    worker = get_worker()
    key = worker.get_current_task()
    tasks: Mapping[Any, Any] = worker.state.tasks

    def is_wanted() -> bool:
        task = tasks.get(key)
        return task is not None and task.state not in {"cancelled", "released", "forgotten"}

    return is_wanted
