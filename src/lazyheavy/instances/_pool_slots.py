"""The slots of a pool: which are taken and by whom, and who waits for one.

Nothing here runs code of the user, or takes another lock.
"""

from _thread import RLock
from collections import deque

from lazyheavy.errors import PoolClosedError, PoolDeadlockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.instances._pool_item import Item
    from lazyheavy.instances._pool_lease import Lease
    from lazyheavy.instances._pool_waiters import TaskWaiter, ThreadWaiter

    Waiter = ThreadWaiter | TaskWaiter

__all__ = ["Slots"]

NEVER = float("inf")


class Slots:
    """The slots of one pool in one process.

    A slot is there for each instance, from before it is made until after it is
    closed. As long as somebody waits, no instance lies idle and no slot is
    left: what comes back goes to the one who has waited longest.

    How many there are is counted from who and what has one, never kept beside it:
    an interrupt between two steps may lose an instance, but no slot.

    Lock: guards everything here. It is held for a few steps only. Re-entrant,
    because a signal handler or a finalizer may come in between.
    """

    __slots__ = (
        "__weakref__",
        "checkouts",
        "closed",
        "closing",
        "idle",
        "is_closed",
        "is_filling",
        "items",
        "leases",
        "lock",
        "made",
        "max_age",
        "max_idle",
        "max_size",
        "min_size",
        "name",
        "sweep_at",
        "timeouts",
        "wait_seconds",
        "waiters",
        "waits",
    )

    def __init__(
        self,
        name: str,
        *,
        max_size: int,
        min_size: int,
        max_idle: "float | None",
        max_age: "float | None",
    ) -> None:
        self.name = name
        self.max_size = max_size
        self.min_size = min_size
        self.max_idle = max_idle
        self.max_age = max_age
        self.lock = RLock()
        #: All instances, from their making until they are closed.
        self.items: dict[Item, None] = {}
        #: The instances that nobody has, the one used last at the end.
        self.idle: list[Item] = []
        #: Those that are being closed because of their age or idleness.
        self.closing: dict[Item, None] = {}
        #: Who has a slot; a dict for its order.
        self.leases: dict[Lease, None] = {}
        #: Who waits, in the order of coming.
        self.waiters: deque[Waiter] = deque()
        #: When an idle instance may have to go.
        self.sweep_at = NEVER
        self.is_closed = self.is_filling = False
        self.made = self.closed = self.checkouts = self.waits = self.timeouts = 0
        self.wait_seconds = 0.0

    @property
    def size(self) -> int:
        """How many slots there are; never above `max_size`."""
        return len(self.leases) + len(self.idle) + len(self.closing)

    def take(self, lease: "Lease", now: float, *, is_patient: bool) -> "Waiter | None":
        """Give *lease* a slot, or put it into the queue.

        Returns:
            None if it got a slot, with an idle instance or without one; else
            what waits for it.

        Raises:
            PoolClosedError: The pool is closed.
            PoolDeadlockError: It *is_patient*, and waiting would never end.
        """
        with self.lock:
            if self.is_closed:
                self.refuse_closed()
            if self.idle:
                self._grant(lease, self.idle.pop(), now)
                return None
            if self.size < self.max_size:
                self._grant(lease, None, now)
                return None
            waiter = lease.make_waiter()
            if is_patient:
                waiter.is_patient = True
                self._refuse_deadlock(waiter, now)
            self.waiters.append(waiter)
            return waiter

    def leave(self, waiter: "Waiter") -> bool:
        """Leave the queue; return whether the waiter got a slot."""
        with self.lock:
            if not waiter.is_granted:
                try:
                    self.waiters.remove(waiter)
                except ValueError:  # `close` has sent all away
                    pass
            return waiter.is_granted

    def take_new(self, lease: "Lease", now: float, below: int) -> bool:
        """Give *lease* a new slot if there are fewer than *below*."""
        with self.lock:
            if self.is_closed or self.size >= min(below, self.max_size):
                return False
            self._grant(lease, None, now)
            self.checkouts -= 1
            return True

    def adopt(self, lease: "Lease", now: float) -> None:
        """Take in a lease of the parent that goes on in this child."""
        with self.lock:
            self._grant(lease, None, now)

    def give(self, lease: "Lease", now: float) -> bool:
        """Take back a slot with its instance.

        Returns False, and does nothing, if the pool is closed: the instance
        has to be closed, too.
        """
        with self.lock:
            item = lease.item
            if self.is_closed or item is None:
                return False
            item.last_used = now
            self.leases.pop(lease, None)
            lease.end()
            try:
                self._pass_on(item, now)
            except BaseException:
                self._pass_on_again(now)
                raise
            return True

    def free(self, lease: "Lease", now: float) -> None:
        """Take back a slot without an instance."""
        with self.lock:
            self.leases.pop(lease, None)
            lease.end()
            try:
                self._pass_on(None, now)
            except BaseException:
                self._pass_on_again(now)
                raise

    def cancel(self, lease: "Lease") -> None:
        """Take *lease* out of the queue, wherever it stands."""
        with self.lock:
            for waiter in list(self.waiters):
                if waiter.lease is lease:
                    self.waiters.remove(waiter)

    def vacate(self, items: "list[Item]", now: float) -> None:
        """Take back the slots of idle instances that were closed."""
        with self.lock:
            for item in items:
                self.closing.pop(item, None)
                self._pass_on(None, now)

    def sweep(self, now: float) -> "list[Item]":
        """Take out the idle instances that are too old, or too many.

        They keep their slots, until `vacate`.
        """
        with self.lock:
            self.sweep_at = NEVER
            if self.is_closed:
                return []
            doomed = [item for item in self.idle if self._is_old(item, now)]
            spare = self.size - len(doomed) - self.min_size
            if self.max_idle is not None:
                young = [item for item in self.idle if item not in doomed]
                cold = [i for i in young if now - i.last_used >= self.max_idle]
                doomed += cold[: max(spare, 0)]
            for item in doomed:
                self.closing[item] = None
                self.idle.remove(item)
            for item in self.idle:
                self._note_end(item, now)
            return doomed

    def copy_empty(self) -> "Slots":
        """Return slots for a forked child, with a lock of their own."""
        copy = Slots(
            self.name,
            max_size=self.max_size,
            min_size=self.min_size,
            max_idle=self.max_idle,
            max_age=self.max_age,
        )
        copy.is_closed = self.is_closed
        return copy

    def close(self) -> "list[Item]":
        """Let nobody in any more; return the idle instances, without slots."""
        with self.lock:
            self.is_closed = True
            idle, self.idle = self.idle, []
            waiters = list(self.waiters)
            self.waiters.clear()
            for waiter in waiters:
                waiter.wake()
            return idle

    def refuse_closed(self) -> None:
        """Raise if the pool is closed."""
        if self.is_closed:
            message = f"the pool of {self.name} is closed"
            raise PoolClosedError(message)

    def _grant(self, lease: "Lease", item: "Item | None", now: float) -> None:
        lease.slots = self
        lease.item = item
        lease.since = now
        self.leases[lease] = None
        self.checkouts += 1

    def _pass_on(self, item: "Item | None", now: float) -> None:
        """Hand a slot to the first who waits, or let it rest."""
        while self.waiters:
            waiter = self.waiters.popleft()
            self._grant(waiter.lease, item, now)
            waiter.is_granted = True
            try:
                is_there = waiter.wake()
            except BaseException:  # an interrupt is no reason to let it sleep
                waiter.wake()
                raise
            if is_there:
                return
            del self.leases[waiter.lease]
            waiter.lease.end()
            waiter.is_granted = False
            self.checkouts -= 1
        if item is not None:
            self.idle.append(item)
            self._note_end(item, now)

    def _pass_on_again(self, now: float) -> None:
        """Let nobody wait beside a slot that is free after an interrupt."""
        if self.waiters and self.size < self.max_size:
            self._pass_on(None, now)

    def _is_old(self, item: "Item", now: float) -> bool:
        return self.max_age is not None and now - item.made_at >= self.max_age

    def _note_end(self, item: "Item", now: float) -> None:
        """See to it that a sweep comes when *item* has to go."""
        if self.max_age is not None:
            self.sweep_at = min(self.sweep_at, item.made_at + self.max_age)
        if self.max_idle is not None and item.last_used + self.max_idle > now:
            self.sweep_at = min(self.sweep_at, item.last_used + self.max_idle)

    def _refuse_deadlock(self, waiter: "Waiter", now: float) -> None:
        """Raise if everybody who has a slot waits for one, for ever."""
        if self.closing:
            return  # they will be free
        if not any(waiter.keeps(lease) for lease in self.leases):
            return
        stuck = [waiter, *(other for other in self.waiters if other.is_patient)]
        if all(any(w.keeps(lease) for w in stuck) for lease in self.leases):
            from lazyheavy.instances._pool_holders import describe_holders

            message = (
                f"waiting for an instance of {self.name} would never end: who holds "
                "them waits for another one. Take one at a time, or give a timeout. "
                + "; ".join(describe_holders(self.leases, now))
            )
            raise PoolDeadlockError(message)
