"""Hammer the lazy layer with threads, for minutes, on any Python. Not in the tests.

    python tests/stress/run.py --minutes 3
    python tests/stress/run.py --minutes 1 --python python3.10 --python python3.15
    python tests/stress/run.py --shape two_names --seed 4711      # one again

Each run is a fresh interpreter with a random switch interval and modules that count
how often their bodies run; `shapes.py` tells the shapes and the rules. Prints one
line a failure with the command that repeats it, and a summary; ends with 1 if a rule
was broken. The interpreters need lazy_loader; lazyheavy is taken from this checkout.
"""
# ruff: noqa: S311, T201 - seeds are no secrets; the recipe prints what it finds

from __future__ import annotations

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from shapes import PATIENCE, SHAPES

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "src"


def run_once(python: str, shape: str, seed: int) -> str | None:
    """Run a shape in a fresh interpreter; return what went wrong."""
    with tempfile.TemporaryDirectory(prefix="lazyheavy-stress-") as folder:
        command = [python, HERE / "shapes.py", shape, str(seed), folder]
        try:
            done = subprocess.run(
                command,
                env={**os.environ, "PYTHONPATH": str(SOURCE)},
                capture_output=True,
                text=True,
                timeout=PATIENCE + 15,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            return f"hangs, and its watchdog too: {error}"
    if done.returncode == 0:
        return None
    return f"exit code {done.returncode}\n{done.stderr[-6000:]}"


def main() -> int:
    """Run shapes in turn until the time is up; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=3, help="for each Python")
    parser.add_argument("--python", action="append", help="an interpreter; repeatable")
    parser.add_argument("--shape", choices=sorted(SHAPES), action="append")
    parser.add_argument("--seed", type=int, help="run once with this seed")
    options = parser.parse_args()
    broken = 0
    for python in options.python or [sys.executable]:
        broken += hammer(
            python, options.shape or list(SHAPES), options.minutes, options.seed
        )
    return 1 if broken else 0


def hammer(python: str, shapes: list[str], minutes: float, seed: int | None) -> int:
    """Run *shapes* on one interpreter; return how many runs broke a rule."""
    end = time.monotonic() + 60 * minutes
    runs = dict.fromkeys(shapes, 0)
    broken = dict.fromkeys(shapes, 0)
    for shape in itertools.cycle(shapes):
        if seed is None and time.monotonic() > end:
            break
        if seed is not None and all(runs.values()):
            break
        chosen = random.randrange(10**6) if seed is None else seed
        trouble = run_once(python, shape, chosen)
        runs[shape] += 1
        if trouble is not None:
            broken[shape] += 1
            print(f"FAILED: --python {python} --shape {shape} --seed {chosen}")
            if broken[shape] == 1:
                print(trouble, flush=True)
    print(f"{python}: {sum(runs.values())} runs, {sum(broken.values())} broken")
    for shape, count in runs.items():
        print(f"  {shape:<24}{count:>6} runs {broken[shape]:>5} broken", flush=True)
    return sum(broken.values())


if __name__ == "__main__":
    sys.exit(main())
