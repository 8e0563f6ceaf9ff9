"""Under threads, tasks, timeouts, discards and forks nothing leaks or is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests._support.children import output_of

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import os, random, sys, threading
from lazyheavy.instances import Pool
from tests.instances._stress import Stress, counts, memory, settled

alive = set()

class Doubler:
    '''Has two files open, breaks now and then, and notices a second user.'''

    def __init__(self):
        self.pid, self.user, self.is_broken = os.getpid(), None, False
        self.files = os.pipe()
        alive.add(self)

    def call(self, rng):
        assert self.pid == os.getpid(), "an instance of the parent"
        assert self in alive, "a closed instance"
        assert self.user is None, "two users"
        self.user = object()
        text = str(rng.random())
        os.write(self.files[1], text.encode())
        result = os.read(self.files[0], 100).decode()
        self.user = None
        assert result == text, "a wrong result"
        if rng.random() < 0.02:
            self.is_broken = True
        return "done"

    def reset(self):
        assert self.user is None

    def close(self):
        alive.remove(self)
        for file in self.files: os.close(file)

def make_stress():
    pool = Pool(Doubler, max_size=2, close=Doubler.close, reset=Doubler.reset,
                check=lambda doubler: not doubler.is_broken, max_uses=500)
    return pool, Stress(pool, Doubler.call, forks=0.005)

pool, stress = make_stress()
stress.run(threads=8, calls=200, seed=1)  # loads what is loaded once
settled(pool)
pool.close()
assert not stress.errors, stress.errors
before, warm = counts(), memory()
pool, stress = make_stress()
stress.run(threads=8, calls=1000, seed=2)
stats = settled(pool)
grown = memory() - warm
lent = len(alive)
pool.close()
stress.report(stats=stats, lent=lent, left=len(alive), before=before, after=counts(),
              grown=grown, threads=[t.name for t in threading.enumerate()])
"""


@pytest.mark.timeout(120)
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_nothing_is_wrong_and_nothing_is_left() -> None:
    """8 threads, 1,000 calls each, through a pool of 2, with forks in between."""
    report = json.loads(output_of(PROGRAM, path=(ROOT,), timeout=110))
    stats, outcomes = report["stats"], report["outcomes"]

    assert [] == report["errors"]
    assert 8 * 1000 == sum(outcomes.values()) - outcomes["forked"]
    assert min(outcomes[name] for name in ("done", "discarded", "forked")) > 10
    assert outcomes["ran out of time"] > 10
    assert (0, 0) == (stats["in_use"], stats["waiting"])
    assert stats["made"] - stats["closed"] == stats["size"] == report["lent"] <= 2
    assert 0 == report["left"]
    assert ["MainThread"] == report["threads"]
    assert report["before"] == report["after"]
    assert report["grown"] < 8
