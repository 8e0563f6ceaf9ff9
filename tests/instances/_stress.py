"""Many threads, tasks and forks at one pool at once, and what is left of them.

Run in a process of its own: it forks, and counts its threads and files.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lazyheavy.errors import PoolTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from lazyheavy.instances import Pool

    #: One call: gets an instance and a source of random numbers, returns what
    #: happened. A wrong result is an AssertionError.
    Call = Callable[[Any, random.Random], str]

COUNTED = ("task", "fd")
TIMEOUTS = (None, None, 5, 0.01, 0.001, 0)
#: Seconds after which a forked child is taken for hanging and killed.
CHILD_LIMIT = 30


def counts() -> tuple[int, ...]:
    """Return how many threads and files this process has."""
    return tuple(len(list(Path("/proc/self", which).iterdir())) for which in COUNTED)


def memory() -> float:
    """Return the megabytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


class Stress:
    """Calls through *pool*; `run` counts what has happened."""

    def __init__(self, pool: Pool[Any], call: Call, *, forks: float) -> None:
        self.pool = pool
        self.call = call
        self.forks = forks
        self.outcomes: Counter[str] = Counter()
        self.errors: list[str] = []

    def run(self, *, threads: int, calls: int, seed: int) -> None:
        """Run *threads* threads with so many *calls* each; a quarter are loops."""
        warnings.filterwarnings("ignore", message=".*multi-threaded")
        works = [
            threading.Thread(
                target=self._guarded,
                args=(
                    self._run_tasks if number % 4 == 3 else self._run_calls,
                    calls,
                    random.Random(f"{seed} {number}"),  # noqa: S311
                ),
            )
            for number in range(threads)
        ]
        for work in works:
            work.start()
        for work in works:
            work.join()

    def report(self, **more: object) -> None:
        """Print everything as JSON."""
        row = {"outcomes": self.outcomes, "errors": self.errors, **more}
        print(json.dumps(row, indent=1))  # noqa: T201

    def _guarded(self, work: Callable[..., None], *args: object) -> None:
        try:
            work(*args)
        except BaseException as error:  # noqa: BLE001 - told in the report
            self.errors.append(repr(error))

    def _run_calls(self, calls: int, rng: random.Random) -> None:
        for _ in range(calls):
            if rng.random() < self.forks:
                self._fork(rng)
            try:
                with self.pool.checkout(timeout=rng.choice(TIMEOUTS)) as instance:
                    outcome = self.call(instance, rng)
                    if rng.random() < 0.02:
                        assert self.pool.discard(instance)
                        outcome = "discarded"
            except PoolTimeoutError:
                outcome = "ran out of time"
            self.outcomes[outcome] += 1

    def _run_tasks(self, calls: int, rng: random.Random) -> None:
        async def one() -> str:
            try:
                timeout = rng.choice(TIMEOUTS)
                async with self.pool.acheckout(timeout=timeout) as instance:
                    # Shielded: a thread that goes on would still use the instance.
                    work = asyncio.ensure_future(
                        asyncio.to_thread(self.call, instance, rng)
                    )
                    try:
                        return await asyncio.shield(work)
                    except asyncio.CancelledError:
                        await work
                        raise
            except PoolTimeoutError:
                return "ran out of time"

        async def main() -> None:
            for _ in range(calls // 5):
                tasks = [asyncio.create_task(one()) for _ in range(5)]
                await asyncio.sleep(0)
                if rng.random() < 0.2:
                    rng.choice(tasks).cancel()
                for result in await asyncio.gather(*tasks, return_exceptions=True):
                    if isinstance(result, asyncio.CancelledError):
                        self.outcomes["cancelled"] += 1
                    elif isinstance(result, BaseException):
                        self.errors.append(repr(result))
                    else:
                        self.outcomes[result] += 1

        asyncio.run(main())

    def _fork(self, rng: random.Random) -> None:
        """Use the pool in a child, which has to make an instance of its own."""
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                signal.alarm(CHILD_LIMIT)
                with self.pool.checkout(timeout=CHILD_LIMIT) as instance:
                    self.call(instance, rng)
                stats = self.pool.stats()
                if (stats.size, stats.in_use, stats.waiting) in {(1, 0, 0), (0, 0, 0)}:
                    code = 0
                self.pool.close()
            finally:
                sys.stderr.flush()
                os._exit(code)
        status = os.waitpid(pid, 0)[1]
        self.outcomes["forked"] += 1
        if status:
            self.errors.append(f"a child ended with {status}")


def settled(pool: Pool[Any]) -> dict[str, int]:
    """Wait for threads that give back what cancelled tasks had; return the stats."""
    deadline = time.monotonic() + 10
    while pool.stats().in_use and time.monotonic() < deadline:
        time.sleep(0.01)
    gc.collect()
    return pool.stats()._asdict()
