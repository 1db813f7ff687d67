"""Check what is installed, and name the command that installs what is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import platform
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from rendering.core.environment import cores, nearest_existing

NEEDED_PYTHON = (3, 11)
INSTALL = "pip install -e . -c constraints.txt"
SYSTEM_PACKAGES = "sudo apt-get install build-essential python3-dev pkg-config libcairo2-dev libpango1.0-dev"
ENCODERS = {"libx264": "MP4", "libvpx-vp9": "WebM", "qtrle": "transparent MOV", "aac": "sound", "mov_text": "captions"}


@dataclass(frozen=True)
class Check:
    """The outcome of one check.

    Parameters
    ----------
    name
        What was checked.
    found
        What was found, in words.
    good
        Whether that is good enough.
    remedy
        What to type where it isn't.
    required
        Whether rendering needs it.
    """

    name: str
    found: str
    good: bool
    remedy: str = ""
    required: bool = True


def run(media_dir: Path, *, as_json: bool, more: Iterable[Check] = ()) -> int:
    """Print every check, and `more` of them; return 0 if nothing that is required is missing, else 1."""
    checks = [*examine(media_dir), *more]
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=1))
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.good else 'BAD '} {check.name}: {check.found}")
            if not check.good and check.remedy:
                click.echo(f"     type: {check.remedy}")
    return 0 if all(check.good or not check.required for check in checks) else 1


def examine(media_dir: Path) -> list[Check]:
    """Return the outcome of every check, without network and without rendering."""
    probes: tuple[Callable[[], Iterator[Check]], ...] = (_python, _packages, _manim, _encoders, _machine)
    checks = [check for probe in probes for check in probe()]
    return [*checks, _writable("media folder", media_dir), _writable("temporary folder", Path(tempfile.gettempdir()))]


def _python() -> Iterator[Check]:
    wanted = ".".join(map(str, NEEDED_PYTHON))
    remedy = f"install Python {wanted} or newer and make the environment anew"
    yield Check("Python", platform.python_version(), sys.version_info >= NEEDED_PYTHON, remedy)


def _packages() -> Iterator[Check]:
    """Compare the installed versions with those that work."""
    for name, accepts in (
        ("manim", r"0\.22\."),
        ("numpy", r"[2-9]\."),
        ("pillow", r"(\d|1[0-2])\."),
        ("av", r"1[4-9]|[2-9]\d"),
        ("click", r"8\.|9\."),
        ("rich", r"1[3-9]|[2-9]\d"),
        ("pydantic", r"2\."),
        ("imagequant", r"1\."),
        ("typst", r""),
        ("scikit-image", r""),
        ("pycairo", r""),
        ("ManimPango", r""),
    ):
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            built = f" (it is compiled here; first: {SYSTEM_PACKAGES})" if name in {"pycairo", "ManimPango"} else ""
            yield Check(name, "missing", good=False, remedy=INSTALL + built)
        else:
            yield Check(name, version, re.match(accepts, version) is not None, INSTALL)


def _manim() -> Iterator[Check]:
    """Import Manim, which fails where a system library is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import manim  # noqa: F401
    except Exception as error:
        yield Check("import manim", f"{type(error).__name__}: {error}", good=False, remedy=SYSTEM_PACKAGES)
    else:
        yield Check("import manim", "works", good=True)


def _encoders() -> Iterator[Check]:
    if importlib.util.find_spec("av") is None:
        return
    from av.codec import Codec

    for name, purpose in ENCODERS.items():
        try:
            Codec(name, "w")
        except ValueError:
            yield Check(f"encoder {name}", "missing", good=False, remedy="pip install --only-binary :all: av")
        else:
            yield Check(f"encoder {name}", f"there, for {purpose}", good=True)


def _machine() -> Iterator[Check]:
    yield Check("cores", str(cores()), good=True)
    free = shutil.disk_usage(Path.cwd()).free
    yield Check("free disk", f"{free / 1e9:.1f} GB", free > 1e9, "make room: at least 1 GB", required=False)
    for tool, purpose in (("ffmpeg", "looking into videos by hand"), ("latex", "other people's scenes with Tex")):
        path = shutil.which(tool)
        yield Check(tool, path or f"missing; wanted only for {purpose}", good=True, required=False)


def _writable(name: str, folder: Path) -> Check:
    """Try to write in a folder, or in the nearest one above it that exists."""
    nearest = folder
    try:
        nearest = nearest_existing(folder)
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        return Check(name, f"{folder}: {error.strerror}", good=False, remedy=f"chmod u+w {nearest}, or use --media_dir")
    return Check(name, str(folder), good=True)
