"""Remove what was rendered here, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from rendering import sidecar
from rendering.freshness import sha256
from rendering.publish import sweep
from rendering.stills import SOFTWARE
from rendering.store import FOLDER, Store


@dataclass(frozen=True)
class Cleaned:
    """What `clean` did.

    Parameters
    ----------
    removed
        The files that were removed.
    bytes
        How much room that made.
    left
        Files that a sidecar lists but whose content has been changed since.
    """

    removed: tuple[Path, ...]
    bytes: int
    left: tuple[Path, ...]


def clean(media_dir: Path, *, dry_run: bool = False) -> Cleaned:
    """Remove every file below `media_dir` that was rendered here and has not been changed since.

    What we rendered is known by its sidecar and digest, and a still by the maker it names.

    Parameters
    ----------
    media_dir
        The folder that holds one folder for each scene.
    dry_run
        Only say what would be removed.
    """
    removed: list[Path] = []
    left: list[Path] = []
    total = 0
    store = Store(media_dir / FOLDER)
    total += store.bytes if dry_run else store.prune(0)
    folders = sorted(path for path in media_dir.iterdir() if path.is_dir()) if media_dir.is_dir() else []
    for folder in folders:
        ours, changed = _rendered(folder)
        left += changed
        for path in ours:
            total += path.stat().st_size
            removed.append(path)
            if not dry_run:
                path.unlink()
        if not dry_run:
            sweep(folder)
            for empty in (folder / "stills", folder):
                if empty.is_dir() and not any(empty.iterdir()):
                    empty.rmdir()
    return Cleaned(tuple(removed), total, tuple(left))


def _rendered(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of one scene that are ours, and those that were ours and have been changed."""
    beside = folder / f"{folder.name}.json"
    content = sidecar.read_file(beside)
    digests = {entry["file"]: entry["sha256"] for entry in content.get("outputs", {}).values()}
    digests.update(content.get("companions", {}))
    listed = {folder / name: digest for name, digest in digests.items() if (folder / name).is_file()}
    ours = [path for path, digest in listed.items() if sha256(path) == digest]
    changed = [path for path in listed if path not in ours]
    pictures = [path for path in _pictures(folder) if path not in listed and _is_our_still(path)]
    own_sidecar = [beside] if content and not changed else []
    return [*ours, *pictures, *own_sidecar], changed


def _pictures(folder: Path) -> Iterator[Path]:
    for ending in ("png", "svg", "pdf"):
        yield from sorted(folder.glob(f"*.{ending}"))
        yield from sorted(folder.glob(f"stills/*.{ending}"))


def _is_our_still(path: Path) -> bool:
    try:
        if path.suffix != ".png":
            return SOFTWARE.encode() in path.read_bytes()
        with Image.open(path) as image:
            return image.info.get("Software") == SOFTWARE
    except OSError:
        return False
