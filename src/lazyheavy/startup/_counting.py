"""What one run costs: processor time, or instructions as valgrind counts them."""

import os
import re

from lazyheavy.errors import StartupError

from ._launch import Ended, command_for, launch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ._target import Target

#: What makes a count differ from run to run, though the program is the same.
STEADY = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def steady_environment(env: "Mapping[str, str] | None" = None) -> "dict[str, str]":
    """Return the environment in which two runs of a program cost the same."""
    return {**(os.environ if env is None else env), **STEADY}


def can_count() -> bool:
    """Tell whether valgrind is installed."""
    from shutil import which  # only where instructions are wanted

    return which("valgrind") is not None


def _settings(output: str, prelude: "str | None") -> "dict[str, Any]":
    """Return the settings of a recorder that puts no hook in place."""
    return {"output": output, "parts": [], "prelude": prelude}


def run_once(
    target: "Target",
    *,
    prelude: "str | None" = None,
    env: "Mapping[str, str] | None" = None,
    timeout: "float | None" = None,
    stdout: "Any" = None,
    stderr: "Any" = None,
) -> Ended:
    """Run *target* with no hook of ours in it; return what it used.

    Raises:
        StartupError: It cannot be started.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lazyheavy-") as folder:
        output = os.path.join(folder, "recording")
        settings = _settings(output, prelude)
        command = command_for(target, settings, folder)
        return launch(
            command,
            output=output,
            env=env,
            timeout=timeout,
            stdin=target.stdin,
            stdout=stdout,
            stderr=stderr,
        )


def count_instructions(
    target: "Target",
    *,
    prelude: "str | None" = None,
    env: "Mapping[str, str] | None" = None,
) -> int:
    """Return how many instructions a run of *target* executes.

    It takes 30 times longer. Children of the target are not counted.

    Raises:
        StartupError: valgrind cannot run it.
    """
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lazyheavy-") as folder:
        output = os.path.join(folder, "recording")
        _, count = run_counted(
            command_for(target, _settings(output, prelude), folder),
            env=steady_environment(env),
            stdin=target.stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return count


def run_counted(
    command: "list[str]",
    *,
    env: "Mapping[str, str] | None" = None,
    timeout: "float | None" = None,
    stdin: "str | None" = None,
    stdout: "Any" = None,
    stderr: "Any" = None,
) -> "tuple[Ended, int]":
    """Run a command under valgrind; return how it ended, and its instructions.

    Raises:
        StartupError: valgrind cannot run it.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lazyheavy-") as folder:
        log = os.path.join(folder, "log")
        options = (
            "--tool=cachegrind",
            "--cache-sim=no",
            f"--cachegrind-out-file={os.devnull}",
            f"--log-file={log}",
        )
        ended = launch(
            ["valgrind", *options, *command],
            env=env,
            timeout=timeout,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
        )
        try:
            with open(log, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except FileNotFoundError:  # valgrind did not come to that
            text = ""
    found = re.search(r"I +refs: +([\d,]+)", text)
    if found is None:
        last = text.strip().rpartition("\n")[2] or f"it ended with {ended.exit_code}"
        message = f"valgrind could not count the instructions: {last}"
        raise StartupError(message)
    return ended, int(found[1].replace(",", ""))
