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
from rendering.preview.builder import film, first_picture, tasks
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
    asked = make_task()
    folder = tmp_path / "other-work"
    folder.mkdir()
    performance = perform(Target.of(asked.target.file, "Small"), asked.request.look, sink, work_folder=folder)
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
    shot = first_picture.take(make_task(beat, offset, seconds))
    assert shot.frame == number
    assert np.array_equal(shot.pixels, frames[number])


def test_a_scene_that_names_its_excerpt_is_stood_for_by_the_excerpts_end(frames, make_task, small):
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace("class Small(Scene):\n", 'class Small(Scene):\n    gif_beats = ("square",)\n'))
    shot = first_picture.take(make_task())
    assert shot.frame == 14
    assert np.array_equal(shot.pixels, frames[14])


def test_what_comes_after_the_moment_is_not_played(make_task, small):
    with small.open("a", encoding="utf-8") as file:
        file.write("\n\nclass Broken(Small):\n    def sidecar(self):\n        raise AssertionError\n")
    assert first_picture.take(make_task("square", 0.2, class_name="Broken")).frame == 3
    with pytest.raises(AssertionError):
        first_picture.take(make_task("bar", 50.0, class_name="Broken"))


def test_refused_parameters_are_the_users_to_mend(make_task):
    with pytest.raises(ValueError, match="less than or equal to 4") as caught:
        first_picture.take(make_task("square", parameters={"side": 9}))
    assert caught.value.user_error


def test_a_picture_is_kept_once_under_the_name_of_its_content(frames, tmp_path):
    shot = first_picture.Shot(frames[20], 20)
    names = {first_picture.keep(shot, tmp_path / "pictures") for _ in range(2)}
    (path,) = (tmp_path / "pictures").iterdir()
    assert names == {path.name}
    with Image.open(path) as picture:
        assert np.array_equal(np.asarray(picture), frames[20][..., :3])


def decoded(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def make_film(asked):
    """Make the film; return what was told, in order."""
    told = []
    recorder = InputRecorder(apart_from=(asked.media_dir, asked.work_folder))

    def tell(event, **details):
        told.append((event, details))

    film.make(asked, recorder, tell, lambda *what: told.append(("timeline", what)))
    return told


def test_the_beat_under_the_playhead_comes_first_and_all_frames_are_those_of_the_scene(frames, make_task):
    asked = make_task("bar", 0.5)
    told = make_film(asked)
    performance, starts = told[0][1]
    assert starts == {0, 9, 15, 24}
    clips = [details for event, details in told if event == "clip"]
    assert [(clip["beat"], clip["first"], clip["frames"]) for clip in clips] == [("bar", 15, 15), ("square", 0, 15)]
    assert told[-1][0] == "film"
    whole = {"file": told[-1][1]["file"], "first": 0, "frames": 30}
    for clip in (*clips, whole):
        pictures = decoded(asked.preview_folder / film.FILMS_FOLDER / clip["file"])
        assert len(pictures) == clip["frames"]
        for offset, picture in enumerate(pictures):
            drawn = frames[clip["first"] + offset][..., :3]
            assert np.abs(picture.astype(int) - drawn).mean() < 4
    shown = timeline(performance, starts, None)
    json.dumps(shown)
    assert shown["captions"] == [{"start": 0.0, "end": 1.0, "text": "A square."}]
    assert shown["functions"]["fractions.Fraction"]["doc"].startswith("This class implements rational numbers.")


def test_what_has_not_changed_is_found_again(make_task, small):
    first = make_film(make_task("bar"))
    again = make_film(make_task("bar"))
    names = [[details["file"] for event, details in told if event in {"clip", "film"}] for told in (first, again)]
    assert names[0] == names[1]
    kept = list((make_task().media_dir / ".segments").glob("*/*.json"))
    assert len(kept) == 4


def test_a_scene_of_one_still_has_a_timeline_and_no_film(make_task, small):
    with small.open("a", encoding="utf-8") as file:
        file.write("\n\nclass Still(Small):\n    def construct(self):\n        self.add(Square())\n")
    told = make_film(make_task(class_name="Still"))
    assert [event for event, _ in told] == ["timeline"]
    assert first_picture.take(make_task("any", class_name="Still")).frame == 0


def test_a_task_tells_of_inputs_whatever_came_of_it(make_task, small):
    (small.parent / "data.toml").write_text("x = 1\n")
    text = small.read_text(encoding="utf-8")
    small.write_text(f"open({str(small.parent / 'data.toml')!r}).close()\n{text}\n1 / 0\n", encoding="utf-8")
    told = io.BytesIO()
    order = {"task": make_task().as_json(), "kind": "picture", "cwd": str(small.parent)}
    assert tasks.run(order, told) == 1
    events = {event.pop("event"): event for event in map(json.loads, told.getvalue().splitlines())}
    assert list(events) == ["failed", "inputs", "end"]
    assert events["failed"]["message"] == "ZeroDivisionError: division by zero"
    assert events["failed"]["line"] == len(small.read_text(encoding="utf-8").splitlines())
    assert {str(small), str(small.parent / "data.toml")} <= set(events["inputs"]["files"])
