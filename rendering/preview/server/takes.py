"""Receive a take of the scene's voice from the page, and save it as the recording of its beat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from rendering.core.errors import UserError, unknown
from rendering.core.job import Voice
from rendering.core.scene_protocol import NARRATION
from rendering.voice.choice import RECORDINGS

if TYPE_CHECKING:
    from rendering.voice.recordings import Recording

MOST_BYTES = 100_000_000
"""The longest take allowed has 58 MB as WAV; browsers send Opus."""


def can_record(voice: Voice | None) -> TypeGuard[Voice]:
    """Return whether takes may be saved: where recordings are what is spoken."""
    return voice is not None and voice.kind == RECORDINGS


async def receive(
    chunks: AsyncIterator[bytes], beat: str, voice: Voice | None, timeline: Mapping[str, Any]
) -> Recording:
    """Save a take, and return the recording that it has become.

    Parameters
    ----------
    chunks
        The take.
    beat
        The beat's name, as the page has sent it.
    voice
        Who speaks over the scene.
    timeline
        What is known of the scene that is shown.

    Raises
    ------
    UserError
        If takes are not saved here, the scene has no such beat, or the take is too long or no sound.
    """
    from rendering.preview.server.take_file import save_take  # not before somebody records: it decodes

    if not can_record(voice):
        raise UserError("takes are saved where the preview speaks recordings; start it with --voice recordings")
    beats = [str(each["name"]) for each in timeline.get("beats", ())]
    if beat not in beats:
        raise UserError(unknown("beat", beat, beats))
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > MOST_BYTES:
            raise UserError(f"{voice.scene}, beat {beat}: a take may hold {MOST_BYTES // 1_000_000} MB at most")
    text = next((str(each.get("spoken", "")) for each in timeline.get(NARRATION, ()) if each["beat"] == beat), "")
    return await asyncio.to_thread(save_take, bytes(data), Path(voice.place), voice.scene, beat, text)
