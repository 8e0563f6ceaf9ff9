"""What the recorder of `lazyheavy profile` adds to a start, in instructions.

Each program is counted by valgrind as a plain start of the interpreter and as a
timing run, and the modules that are loaded at the end are compared. The program that
does nothing shows what a run costs whatever is imported: the recorder is read, and
what it noted is written.

    pip install -e ".[bench]" pandas
    python benchmarks/bench_recorder_overhead.py [CODE ...]

With another interpreter that has the libraries: ``--python PATH``. Takes a minute.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from typing import NamedTuple

from lazyheavy.startup import Target
from lazyheavy.startup._counting import run_counted, steady_environment
from lazyheavy.startup._launch import command_for
from lazyheavy.startup._runs import record

#: Nothing, a large library, and many small modules of the standard library.
PROGRAMS = (
    "import sys",
    "import pandas",
    "import asyncio, http.server, xml.dom.minidom, sqlite3, unittest.mock, email.mime",
)
#: Prints the modules that are loaded, without loading any.
SHOW = "; import sys; print(*sorted(sys.modules), sep='\\n')"


class Row(NamedTuple):
    """One program, plain and recorded."""

    code: str
    plain: int
    recorded: int
    only_plain: set[str]
    only_recorded: set[str]
    modules: int

    @property
    def overhead(self) -> float:
        """What the recorder adds, in percent of the plain run."""
        return 100 * (self.recorded / self.plain - 1)


def environment() -> dict[str, str]:
    """Return the environment of all runs: steady, and with cached bytecode."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    known = {name: value for name, value in os.environ.items() if name not in unwanted}
    return steady_environment(known)


def recorded_count(target: Target, env: dict[str, str]) -> int:
    """Return the instructions of a timing run."""
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "recording")  # noqa: PTH118 - as `record` does
        settings = {"output": output, "parts": ["timing"], "prelude": None}
        return run_counted(command_for(target, settings, folder), env=env)[1]


def measure(code: str, python: str) -> Row:
    """Count one program both ways; its modules are cached by then."""
    env = environment()
    shown = subprocess.run(
        [python, "-c", code + SHOW], env=env, capture_output=True, text=True, check=True
    )
    plain = set(shown.stdout.split())
    target = Target("code", ["-c", code], python=python)
    recorded = set(record(target, mode="timing", env=env).loaded)
    return Row(
        code,
        run_counted([python, "-c", code], env=env)[1],
        recorded_count(target, env),
        plain - recorded,
        recorded - plain,
        len(plain),
    )


def show(row: Row) -> None:
    """Print a row."""
    plain, recorded = row.plain / 1e6, row.recorded / 1e6
    modules = f"{row.modules} modules, the same ones"
    if row.only_plain or row.only_recorded:
        modules = (
            f"{row.modules} modules, only plain: {sorted(row.only_plain)}, "
            f"only recorded: {sorted(row.only_recorded)}"
        )
    print(row.code)
    print(
        f"    plain {plain:.1f} M, recorded {recorded:.1f} M: {row.overhead:+.2f} %; "
        f"{modules}",
        flush=True,
    )


def main() -> int:
    """Measure, print, and fail where the recorder has changed what is loaded."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("programs", nargs="*", default=PROGRAMS, metavar="CODE")
    parser.add_argument("--python", default=sys.executable, metavar="PATH")
    options = parser.parse_args()
    has_changed = False
    for code in options.programs:
        row = measure(code, options.python)
        show(row)
        has_changed = has_changed or bool(row.only_plain or row.only_recorded)
    return int(has_changed)


if __name__ == "__main__":
    sys.exit(main())
