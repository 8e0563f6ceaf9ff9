"""At most one V8 for an engine: started late, used in turn, replaced in doubt."""

from _thread import allocate_lock, get_ident
from time import monotonic

from lazyheavy import _fork
from lazyheavy.engines._checks import LOOK_AGAIN
from lazyheavy.engines._messages import EngineStuckError
from lazyheavy.errors import (
    EngineClosedError,
    EngineError,
    EngineTimeoutError,
    EvaluationError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lazyheavy.engines._backends import AnySession, Backend
    from lazyheavy.engines._bundle import Bundle

__all__ = ["SessionKeeper"]

#: Seconds that closing waits for a call in flight to notice.
CLOSE_WAIT = 5.0


class SessionKeeper:
    """Keeps the session of an engine and lets one caller at a time use it.

    Locks: `perform` holds the lock from taking the session to the answer, so
    that one call is in flight. It is not held while PyMiniRacer is imported,
    while the source of a bundle is read, or while console messages are logged.
    It is not re-entrant: a call from inside a call raises instead of hanging.
    """

    __slots__ = (
        "__weakref__",
        "_backend",
        "_caller",
        "_lock",
        "bundles",
        "calls",
        "heap",
        "is_closed",
        "session",
        "starts",
        "uses",
    )

    def __init__(self, bundles: "Iterable[Bundle]", backend: "Backend") -> None:
        self._backend = backend
        #: The running V8, if there is one; changed under the lock.
        self.session: AnySession | None = None
        #: What every V8 gets, in this order, by name.
        self.bundles: dict[str, Bundle] = {}
        for bundle in bundles:
            self.bundles.setdefault(bundle.name, bundle)
        self.is_closed = False
        self._start_afresh()

    def _start_afresh(self) -> None:
        self._lock = allocate_lock()
        self._caller = 0  # the thread that holds the lock
        #: Counted in this process, under the lock: V8s, calls, and calls of this V8.
        self.starts = self.calls = self.uses = 0
        #: Bytes of the heap in use and set aside, as seen last.
        self.heap = (0, 0)

    def perform(self, ask: "Callable[[AnySession, float], str]", limit: float) -> str:
        """Have a ready session answer, within *limit* seconds."""
        self._refuse_closed()
        if self._caller == get_ident():
            message = "the engine was called from inside one of its own calls"
            raise EngineError(message)
        self._backend.prepare()
        while True:
            session, left = self._take(limit)
            messages = ""
            try:
                self.calls += 1
                self.uses += 1
                try:
                    return ask(session, left)
                finally:
                    messages = session.messages
            except EvaluationError:
                raise  # the only error that says that all is well with V8
            except EngineStuckError:
                # An earlier call has left V8 busy. This one gets a new V8, and
                # with nothing behind it that cannot get stuck again.
                self._discard()
            except BaseException:
                self._discard()
                raise
            finally:
                self.release()
                if messages:
                    from lazyheavy.engines._messages import log_messages

                    log_messages(messages)

    def close(self) -> None:
        """End for good; a call in flight gets `EngineClosedError`."""
        self.is_closed = True
        session = self.session
        if session is not None:
            session.interrupt()
        if self._caller == get_ident():
            return  # from inside a call of this thread, which closes as it ends
        if self._lock.acquire(timeout=CLOSE_WAIT):
            try:
                session, self.session = self.session, None
                if session is not None:
                    session.close()
            finally:
                self._lock.release()
        elif session is not None:  # the call does not notice: take V8 from it
            session.close()

    def forget_parent(self) -> None:
        """Start afresh in a forked child."""
        session, self.session = self.session, None
        if session is not None:
            session.abandon()
        self._start_afresh()

    def refresh_heap(self) -> None:
        """Ask V8 for the size of its heap, unless a call is in flight."""
        if self.session is None or not self.acquire(timeout=0):
            return
        try:
            self._read_heap()
        finally:
            self.release()

    def acquire(self, *, timeout: float) -> bool:
        """Take the lock, unless this thread has it (also before a fork)."""
        me = get_ident()
        if self._caller == me:
            return False
        deadline = monotonic() + timeout
        while not self._lock.acquire(timeout=min(timeout, LOOK_AGAIN)):
            timeout = deadline - monotonic()
            if timeout <= 0:
                return False
        self._caller = me
        return True

    def release(self) -> None:
        """Give the lock back."""
        self._caller = 0
        self._lock.release()

    def _read_heap(self) -> None:
        session = self.session
        if session is None:
            return
        try:
            self.heap = session.read_heap()
        except EngineError:
            self._discard()
        except BaseException:
            self._discard()
            raise

    def _take(self, limit: float) -> "tuple[AnySession, float]":
        """Return a session that has all bundles, and the seconds left.

        The lock is held afterwards. Reading the sources may run other people's
        code, and is done before it is taken.
        """
        sources: dict[str, str] = {}
        left = limit
        while True:
            self._refuse_closed()
            for bundle in self._missing_bundles():
                if bundle.name not in sources:
                    sources[bundle.name] = bundle.read()
            if not self.acquire(timeout=0):
                began = monotonic()
                if not self.acquire(timeout=left):
                    message = f"the engine was busy with other calls for {limit:.4g} s"
                    raise EngineTimeoutError(message)
                left = max(left - (monotonic() - began), 0.001)
            session = None
            try:
                session = self._prepare(sources)
                if session is not None:
                    return session, left
            except EngineStuckError:
                self._discard()  # see _perform
            except BaseException:
                self._discard()  # half of a bundle may have run
                raise
            finally:
                if session is None:
                    self.release()

    def _prepare(self, sources: "dict[str, str]") -> "AnySession | None":
        """Start V8 and load what is missing; None if a source is not there yet."""
        self._refuse_closed()
        missing = self._missing_bundles()
        if any(bundle.name not in sources for bundle in missing):
            return None  # another thread has added it, or has discarded V8
        session = self.session
        if session is None:
            session = self._start()
        for bundle in missing:
            session.load(bundle.name, sources[bundle.name])
        return session

    def _start(self) -> "AnySession":
        if _fork.is_exiting():
            message = "the interpreter is exiting, no engine is started any more"
            raise EngineClosedError(message)
        # Published before it is started, so that close() and a fork find it.
        session = self.session = self._backend.new_session()
        session.start()
        self.starts += 1
        self.uses = 0
        return session

    def _missing_bundles(self) -> "list[Bundle]":
        session = self.session
        bundles = list(self.bundles.values())
        if session is None:
            return bundles
        return [bundle for bundle in bundles if bundle.name not in session.loaded]

    def _discard(self) -> None:
        """Give the session up; the lock is held."""
        session, self.session = self.session, None
        if session is not None:
            session.close(in_doubt=True)

    def _refuse_closed(self) -> None:
        if self.is_closed:
            message = "the engine is closed"
            raise EngineClosedError(message)
