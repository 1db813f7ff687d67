"""A scheduler and workers on this machine: ``python -P -m rendering.cluster.local_node COUNT FOLDER``.

It ends, and they with it, when its standard input closes. The scheduler's file is written into the folder.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import dask
from distributed import Nanny, Scheduler, Security

from rendering.cluster.connection import quieten
from rendering.core.processes import end_with_parent, interrupt_on_signals, interrupt_with_starter
from rendering.core.streams import private_input, private_output

SPARING = {"distributed.admin.tick.interval": "1s", "distributed.worker.profile.enabled": False}
"""Settings of Dask: it else looks at its event loops fifty times a second, and at what workers do a hundred times."""


async def _serve(count: int, folder: Path) -> None:
    async with AsyncExitStack() as stack:
        quieten()
        unfinished, plain = folder / "unfinished", Security(require_encryption=False)
        scheduler = await stack.enter_async_context(
            Scheduler(
                host="127.0.0.1",
                port=0,
                dashboard=False,
                dashboard_address="127.0.0.1:0",  # else all that run here ask for one port
                scheduler_file=str(unfinished),
                security=plain,
            )
        )
        for number in range(count):
            await stack.enter_async_context(
                Nanny(
                    scheduler.address,
                    nthreads=1,
                    name=f"local-{number}",
                    host="127.0.0.1",
                    dashboard=False,
                    local_directory=str(folder),
                    memory_limit=0,
                    silence_logs=100,
                    security=plain,
                )
            )
        unfinished.rename(folder / "scheduler.json")
        await scheduler.finished()


def main() -> int:
    """Serve until told to end, and return the exit status."""
    stdin = private_input()
    private_output()
    interrupt_on_signals()
    interrupt_with_starter()
    end_with_parent(stdin)
    dask.config.set(SPARING)
    try:
        asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
