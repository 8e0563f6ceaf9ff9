"""`Pool`: a few heavy instances, lent to one user each at a time."""

from time import monotonic

from lazyheavy._typed import Generic, T
from lazyheavy.instances._aside import aside
from lazyheavy.instances._options import (
    check_callables,
    check_count,
    check_exceptions,
    check_factory,
    check_seconds,
)
from lazyheavy.instances._pool_checkout import AsyncCheckout, Checkout
from lazyheavy.instances._pool_keeper import PoolKeeper
from lazyheavy.instances._pool_slots import Slots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Thread
    from types import TracebackType
    from typing import Any

    from typing_extensions import Self

    from lazyheavy.instances._pool_stats import PoolStats

__all__ = ["Pool"]

_OF_THE_POOL: "Any" = object()


class Pool(Generic[T]):
    """A few instances, made when they are needed, each lent to one at a time.

    ::

        engines = lazy.Pool(MiniRacerEngine, max_size=2, timeout=5, close=...)

        with engines.checkout() as engine:             # in a thread
            engine.evaluate("1 + 1")
        async with engines.acheckout() as engine:      # in a task
            await asyncio.to_thread(engine.evaluate, "1 + 1")

    Who comes first gets the next instance, threads and tasks of all event loops
    in one queue. The instance used last is lent first, so that those that are
    not needed grow cold. No lock is held while *factory*, *check*, *reset* or
    *close* runs; for a task they run in a thread, never in its loop. An error
    of the factory goes to the one it was called for.

    A body that raises gives its instance back like any other; one that knows
    it to be broken calls `discard`. Where an error or a cancellation leaves
    work behind that still uses the instance, name it in *discard_on*.

    The pool has no thread: time is looked at whenever an instance is taken or
    given back. Only to fill up to *min_size* a thread is started, which ends
    when that is done.

    A forked child starts with an empty pool and never touches its parent's
    instances. At interpreter exit every instance is closed, lent or not, the
    last made first; `close` does so before. A pool dropped while it has
    instances to close gives a `ResourceWarning`, and so does a checkout that
    was entered and is dropped before its end: its slot is free again.

    Args:
        factory: A function or class without parameters that makes an instance.
        max_size: The most instances that there may be, counted from before one
            is made until after it is closed.
        min_size: Made by `warm` and, from the first use on, in the background;
            kept when they are idle for longer than *max_idle*.
        max_idle: Seconds without use after which an instance is closed.
        max_age: Seconds after which an instance is not lent any more.
        max_uses: How often an instance is lent.
        check: Called with an idle instance before it is lent; if it returns
            something false, or raises, another one is made instead.
        reset: Called with an instance that is given back; if it raises, which
            is logged, the instance is closed.
        close: Called with an instance that is not needed any more. What it
            raises is logged.
        timeout: Seconds to wait for an instance that is in use; None: for ever.
            Preparing an instance is not counted.
        discard_on: Exceptions after which a body's instance is closed instead
            of lent again, such as ``ConnectionError`` or
            ``asyncio.CancelledError``.
        name: For messages; the factory's qualified name by default.
        clock: Where *max_idle* and *max_age* read the time, in seconds.

    Raises:
        TypeError, ValueError: An option cannot be what it is.
    """

    __slots__ = ("__weakref__", "_keeper", "_timeout")

    def __init__(
        self,
        factory: "Callable[[], T]",
        *,
        max_size: int,
        min_size: int = 0,
        max_idle: "float | None" = None,
        max_age: "float | None" = None,
        max_uses: "int | None" = None,
        check: "Callable[[T], object] | None" = None,
        reset: "Callable[[T], object] | None" = None,
        close: "Callable[[T], object] | None" = None,
        timeout: "float | None" = None,
        discard_on: "type[BaseException] | tuple[type[BaseException], ...]" = (),
        name: "str | None" = None,
        clock: "Callable[[], float]" = monotonic,
    ) -> None:
        check_factory(factory, user="Pool", getter="acheckout()")
        check_count("max_size", max_size, 1, float("inf"))
        check_count("min_size", min_size, 0, max_size)
        if max_uses is not None:
            check_count("max_uses", max_uses, 1, float("inf"))
        check_seconds(max_idle=max_idle, max_age=max_age)
        check_seconds(lowest=0, timeout=timeout)
        check_callables(check=check, reset=reset, close=close, clock=clock)
        check_exceptions("discard_on", discard_on)
        self._timeout = timeout
        slots = Slots(
            name or getattr(factory, "__qualname__", None) or repr(factory),
            max_size=max_size,
            min_size=min_size,
            max_idle=max_idle,
            max_age=max_age,
        )
        self._keeper = PoolKeeper(
            factory,
            slots,
            check=check,
            reset=reset,
            close=close,
            max_uses=max_uses,
            discard_on=discard_on,
            clock=clock,
        )

    def checkout(self, *, timeout: "float | None" = _OF_THE_POOL) -> "Checkout[T]":
        """Return a context manager that lends an instance to its body.

        Entering blocks while all instances are in use. Nothing happens before.

        Args:
            timeout: Seconds to wait, instead of the pool's; 0: not at all.

        Raises:
            PoolTimeoutError: On entering: the time is over. The message tells
                who has the instances, since when and from which line.
            PoolDeadlockError: On entering: without a time limit, this would
                wait for what only the waiting ones could give back.
            PoolClosedError: On entering: the pool is closed.
        """
        if timeout is _OF_THE_POOL:
            timeout = self._timeout
        else:
            check_seconds(lowest=0, timeout=timeout)
        return Checkout(self._keeper, timeout)

    def acheckout(
        self, *, timeout: "float | None" = _OF_THE_POOL
    ) -> "AsyncCheckout[T]":
        """Return an asynchronous context manager that lends an instance.

        As `checkout`, for ``async with``; the event loop is never blocked. A
        task that is cancelled while it waits takes nothing with it.
        """
        if timeout is _OF_THE_POOL:
            timeout = self._timeout
        else:
            check_seconds(lowest=0, timeout=timeout)
        return AsyncCheckout(self._keeper, timeout)

    def discard(self, instance: "T") -> bool:
        """Have *instance* closed when the body that has it ends; it is broken.

        Returns False, and does nothing, if nobody has it.
        """
        slots = self._keeper.slots
        with slots.lock:
            for lease in slots.leases:
                item = lease.item
                if item is None or item.value is not instance or lease.is_discarded:
                    continue
                lease.is_discarded = True
                return True
        return False

    def warm(self, *, background: bool = False) -> "Thread | None":
        """Make *min_size* instances now, or one if that is 0.

        Args:
            background: Do it in a daemon thread and return that thread. What
                the factory raises there is logged.
        """
        from lazyheavy.instances._pool_filling import fill, fill_in_background

        if background:
            return fill_in_background(self._keeper, at_least=1)
        fill(self._keeper, at_least=1)
        return None

    def close(self) -> None:
        """Close the idle instances, and the others as they are given back.

        Who waits, and who asks from now on, gets `PoolClosedError`. Idempotent,
        and does not wait for anybody.
        """
        self._keeper.shut()

    async def aclose(self) -> None:
        """Do as `close`, without blocking the event loop."""
        if self._keeper.close is None:
            self._keeper.shut()
        else:
            await aside(self._keeper.shut)

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._keeper.slots.is_closed

    def stats(self) -> "PoolStats":
        """Return what the pool holds, and what it has done in this process."""
        from lazyheavy.instances._pool_stats import PoolStats

        slots = self._keeper.slots
        with slots.lock:
            return PoolStats(
                max_size=slots.max_size,
                size=slots.size,
                idle=len(slots.idle),
                in_use=len(slots.leases),
                waiting=len(slots.waiters),
                made=slots.made,
                closed=slots.closed,
                checkouts=slots.checkouts,
                waits=slots.waits,
                wait_seconds=slots.wait_seconds,
                timeouts=slots.timeouts,
            )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._keeper!r}>"

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        self.close()

    async def __aenter__(self) -> "Self":
        return self

    async def __aexit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        await self.aclose()
