"""Hammer a pool of two real engines with kills and forks. Not in the tests.

    python tests/stress/pool_engine.py
    python tests/stress/pool_engine.py --calls 200 --seed 4711
    python tests/stress/pool_engine.py --calls 200 --isolation process

Eight threads, two of which run event loops, make 1,000 calls each. Calls end in
scripts that never end and are killed, engines are closed under other users' eyes or
discarded, and children are forked in between. Prints what happened as JSON and ends
with 1 if a result was wrong or if anything was left: an engine, a thread, a file, a
process, or memory that grew. Needs PyMiniRacer and /proc; lazyheavy is taken from this
checkout.
"""
# ruff: noqa: E402 - what it imports lies on the paths that it sets

from __future__ import annotations

import argparse
import gc
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import random

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.errors import EngineError, EngineTimeoutError
from lazyheavy.instances import Pool
from tests.instances._stress import Stress, counts, memory, settled

#: Megabytes by which the process may grow after a first quarter as many calls. V8
#: gives memory back late, and not all of it.
GROWTH = 40

SOURCE = """
var work = text => {
  const { number, kind } = JSON.parse(text);
  if (kind === "forever") for (;;);
  if (kind === "throws") throw new Error("on purpose " + number);
  return kind === "promise" ? Promise.resolve(String(number * 2)) : String(number * 2);
};
"""


def children() -> int:
    """Return how many processes this one has started and not waited for."""
    texts = [path.read_text() for path in Path("/proc/self/task").glob("*/children")]
    return sum(len(text.split()) for text in texts)


def call(engine: MiniRacerEngine, rng: random.Random) -> str:
    """Make one call and tell what happened."""
    number = rng.randrange(10**9)
    kind = rng.choices(
        ["value", "promise", "throws", "forever", "close"], [80, 10, 5, 2, 2]
    )[0]
    if kind == "close":
        engine.close()
        return "closed"
    text = f'{{"number": {number}, "kind": "{kind}"}}'
    if kind == "forever":
        try:
            engine.call("work", text, timeout=0.02)
        except EngineTimeoutError:
            return "killed"
        raise AssertionError(kind)
    if kind == "throws":
        try:
            engine.call("work", text)
        except EngineError as error:
            if f"on purpose {number}" in str(error):
                return "threw"
        raise AssertionError(kind)
    result = engine.call("work", text)
    assert result == str(number * 2), (result, number * 2)
    return "done"


def make_stress(
    forks: float, isolation: Literal["process"] | None
) -> tuple[Pool[MiniRacerEngine], Stress]:
    """Return a pool of two engines with the script, and what hammers it."""
    bundle = Bundle("work", SOURCE)
    pool = Pool(
        lambda: MiniRacerEngine([bundle], timeout=30, isolation=isolation),
        max_size=2,
        close=MiniRacerEngine.close,
        check=lambda engine: not engine.closed,
        max_uses=500,
    )
    return pool, Stress(pool, call, forks=forks)


def main() -> int:
    """Run; print the report and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--calls", type=int, default=1000, help="by each thread")
    parser.add_argument("--forks", type=float, default=0.005, help="before a call")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--isolation", choices=["process"], help="where V8 runs")
    options = parser.parse_args()
    began = time.monotonic()
    warming, first = make_stress(options.forks, options.isolation)
    first.run(threads=options.threads, calls=options.calls // 4, seed=options.seed)
    settled(warming)
    warm = memory()
    warming.close()
    before = counts()
    pool, stress = make_stress(options.forks, options.isolation)
    stress.run(threads=options.threads, calls=options.calls, seed=options.seed + 1)
    stats = settled(pool)
    grown = memory() - warm
    pool.close()
    gc.collect()
    left = sum(isinstance(thing, MiniRacerEngine) for thing in gc.get_objects())
    after = counts()
    problems = [*first.errors, *stress.errors]
    if before != after:
        problems.append(f"threads and files before {before}, after {after}")
    if stats["made"] - stats["closed"] != stats["size"] or stats["in_use"]:
        problems.append("the books of the pool do not agree")
    if grown > GROWTH:
        problems.append(f"grown by {grown:.0f} MB")
    if left:
        problems.append(f"engines left: {left}")
    if count := children():
        problems.append(f"processes left: {count}")
    names = [thread.name for thread in threading.enumerate()]
    if names != ["MainThread"]:
        problems.append(f"threads left: {names}")
    stress.report(
        problems=problems,
        stats=stats,
        before=before,
        after=after,
        megabytes=[round(warm, 1), round(warm + grown, 1)],
        seconds=round(time.monotonic() - began, 1),
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
