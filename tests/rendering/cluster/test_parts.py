"""Claims, bundles, results and addresses by themselves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rendering.cluster import bundle
from rendering.cluster.claims import Offer, claims_of
from rendering.cluster.connection import On, security_note
from rendering.cluster.results import Damaged, take
from rendering.core.errors import UserError
from tests.rendering.cluster.machines import render, travelling

OFFERS = st.lists(st.integers(0, 200), min_size=1, max_size=60).map(
    lambda counts: [Offer(sum(counts[:place]) + place, count, str(place)) for place, count in enumerate(counts)]
)


@given(OFFERS, st.integers(1, 300), st.integers(1, 40), st.floats(0, 5), st.floats(1e-10, 1e-5))
@example([Offer(number * 4, 3, str(number)) for number in range(5)] + [Offer(20, 1, "5")], 1, 1, 0.0, 4.6e-7)
def test_claims_hold_every_segment_once_and_in_order(offers, workers, jobs, play_seconds, cost):
    claims = claims_of(
        3,
        offers,
        size=(640, 360),
        workers=workers,
        jobs=jobs,
        play_seconds=play_seconds,
        seconds_per_pixel=cost,
    )
    assert [offer for claim in claims for offer in claim.offers] == offers
    assert all(claim.offers and claim.job == 3 for claim in claims)
    total = sum(max(1, offer.pictures) for offer in offers) * 640 * 360
    assert sum(claim.pixels for claim in claims) == total
    largest = max(max(1, offer.pictures) for offer in offers) * 640 * 360
    assert max(claim.pixels for claim in claims) <= total / len(claims) + 2 * largest


def test_a_bundle_is_laid_out_as_it_was_gathered(tmp_path):
    (tmp_path / "here" / "deep").mkdir(parents=True)
    files = {}
    for name, data in {"scene.py": b"a", "deep/picture.png": b"b" * 1000, "deep/same.png": b"a"}.items():
        (tmp_path / "here" / name).write_bytes(data)
        files[str(tmp_path / "here" / name)] = str(tmp_path / "here" / name)
    found, contents = bundle.gather(files)
    assert sorted(map(len, contents.values())) == [1, 1000]
    assert len(bundle.missing(found, tmp_path / "contents")) == 2
    bundle.keep(contents, tmp_path / "contents")
    assert bundle.missing(found, tmp_path / "contents") == []
    root = bundle.lay_out(found, tmp_path / "contents", tmp_path / "layouts")
    assert root == bundle.lay_out(found, tmp_path / "contents", tmp_path / "layouts")
    for name, path in files.items():
        assert bundle.below(root, name).read_bytes() == Path(path).read_bytes()


def test_a_file_that_arrives_damaged_is_not_kept(tmp_path):
    with pytest.raises(ValueError, match="damaged"):
        bundle.keep({hashlib.sha256(b"right").hexdigest(): b"wrong"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["relative.py", "/a/../../etc/passwd"])
def test_no_path_leads_out_of_the_layout(tmp_path, path):
    with pytest.raises(ValueError, match="absolute path"):
        bundle.below(tmp_path, path)


def test_only_parameters_that_name_a_file_of_the_scene_are_relocated(tmp_path):
    names = ["/data/cat.png"]
    value = {"image": "/data/cat.png", "other": ["/data/dog.png", 3], "pair": ("/data/cat.png", None)}
    there = str(tmp_path / "data" / "cat.png")
    wanted = {"image": there, "other": ["/data/dog.png", 3], "pair": (there, None)}
    assert bundle.relocated(value, names, tmp_path) == wanted


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("../x", b"data", "other folders"),
        ("x/y", b"data", "other folders"),
        ("x", b"date", "damaged"),
        ("x", None, "missing"),
    ],
)
def test_a_result_that_is_not_what_it_says_leaves_nothing(tmp_path, name, content, complaint):
    contents = {} if content is None else {name: content}
    segment = {"files": {name: hashlib.sha256(b"data").hexdigest()}, "contents": contents}
    (tmp_path / "scratch").mkdir()
    with pytest.raises(Damaged, match=complaint):
        take(segment, tmp_path / "scratch", None)
    assert [path.name for path in tmp_path.rglob("*")] == ["scratch"]


@pytest.mark.parametrize(
    "text",
    ["", "local:", "local:0", "local:65", "local:1x", "tcp://", "tcp://host", "tcp://host:99999", "nowhere.json"],
)
def test_a_place_that_is_none_is_refused_in_one_line(text):
    with pytest.raises(UserError, match="--on"):
        On.parse(text)


def test_who_can_listen_is_said():
    assert security_note("tcp://127.0.0.1:8786") == security_note("tls://10.0.0.7:8786") == ""
    assert "no access control" in security_note("tcp://10.0.0.7:8786")


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_one_line_and_status_two(tmp_path):
    done = render("render", travelling(tmp_path), "--on", "tcp://127.0.0.1:9", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: no scheduler answers at tcp://127.0.0.1:9")
    assert len(done.stderr.splitlines()) == 1
