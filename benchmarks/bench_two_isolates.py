"""Two engines on two cores: how much more they do than one.

    python -m pytest benchmarks/bench_two_isolates.py -s
    python benchmarks/bench_two_isolates.py      the same, as a table

Wants a quiet machine with two cores at least. What is counted is calls a second,
of a chart's size (some milliseconds of JavaScript each), in alternating turns.
The other figure is what a call costs that does nothing.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Literal

import pytest

if __name__ == "__main__":  # as a script: the package may not be installed
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from lazyheavy.engines import Bundle, MiniRacerEngine

Isolation = Literal["process"] | None

#: Some milliseconds of what charts do: objects, sorting, strings.
WORK = Bundle(
    "work",
    """
    function work(text) {
      const rows = [];
      for (let i = 0; i < 4000; i += 1) rows.push({x: (i * 7919) % 4001, s: `${i}`});
      rows.sort((a, b) => a.x - b.x);
      return text + rows.map(row => row.x + row.s).join(",").length;
    }
    """,
)
SECONDS = 2.0
TURNS = 5
EMPTY_CALLS = 2000


def throughput(engines: list[MiniRacerEngine], seconds: float = SECONDS) -> float:
    """Return calls a second of all *engines* together, a thread each."""
    end = time.perf_counter() + seconds

    def run(engine: MiniRacerEngine) -> int:
        calls = 0
        while time.perf_counter() < end:
            engine.call("work", "x")
            calls += 1
        return calls

    began = time.perf_counter()
    with ThreadPoolExecutor(len(engines)) as pool:
        calls = sum(pool.map(run, engines))
    return calls / (time.perf_counter() - began)


def ratios(isolation: Isolation) -> list[float]:
    """Return how much more two do than one, turn by turn."""
    first, second = (
        MiniRacerEngine([WORK], isolation=isolation),
        MiniRacerEngine([WORK], isolation=isolation),
    )
    with first, second:
        throughput([first, second], 1.0)  # V8 has compiled what is hot by then
        found = []
        for _ in range(TURNS):
            one = throughput([first])
            two = throughput([first, second])
            found.append(two / one)
        return found


def empty_call(isolation: Isolation) -> float:
    """Return the microseconds of a call whose function does nothing."""
    with MiniRacerEngine(isolation=isolation) as engine:
        for _ in range(200):
            engine.call("text => text", "x")
        times = []
        for _ in range(EMPTY_CALLS):
            began = time.perf_counter()
            engine.call("text => text", "x")
            times.append(time.perf_counter() - began)
    return median(times) * 1e6


@pytest.mark.parametrize("isolation", [None, "process"], ids=["here", "process"])
def test_two_isolates(isolation: Isolation) -> None:
    """Two do nearly twice the work of one: the GIL is not held while V8 runs."""
    found = ratios(isolation)
    print(f"\n{isolation or 'here'}: {[round(r, 2) for r in found]}")

    assert median(found) > 1.8


@pytest.mark.parametrize("isolation", [None, "process"], ids=["here", "process"])
def test_empty_call(benchmark: object, isolation: Isolation) -> None:
    """A call that does nothing costs a fraction of a millisecond."""
    with MiniRacerEngine(isolation=isolation) as engine:
        engine.call("text => text", "x")
        benchmark(engine.call, "text => text", "x")  # type: ignore[operator]


if __name__ == "__main__":
    for kind in (None, "process"):
        several = ratios(kind)
        shown = " ".join(f"{ratio:.2f}" for ratio in several)
        print(
            f"{kind or 'here':<8} two to one: {median(several):.2f} ({shown}), "
            f"empty call: {empty_call(kind):.0f} us"
        )
