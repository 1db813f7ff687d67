"""Check every worker of a cluster, as ``doctor --on`` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from distributed import Client, Future

from rendering.cluster import tasks
from rendering.cluster.connection import On, connect, reached, security_note
from rendering.cluster.roster import SECONDS_TO_PROBE, same
from rendering.core.doctor import Check

REMEDY = "install the same versions there, as setup.sh does"


def examine(on: str) -> Iterator[Check]:
    """Yield the outcome of every check, a worker each.

    Raises
    ------
    UserError
        If no scheduler answers.
    """
    with ThreadPoolExecutor(1) as executor, reached(On.parse(on)) as place:
        client = connect(place)
        ours = executor.submit(tasks.identity_here)
        try:
            note = security_note(client.scheduler.address if client.scheduler else "")
            if note:
                yield Check("TLS", note, good=False, remedy="see docs/many-machines.md", required=False)
            workers = client.scheduler_info(n_workers=-1)["workers"]
            if not workers:
                yield Check("workers", f"none at {on}", good=False, remedy=f"dask worker {client.scheduler.address}")
            futures = {address: _probe(client, address) for address in workers}
            for address, future in futures.items():
                yield _check(str(workers[address].get("name") or address), address, future, ours.result())
        finally:
            client.close(timeout=3)
            tasks.dismiss()


def _probe(client: Client, address: str) -> Future:
    return client.submit(tasks.probe, workers=[address], allow_other_workers=False, pure=False, retries=0)


def _check(name: str, address: str, future: Future, ours: Mapping[str, Any]) -> Check:
    title = f"worker {name} ({address})"
    try:
        found = future.result(timeout=SECONDS_TO_PROBE)
    except Exception as error:
        reason = f"{error}".splitlines()[0] if f"{error}" else f"no answer within {SECONDS_TO_PROBE:g} s"
        return Check(title, f"cannot draw: {reason}", good=False, remedy=REMEDY)
    theirs = found["identity"]
    why = theirs.get("failed") or theirs.get("refused") or same(ours, theirs)
    if why:
        return Check(title, f"is left out: {why}", good=False, remedy=REMEDY)
    room = f"{found['free'] / 1e9:.1f} GB free"
    return Check(title, f"makes the same bytes; {found['cores']} cores, {room}", good=True)
