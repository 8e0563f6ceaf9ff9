"""What it costs to get a kept instance, once it is there.

    python -m pytest benchmarks/bench_kept_instances.py -s
    python benchmarks/bench_kept_instances.py      the same, as a table

CPU time of this thread, the lowest of many short turns of all of them; the loop
itself is subtracted. Promised: a call of a shared instance costs less than 0.3
microseconds more than reading a global, a `use()` less than 3.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

if __name__ == "__main__":  # as a script: the package may not be installed
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from lazyheavy.instances import Pool, shared

TURNS = 300
CALLS = 500

INSTANCE = object()
LONG = 1e9
kinds = {
    "plain": shared(object),
    "ttl=...": shared(ttl=LONG)(object),
    "max_idle=...": shared(max_idle=LONG)(object),
    "check=...": shared(check=bool)(object),
    'scope="thread"': shared(scope="thread")(object),
    'scope="context"': shared(scope="context")(object),
}
engine = kinds["plain"]
pool = Pool(object, max_size=2)


def loop() -> None:
    """Do nothing."""
    for _ in range(CALLS):
        pass


def read_global() -> None:
    """Read a global."""
    for _ in range(CALLS):
        INSTANCE  # noqa: B018 - that is what is measured


def call() -> None:
    """Call a shared instance."""
    for _ in range(CALLS):
        engine()


def use(kind: str) -> None:
    """Hold a shared instance for an empty body."""
    kept = kinds[kind]
    for _ in range(CALLS):
        with kept.use():
            pass


def check_out() -> None:
    """Check out of a pool for an empty body."""
    for _ in range(CALLS):
        with pool.checkout():
            pass


def figures() -> dict[str, float]:
    """Return microseconds of CPU time by what was done."""
    works = {"loop": loop, "a global": read_global, "engine()": call}
    works |= {f"engine.use(), {kind}": lambda k=kind: use(k) for kind in kinds}
    works["pool.checkout()"] = check_out
    best = dict.fromkeys(works, float("inf"))
    for _ in range(TURNS):
        for name, work in works.items():
            began = time.thread_time_ns()
            work()
            spent = (time.thread_time_ns() - began) / CALLS / 1000
            best[name] = min(best[name], spent)
    base = best.pop("loop")
    return {name: spent - base for name, spent in best.items()}


def test_kept_instances() -> None:
    """They cost what is promised."""
    found = figures()
    print("\n", {name: round(spent, 2) for name, spent in found.items()})

    assert found["engine()"] - found["a global"] < 0.3
    assert max(spent for name, spent in found.items() if "use" in name) < 3


if __name__ == "__main__":
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"microseconds, CPython {version}")
    for title, spent in figures().items():
        print(f"{spent:6.2f}  {title}")
