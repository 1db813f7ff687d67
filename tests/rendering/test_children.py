"""Forked children answer, fail, hang and die, and the parent outlives them all."""

from __future__ import annotations

import os
import random
import signal
import threading

import pytest

from rendering.children import Children, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="processes cannot be forked here")


def test_children_answer_from_the_parents_memory():
    secret = random.random()
    with Children(2).attended() as children:
        for work in range(5):
            voice = children.fork(work)
            if voice is not None:
                voice.leave({"value": secret + work})
    assert {work: answer["value"] for work, answer in children.answers.items()} == {n: secret + n for n in range(5)}
    assert children.lost == []


def test_a_child_draws_the_random_numbers_the_parent_would_draw():
    random.seed(5)
    with Children(1).attended() as children:
        voice = children.fork(0)
        if voice is not None:
            voice.leave({"drawn": [random.random() for _ in range(3)]})
    assert children.answers[0]["drawn"] == [random.random() for _ in range(3)]


def test_a_killed_child_is_named_by_its_signal():
    with Children(1).attended() as children:
        voice = children.fork(7)
        if voice is not None:
            os.kill(os.getpid(), signal.SIGKILL)
    assert [(lost.work, lost.reason) for lost in children.lost] == [(7, "was killed by SIGKILL")]


def test_a_failing_child_says_where():
    with Children(1).attended() as children:
        voice = children.fork(3)
        if voice is not None:
            try:
                int("no such colour")
            except ValueError as error:
                voice.fail(error)
    (lost,) = children.lost
    assert lost.reason == "ValueError: invalid literal for int() with base 10: 'no such colour'"
    assert "test_a_failing_child_says_where" in lost.traceback


def test_a_silent_child_is_killed():
    with Children(1, patience=0.3).attended() as children:
        voice = children.fork(0)
        if voice is not None:
            threading.Event().wait()
    assert children.lost[0].reason == "said nothing for 0.3 s and was killed"


def test_no_child_is_left_when_the_parent_fails():
    processes = []

    def fail_with_children_running():
        with Children(2).attended() as children:
            for work in range(2):
                voice = children.fork(work)
                if voice is not None:
                    threading.Event().wait()
            processes.extend(child.process for child in children._running.values())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_with_children_running()
    assert len(processes) == 2
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_more_work_than_room_is_done_in_turn():
    with Children(1).attended() as children:
        for work in range(3):
            voice = children.fork(work)
            if voice is not None:
                voice.leave({})
            assert len(children._running) <= 1
    assert sorted(children.answers) == [0, 1, 2]
