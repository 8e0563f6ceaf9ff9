"""Run the fault tests again and again, because some of the faults are races.

    python -m tests.engines.repeat            50 rounds
    python -m tests.engines.repeat 5 -k fork  5 rounds, with options for pytest

Stops at the first round that fails, with its output. A round takes a minute of CPU
time; this is no part of a test run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 50
MODULES = ("traps", "faults", "worker", "exit", "fork", "threads", "fresh")


def main(arguments: list[str]) -> int:
    """Return 0 if each round has passed."""
    rounds = ROUNDS
    if arguments and arguments[0].isdigit():
        rounds = int(arguments.pop(0))
    folder = Path(__file__).parent
    files = [str(folder / f"test_{name}.py") for name in MODULES]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += ["-m", "not slow", *files, *arguments]
    for number in range(1, rounds + 1):
        began = time.monotonic()
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ
        )
        last = (done.stdout.strip().splitlines() or [""])[-1]
        print(f"round {number}: {last} ({time.monotonic() - began:.0f} s)", flush=True)  # noqa: T201
        if done.returncode != 0:
            print(done.stdout[-8000:], done.stderr[-2000:])  # noqa: T201
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
