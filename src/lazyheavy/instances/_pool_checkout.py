"""What `Pool.checkout()` and `Pool.acheckout()` return."""

import os
import sys

from lazyheavy import _fork
from lazyheavy._typed import Generic, T
from lazyheavy.instances._aside import aside, start_aside
from lazyheavy.instances._pool_lease import Lease, TaskLease

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from lazyheavy.instances._pool_keeper import PoolKeeper

__all__ = ["AsyncCheckout", "Checkout"]

#: From `Lease` to the line that has called `checkout`.
DEPTH = 3


class Checkout(Generic[T]):
    """An instance of a pool for the body of a ``with`` statement."""

    __slots__ = ("_keeper", "_lease", "_timeout")

    def __init__(self, keeper: "PoolKeeper", timeout: "float | None") -> None:
        self._keeper = keeper
        self._timeout = timeout
        self._lease = Lease(DEPTH)

    def __enter__(self) -> T:
        lease = self._lease
        lease.begin()
        try:
            item = self._keeper.acquire(lease, self._timeout)
        except BaseException:
            self._keeper.cancel(lease)
            lease.end()
            raise
        return item.value  # type: ignore[no-any-return]

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        if self._lease.slots is not None:
            self._keeper.give_back(self._lease, kind)

    def __del__(self) -> None:
        lease = getattr(self, "_lease", None)  # not there if __init__ was interrupted
        if lease is not None and lease.slots is not None:
            _lose(self._keeper, lease)


class AsyncCheckout(Generic[T]):
    """An instance of a pool for the body of an ``async with`` statement."""

    __slots__ = ("_is_inside", "_keeper", "_lease", "_timeout")

    def __init__(self, keeper: "PoolKeeper", timeout: "float | None") -> None:
        self._is_inside = False  # and no thread works on it
        self._keeper = keeper
        self._timeout = timeout
        self._lease = TaskLease(DEPTH)

    async def __aenter__(self) -> T:
        lease = self._lease
        lease.begin()
        item = await self._keeper.acquire_async(lease, self._timeout)
        self._is_inside = True
        return item.value  # type: ignore[no-any-return]

    async def __aexit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        lease, keeper = self._lease, self._keeper
        self._is_inside = False
        if lease.slots is None:
            return
        if keeper.gives_back_at_once(lease, kind):
            keeper.give_back(lease, kind)
        elif kind is GeneratorExit:  # the task is being dropped: it cannot await
            start_aside(lambda: keeper.give_back(lease, kind))
        else:
            await aside(lambda: keeper.give_back(lease, kind))

    def __del__(self) -> None:
        if getattr(self, "_is_inside", False):
            _lose(self._keeper, self._lease)


def _lose(keeper: "PoolKeeper", lease: Lease) -> None:
    """Give up a lease that nobody can end any more.

    Its instance may still be in use, so it is neither lent nor closed: that is for
    the exit of the interpreter.
    """
    slots, item = lease.slots, lease.item
    if slots is None or _fork.is_exiting() or sys.is_finalizing():
        return
    if item is not None and item.pid != os.getpid():
        return  # a thread of the parent, which may have had the lock at the fork
    if slots is not keeper.slots:  # inherited from the parent
        lease.end()
        return
    slots.free(lease, keeper.clock())
    import warnings

    where = f"{lease.code.co_filename}:{lease.line}"
    message = f"an instance of {keeper.name} was never given back ({where})"
    warnings.warn(message, ResourceWarning, source=keeper, stacklevel=1)
