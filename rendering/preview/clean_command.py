"""What ``render.py clean`` does: remove what was rendered, or only segments that were not used for long."""

from __future__ import annotations

from pathlib import Path

import click

from rendering.output.cleaning import clean as remove_rendered
from rendering.output.segment_store import SEGMENTS_FOLDER, SegmentStore
from rendering.preview.request import PREVIEW_FOLDER
from rendering.preview.server.prune import clear


def run(media_dir: Path, *, dry_run: bool, keep: int | None) -> None:
    """Remove what was rendered, and say so.

    Parameters
    ----------
    media_dir
        The folder of all output.
    dry_run
        Only say what would be removed.
    keep
        Remove segments only, until so many bytes are left.
    """
    if keep is not None:
        store = SegmentStore(media_dir / SEGMENTS_FOLDER)
        freed = max(0, store.bytes - keep) if dry_run else store.prune(keep)
        click.echo(
            f"{freed / 1e6:.1f} MB of segments {'would be' if dry_run else ''} removed".replace("  ", " "), err=True
        )
        return
    freed = clear(media_dir / PREVIEW_FOLDER, dry_run=dry_run)
    cleaned = remove_rendered(media_dir, dry_run=dry_run)
    for path in cleaned.removed:
        click.echo(path)
    for path in cleaned.left:
        click.echo(f"{path} has been changed since it was rendered, so it stays", err=True)
    for path in cleaned.damaged:
        click.echo(f"{path} is damaged, or not ours: it stays, and so does what only it lists", err=True)
    verb = "would be removed" if dry_run else "removed"
    click.echo(f"{len(cleaned.removed)} files {verb}, {(cleaned.bytes + freed) / 1e6:.1f} MB", err=True)
