"""One program, run as it is and recorded: what it printed, and what was noted."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lazyheavy.startup import Target
from lazyheavy.startup._runs import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lazyheavy.startup._recording import Load, Mode, Recording

#: Variables of the interpreter that a developer may have set.
_UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONWARNINGS")


class Printed(NamedTuple):
    """What a program printed, and how it ended."""

    out: str
    err: str
    code: int


class Seen(NamedTuple):
    """A recorded run, and what it printed."""

    recording: Recording
    printed: Printed

    def load(self, name: str) -> Load:
        """Return the one load of a module."""
        (found,) = (load for load in self.recording.loads if load.name == name)
        return found

    def loads(self, name: str) -> list[Load]:
        """Return all loads of a module, in order."""
        return [load for load in self.recording.loads if load.name == name]

    def touch(self, name: str) -> str:
        """Return ``file:line function`` of the statement that loaded a module."""
        number = self.load(name).statement
        if number < 0:
            return "nobody"
        file, line, function, *_ = self.recording.statements[number]
        return f"{Path(file).name}:{line} {function}"

    def importers(self, name: str) -> set[str]:
        """Return the names of the modules that asked for one."""
        names = {load.index: load.name for load in self.recording.loads}
        edges = self.recording.edges
        return {names.get(edge[0], "?") for edge in edges if edge[1] == name}


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _environment(env: dict[str, str] | None) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    return {**known, **(env or {})}


def run_plain(
    folder: Path, *argv: str, env: dict[str, str] | None = None, command: bool = False
) -> Printed:
    """Run ``python ARGV`` in a folder, or ARGV itself if it is a *command*."""
    done = subprocess.run(
        argv if command else [sys.executable, *argv],
        cwd=folder,
        env=_environment(env),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Printed(done.stdout, done.stderr, done.returncode)


def run_recorded(
    folder: Path,
    *argv: str,
    mode: Mode = "structure",
    env: dict[str, str] | None = None,
    prelude: str | None = None,
) -> Seen:
    """Run the same recorded."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with _inside(folder):
            recording = record(
                Target.parse(argv),
                mode=mode,
                env=_environment(env),
                stdout=out,
                stderr=err,
                timeout=60,
                prelude=prelude,
            )
        out.seek(0)
        err.seek(0)
        return Seen(recording, Printed(out.read(), err.read(), recording.exit_code))
