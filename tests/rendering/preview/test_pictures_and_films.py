"""The first picture is the frame of its moment; the film holds the frames of the scene, beat by beat."""

import io
import json

import av
import numpy as np
import pytest
from PIL import Image

from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.output.freshness import InputRecorder
from rendering.playback.play import perform
from rendering.preview.builder import tasks
from rendering.preview.builder.film import FILMS_FOLDER, make_film
from rendering.preview.builder.first_picture import DrawnFrame, draw_playhead, save_frame
from rendering.preview.builder.timeline import timeline


class Frames(BaseSink):
    """A sink that keeps every frame."""

    def __init__(self):
        self.pixels = []

    def write(self, frame):
        """Keep it as often as it is shown."""
        self.pixels += [frame.pixels] * frame.repeat


@pytest.fixture
def frames(make_task, tmp_path):
    """Every frame of the small scene: beats of 15 frames each at 15 a second."""
    sink = Frames()
    task = make_task()
    folder = tmp_path / "other-work"
    folder.mkdir()
    performance = perform(Target.of(task.target.file, "Small"), task.request.look, sink, work_folder=folder)
    assert [(beat.name, beat.first, beat.stop) for beat in performance.beats] == [("square", 0, 15), ("bar", 15, 30)]
    return sink.pixels


@pytest.mark.parametrize(
    ("beat", "offset", "seconds", "number"),
    [
        ("square", 0.0, 0.0, 0),
        ("square", 0.34, 9.0, 5),
        ("square", 0.74, 0.0, 11),
        ("bar", 0.2, 0.0, 18),
        ("bar", 0.93, 0.0, 29),
        ("square", 40.0, 40.0, 14),
        ("bar", 40.0, 40.0, 29),
        ("gone", 0.1, 0.4, 6),
        ("gone", 0.1, 40.0, 29),
        (None, 0.0, 0.0, 29),
    ],
)
def test_the_picture_is_the_frame_of_its_moment(beat, offset, seconds, number, frames, make_task):
    drawn = draw_playhead(make_task(beat, offset, seconds))
    assert drawn.number == number
    assert np.array_equal(drawn.pixels, frames[number])


def test_a_scene_that_names_its_excerpt_has_the_excerpts_end_as_its_poster(frames, make_task, small):
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace("class Small(Scene):\n", 'class Small(Scene):\n    gif_beats = ("square",)\n'))
    drawn = draw_playhead(make_task())
    assert drawn.number == 14
    assert np.array_equal(drawn.pixels, frames[14])


def test_what_comes_after_the_moment_is_not_played(make_task, small):
    with small.open("a", encoding="utf-8") as file:
        file.write("\n\nclass Broken(Small):\n    def sidecar(self):\n        raise AssertionError\n")
    assert draw_playhead(make_task("square", 0.2, class_name="Broken")).number == 3
    with pytest.raises(AssertionError):
        draw_playhead(make_task("bar", 50.0, class_name="Broken"))


def test_refused_parameters_are_the_users_to_mend(make_task):
    with pytest.raises(ValueError, match="less than or equal to 4") as caught:
        draw_playhead(make_task("square", parameters={"side": 9}))
    assert caught.value.user_error


def test_a_picture_is_kept_once_under_the_name_of_its_content(frames, tmp_path):
    drawn = DrawnFrame(frames[20], 20)
    names = {save_frame(drawn, tmp_path / "pictures") for _ in range(2)}
    (path,) = (tmp_path / "pictures").iterdir()
    assert names == {path.name}
    with Image.open(path) as picture:
        assert np.array_equal(np.asarray(picture), frames[20][..., :3])


def decoded(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def film_events(task):
    """Make the film; return the events sent, in order."""
    events = []
    recorder = InputRecorder(apart_from=(task.media_dir, task.work_folder))

    def send(event, **details):
        events.append((event, details))

    make_film(task, recorder, send, lambda *what: events.append(("timeline", what)))
    return events


def test_the_beat_under_the_playhead_comes_first_and_all_frames_are_those_of_the_scene(frames, make_task):
    task = make_task("bar", 0.5)
    events = film_events(task)
    performance, starts = events[0][1]
    assert starts == {0, 9, 15, 24}
    clips = [details for event, details in events if event == "clip"]
    assert [(clip["beat"], clip["first"], clip["frames"]) for clip in clips] == [("bar", 15, 15), ("square", 0, 15)]
    assert events[-1][0] == "film"
    whole = {"file": events[-1][1]["file"], "first": 0, "frames": 30}
    for clip in (*clips, whole):
        pictures = decoded(task.preview_folder / FILMS_FOLDER / clip["file"])
        assert len(pictures) == clip["frames"]
        for offset, picture in enumerate(pictures):
            expected = frames[clip["first"] + offset][..., :3]
            assert np.abs(picture.astype(int) - expected).mean() < 4
    shown = timeline(performance, starts, None)
    json.dumps(shown)
    assert shown["captions"] == [{"start": 0.0, "end": 1.0, "text": "A square."}]
    assert shown["functions"]["fractions.Fraction"]["doc"].startswith("This class implements rational numbers.")


def test_what_has_not_changed_is_found_again(make_task, small):
    first = film_events(make_task("bar"))
    again = film_events(make_task("bar"))
    names = [[details["file"] for event, details in sent if event in {"clip", "film"}] for sent in (first, again)]
    assert names[0] == names[1]
    kept = list((make_task().media_dir / ".segments").glob("*/*.json"))
    assert len(kept) == 4


def test_a_scene_of_one_still_has_a_timeline_and_no_film(make_task, small):
    with small.open("a", encoding="utf-8") as file:
        file.write("\n\nclass Still(Small):\n    def construct(self):\n        self.add(Square())\n")
    events = film_events(make_task(class_name="Still"))
    assert [event for event, _ in events] == ["timeline"]
    assert draw_playhead(make_task("any", class_name="Still")).number == 0


def test_a_task_sends_its_inputs_even_if_it_fails(make_task, small):
    (small.parent / "data.toml").write_text("x = 1\n")
    text = small.read_text(encoding="utf-8")
    small.write_text(f"open({str(small.parent / 'data.toml')!r}).close()\n{text}\n1 / 0\n", encoding="utf-8")
    stream = io.BytesIO()
    message = {"task": make_task().as_json(), "kind": "picture", "cwd": str(small.parent)}
    assert tasks.run(message, stream) == 1
    events = {event.pop("event"): event for event in map(json.loads, stream.getvalue().splitlines())}
    assert list(events) == ["failed", "inputs"]
    assert events["failed"]["message"] == "ZeroDivisionError: division by zero"
    assert events["failed"]["line"] == len(small.read_text(encoding="utf-8").splitlines())
    assert {str(small), str(small.parent / "data.toml")} <= set(events["inputs"]["files"])
