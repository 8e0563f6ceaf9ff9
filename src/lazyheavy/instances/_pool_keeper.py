"""The life of a pool's instances: made, checked, reset, closed, replaced."""

import os
from _thread import get_ident

from lazyheavy import _fork
from lazyheavy.instances._aside import aside, start_aside
from lazyheavy.instances._options import refuse_coroutine
from lazyheavy.instances._pool_item import Item
from lazyheavy.instances._pool_slots import Slots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from lazyheavy.instances._pool_lease import Lease, TaskLease
    from lazyheavy.instances._pool_slots import Waiter

__all__ = ["PoolKeeper"]


class PoolKeeper:
    """Runs the code of the user for a pool; `Slots` says who may.

    No lock is held here. A lease is in one hand at a time: whoever got it from
    the slots gives it back, whatever happens in between. A forked child has new
    slots; a lease of its parent is known by having others.
    """

    __slots__ = (
        "__weakref__",
        "check",
        "clock",
        "close",
        "discard_on",
        "factory",
        "is_known",
        "max_uses",
        "name",
        "reset",
        "slots",
    )

    def __init__(
        self,
        factory: "Callable[[], Any]",
        slots: Slots,
        *,
        check: "Callable[[Any], object] | None",
        reset: "Callable[[Any], object] | None",
        close: "Callable[[Any], object] | None",
        max_uses: "int | None",
        discard_on: "type[BaseException] | tuple[type[BaseException], ...]",
        clock: "Callable[[], float]",
    ) -> None:
        self.factory = factory
        self.slots = slots
        self.name = slots.name
        self.check = check
        self.reset = reset
        self.close = close
        self.max_uses = float("inf") if max_uses is None else max_uses
        self.discard_on = discard_on
        self.clock = clock
        self.is_known = False  # to the fork hook

    def acquire(self, lease: "Lease", timeout: "float | None") -> Item:
        """Get *lease* a slot with a good instance; block until there is one."""
        now = self.clock()
        if not self.is_known:
            self._be_known()
        slots = self.slots
        if now >= slots.sweep_at:
            self.sweep(now)
        waiter = slots.take(lease, now, is_patient=timeout is None)
        if waiter is not None:
            try:
                waiter.wait(timeout)
            except BaseException:
                self._go_away(waiter)
                raise
            self._arrive(waiter, now, timeout)
        item = lease.item
        if item is None or self.check is not None or item.is_closed:
            item = self._prepare(lease)
            if slots.size < slots.min_size and not slots.is_filling:
                self._fill_up()
        item.uses += 1
        return item

    async def acquire_async(self, lease: "TaskLease", timeout: "float | None") -> Item:
        """Do as `acquire`, without blocking the event loop."""
        now = self.clock()
        if not self.is_known:
            self._be_known()
        slots = self.slots
        if now >= slots.sweep_at:
            if self.close is None:
                self.sweep(now)
            else:
                await aside(lambda: self.sweep(now))
        waiter = slots.take(lease, now, is_patient=timeout is None)
        if waiter is not None:
            try:
                await waiter.wait(timeout)  # type: ignore[misc]
            except BaseException:
                self._go_away(waiter)
                raise
            self._arrive(waiter, now, timeout)
        item = lease.item
        if item is None or self.check is not None or item.is_closed:
            item = await self._prepare_aside(lease)
            if slots.size < slots.min_size and not slots.is_filling:
                self._fill_up()
        item.uses += 1
        return item

    def give_back(self, lease: "Lease", kind: "type[BaseException] | None") -> None:
        """Take *lease* back after a body that ended, perhaps with an error."""
        slots = lease.slots
        now = self.clock()
        given = False
        try:
            if slots is self.slots and self._is_kept(lease, kind, now):
                given = self.reset is None or self._is_reset(lease)
                given = given and slots.give(lease, now)
        finally:
            if not given:
                self._drop(lease)
        if slots is self.slots and now >= slots.sweep_at:
            self.sweep(now)

    def gives_back_at_once(
        self, lease: "Lease", kind: "type[BaseException] | None"
    ) -> bool:
        """Whether `give_back` would run no code of the user."""
        if self.reset is not None:
            return False
        if self.close is None:
            return True
        now = self.clock()
        return now < self.slots.sweep_at and self._is_kept(lease, kind, now)

    def cancel(self, lease: "Lease") -> None:
        """Take back whatever *lease* has got, or waits for, if that is interrupted."""
        self.slots.cancel(lease)
        self._return_unused(lease)

    def make_one(self, lease: "Lease", below: int) -> bool:
        """Make one more instance for nobody if there are fewer than *below*."""
        if not self.is_known:
            self._be_known()
        if not self.slots.take_new(lease, self.clock(), below):
            return False
        self._prepare(lease)
        self._return_unused(lease)
        return True

    def shut(self) -> None:
        """Let nobody in any more; close what nobody has."""
        self._close_all(self.slots.close())

    def sweep(self, now: float) -> None:
        """Close the idle instances whose time is over."""
        slots = self.slots
        doomed = slots.sweep(now)
        try:
            self._close_all(doomed)
        finally:
            slots.vacate(doomed, now)

    def close_item(self, item: Item) -> None:
        """Close an instance that nobody has; what `close` raises is logged."""
        slots = self.slots
        with slots.lock:
            slots.closed += 1
        try:
            item.retire()
        finally:
            slots.items.pop(item, None)

    def forget_parent(self) -> None:
        """Start afresh in a forked child (called by the fork hook)."""
        _fork.keep_forever(list(self.slots.items))
        self.slots = self.slots.copy_empty()

    def __repr__(self) -> str:
        slots = self.slots
        state = (
            f"{len(slots.leases)} of {slots.max_size} in use, {len(slots.idle)} idle, "
            f"{len(slots.waiters)} waiting"
        )
        return f"{self.name}, {'closed, ' if slots.is_closed else ''}{state}"

    def __del__(self, _getpid: "Callable[[], int]" = os.getpid) -> None:
        slots = getattr(self, "slots", None)  # not there if __init__ has failed
        if self.close is None or slots is None:
            return
        left = [item for item in slots.idle if not item.is_closed]
        if not left:
            return
        if left[0].pid != _getpid():
            # The state of the parent's other threads is taken apart in a forked
            # child before the fork hooks run there.
            _fork.keep_forever(list(slots.items))
            return
        import warnings

        message = f"unclosed <Pool of {self!r}>"
        try:
            warnings.warn(message, ResourceWarning, source=self, stacklevel=1)
        finally:  # the warning may have been made an error
            self.shut()

    def _close_all(self, items: "list[Item]") -> None:
        """Close all, even if an interrupt comes in between."""
        failed = None
        for item in items:
            try:
                self.close_item(item)
            except BaseException as error:  # noqa: BLE001, PERF203 - raised below
                failed = error
        if failed is not None:
            raise failed

    def _be_known(self) -> None:
        # Before a slot is taken: a fork may come at any moment after that.
        _fork.at_fork(self)
        self.is_known = True

    def _fill_up(self) -> None:
        from lazyheavy.instances._pool_filling import fill_in_background

        try:
            fill_in_background(self)
        except RuntimeError:  # no thread can be started: the next one tries again
            pass

    def _arrive(self, waiter: "Waiter", since: float, timeout: "float | None") -> None:
        """Go on after waiting, with a slot or with an error."""
        slots = self.slots
        now = self.clock()
        has_slot = slots.leave(waiter)
        with slots.lock:
            slots.waits += 1
            slots.wait_seconds += now - since
        if has_slot:
            return
        slots.refuse_closed()
        from lazyheavy.instances._pool_holders import timeout_error

        with slots.lock:
            slots.timeouts += 1
            raise timeout_error(slots, waiter, now, timeout)

    def _go_away(self, waiter: "Waiter") -> None:
        """Leave the queue because of an error; what came meanwhile goes on."""
        if self.slots.leave(waiter):
            self._return_unused(waiter.lease)

    def _return_unused(self, lease: "Lease") -> None:
        slots = lease.slots
        if slots is None or slots.give(lease, self.clock()):
            return
        if lease.item is None or self.close is None:
            self._drop(lease)
        else:
            start_aside(lambda: self._drop(lease))

    def _prepare(self, lease: "Lease") -> Item:
        """Return the instance of *lease*, checked, or a new one.

        If that fails, the lease is given back.
        """
        try:
            item = lease.item
            if item is not None:
                is_fit = not item.is_closed and self._is_healthy(item)
                # Others if `check` has forked, and this is the child.
                if lease.slots is self.slots:
                    if is_fit:
                        return item
                    lease.item = None
                    self.close_item(item)
            return self._make(lease)
        except BaseException:
            self._drop(lease)
            raise

    async def _prepare_aside(self, lease: "TaskLease") -> Item:
        """Do as `_prepare`, in a thread."""
        slots, loop_thread = self.slots, lease.thread

        def work() -> None:
            lease.thread = get_ident()
            try:
                self._prepare(lease)
            finally:
                lease.thread = loop_thread
            with slots.lock:
                lease.is_ready = True
                is_abandoned = lease.is_abandoned
            if is_abandoned:
                self._return_unused(lease)

        try:
            await aside(work)
        except BaseException:
            with slots.lock:
                lease.is_abandoned = True
                is_ready = lease.is_ready
            if is_ready:
                self._return_unused(lease)
            raise
        item = lease.item
        assert item is not None
        return item

    def _make(self, lease: "Lease") -> Item:
        if self.close is not None and _fork.is_exiting():
            message = f"{self.name} cannot be made: the interpreter is exiting"
            raise RuntimeError(message)
        value = self.factory()
        refuse_coroutine(value, name=self.name, getter="acheckout()")
        now = self.clock()
        if lease.slots is not self.slots:  # this is a child, forked meanwhile
            self.slots.adopt(lease, now)
        slots = self.slots
        item = Item(value, name=self.name, close=self.close, guard=slots, now=now)
        slots.items[item] = None
        lease.item = item
        if self.close is not None:
            _fork.at_exit(item)
            if _fork.is_exiting():  # began while the factory ran: too late for it
                item.retire()
        with slots.lock:
            slots.made += 1
        slots.refuse_closed()
        return item

    def _drop(self, lease: "Lease") -> None:
        """Close the instance of *lease*, if it has one, and give up its slot."""
        slots, item = lease.slots, lease.item
        if slots is None:
            return
        if slots is not self.slots:  # inherited from the parent
            lease.end()
            return
        lease.item = None
        try:
            if item is not None:
                self.close_item(item)
        finally:
            slots.free(lease, self.clock())

    def _is_kept(
        self, lease: "Lease", kind: "type[BaseException] | None", now: float
    ) -> bool:
        """Whether the instance may be used again."""
        item, slots = lease.item, self.slots
        if item is None or item.is_closed or lease.is_discarded or slots.is_closed:
            return False
        if kind is not None and issubclass(kind, self.discard_on):
            return False
        if slots.max_age is not None and now - item.made_at >= slots.max_age:
            return False
        return item.uses < self.max_uses

    def _is_healthy(self, item: Item) -> bool:
        """Ask `check`; an exception from it says no."""
        if self.check is None:
            return True
        try:
            return bool(self.check(item.value))
        except Exception:  # noqa: BLE001 - what a broken instance raises is unknown
            return False

    def _is_reset(self, lease: "Lease") -> bool:
        """Run `reset`; an exception from it says no, and is logged."""
        item = lease.item
        if item is not None and self.reset is not None:
            try:
                self.reset(item.value)
            except Exception as error:  # noqa: BLE001 - it must hide no other error
                _fork.report_error(error, f"reset of {item!r} failed: it is replaced")
                return False
        return lease.slots is self.slots  # `reset` may fork
