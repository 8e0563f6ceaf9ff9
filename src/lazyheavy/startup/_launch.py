"""Starts one measured process and waits for it.

Compiles the sources that run in it (`_child*`) once for each interpreter, and asks
the operating system what the process has used.
"""

import os
import sys
from functools import lru_cache

from lazyheavy.errors import StartupError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO, Any

    from ._target import Target

    Stream = int | IO[Any] | None

#: The sources beside `_child` that a run can put to use.
PARTS = ("clock", "timing", "structure", "usage", "memory", "meta_path")

#: Compiles the sources in the interpreter that is to run them, under the name of
#: importlib's own source: see `_child`. The code that starts binds no name, since
#: it runs in the `__main__` that the target is going to have.
_COMPILE = r"""
import marshal, sys
from importlib._bootstrap_external import _code_to_timestamp_pyc
NAME = "<frozen importlib._bootstrap>"
folder, output, *parts = sys.argv[1:]
def code(part):
    with open(f"{folder}/_child{part}.py", encoding="utf-8") as file:
        return marshal.dumps(compile(file.read(), NAME, "exec", dont_inherit=True))
parts = {part: code("_" + part) for part in parts}
start = f'''exec(__import__("marshal").loads({code("")!r}), {{
    "__name__": "importlib._bootstrap", "__builtins__": __builtins__, "PARTS": {parts!r}
}})'''
with open(output, "wb") as file:
    file.write(_code_to_timestamp_pyc(compile(start, NAME, "exec", dont_inherit=True)))
"""

#: Starts the same where the interpreter has to be started with -c: as one expression,
#: whose file is closed, since a warning would be noted in that `__main__` as well.
_START = (
    "exec(__import__('marshal').loads(memoryview(__import__("
    "'_frozen_importlib_external').FileLoader('', {0!r}).get_data({0!r}))[16:]))"
)


class Ended:
    """What became of one process.

    Attributes:
        exit_code: Its exit code; negative the number of the signal that ended it.
        wall_ms: From its start to its end.
        cpu_ms: What it and the children that it waited for used of the processors.
        page_faults: Minor page faults, None where the system does not tell.
        major_faults: Page faults that had to read from the disk, likewise.
        max_rss_kb: The most memory it had resident, likewise.
        answer: What the recorder wrote, None if the process did not come to that.
    """

    __slots__ = (
        "answer",
        "cpu_ms",
        "exit_code",
        "major_faults",
        "max_rss_kb",
        "page_faults",
        "wall_ms",
    )

    def __init__(self) -> None:
        self.exit_code = 0
        self.wall_ms = 0.0
        self.cpu_ms: float | None = None
        self.page_faults: int | None = None
        self.major_faults: int | None = None
        self.max_rss_kb: int | None = None
        self.answer: dict[str, Any] | None = None


@lru_cache
def recorder_for(python: str) -> str:
    """Return the compiled recorder for an interpreter; made once a process.

    Raises:
        StartupError: The interpreter does not start, or is too old.
    """
    import atexit  # here and below: only where something is measured
    import shutil
    import subprocess
    import tempfile

    folder = tempfile.mkdtemp(prefix="lazyheavy-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    output = os.path.join(folder, "recorder.pyc")
    here = os.path.dirname(os.path.abspath(__file__))
    command = [python, "-I", "-S", "-c", _COMPILE, here, output, *PARTS]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        message = f"the interpreter {python!r} cannot be started: {error.strerror}"
        raise StartupError(message) from error
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        message = f"the interpreter {python!r} cannot run the recorder: {last}"
        raise StartupError(message)
    return output


def command_for(
    target: "Target", settings: "dict[str, Any]", folder: str
) -> "list[str]":
    """Return the command that runs *target* recorded; its settings go to *folder*."""
    import marshal

    recorder = recorder_for(target.python)
    config = os.path.join(folder, "config")
    arguments = list(target.argv)
    path = target.path or ""
    if target.kind in {"script", "console"}:
        name = path
        argv = [path, *arguments[1:]]
        original = [target.python, *target.options, *argv]
        path0 = os.path.dirname(os.path.realpath(path))
    else:
        name = arguments[1]
        argv = [arguments[0], *arguments[2:]]
        original = [target.python, *arguments]
        path0 = os.getcwd() if target.kind == "module" else ""
    kind = "script" if target.kind == "console" else target.kind
    full = path if os.path.isabs(path) else os.path.join(os.getcwd(), path)
    known = {
        **settings,
        "kind": kind,
        "name": name,
        "file": full.replace(f"{os.sep}.{os.sep}", os.sep, 1),
        "argv": argv,
        "orig_argv": original,
        "path0": path0,
        "own_path": recorder,
    }
    with open(config, "wb") as file:
        file.write(marshal.dumps(known, 2))
    # With -c the interpreter itself loads modules, from 3.13 on.
    start = [recorder]
    if kind == "code":
        start = ["-c", _START.format(recorder)]
    return [target.python, *target.options, *start, config]


def launch(
    command: "list[str]",
    *,
    output: "str | None" = None,
    env: "Mapping[str, str] | None" = None,
    timeout: "float | None" = None,
    stdin: "str | None" = None,
    stdout: "Stream" = None,
    stderr: "Stream" = None,
) -> Ended:
    """Run *command* to its end; read what the recorder wrote to *output*.

    *stdin* is a file for its standard input; without it there is none.

    Raises:
        StartupError: It cannot be started, or did not end within *timeout* seconds.
    """
    import subprocess
    import time

    ended = Ended()
    began = time.perf_counter()
    try:
        with open(os.devnull if stdin is None else stdin, "rb") as file:
            process = subprocess.Popen(
                command,
                stdin=file,
                stdout=stdout,
                stderr=stderr,
                env=None if env is None else dict(env),
            )
    except OSError as error:
        message = f"{command[0]!r} cannot be started: {error.strerror}"
        raise StartupError(message) from error
    try:
        _wait(process, ended, timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        message = (
            f"the target did not end within {timeout:g} seconds: give it more with "
            "timeout=, or measure a run that ends sooner"
        )
        raise StartupError(message) from None
    except BaseException:
        process.kill()
        process.wait()
        raise
    ended.wall_ms = (time.perf_counter() - began) * 1e3
    if output is not None:
        ended.answer = _read(output)
        if ended.cpu_ms is None and ended.answer is not None:
            ended.cpu_ms = ended.answer["cpu_ns"] / 1e6
    return ended


def _wait(process: "Any", ended: Ended, timeout: "float | None") -> None:
    """Wait for the process, with its resource usage where the system tells it."""
    if not hasattr(os, "wait4"):
        ended.exit_code = process.wait(timeout)
        return
    if timeout is not None:
        import threading  # wait4 knows no limit

        expired = threading.Event()

        def kill() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(timeout, kill)
        timer.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        if timeout is not None:
            timer.cancel()
    process.returncode = ended.exit_code = os.waitstatus_to_exitcode(status)
    if timeout is not None and expired.is_set():
        import subprocess

        raise subprocess.TimeoutExpired(process.args, timeout)
    ended.cpu_ms = (usage.ru_utime + usage.ru_stime) * 1e3
    ended.page_faults = usage.ru_minflt
    ended.major_faults = usage.ru_majflt
    unit = 1024 if sys.platform == "darwin" else 1
    ended.max_rss_kb = usage.ru_maxrss // unit


def _read(output: str) -> "dict[str, Any] | None":
    """Return what the recorder wrote; None if it wrote nothing, or not all."""
    import marshal

    try:
        with open(output, "rb") as file:
            found: dict[str, Any] = marshal.loads(file.read())  # noqa: S302 - our own
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return found
