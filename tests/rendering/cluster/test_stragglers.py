"""What takes far too long is drawn by a second worker, and the first good result is taken."""

from __future__ import annotations

import signal

import pytest

from rendering.cluster.attempts import LEAST_STRAGGLING
from tests.rendering.cluster.machines import machines
from tests.rendering.cluster.recording import Recording, assert_same, draw

pytestmark = [pytest.mark.exhaustive, pytest.mark.usefixtures("small_claims")]


class Doubling(Recording):
    """A cluster that gives every claim to all workers."""

    def _hand_out(self):
        if self._roster.count() == 2:
            for claim in self._queue:
                for worker in self._roster.with_room():
                    self.repeated.update(claim.firsts)
                    self._give(claim, worker)
                if any(claim is attempt.claim for attempt in self._running.values()):
                    self._queue.remove(claim)
                    return


@pytest.mark.parametrize("winner", ["quick", "slow"])
def test_a_straggler_is_drawn_a_second_time_and_the_first_good_result_wins(tmp_path, identity, short_film, winner):
    """The processes with which a worker draws stand still from before its first claim; the worker itself does not."""
    scene, film = short_film
    of_slow, all_given = [], []

    def before(claim, worker):
        all_given.append(worker.name)
        if claim.firsts in of_slow and winner == "slow":
            running.signal_drawers("quick", signal.SIGSTOP)
            running.signal_drawers("slow", signal.SIGCONT)
        if worker.name == "slow" and not of_slow:
            assert running.signal_drawers("slow", signal.SIGSTOP)
            of_slow.append(claim.firsts)

    with machines(tmp_path / "machines", "slow", "quick") as running:
        outcome, cluster, said = draw(
            running, identity, scene, tmp_path / "media", least=2, before=before, silent=60, patience=60
        )
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert (of_slow, all_given[-1:]) == ([list(cluster.repeated)], ["quick"]), said.lines
    assert not cluster.failed
    ((seconds, late_after),) = cluster.late
    assert seconds > max(late_after, LEAST_STRAGGLING)
    assert set(outcome.drawn_by) == {"quick"} | ({"slow"} if winner == "slow" else set())
    assert any("segments, 2 workers" in phase for phase in said.phases)


def test_results_that_come_twice_count_once(tmp_path, identity, short_film):
    scene, film = short_film
    with machines(tmp_path / "machines", "one", "two") as running:
        outcome, cluster, _ = draw(running, identity, scene, tmp_path / "media", cluster=Doubling)
        alone, once, _ = draw(running, identity, scene, tmp_path / "again", least=2)
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert max(cluster.given.values()) == 2
    assert sum(outcome.drawn_by.values()) == sum(alone.drawn_by.values())
    assert set(once.given.values()) == {1}
    assert once.costs == sorted(once.costs, reverse=True), "the costliest claim goes first"
