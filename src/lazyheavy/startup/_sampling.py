"""What one child process spends: CPU time, wall time, page faults, instructions.

The child runs as it would without us: no recorder is in it, but on Windows, where
only the process itself tells its CPU time. Collaborates with `_launch` and, for
instructions, with `_counting`.
"""

import os
import sys
from contextlib import contextmanager

from lazyheavy.errors import StartupError

from ._counting import STEADY, can_count, run_counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, Literal, final

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
        return [target.python, *target.options, target.path, *target.argv[1:]]


def quiet_environment() -> "dict[str, str]":
    """Return the environment for children that are measured.

    Bytecode may be written, so that only the first run compiles, and numeric
    libraries start one thread, unless they are told otherwise already.
    """
    env = {**os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    for name, value in STEADY.items():
        if name.endswith("_NUM_THREADS"):  # thread pools cost what no import needs
            env.setdefault(name, value)
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
    import subprocess
    import tempfile

    from ._launch import launch

    _refuse_unavailable(metric)
    quiet, stdin = subprocess.DEVNULL, command.target.stdin
    with working_in(command.cwd), tempfile.TemporaryFile() as errors:
        how: dict[str, Any] = {
            "env": quiet_environment() if command.env is None else command.env,
            "timeout": command.timeout,
            "stdout": quiet,
            "stderr": errors,
        }
        if metric == "instructions":
            how["env"] = {"PYTHONHASHSEED": STEADY["PYTHONHASHSEED"], **how["env"]}
            ended, count = run_counted(command.argv, stdin=stdin, **how)
            code, spent = ended.exit_code, float(count)
        elif metric == "cpu" and not hasattr(os, "wait4"):
            from ._runs import record

            found = record(command.target, mode="timing", **how)
            code, spent = found.exit_code, found.cpu_ms
        else:
            ended = launch(command.argv, stdin=stdin, **how)
            used = {
                "cpu": ended.cpu_ms,
                "wall": ended.wall_ms,
                "faults": ended.page_faults,
            }
            code, spent = ended.exit_code, float(used[metric] or 0)
        if code != command.exit_code:
            errors.seek(0)
            message = ending(command.shown, code, command.exit_code, errors.read())
            raise StartupError(message)
    return spent


def _refuse_unavailable(metric: "Metric") -> None:
    """Refuse what cannot be measured here.

    Raises:
        StartupError: It cannot; the message says what can.
    """
    if metric == "faults" and not hasattr(os, "wait4"):
        message = f"page faults cannot be counted on {sys.platform}; take cpu"
        raise StartupError(message)
    if metric == "instructions" and not can_count():
        message = (
            "counting instructions needs valgrind: apt install valgrind "
            "(Linux only); or take the metric cpu"
        )
        raise StartupError(message)


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
