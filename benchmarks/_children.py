"""Fresh child interpreters, and what they cost: CPU time and wall time.

CPU time is that of the whole child with all its threads, from `os.wait4()`, or
what the child reports of one part of its own run. For POSIX systems only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks._packages import write_packages

if TYPE_CHECKING:
    from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
HERE: Final = ROOT / "benchmarks"

#: Threads of numeric libraries would make CPU time exceed wall time.
SINGLE_THREADED: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class ChildError(Exception):
    """A child that was measured did not end well: its figures mean nothing."""


@dataclass(frozen=True)
class Sample:
    """Seconds that one run took."""

    cpu: float
    wall: float


def environment() -> dict[str, str]:
    """Return the environment of children: bytecode is cached, output buffered.

    Nothing that steers Python, this library or its eager modes is inherited.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "LAZYHEAVY", "EAGER_IMPORT", "COV_CORE"))
    }
    return {**kept, **SINGLE_THREADED}


class Workplace:
    """A temporary folder with packages to import, and children that run in it.

    A context manager. The interpreter is the one that runs this. Its
    environment must have the library installed; if it has not, the source
    folder is put on the path of every child alike.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lazyheavy-bench-")
        self.path = Path(self._folder.name)
        self.packages = self.path / "packages"
        self.env = environment()
        self.extra_path: list[str] = []

    def __enter__(self) -> Workplace:  # noqa: PYI034 - Self came with 3.11
        (self.path / "cwd").mkdir()
        write_packages(self.packages)
        try:
            self.run(["-c", "import lazyheavy"])
        except ChildError:
            self.extra_path = [str(ROOT / "src")]
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def run(
        self,
        arguments: list[str],
        *,
        with_packages: bool = False,
        timeout: float = 120,
    ) -> tuple[Sample, str]:
        """Run a child to its end; return its cost and what it printed.

        Raises:
            ChildError: It failed or was killed at *timeout*.
        """
        path = [str(self.packages)] * with_packages + self.extra_path
        env = {**self.env, "PYTHONPATH": os.pathsep.join(path)} if path else self.env
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            started = perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-s", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=env,
                cwd=self.path / "cwd",
            )
            killer = threading.Timer(timeout, process.kill)
            killer.start()
            try:
                _, status, usage = os.wait4(process.pid, 0)
                wall = perf_counter() - started
                process.returncode = os.waitstatus_to_exitcode(status)
            finally:
                killer.cancel()
                if process.returncode is None:  # interrupted while we waited
                    process.kill()
                    process.wait()
            out.seek(0)
            printed = out.read().decode()
            if process.returncode != 0:
                err.seek(0)
                message = (
                    f"{' '.join(arguments)!r} exited with {process.returncode}:\n"
                    f"{err.read().decode()}"
                )
                raise ChildError(message)
        return Sample(usage.ru_utime + usage.ru_stime, wall), printed
