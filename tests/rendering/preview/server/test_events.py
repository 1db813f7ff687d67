"""Everybody hears the same; who comes late first hears how things stand."""

import asyncio
import json

from rendering.preview.server import events
from rendering.preview.server.events import EventStream


def read(text):
    """Event and data of a message."""
    lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(":"))
    return lines["event"], json.loads(lines["data"]), int(lines["id"])


def test_a_listener_hears_how_things_stand_and_then_what_happens():
    async def listen():
        sender = EventStream(lambda: {"scene": "Ünï\ncode"})
        hearing = sender.listen()
        first = read(await anext(hearing))
        sender.send("picture", {"file": "a"})
        sender.send("film", {"file": "b"})
        heard = [read(await anext(hearing)) for _ in range(2)]
        sender.close()
        return first, heard, [text async for text in hearing]

    first, heard, rest = asyncio.run(listen())
    assert first[:2] == ("standing", {"scene": "Ünï\ncode"})
    assert [item[:2] for item in heard] == [("picture", {"file": "a"}), ("film", {"file": "b"})]
    assert first[2] < heard[0][2] < heard[1][2]
    assert rest == []


def test_a_listener_that_hears_nothing_for_long_is_let_go_and_the_others_hear_on(monkeypatch):
    monkeypatch.setattr(events, "MOST_WAITING", 3)

    async def listen():
        sender = EventStream(dict)
        deaf, awake = sender.listen(), sender.listen()
        await anext(deaf)
        await anext(awake)
        for number in range(9):
            sender.send("log", {"line": number})
            assert read(await anext(awake))[1] == {"line": number}
        return len([text async for text in deaf])

    assert asyncio.run(listen()) == 3


def test_silence_is_broken_now_and_then(monkeypatch):
    monkeypatch.setattr(events, "KEEP_ALIVE", 0.01)

    async def listen():
        hearing = EventStream(dict).listen()
        await anext(hearing)
        return await anext(hearing)

    assert asyncio.run(listen()).startswith(":")
