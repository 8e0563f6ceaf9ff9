"""What one child process spends: CPU time, wall time, page faults, instructions.

The child runs as it would without us: no recorder is in it, but on Windows, where
only the process itself tells its CPU time. Collaborates with `_launch`.
"""

import os
import sys
from contextlib import contextmanager

from lazyheavy.errors import StartupError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal, final

    from ._target import Target

    Metric = Literal["cpu", "wall", "instructions", "faults"]
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = [
    "METRICS",
    "Command",
    "ending",
    "quiet_environment",
    "sample",
    "working_in",
]

#: What can be measured, and in which unit.
METRICS = {
    "cpu": "ms",
    "wall": "ms",
    "instructions": "instructions",
    "faults": "page faults",
}

#: Thread pools of numeric libraries add time that no import needs.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

_VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--log-file=/dev/null")


@final
class Command:
    """A program to be started again and again.

    Attributes:
        target: The program and its arguments.
        shown: What a person would type.
        cwd: The folder to run it in.
        env: Its whole environment, or None for that of `quiet_environment()`.
        exit_code: What it ends with when all is well.
        timeout: Seconds after which it counts as hanging.
    """

    __slots__ = ("cwd", "env", "exit_code", "shown", "target", "timeout")

    def __init__(
        self,
        target: "Target",
        shown: str,
        *,
        cwd: str,
        env: "Mapping[str, str] | None" = None,
        exit_code: int = 0,
        timeout: float = 300.0,
    ) -> None:
        self.target = target
        self.shown = shown
        self.cwd = cwd
        self.env = env
        self.exit_code = exit_code
        self.timeout = timeout

    @property
    def argv(self) -> "list[str]":
        """The command line that runs it without a recorder."""
        target = self.target
        if target.path is None:
            return [target.python, *target.argv]
        return [target.python, target.path, *target.argv[1:]]


def quiet_environment() -> "dict[str, str]":
    """Return the environment for children that are measured.

    Bytecode may be written, so that only the first run compiles, and numeric
    libraries start one thread, unless they are told otherwise already.
    """
    env = {**os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in _ONE_THREAD:
        env.setdefault(name, "1")
    return env


def sample(command: Command, metric: "Metric" = "cpu") -> float:
    """Run a program to its end and return what it spent.

    Blocks until the child has ended; its output goes nowhere.

    Args:
        command: What to run.
        metric: What to return: CPU or wall time in milliseconds, instructions
            (with valgrind), or minor page faults.

    Raises:
        StartupError: It cannot be started, hung, or ended with another exit
            code than it should; or the metric is not to be had here.
    """
    if metric == "instructions":
        return _instructions(command)
    if metric == "faults" and not hasattr(os, "wait4"):
        message = f"page faults cannot be counted on {sys.platform}; take cpu"
        raise StartupError(message)
    return _run(command, metric)


def _run(command: Command, metric: str, before: "tuple[str, ...]" = ()) -> float:
    """Run a program to its end; *before* is put before its command line."""
    import subprocess
    import tempfile

    from ._launch import launch
    from ._runs import record

    env = command.env if command.env is not None else quiet_environment()
    quiet = subprocess.DEVNULL
    with working_in(command.cwd), tempfile.TemporaryFile() as errors:
        if metric == "cpu" and not hasattr(os, "wait4"):
            found = record(
                command.target,
                mode="timing",
                env=env,
                timeout=command.timeout,
                stdout=quiet,
                stderr=errors,
            )
            cpu, wall, faults, code = found.cpu_ms, found.wall_ms, 0, found.exit_code
        else:
            argv = [*before, *command.argv]
            ended = launch(
                argv, env=env, timeout=command.timeout, stdout=quiet, stderr=errors
            )
            cpu, wall, faults = ended.cpu_ms or 0, ended.wall_ms, ended.page_faults or 0
            code = ended.exit_code
        if code != command.exit_code:
            errors.seek(0)
            message = ending(command.shown, code, command.exit_code, errors.read())
            raise StartupError(message)
    return {"cpu": cpu, "wall": wall, "faults": float(faults)}.get(metric, 0.0)


def ending(shown: str, code: int, wanted: int, errors: bytes) -> str:
    """Say how a target failed, with the last line that it wrote."""
    last = errors.decode(errors="replace").strip().rpartition("\n")[2]
    instead = f", not {wanted}" if wanted else ""
    ended = f"exit code {code}" if code >= 0 else f"signal {-code}"
    return f"{shown} ended with {ended}{instead}{f': {last}' if last else ''}"


@contextmanager
def working_in(folder: str) -> "Iterator[None]":
    """Make *folder* the working folder of this process for a block."""
    before = os.getcwd()
    if os.path.realpath(folder) == os.path.realpath(before):
        yield
        return
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _instructions(command: Command) -> float:
    """Return the instructions of one run under valgrind.

    Raises:
        StartupError: valgrind is not installed, or failed.
    """
    import shutil
    import tempfile

    if shutil.which("valgrind") is None:
        message = (
            "counting instructions needs valgrind: apt install valgrind "
            "(Linux only); or take the metric cpu"
        )
        raise StartupError(message)
    with tempfile.TemporaryDirectory() as folder:
        written = os.path.join(folder, "counts")
        options = (*_VALGRIND, f"--cachegrind-out-file={written}")
        _run(command, "instructions", options)
        try:
            with open(written, encoding="utf-8", errors="replace") as file:
                *_, last = file
        except (OSError, ValueError):
            last = ""
    label, _, count = last.partition(":")
    if label != "summary":
        message = f"valgrind counted nothing for {command.shown}"
        raise StartupError(message)
    return float(count.split()[0])
