"""Remove what was rendered here, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from rendering.output import sidecar
from rendering.output.freshness import sha256
from rendering.output.png import SOFTWARE
from rendering.output.publication import sweep
from rendering.output.segment_store import SEGMENTS_FOLDER, SegmentStore


@dataclass(frozen=True)
class Cleaned:
    """What `clean` removed and left.

    Parameters
    ----------
    removed
        The files that were removed.
    bytes
        The space that was freed, that of segments included.
    left
        Files that a sidecar lists but whose content has been changed since.
    """

    removed: tuple[Path, ...]
    bytes: int
    left: tuple[Path, ...]


def clean(media_dir: Path, *, dry_run: bool = False) -> Cleaned:
    """Remove every file below `media_dir` that was rendered here and has not been changed since.

    Rendered files are recognised by their digest in the sidecar, stills and pages by the software they name.

    Parameters
    ----------
    media_dir
        The folder of all output.
    dry_run
        Only report what would be removed.
    """
    stores = [SegmentStore(path) for path in _folders(media_dir) if path.name == SEGMENTS_FOLDER]
    total = sum(store.bytes if dry_run else store.prune(0) for store in stores)
    removed: dict[Path, int] = {}
    left: list[Path] = []
    for folder in _folders(media_dir):
        if SEGMENTS_FOLDER in folder.relative_to(media_dir).parts:
            continue
        ours, changed = _rendered(folder)
        left += changed
        for path in ours:
            removed[path] = path.stat().st_size
            if not dry_run:
                path.unlink()
        if not dry_run:
            sweep(folder)
            if _holds_any(folder, removed) and not any(folder.iterdir()):
                folder.rmdir()
    return Cleaned(tuple(removed), total + sum(removed.values()), tuple(left))


def _folders(media_dir: Path) -> list[Path]:
    """Return every folder below, the deepest first."""
    return sorted((path for path in media_dir.rglob("*") if path.is_dir()), key=lambda path: (-len(path.parts), path))


def _holds_any(folder: Path, removed: Iterable[Path]) -> bool:
    return any(folder in path.parents for path in removed)


def _rendered(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of one scene that were rendered here, and those of them that have been changed since."""
    sidecar_path = folder / f"{folder.name}.json"
    content = sidecar.read_file(sidecar_path)
    digests = {entry["file"]: entry["sha256"] for entry in content.get("outputs", {}).values()}
    digests.update(content.get("companions", {}))
    listed = {folder / name: digest for name, digest in digests.items() if (folder / name).is_file()}
    ours = [path for path, digest in listed.items() if sha256(path) == digest]
    changed = [path for path in listed if path not in ours]
    pictures = [path for path in _pictures(folder) if path not in listed and _is_our_still(path)]
    own_sidecar = [sidecar_path] if content and not changed else []
    return [*ours, *pictures, *own_sidecar], changed


def _pictures(folder: Path) -> Iterator[Path]:
    for ending in ("png", "svg", "pdf", "html"):
        yield from sorted(folder.glob(f"*.{ending}"))


def _is_our_still(path: Path) -> bool:
    try:
        if path.suffix != ".png":
            return SOFTWARE.encode() in path.read_bytes()
        with Image.open(path) as image:
            return image.info.get("Software") == SOFTWARE
    except OSError:
        return False
