"""What a module takes is its own time, however busy the machine is."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lazyheavy.startup import Target, record
from tests._support.packages import write

if TYPE_CHECKING:
    from collections.abc import Iterator

DELAYS = Path("/proc/thread-self/schedstat")


@contextmanager
def one_busy_processor(others: int) -> Iterator[None]:
    """Share one processor with others that never stop."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    with ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, before)
        for _ in range(others):
            loop = "print(flush=True)\nwhile True: pass"
            command = [sys.executable, "-I", "-S", "-c", loop]
            busy = stack.enter_context(subprocess.Popen(command, stdout=-1))
            stack.callback(busy.kill)
            assert busy.stdout is not None
            busy.stdout.readline()
        yield


@pytest.mark.skipif(
    not DELAYS.exists() or DELAYS.read_text().split()[0] == "0",
    reason="the kernel does not tell how long threads wait for a processor",
)
def test_waiting_for_a_processor_is_nobodys(tmp_path: Path) -> None:
    """Among four that want one processor, a quarter of the time is the module's own.

    What the module itself waits for is in it, and what it leaves open stays open.
    """
    files = {
        "app.py": "import counting, sleeping\n",
        "counting.py": "sum(range(4_000_000))\n",
        "sleeping.py": "import os, time\ntime.sleep(0.2)\nos.closerange(3, 300)\n",
    }
    write(tmp_path, files)
    target = Target.parse([str(tmp_path / "app.py")])
    with one_busy_processor(3):
        found = record(target, mode="timing")
    took = {load.name: load.self_ms for load in found.loads}

    assert 0 == found.exit_code
    assert took["sleeping"] >= 200
    assert took["counting"] < (found.wall_ms - took["sleeping"]) / 2
    assert sum(took.values()) <= found.wall_ms
