"""One V8 in a process of its own: started with the session, killed with it.

The process runs `_worker` in a fresh interpreter that knows of the program no
more than where to import from. The pools of the standard library would execute
the program's main module in it once more, and unpickle what it says.
"""

import os
import sys
import time

from lazyheavy import _fork
from lazyheavy.engines._deadline import START_LIMIT
from lazyheavy.engines._frames import CALL, EVALUATE, HEAP, LOAD, START
from lazyheavy.engines._library import warn_of_legacy
from lazyheavy.engines._messages import (
    RENEWAL,
    EngineStuckError,
    cut,
    error_of_answer,
    error_of_closing,
    error_of_time,
)
from lazyheavy.engines._pipes import Pipes, PipesClosedError, PipesLateError
from lazyheavy.errors import (
    EngineCrashedError,
    EngineError,
    EngineMemoryError,
    EngineTimeoutError,
    MissingDependencyError,
    RequirementError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from subprocess import Popen

__all__ = ["WorkerSession"]

#: Seconds for telling the size of the heap.
HEAP_LIMIT = 2.0
#: Seconds that a killed process may take to be gone.
KILL_PATIENCE = 5.0
#: What V8 and the C library say, in small letters, when there is no more memory.
OUT_OF_MEMORY = (
    "out of memory",
    " oom ",
    "invalid size",
    "bad_alloc",
    "setpermissions",  # of pages, which the kernel does not grant
)
#: How V8's allocator ends the process: without a word. Any other mistake has some.
SILENT_ENDS = ("SIGTRAP", "SIGILL", "SIGABRT")

_PROGRAM = """\
import sys
sys.path += [p for p in sys.argv[1:] if p not in sys.path]
from lazyheavy.engines._worker import main
main()
"""
# These would make the worker import all that the program could use.
_NOT_FOR_WORKERS = ("EAGER_IMPORT", "LAZYHEAVY_EAGER")


class WorkerSession:
    """A session (see `AnySession`) whose V8 runs in another process."""

    __slots__ = (
        "_extra",
        "_is_ending",
        "_max_memory",
        "_pipes",
        "_process",
        "loaded",
        "messages",
        "pid",
        "started_at",
    )

    def __init__(self, max_memory: int, extra: str) -> None:
        self._max_memory = max_memory
        self._extra = extra
        self._process: Popen[bytes] | None = None
        self._pipes: Pipes | None = None
        self._is_ending = False  # from another thread
        self.loaded: set[str] = set()
        self.messages = ""
        self.pid = os.getpid()
        self.started_at = time.monotonic()

    @property
    def process(self) -> int:
        """The process in which V8 runs."""
        return 0 if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process and V8 in it."""
        process = self._process = _launch()
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin.fileno(), process.stdout.fileno()
        self._pipes = Pipes(stdin, stdout, process.kill)
        if self._is_ending:  # before there was a process to kill
            process.kill()
        what = "starting V8"
        answer = self._ask(
            START, START_LIMIT, self._extra, str(self._max_memory), what=what
        )
        if answer == "legacy":
            warn_of_legacy()

    def load(self, name: str, source: str) -> None:
        """Evaluate the source of a bundle as a script."""
        self._ask(LOAD, START_LIMIT, name, source, what=f"bundle {name!r}")
        self.loaded.add(name)

    def call(self, function: str, text: str, limit: float) -> str:
        """Call the function that the expression *function* names."""
        return self._ask(CALL, limit, function, text, what=cut(function))

    def evaluate(self, source: str, limit: float) -> str:
        """Evaluate *source* in the global scope; its value as a string."""
        return self._ask(EVALUATE, limit, "", source, what="evaluation")

    def read_heap(self) -> "tuple[int, int]":
        """Return the bytes in use on the heap, and those set aside for it."""
        answer = self._ask(HEAP, HEAP_LIMIT, "", "", what="heap statistics")
        used, total = map(int, answer.split())
        return used, total

    def interrupt(self) -> None:
        """End the call in flight, from any thread, and the process with it."""
        self._is_ending = True
        if self._process is not None:
            self._process.kill()

    def close(self, *, in_doubt: bool = False) -> None:  # noqa: ARG002 - no matter
        """Kill the process and wait until it is gone; idempotent."""
        process, self._pipes = self._process, None
        if process is None:
            return
        process.kill()
        try:
            _wait(process)
        finally:
            _close_pipes(process)

    def abandon(self) -> None:
        """Let go of the parent's process: its pipes are copies in this one."""
        process, self._pipes = self._process, None
        if process is not None:
            _close_pipes(process)
            process.returncode = 0  # else it would be waited for, and warned of
            _fork.keep_forever(process)

    def _ask(
        self, operation: bytes, limit: float, name: str, text: str, *, what: str
    ) -> str:
        """Send a request; return the payload of its answer or raise its error."""
        self.messages = ""
        pipes, process = self._pipes, self._process
        if pipes is None or process is None:
            raise self._why_ended(what)
        if process.poll() is not None and not self._is_ending:
            # It has died in its idleness, so no call is to blame, nor harmed.
            message = f"{what}: the worker process had ended; {RENEWAL}"
            raise EngineStuckError(message)
        try:
            kind, payload, self.messages = pipes.exchange(operation, limit, name, text)
        except PipesLateError:
            raise error_of_time(what, limit) from None
        except PipesClosedError:
            raise self._why_ended(what) from None
        if kind == b"S":
            return payload
        raise _error(kind, payload, what)

    def _why_ended(self, what: str) -> EngineError:
        """Return the error for a process that is gone, or soon will be."""
        process = self._process
        if self._is_ending or process is None:
            return error_of_closing(what)
        said = _last_words(process)
        if _wait(process) is None:
            process.kill()  # it lives, but has closed its pipes or sent nonsense
            _wait(process)
        how = _end_of(process.returncode)
        silent = not said and how in SILENT_ENDS
        if silent or any(words in said.lower() for words in OUT_OF_MEMORY):
            return EngineMemoryError(f"{what} ran out of memory; {RENEWAL}")
        if how == "SIGXCPU":
            return EngineTimeoutError(f"{what} took too much CPU time; {RENEWAL}")
        said = said and f", saying: {said}"
        return EngineCrashedError(
            f"{what}: the worker process ended with {how}{said}; {RENEWAL}"
        )


def _launch() -> "Popen[bytes]":
    """Start an interpreter that runs `_worker`."""
    import subprocess

    executable = sys.executable
    if not executable or getattr(sys, "frozen", False):
        message = (
            "isolation='process' needs a Python interpreter to start, and "
            f"sys.executable is {executable!r}, which is none: use isolation=None"
        )
        raise EngineError(message)
    # Isolated, and without `site`: nothing of the user's runs in it, and it starts
    # a third faster. What it imports from is told; ours comes first.
    options = ["-I", "-S", "-W", "ignore", *(["-B"] if sys.dont_write_bytecode else [])]
    if sys.pycache_prefix is not None:
        options += ["-X", f"pycache_prefix={sys.pycache_prefix}"]
    ours = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    folders = [ours, *(entry or os.getcwd() for entry in sys.path)]
    is_posix = os.name == "posix"
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(
            [executable, *options, "-c", _PROGRAM, *folders],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={k: v for k, v in os.environ.items() if k not in _NOT_FOR_WORKERS},
            start_new_session=is_posix,  # Ctrl-C is not for it
            creationflags=flags,
        )
    except OSError as error:
        message = f"the worker process of an engine could not be started: {error}"
        raise EngineError(message) from error


def _wait(process: "Popen[bytes]") -> "int | None":
    """Wait for the end of *process*, but not for ever."""
    from subprocess import TimeoutExpired

    try:
        return process.wait(KILL_PATIENCE)
    except TimeoutExpired:
        return None


def _close_pipes(process: "Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _last_words(process: "Popen[bytes]") -> str:
    """Return what stands on standard error of why it has ended."""
    assert process.stderr is not None
    if os.name == "posix":  # elsewhere its end is certain, and ends the reading
        os.set_blocking(process.stderr.fileno(), False)
    try:
        said = process.stderr.read(1 << 16) or b""
    except OSError:
        return ""
    # V8 frames what it says with "#"; before stand statistics, after it a stack.
    lines = [line.strip("# ") for line in said.decode("utf-8", "replace").split("\n")]
    lines = [line for line in lines if line]
    fatal = [i for i, line in enumerate(lines) if line.startswith("Fatal")]
    first = fatal[0] if fatal else max(len(lines) - 1, 0)
    return cut(" ".join(lines[first : first + 2]), 200)


def _end_of(returncode: "int | None") -> str:
    """Say how a process has ended: the name of a signal, or its exit code."""
    if returncode is None or returncode >= 0:
        return f"exit code {returncode}"
    import signal

    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return f"signal {-returncode}"


def _error(kind: bytes, payload: str, what: str) -> Exception:
    """Return the error that an answer of *kind* stands for."""
    import json

    try:
        if kind == b"E":
            return error_of_answer(payload)
        if kind == b"D":
            message, name, hint = json.loads(payload)
            return MissingDependencyError(message, name=name, hint=hint)
        if kind == b"R":
            message, name, requirement, installed = json.loads(payload)
            return RequirementError(
                message, name=name, requirement=requirement, installed=installed
            )
    except (TypeError, ValueError):
        return EngineCrashedError(f"{what}: the worker process has sent nonsense")
    known = {b"K": EngineStuckError, b"T": EngineTimeoutError, b"M": EngineMemoryError}
    if payload == "MemoryError":
        payload = f"{what} ran out of memory; {RENEWAL}"
    return known.get(kind, EngineError)(payload)
