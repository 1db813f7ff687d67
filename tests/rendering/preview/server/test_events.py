"""Every page gets the same events; a page that has just been opened first gets the state."""

import asyncio
import json

from rendering.preview.server import events
from rendering.preview.server.events import EventStream


def read(text):
    """Event and data of a message."""
    lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(":"))
    return lines["event"], json.loads(lines["data"]), int(lines["id"])


def test_a_listener_gets_the_state_and_then_the_events():
    async def listen():
        sender = EventStream(lambda: {"scene": "Ünï\ncode"})
        listening = sender.listen()
        first = read(await anext(listening))
        sender.send("picture", {"file": "a"})
        sender.send("film", {"file": "b"})
        received = [read(await anext(listening)) for _ in range(2)]
        sender.close()
        return first, received, [text async for text in listening]

    first, received, rest = asyncio.run(listen())
    assert first[:2] == ("state", {"scene": "Ünï\ncode"})
    assert [item[:2] for item in received] == [("picture", {"file": "a"}), ("film", {"file": "b"})]
    assert first[2] < received[0][2] < received[1][2]
    assert rest == []


def test_a_listener_too_far_behind_is_disconnected_and_the_others_are_not(monkeypatch):
    monkeypatch.setattr(events, "MOST_QUEUED", 3)

    async def listen():
        sender = EventStream(dict)
        stuck, reading = sender.listen(), sender.listen()
        await anext(stuck)
        await anext(reading)
        for number in range(9):
            sender.send("log", {"line": number})
            assert read(await anext(reading))[1] == {"line": number}
        return len([text async for text in stuck])

    assert asyncio.run(listen()) == 3


def test_a_silent_stream_is_kept_alive(monkeypatch):
    monkeypatch.setattr(events, "KEEP_ALIVE", 0.01)

    async def listen():
        listening = EventStream(dict).listen()
        await anext(listening)
        return await anext(listening)

    assert asyncio.run(listen()).startswith(":")
