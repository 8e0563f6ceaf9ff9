"""The engine as its users see it: V8 through PyMiniRacer."""

import os
from time import monotonic

from lazyheavy import _fork
from lazyheavy.engines._backends import InProcess, InWorker
from lazyheavy.engines._checks import check_isolation, check_text, check_timeout
from lazyheavy.engines._keeper import SessionKeeper
from lazyheavy.errors import EngineClosedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Literal

    from typing_extensions import Self

    from lazyheavy.engines._backends import AnySession, Backend
    from lazyheavy.engines._bundle import Bundle
    from lazyheavy.engines._protocol import EngineStats

__all__ = ["MiniRacerEngine"]

#: Bytes that a worker process may take if its engine says nothing.
WORKER_MEMORY = 2**30


class MiniRacerEngine:
    """A JavaScript engine: strings in, strings out (JSON is the caller's).

    ::

        engine = MiniRacerEngine([Bundle("greet", "var greet = n => `Hi ${n}`")])
        engine.call("greet", "Ada")  # "Hi Ada"
        engine.close()

    V8 starts with the first call and keeps its state from call to call. After a
    timeout, lack of memory, an interrupt or anything else that leaves it in
    doubt it is discarded, and the next call starts a new one with the bundles;
    what `evaluate` has set is gone then. A forked child starts its own.

    Timers of JavaScript run while a call waits for its promise; what is overdue
    when a call begins runs first. Between calls nothing runs.

    Bundles are trusted, data is not. V8 ends the whole process when a script
    uses more than about 1.4 GB; *max_memory* makes that unlikely, not
    impossible. With ``isolation="process"`` V8 runs in a worker process, which
    starts with the first call (0.2 s), has a bounded memory, and is killed when
    a call takes too long; it ends with the engine. That is the place for
    scripts that nobody has read.

    Any thread may call; one call is in flight at a time. A thread that runs an
    event loop may call too, but blocks its loop meanwhile: in a coroutine
    ``await asyncio.to_thread(engine.call, ...)``.

    The engine is closed at interpreter exit at the latest; one that is dropped
    without `close` gives a `ResourceWarning`.

    Args:
        bundles: Loaded, in this order, whenever V8 starts.
        timeout: Seconds for a call, waiting for other calls included, starting
            V8 and loading bundles not.
        isolation: None to run V8 in this process, ``"process"`` in its own.
        max_memory: Bytes of JavaScript heap at which a script is ended with
            `EngineMemoryError`; V8 looks when it collects garbage. For a worker
            it is also what all of the process may take above what V8 needs to
            start (kept by Linux only), and 1 GiB if None.
        extra: The extra of lazyheavy that a message about a missing
            PyMiniRacer names.
    """

    __slots__ = (
        "__weakref__",
        "_extra",
        "_isolation",
        "_keeper",
        "_max_memory",
        "_timeout",
    )

    def __init__(
        self,
        bundles: "Sequence[Bundle]" = (),
        *,
        timeout: float = 10.0,
        isolation: "Literal['process'] | None" = None,
        max_memory: "int | None" = None,
        extra: str = "js",
    ) -> None:
        self._timeout = check_timeout(timeout)
        self._isolation = check_isolation(isolation)
        self._max_memory = max_memory
        self._extra = extra
        backend: Backend
        if isolation is None:
            backend = InProcess(max_memory=max_memory, extra=extra)
        else:
            limit = WORKER_MEMORY if max_memory is None else max_memory
            backend = InWorker(max_memory=limit, extra=extra)
        self._keeper = SessionKeeper(bundles, backend)
        # Now, not when V8 starts: who makes an engine is closed before it.
        _fork.at_exit(self)
        _fork.at_fork(self)
        _fork.hold_during_fork(self._keeper)

    def __repr__(self) -> str:
        if self.closed:
            state = "closed"
        else:
            state = "not started" if self._keeper.session is None else "running"
        names = "".join(f" {name}" for name in self._keeper.bundles)
        return f"<{type(self).__name__}{names}, {state}>"

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        self.close()

    def __del__(self) -> None:
        keeper = getattr(self, "_keeper", None)  # not there if __init__ has failed
        session = None if keeper is None else keeper.session
        if session is None:
            return
        if session.pid != os.getpid():
            # The state of the parent's other threads is taken apart in a forked
            # child before the fork hooks run there.
            session.abandon()
            return
        import warnings

        message = f"unclosed {self!r}"
        try:
            warnings.warn(message, ResourceWarning, source=self, stacklevel=1)
        finally:  # the warning may have been made an error
            self._keeper.close()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._keeper.is_closed

    def load(self, bundle: "Bundle") -> None:
        """Load *bundle* now if V8 runs, and whenever it starts.

        A bundle of the same name as one before is ignored. One that fails to
        load is forgotten again, and V8 with it, since half a script has run.

        Raises:
            EvaluationError: The bundle threw an error, or is not JavaScript.
            EngineTimeoutError, EngineMemoryError, EngineClosedError: As named.
        """
        keeper = self._keeper
        if bundle.name in keeper.bundles and not keeper.is_closed:
            return
        keeper.bundles[bundle.name] = bundle
        if keeper.session is None and not keeper.is_closed:
            return
        try:
            keeper.perform(_be_ready, self._timeout)
        except BaseException:
            keeper.bundles.pop(bundle.name, None)
            raise

    def evaluate(self, source: str, *, timeout: "float | None" = None) -> str:
        """Evaluate *source* in the global scope; return its value as a string.

        The source must be trusted, and constant: V8 keeps every distinct one.
        It is evaluated as by ``eval``: ``var`` and ``function`` declare
        globals, ``let``, ``const`` and ``class`` end with the source. If the
        value is a promise, it is awaited.

        Raises:
            EvaluationError: The source threw an error, or is not JavaScript.
            EngineTimeoutError, EngineMemoryError, EngineClosedError: As named.
        """
        source = check_text(source, "source")
        return self._keeper.perform(
            lambda session, left: session.evaluate(source, left), self._limit(timeout)
        )

    def call(
        self, function: str, text: str = "", *, timeout: "float | None" = None
    ) -> str:
        """Call a JavaScript function with *text*; return the string it gives.

        Args:
            function: A trusted, constant expression whose value is a function:
                ``"render"``, ``"s => s.length.toString()"``.
            text: Goes in as it is, up to 64 million characters. A lone
                surrogate is refused; one that comes out is U+FFFD.
            timeout: Seconds, instead of the engine's.

        Returns:
            What the function returned, or what its promise resolved to.

        Raises:
            EvaluationError: The function threw, or gave no string.
            EngineTimeoutError, EngineMemoryError, EngineClosedError: As named.
            ValueError: The text cannot go in.
            MissingDependencyError: PyMiniRacer is not installed.
        """
        function = check_text(function, "function")
        text = check_text(text, "text")
        return self._keeper.perform(
            lambda session, left: session.call(function, text, left),
            self._limit(timeout),
        )

    def close(self) -> None:
        """End the engine for good; a call in flight gets `EngineClosedError`.

        Idempotent. Called at interpreter exit, if not before.
        """
        self._keeper.close()

    def fresh(self) -> "Self":
        """Return a new engine like this one, with a V8 and globals of its own.

        ::

            with engine.fresh() as private:
                private.call("render", spec_of_one_tenant)

        It has the options and bundles of this one, and nothing that a call has
        left behind in it; what happens in it never reaches this one. It starts
        with its first call, which costs a few milliseconds and the loading of
        the bundles (a context cannot be had for less: V8 as PyMiniRacer wraps
        it has one in each isolate), or a worker process where this one has one.

        Raises:
            EngineClosedError: This engine is closed.
        """
        if self.closed:
            message = "the engine is closed"
            raise EngineClosedError(message)
        return type(self)(
            list(self._keeper.bundles.values()),
            timeout=self._timeout,
            isolation=self._isolation,
            max_memory=self._max_memory,
            extra=self._extra,
        )

    def stats(self) -> "EngineStats":
        """Return what the engine has done in this process; waits for no call."""
        from lazyheavy.engines._protocol import EngineStats

        keeper = self._keeper
        keeper.refresh_heap()
        session = keeper.session
        counted = (keeper.starts, keeper.calls, max(0, keeper.starts - 1))
        if session is None:
            return EngineStats(*counted)
        age = monotonic() - session.started_at
        used, size = keeper.heap
        return EngineStats(*counted, used, age, keeper.uses, size, session.process)

    def close_at_exit(self) -> None:
        """Close (called by the exit handler)."""
        self.close()

    def forget_parent(self) -> None:
        """Start afresh in a forked child (called by the fork hook)."""
        self._keeper.forget_parent()
        _fork.at_exit(self)

    def _limit(self, timeout: "float | None") -> float:
        return self._timeout if timeout is None else check_timeout(timeout)


def _be_ready(_session: "AnySession", _left: float) -> str:
    """Ask nothing: that the session has all bundles is the point."""
    return ""
