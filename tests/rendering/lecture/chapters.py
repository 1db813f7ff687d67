"""Read the chapters of an MP4 in both forms, from its boxes, without the library that wrote it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"tref"}


def boxes(data: bytes, start: int = 0, end: int | None = None, path: tuple[bytes, ...] = ()) -> Iterator[tuple]:
    """Yield the path and the body of every box, in order."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        assert size >= 8
        yield (*path, kind), data[start + 8 : start + size]
        if kind in CONTAINERS:
            yield from boxes(data, start + 8, start + size, (*path, kind))
        start += size


def nero_chapters(data: bytes) -> list[tuple[float, str]]:
    """Return start in seconds and title of each entry of the list that Nero's players read."""
    (body,) = (body for path, body in boxes(data) if path[-1] == b"chpl")
    count, place, found = body[8], 9, []
    for _ in range(count):
        ticks, length = struct.unpack_from(">QB", body, place)
        found.append((ticks / 10_000_000, body[place + 9 : place + 9 + length].decode()))
        place += 9 + length
    return found


def quicktime_chapters(data: bytes) -> list[tuple[float, str]]:
    """Return start in seconds and title of each sample of the text track that QuickTime's players read."""
    tracks: list[dict[bytes, bytes]] = []
    for path, body in boxes(data):
        if path[-1] == b"trak":
            tracks.append({})
        elif tracks:
            tracks[-1].setdefault(path[-1], body)
    wanted = {struct.unpack(">I", track[b"chap"][:4])[0] for track in tracks if b"chap" in track}
    (text,) = (track for track in tracks if struct.unpack_from(">I", track[b"tkhd"], 12)[0] in wanted)
    (scale,) = struct.unpack_from(">I", text[b"mdhd"], 12)
    durations = [
        length
        for number in range(struct.unpack_from(">I", text[b"stts"], 4)[0])
        for count, length in [struct.unpack_from(">II", text[b"stts"], 8 + 8 * number)]
        for _ in range(count)
    ]
    titles = [data[place + 2 : place + 2 + struct.unpack_from(">H", data, place)[0]] for place in _samples(text)]
    starts = [sum(durations[:number]) / scale for number in range(len(titles))]
    return [(start, title.decode()) for start, title in zip(starts, titles, strict=True)]


def _samples(track: dict[bytes, bytes]) -> list[int]:
    """Return where each sample of a track begins in the file."""
    size, count = struct.unpack_from(">II", track[b"stsz"], 4)
    sizes = [size or struct.unpack_from(">I", track[b"stsz"], 12 + 4 * number)[0] for number in range(count)]
    chunks = struct.unpack_from(f">{struct.unpack_from('>I', track[b'stco'], 4)[0]}I", track[b"stco"], 8)
    runs = struct.unpack_from(">I", track[b"stsc"], 4)[0]
    table = [struct.unpack_from(">II", track[b"stsc"], 8 + 12 * number) for number in range(runs)]
    places = []
    for number, place in enumerate(chunks, start=1):
        for _ in range(next(held for first, held in reversed(table) if first <= number)):
            places.append(place)
            place += sizes[len(places) - 1]
    return places
