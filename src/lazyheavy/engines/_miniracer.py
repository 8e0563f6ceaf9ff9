"""The engine as its users see it: V8 through PyMiniRacer."""

import os
from time import monotonic

from lazyheavy import _fork
from lazyheavy.engines._checks import check_text, check_timeout
from lazyheavy.engines._keeper import SessionKeeper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from typing_extensions import Self

    from lazyheavy.engines._bundle import Bundle
    from lazyheavy.engines._protocol import EngineStats
    from lazyheavy.engines._session import Session

__all__ = ["MiniRacerEngine"]


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
    impossible.

    Any thread may call; one call is in flight at a time. A thread that runs an
    event loop may call too, but blocks its loop meanwhile: in a coroutine
    ``await asyncio.to_thread(engine.call, ...)``.

    The engine is closed at interpreter exit at the latest; one that is dropped
    without `close` gives a `ResourceWarning`.

    Args:
        bundles: Loaded, in this order, whenever V8 starts.
        timeout: Seconds for a call, waiting for other calls included, starting
            V8 and loading bundles not.
        max_memory: Bytes of JavaScript heap at which a script is ended with
            `EngineMemoryError`; V8 looks when it collects garbage.
        extra: The extra of lazyheavy that a message about a missing
            PyMiniRacer names.
    """

    __slots__ = ("__weakref__", "_keeper", "_timeout")

    def __init__(
        self,
        bundles: "Sequence[Bundle]" = (),
        *,
        timeout: float = 10.0,
        max_memory: "int | None" = None,
        extra: str = "js",
    ) -> None:
        self._keeper = SessionKeeper(bundles, max_memory=max_memory, extra=extra)
        self._timeout = check_timeout(timeout)
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

        warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=1)
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

    def stats(self) -> "EngineStats":
        """Return what the engine has done in this process; waits for no call."""
        from lazyheavy.engines._protocol import EngineStats

        keeper = self._keeper
        keeper.refresh_heap_used()
        session = keeper.session
        return EngineStats(
            starts=keeper.starts,
            calls=keeper.calls,
            restarts=max(0, keeper.starts - 1),
            heap_used=0 if session is None else keeper.heap_used,
            age=0.0 if session is None else monotonic() - session.started_at,
        )

    def close_at_exit(self) -> None:
        """Close (called by the exit handler)."""
        self.close()

    def forget_parent(self) -> None:
        """Start afresh in a forked child (called by the fork hook)."""
        self._keeper.forget_parent()
        _fork.at_exit(self)

    def _limit(self, timeout: "float | None") -> float:
        return self._timeout if timeout is None else check_timeout(timeout)


def _be_ready(_session: "Session", _left: float) -> str:
    """Ask nothing: that the session has all bundles is the point."""
    return ""
