"""The program of a worker process: one V8, asked through standard input.

It ends when its input ends, so it outlives neither the engine nor the process
that started it; in the middle of a call that process has to be gone for as long
as the call may take.
"""

import os
import sys

from lazyheavy.engines._backends import session_with
from lazyheavy.engines._frames import (
    CALL,
    EVALUATE,
    HEAP,
    LOAD,
    REQUEST,
    START,
    pack_answer,
)
from lazyheavy.engines._library import is_legacy, load_library
from lazyheavy.engines._messages import EngineStuckError
from lazyheavy.errors import (
    EngineMemoryError,
    EngineTimeoutError,
    EvaluationError,
    MissingDependencyError,
    RequirementError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from lazyheavy.engines._backends import AnySession

__all__ = ["main"]

#: Seconds that the worker grants beyond the limit of the caller, who ends it.
GRACE = 1.0

#: Error classes and the kind of answer that stands for them, the first one wins.
KINDS: "tuple[tuple[type[BaseException], bytes], ...]" = (
    (EvaluationError, b"E"),
    (EngineStuckError, b"K"),
    (EngineTimeoutError, b"T"),
    (EngineMemoryError, b"M"),
    (MemoryError, b"M"),
    (MissingDependencyError, b"D"),
    (RequirementError, b"R"),
    (BaseException, b"X"),
)


def main() -> None:
    """Answer requests until there are no more."""
    # What a library prints must not stand between two answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    requests = os.fdopen(0, "rb", buffering=0, closefd=False)
    _become_small()
    session: AnySession | None = None
    while True:
        header = _read(requests, REQUEST.size)
        operation, limit, *lengths = REQUEST.unpack(header)
        name, text = [_read(requests, length).decode() for length in lengths]
        messages = ""
        try:
            if session is None:
                session, payload = _start(name, int(text))
            else:
                try:
                    payload = _perform(session, operation, limit + GRACE, name, text)
                finally:
                    messages = session.messages
            kind = b"S"
        except BaseException as error:  # noqa: BLE001 - raised in the caller
            kind, payload = _failure(error)
        for part in pack_answer(kind, payload, messages):
            _write(answers, part)


def _start(extra: str, max_memory: int) -> "tuple[AnySession, str]":
    """Start V8; return also whether the library is the legacy one."""
    library = load_library(extra)
    session = session_with(library, max_memory)
    session.start()
    _limit_memory(max_memory)
    return session, "legacy" if is_legacy(library) else ""


def _perform(
    session: "AnySession", operation: bytes, limit: float, name: str, text: str
) -> str:
    _limit_time(limit)
    if operation == CALL:
        return session.call(name, text, limit)
    if operation == EVALUATE:
        return session.evaluate(text, limit)
    if operation == LOAD:
        session.load(name, text)
        return ""
    assert operation == HEAP, (operation, START)
    return " ".join(map(str, session.read_heap()))


def _failure(error: BaseException) -> "tuple[bytes, str]":
    """Return the kind and the payload of the answer that stands for *error*."""
    import json

    kind = next(kind for known, kind in KINDS if isinstance(error, known))
    if isinstance(error, EvaluationError):
        return kind, json.dumps([error.js_message, error.js_stack])
    if isinstance(error, MissingDependencyError):
        return kind, json.dumps([str(error), error.name, error.hint])
    if isinstance(error, RequirementError):
        parts = [str(error), error.name, error.requirement, error.installed]
        return kind, json.dumps(parts)
    return kind, str(error) or type(error).__name__


def _read(requests: "BinaryIO", length: int) -> bytes:
    """Read exactly *length* bytes; leave the process if there are none."""
    data = bytearray()
    while len(data) < length:
        chunk = requests.read(length - len(data))
        if not chunk:
            os._exit(0)  # nobody is there: without a goodbye to V8
        data += chunk
    return bytes(data)


def _write(answers: "BinaryIO", data: bytes) -> None:
    left = memoryview(data)
    try:
        while left:
            left = left[answers.write(left) :]
    except OSError:
        os._exit(0)


# ------------------------------------------------------------------------ limits


def _become_small() -> None:
    """Give up what an engine has no need of: files and core dumps."""
    if os.name != "posix":
        return
    import signal
    from resource import RLIMIT_CORE, RLIMIT_FSIZE, setrlimit

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the engine's owner
    setrlimit(RLIMIT_CORE, (0, 0))
    if sys.dont_write_bytecode:  # else what it imports next is written by it
        setrlimit(RLIMIT_FSIZE, (0, 0))


def _limit_memory(max_memory: int) -> None:
    """Let the process take *max_memory* bytes more than it has, and no more.

    What counts is private memory that may be written. The address space cannot
    be limited: V8 sets aside a terabyte of it, and uses next to nothing.
    """
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            rows = dict(row.split(":", 1) for row in status)
        has = int(rows["VmData"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return  # no Linux: V8's own limit is all there is
    from resource import RLIM_INFINITY, RLIMIT_DATA, RLIMIT_FSIZE, getrlimit, setrlimit

    limit, hard = has + max_memory, getrlimit(RLIMIT_DATA)[1]
    if hard != RLIM_INFINITY:
        limit = min(limit, hard)
    setrlimit(RLIMIT_DATA, (limit, limit))
    setrlimit(RLIMIT_FSIZE, (0, 0))


def _limit_time(limit: float) -> None:
    """Let the kernel end the process when it has worked for twice that time.

    For the case that nobody else does: who started it was stopped, or killed.
    """
    if os.name != "posix":
        return
    from resource import (
        RLIM_INFINITY,
        RLIMIT_CPU,
        RUSAGE_SELF,
        getrlimit,
        getrusage,
        setrlimit,
    )

    used = getrusage(RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + 2 * limit) + 2
    hard = getrlimit(RLIMIT_CPU)[1]
    if hard != RLIM_INFINITY:
        seconds = min(seconds, hard)
    setrlimit(RLIMIT_CPU, (seconds, hard))
