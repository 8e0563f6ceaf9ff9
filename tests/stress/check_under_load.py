"""Run one `lazyheavy check` a hundred times on a machine that is busy.

    python tests/stress/check_under_load.py [RUNS]

Two processes use all they can get meanwhile. Every run has to give the same
verdicts; the exit code is 1 if one does not.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

CONFIG = """
[[tool.lazyheavy.budget]]
target = "-c 'import asyncio, json'"
forbid = ["wave"]
lock = "imports.lock"

[[tool.lazyheavy.budget]]
target = "-c 'import wave'"
forbid = ["wave"]
"""


def main(runs: int) -> int:
    """Run, count what came out, and print it."""
    command = [sys.executable, "-m", "lazyheavy", "check"]
    busy = [sys.executable, "-c", "while True: pass"]
    found: Counter[tuple[int, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pyproject.toml").write_text(CONFIG, encoding="utf-8")
        subprocess.run(
            [*command, "--update"], cwd=folder, capture_output=True, check=False
        )
        hogs = [subprocess.Popen(busy) for _ in range(2)]
        try:
            for _ in range(runs):
                done = subprocess.run(
                    command, cwd=folder, capture_output=True, text=True, check=False
                )
                found[done.returncode, done.stdout] += 1
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()
    for (code, output), count in found.most_common():
        print(f"{count} runs ended with {code}:\n{output}")  # noqa: T201
    return len(found) != 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
