"""What `Pool.checkout()` and `Pool.acheckout()` return."""

from lazyheavy.instances._aside import aside, start_aside
from lazyheavy.instances._pool_lease import Lease, TaskLease
from lazyheavy.instances._typed import Generic, T

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


class AsyncCheckout(Generic[T]):
    """An instance of a pool for the body of an ``async with`` statement."""

    __slots__ = ("_keeper", "_lease", "_timeout")

    def __init__(self, keeper: "PoolKeeper", timeout: "float | None") -> None:
        self._keeper = keeper
        self._timeout = timeout
        self._lease = TaskLease(DEPTH)

    async def __aenter__(self) -> T:
        lease = self._lease
        lease.begin()
        item = await self._keeper.acquire_async(lease, self._timeout)
        return item.value  # type: ignore[no-any-return]

    async def __aexit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        lease, keeper = self._lease, self._keeper
        if lease.slots is None:
            return
        if keeper.gives_back_at_once(lease, kind):
            keeper.give_back(lease, kind)
        elif kind is GeneratorExit:  # the task is being dropped: it cannot await
            start_aside(lambda: keeper.give_back(lease, kind))
        else:
            await aside(lambda: keeper.give_back(lease, kind))
