"""The voices of Piper: real ones, made here, each spoken in a child process; bad ones are one line.

They hum: each phoneme is a tone for a while of its own, and between words it is silent, so that the sound tells when
one begins.
"""

import importlib.util
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rendering.core.errors import UserError
from rendering.core.job import Voice
from rendering.voice import piper
from rendering.voice.choice import read_voice
from rendering.voice.clip import SAMPLE_RATE
from rendering.voice.piper_process import word_starts
from rendering.voice.script import Script
from rendering.voice.voices import speaker_of

HAS_PIPER = all(importlib.util.find_spec(name) for name in ("piper", "onnx"))
needs_piper = pytest.mark.skipif(not HAS_PIPER, reason="Piper is an optional extra: pip install '.[voice]'")
SILENT_IDS = 4
"""The first of the phonemes: padding, start, end, and the space between words."""
RATE, HOP = 22_050, 256


def configuration():
    letters = "abcdefghijklmnopqrstuvwxyzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒθᵻʔʲˈˌː\u0303\u0329"
    phonemes = [*"_^$ ", *letters, *".,;:?!"]
    return {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": 1,
        "hop_length": HOP,
        "inference": {"noise_scale": 0.6, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": {phoneme: [number] for number, phoneme in enumerate(phonemes)},
    }


def humming(path, *, tells_lengths=True):
    """Save a model with Piper's inputs; a phoneme lasts for 2 to 8 steps, and there is noise in each."""
    import onnx
    from onnx import TensorProto, helper

    def constant(name, value, kind=TensorProto.FLOAT):
        value = np.asarray(value)
        return helper.make_tensor(name, kind, value.shape, value.ravel())

    node = helper.make_node
    nodes = [
        node("Cast", ["input"], ["ids"], to=TensorProto.FLOAT),
        node("Mod", ["ids", "seven"], ["rest"], fmod=1),
        node("Add", ["rest", "two"], ["raw"]),
        node("Ceil" if tells_lengths else "Floor", ["raw"], ["steps"]),
        node("Mul", ["steps", "hop"], ["lengths"]),
        node("Squeeze", ["lengths", "axis0"], ["flat"]),
        node("CumSum", ["flat", "zero64"], ["ends"]),
        node("ReduceSum", ["flat"], ["total"], keepdims=0),
        node("Range", ["zero", "total", "one"], ["time"]),
        node("Unsqueeze", ["time", "axis1"], ["column"]),
        node("GreaterOrEqual", ["column", "ends"], ["past"]),
        node("Cast", ["past"], ["counted"], to=TensorProto.INT64),
        node("ReduceSum", ["counted", "axis1"], ["index"], keepdims=0),
        node("Squeeze", ["ids", "axis0"], ["numbers"]),
        node("Gather", ["numbers", "index"], ["number"]),
        node("Mul", ["number", "pitch"], ["frequency"]),
        node("Mul", ["frequency", "time"], ["phase"]),
        node("Sin", ["phase"], ["wave"]),
        node("RandomNormalLike", ["wave"], ["noise"], scale=0.1),
        node("Add", ["wave", "noise"], ["varied"]),
        node("GreaterOrEqual", ["number", "silent"], ["is_loud"]),
        node("Where", ["is_loud", "varied", "zero"], ["loud"]),
        node("Mul", ["loud", "quarter"], ["quieter"]),
        node("Unsqueeze", ["quieter", "axes"], ["output"]),
    ]
    floats = {"seven": 7, "two": 2, "hop": HOP, "zero": 0, "one": 1, "pitch": 0.01, "silent": SILENT_IDS}
    floats["quarter"] = 0.25
    integers = {"axis0": [0], "axis1": [1], "axes": [0, 1, 2], "zero64": 0}
    inputs = [("input", TensorProto.INT64, [1, "n"]), ("input_lengths", TensorProto.INT64, [1])]
    graph = helper.make_graph(
        nodes,
        "humming",
        [helper.make_tensor_value_info(*each) for each in (*inputs, ("scales", TensorProto.FLOAT, [3]))],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])],
        [
            *(constant(name, np.float32(value)) for name, value in floats.items()),
            *(constant(name, np.int64(value), TensorProto.INT64) for name, value in integers.items()),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(path))
    path.with_name(f"{path.name}.json").write_text(json.dumps(configuration()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    return humming(tmp_path_factory.mktemp("voice") / "hum.onnx")


TEXT = "Nine weights lie on nine pixels. Their products give one sum; nothing else is needed."


def onsets(clip):
    """Return when it becomes loud after at least 80 ms of silence."""
    loud = np.flatnonzero(np.abs(clip.samples) > 0.02)
    return np.array([loud[0], *loud[1:][np.diff(loud) > 0.08 * SAMPLE_RATE]]) / SAMPLE_RATE


@needs_piper
def test_words_are_said_when_the_voice_itself_tells(voice):
    clip = piper.speak(Script.of(TEXT), voice)
    assert clip.is_timed
    assert [offset for offset, _ in clip.words] == [match for match, each in enumerate(TEXT) if starts_word(match)]
    heard = onsets(clip)
    assert len(heard) >= len(TEXT.split()) - 2  # some words run together
    for onset in heard:
        assert min(abs(onset - seconds) for _, seconds in clip.words) <= 0.04


def starts_word(place):
    return TEXT[place] != " " and (place == 0 or TEXT[place - 1] == " ")


@needs_piper
def test_where_it_does_not_tell_they_are_estimated_and_said_to_be(tmp_path):
    clip = piper.speak(Script.of(TEXT), humming(tmp_path / "mute.onnx", tells_lengths=False))
    assert not clip.is_timed
    times = [seconds for _, seconds in clip.words]
    assert len(times) == len(TEXT.split())
    assert times == sorted(times)
    begins = onsets(clip)[0]
    assert times[0] == pytest.approx(begins, abs=0.05)
    assert times[-1] < clip.speech[1]


@needs_piper
def test_what_it_says_is_the_same_each_time_though_the_voice_is_random(voice):
    first, second = (piper.speak(Script.of(TEXT), voice) for _ in range(2))
    assert first.samples.tobytes() == second.samples.tobytes()
    assert first.words == second.words


def broken(path, **changes):
    told = path.with_name(f"{path.name}.json")
    told.write_text(json.dumps({**json.loads(told.read_text()), **changes}))
    return path


@needs_piper
@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda path: path.unlink(), "the voice hum.onnx cannot be read: No such file"),
        (lambda path: path.write_bytes(b""), "the voice hum.onnx is no model that Piper can load"),
        (lambda path: path.write_bytes(b"not ONNX" * 99), "the voice hum.onnx is no model that Piper can load"),
        (lambda path: path.with_name("hum.onnx.json").unlink(), "the voice hum.onnx.json cannot be read: No such file"),
        (lambda path: path.with_name("hum.onnx.json").write_text("{"), "the voice hum.onnx .*its .json is broken"),
        (lambda path: path.with_name("hum.onnx.json").write_text("[]"), "the voice hum.onnx .*its .json is broken"),
        (lambda path: broken(path, espeak={}), "the voice hum.onnx .*its .json is broken"),
        (lambda path: broken(path, audio={"sample_rate": 0}), "the voice hum.onnx has a sample rate of 0"),
        (lambda path: broken(path, phoneme_type="pinyin"), "the voice hum.onnx wants its text prepared"),
        (lambda path: broken(path, phoneme_id_map=[1]), "the voice hum.onnx cannot be spoken with"),
        (lambda path: broken(path, espeak={"voice": "xx-none"}), "the voice hum.onnx cannot be spoken with"),
        (
            lambda path: broken(path, phoneme_id_map={key: [0] for key in configuration()["phoneme_id_map"]}),
            "the voice hum.onnx gave no sound",
        ),
    ],
)
def test_a_bad_voice_is_one_line_that_names_scene_and_beat(tmp_path, spoil, what):
    path = humming(tmp_path / "hum.onnx")
    spoil(path)
    speak = speaker_of(Voice("piper", str(path), "kernel-sliding"))
    with pytest.raises(UserError, match=f"^kernel-sliding, beat grids: {what}") as refused:
        speak("grids", Script.of(TEXT))
    assert "\n" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.skipif(HAS_PIPER, reason="Piper is installed")
def test_without_piper_it_is_said_how_to_get_it(tmp_path):
    for name in ("hum.onnx", "hum.onnx.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(UserError, match=r"^s, beat b: Piper is not installed; type: pip install"):
        speaker_of(Voice("piper", str(tmp_path / "hum.onnx"), "s"))("b", Script.of(TEXT))


def test_a_voice_of_piper_is_named_by_the_path_of_its_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_voice("piper:a/b.onnx") == Voice("piper", str(tmp_path / "a/b.onnx"))
    for text in ("piper", "piper:"):
        with pytest.raises(UserError, match="--voice takes"):
            read_voice(text)


PHONEMES = st.text("abdeimnostu", min_size=1, max_size=6)


@given(st.lists(PHONEMES, min_size=1, max_size=30), st.data())
def test_words_said_as_they_are_said_alone_begin_where_they_begin(words, data):
    lengths = data.draw(st.lists(st.floats(0.01, 1), min_size=sum(map(len, words)), max_size=sum(map(len, words))))
    begins = np.cumsum([0, *lengths])
    places = np.cumsum([0, *map(len, words)])
    said = list(zip("".join(words), begins, strict=False))
    found = word_starts(list(enumerate(words)), said)
    assert found == [(number, begins[places[number]]) for number in range(len(words))]


@given(st.lists(st.text("abde ˈː.", max_size=6), max_size=20), st.lists(st.text("abdeː .", min_size=1, max_size=1)))
def test_however_a_sentence_is_said_its_words_come_in_their_order(words, phonemes):
    said = [(phoneme, float(number)) for number, phoneme in enumerate(phonemes)]
    found = word_starts(list(enumerate(words)), said)
    assert found == sorted(found)
    assert [seconds for _, seconds in found] == sorted(seconds for _, seconds in found)
