"""Where the V8 of an engine runs: in this process, or in a worker of its own.

A `SessionKeeper` asks its backend for sessions and knows no more of them than
`AnySession` says. `_session` drives mini-racer, `_legacy` py-mini-racer,
`_worker_session` a process in which one of the two runs.
"""

from lazyheavy.engines._library import initialise, is_legacy, load_library, loading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class AnySession(Protocol):
        """One V8, from its start to its closing; used by one thread at a time.

        Any error but `EvaluationError` leaves it in doubt: the owner then closes
        it and makes a new one. Only `interrupt`, `close` and `abandon` may be
        called while a call is in flight.
        """

        #: Names of the bundles that it has loaded.
        loaded: set[str]
        #: Console output of the last call, as JSON, or "".
        messages: str
        #: The process that made it.
        pid: int
        #: When it was made, by `time.monotonic`.
        started_at: float

        @property
        def process(self) -> int:
            """The process in which V8 runs."""

        def start(self) -> None:
            """Start V8 with our prelude."""

        def load(self, name: str, source: str) -> None:
            """Evaluate the source of a bundle as a script."""

        def call(self, function: str, text: str, limit: float) -> str:
            """Call the function that the expression *function* names."""

        def evaluate(self, source: str, limit: float) -> str:
            """Evaluate *source* in the global scope; its value as a string."""

        def read_heap(self) -> "tuple[int, int]":
            """Return the bytes in use on the heap, and those set aside for it."""

        def interrupt(self) -> None:
            """End the call in flight, from any thread, and any that would follow."""

        def close(self, *, in_doubt: bool = False) -> None:
            """Free V8; idempotent."""

        def abandon(self) -> None:
            """Give up, untouched, what was inherited through a fork."""

    class Backend(Protocol):
        """Makes sessions for one engine."""

        def prepare(self) -> None:
            """Load what is needed, before the lock of the engine is taken."""

        def new_session(self) -> AnySession:
            """Return a session that is not yet started."""


__all__ = ["InProcess", "InWorker", "session_with"]


class InProcess:
    """V8 in this process, through the PyMiniRacer that is installed."""

    __slots__ = ("_extra", "_library", "_max_memory")

    def __init__(self, *, max_memory: "int | None", extra: str) -> None:
        self._max_memory = max_memory
        self._extra = extra
        self._library: Any = None

    def prepare(self) -> None:
        """Find PyMiniRacer, or import it if that is not enough, and initialise V8."""
        if self._library is None:
            library = load_library(self._extra)
            initialise(library)
            self._library = library

    def new_session(self) -> "AnySession":
        """Return a session; V8 itself is initialised by now."""
        return session_with(self._library, self._max_memory)


class InWorker:
    """V8 in a process of its own, which nothing that it does can outlive."""

    __slots__ = ("_extra", "_max_memory")

    def __init__(self, *, max_memory: int, extra: str) -> None:
        self._max_memory = max_memory
        self._extra = extra

    def prepare(self) -> None:
        """Import what starts processes; PyMiniRacer is for the worker to import."""
        with loading.lock():  # a fork in the middle of an import would tear it
            import subprocess  # noqa: F401 - 8 ms, when the first worker starts

    def new_session(self) -> "AnySession":
        """Return a session; its process starts with it."""
        from lazyheavy.engines._worker_session import WorkerSession

        return WorkerSession(self._max_memory, self._extra)


def session_with(library: "Any", max_memory: "int | None") -> "AnySession":
    """Return a session that drives *library*, of either generation.

    Raises:
        EngineError: The shared library cannot be loaded on this machine.
    """
    if is_legacy(library):
        from lazyheavy.engines._legacy import LegacySession

        return LegacySession(library, max_memory)
    from lazyheavy.engines._session import Session

    initialise(library)
    return Session(library, max_memory)
