"""A factory and its lazily made, cached instance: what `@shared` returns."""

from _thread import RLock

from lazyheavy import _fork
from lazyheavy._typed import Generic, T
from lazyheavy.instances._entries import Entry, Guard, Slot
from lazyheavy.instances._making import Making, forget_waiters
from lazyheavy.instances._options import refuse_coroutine
from lazyheavy.instances._scopes import ContextSlots, ThreadSlots
from lazyheavy.instances._use import Use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    from lazyheavy.instances._info import CacheInfo

__all__ = ["SharedInstance"]

_NOTHING = object()


class SharedInstance(Generic[T]):
    """A factory and the one instance that it made.

    Made by `shared`; call it to get the instance.

    Locks: one re-entrant lock an object guards the slot and the counters. It
    is never held while the factory, ``close`` or ``check`` runs, and no other
    lock is taken under it. Threads that come while the factory runs wait for
    that run (`Making`), not for the lock.
    """

    __slots__ = (
        "__dict__",  # for the name and the docstring of the factory
        "__weakref__",
        "_check",
        "_clock",
        "_close",
        "_factory",
        "_guard",
        "_hits",
        "_is_plain",
        "_is_timed",
        "_made",
        "_max_idle",
        "_misses",
        "_name",
        "_slot",
        "_slots",
        "_ttl",
        "_value",
    )

    def __init__(
        self,
        factory: "Callable[[], T]",
        *,
        scope: "Literal['process', 'thread', 'context']",
        close: "Callable[[Any], object] | None",
        max_idle: "float | None",
        ttl: "float | None",
        check: "Callable[[Any], object] | None",
        name: "str | None",
        clock: "Callable[[], float]",
    ) -> None:
        self._factory = factory
        self._close = close
        self._check = check
        self._max_idle = max_idle
        self._ttl = ttl
        self._clock = clock
        for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
            self.__dict__[attribute] = getattr(factory, attribute, None)
        self.__dict__["__wrapped__"] = factory
        self._name = name or getattr(factory, "__qualname__", None) or repr(factory)
        self._slots: ThreadSlots | ContextSlots | None = None
        if scope == "thread":
            self._slots = ThreadSlots()
        elif scope == "context":
            self._slots = ContextSlots(self._name)
        # Plain: nothing but the presence of the instance decides about its use,
        # so that a call may answer with `_value` alone.
        self._is_plain = (
            scope == "process" and check is None and max_idle is None and ttl is None
        )
        self._is_timed = max_idle is not None or ttl is not None
        self._slot = Slot()
        self._guard = Guard()
        self._start_afresh()

    def _start_afresh(self) -> None:
        self._guard.lock = RLock()
        self._value: Any = _NOTHING
        self._hits = self._misses = self._made = 0

    def __call__(self) -> T:
        """Return the instance; make it first if there is none.

        What is returned may be closed by a later expiry or `discard`; a caller
        that must not see that takes it with `use`.

        Raises:
            RecursiveFactoryError: The factory needs its own instance, directly
                or through a thread that waits for this one.
            RuntimeError: The interpreter is exiting, and nobody would close a
                new instance.
        """
        value = self._value
        if value is not _NOTHING:
            self._hits += 1
            return value  # type: ignore[no-any-return]
        entry = self._acquire()
        entry.release(entry.last_used)
        return entry.value  # type: ignore[no-any-return]

    def use(self) -> "Use[T]":
        """Return a context manager that holds the instance for its body.

        An instance that expires or is discarded meanwhile is closed when the
        last body that holds it ends.
        """
        return Use(self)

    async def aget(self) -> T:
        """Return the instance without ever blocking the event loop.

        A factory, a ``check`` or the closing of an expired instance runs in a
        thread. Not for ``scope="thread"``: an instance of a thread must be made
        in that thread.
        """
        if isinstance(self._slots, ThreadSlots):
            message = f"{self._name} has scope='thread': call it, aget() cannot make it"
            raise TypeError(message)
        import asyncio

        slot = self._find_slot()  # here: the thread gets a copy of the context
        while True:
            now = self._clock() if self._is_timed else 0.0
            with self._guard.lock:
                entry, making = slot.entry, slot.making
                if entry is not None and self._is_ready(entry, now):
                    self._hits += 1
                    entry.last_used = now
                    return entry.value  # type: ignore[no-any-return]
            if making is None:
                return await asyncio.to_thread(self._call_for_future)
            try:
                await making.wait_async()
                if making.error is not None:
                    raise making.error
                if making.entry is not None:
                    return making.entry.value  # type: ignore[no-any-return]
            finally:
                del making  # it holds the error, whose traceback holds this frame

    def _call_for_future(self) -> T:
        """Call it where any exception will do but the one that ends iterators."""
        try:
            return self()
        except StopIteration as error:
            message = f"the factory of {self._name} raised StopIteration"
            raise RuntimeError(message) from error

    def discard(self, instance: object) -> bool:
        """Replace *instance* with the next call, because it is broken.

        It is closed once nobody holds it with `use`. Returns False, and does
        nothing, if it is not the current instance: of two threads that find
        the same instance broken, the second does not take the new one away.
        """
        slot = self._find_slot()
        with self._guard.lock:
            entry = slot.entry
            if entry is None or entry.value is not instance:
                return False
            self._empty(slot)
        entry.retire()
        return True

    def cache_clear(self) -> None:
        """Forget the instance; the next call makes a new one.

        The old one is closed once nobody holds it with `use`. With
        ``scope="thread"`` it is that of the calling thread, with
        ``scope="context"`` that of the current context.
        """
        slot = self._find_slot()
        with self._guard.lock:
            entry = slot.entry
            self._empty(slot)
        if entry is not None:
            entry.retire()

    def cache_info(self) -> "CacheInfo":
        """Return how often it was used and made in this process, and its age."""
        from lazyheavy.instances._info import CacheInfo

        entry = self._find_slot().entry
        return CacheInfo(
            hits=self._hits,
            misses=self._misses,
            currsize=0 if entry is None else 1,
            age=None if entry is None else self._clock() - entry.made_at,
            made=self._made,
        )

    def __instancecheck__(self, instance: object) -> bool:
        """Answer ``isinstance(x, Engine)`` where a class was decorated."""
        return isinstance(instance, self.__dict__["__wrapped__"])

    def __subclasscheck__(self, subclass: type) -> bool:
        """Answer ``issubclass(X, Engine)`` where a class was decorated."""
        return issubclass(subclass, self.__dict__["__wrapped__"])

    def __mro_entries__(self, bases: "tuple[object, ...]") -> "tuple[type, ...]":
        """Let ``class Other(Engine)`` derive from the class that was decorated."""
        wrapped = self.__dict__["__wrapped__"]
        if not isinstance(wrapped, type):
            message = f"{self._name} is a function, no class can derive from it"
            raise TypeError(message)
        return (wrapped,)

    def __repr__(self) -> str:
        return f"<shared instance {self._name}>"

    def __reduce__(self) -> str:
        """Pickle by name, like the function that it stands for."""
        return str(self.__dict__["__qualname__"])

    def forget_parent(self) -> None:
        """Start afresh in a forked child (called by the fork hook).

        The parent's instance is neither closed nor finalized here.
        """
        for slot in [self._slot] if self._slots is None else self._slots.known():
            if slot.entry is not None:
                _fork.keep_forever(slot.entry)
                slot.entry = None
            if slot.making is not None and not slot.making.is_mine:
                slot.making = None  # its thread does not exist here
        forget_waiters()
        self._start_afresh()

    def _find_slot(self) -> Slot:
        return self._slot if self._slots is None else self._slots.find()

    def _empty(self, slot: Slot) -> None:
        """Take the entry out of *slot*; the lock is held."""
        slot.entry = None
        self._value = _NOTHING

    def _is_ready(self, entry: Entry, now: float) -> bool:
        """Whether *entry* may be handed out without running user code."""
        return self._check is None and not self._has_expired(entry, now)

    def _has_expired(self, entry: Entry, now: float) -> bool:
        if self._ttl is not None and now - entry.made_at >= self._ttl:
            return True
        return (
            self._max_idle is not None
            and not entry.is_held
            and now - entry.last_used >= self._max_idle
        )

    def _acquire(self) -> Entry:
        """Return the current entry, held; make it first if need be."""
        slot = self._slot if self._slots is None else self._slots.find()
        is_timed = self._is_timed
        while True:
            now = self._clock() if is_timed else 0.0
            expired = None
            with self._guard.lock:
                entry = slot.entry
                if entry is not None:
                    if is_timed and self._has_expired(entry, now):
                        self._empty(slot)
                        expired, entry = entry, None
                    else:
                        entry.users += 1  # its lock is this one
                        entry.last_used = now
            if expired is not None:
                expired.retire()
            if entry is None:
                entry = self._make_or_wait(slot)
                if entry is not None:
                    return entry
            elif self._check is None:
                self._hits += 1
                return entry
            else:
                try:
                    is_healthy = self._is_healthy(entry, self._check)
                except BaseException:  # an interrupt says nothing of the instance
                    entry.release(now)
                    raise
                if is_healthy:
                    self._hits += 1
                    return entry
                self.discard(entry.value)
                entry.release(now)

    def _is_healthy(self, entry: Entry, check: "Callable[[Any], object]") -> bool:
        """Ask *check*; an exception from it says no."""
        try:
            return bool(check(entry.value))
        except Exception:  # noqa: BLE001 - what a broken instance raises is unknown
            return False

    def _make_or_wait(self, slot: Slot) -> "Entry | None":
        """Run the factory, or wait for the thread that does.

        Returns the entry, held, or None when the caller has to look again.
        """
        with self._guard.lock:
            if slot.entry is not None:
                return None
            self._misses += 1
            making = slot.making
            is_maker = making is None
            if making is None:
                making = slot.making = Making(self._name)
        if is_maker:
            try:
                return self._make(slot, making)
            except BaseException as error:  # also an interrupt as it begins
                self._settle(slot, making, error)
                raise
            finally:
                del making  # it holds the error, whose traceback holds this frame
        try:
            making.wait()
            if making.error is not None:
                raise making.error
            entry = making.entry
            return entry if entry is not None and entry.hold() else None
        finally:
            del making

    def _make(self, slot: Slot, making: Making) -> Entry:
        """Run the factory and publish what it made, or how it failed."""
        entry = None
        try:
            if self._made == 0:
                # Before the factory: a child forked meanwhile must not wait for it.
                _fork.at_fork(self)
            self._refuse_exit()
            value = self._factory()
            refuse_coroutine(value, name=self._name, getter="aget()")
            entry = Entry(
                value, name=self._name, close=self._close, guard=self._guard, now=0.0
            )
            entry.hold()
            if self._close is not None:
                _fork.at_exit(entry)
                if _fork.is_exiting():  # began while the factory ran: too late for it
                    entry.retire()
            entry.made_at = entry.last_used = self._clock()
            with self._guard.lock:
                slot.entry, slot.making = entry, None
                self._made += 1
                if self._is_plain:
                    self._value = value
            making.settle(entry=entry)
        except BaseException as error:
            self._settle(slot, making, error)
            del making  # it holds the error, whose traceback holds this frame
            if entry is not None:  # made, but then came an interrupt, say
                if slot.entry is not entry:
                    entry.retire()
                entry.release(entry.last_used)
            raise
        return entry

    def _settle(self, slot: Slot, making: Making, error: BaseException) -> None:
        """Tell those who wait for *making* that it has failed."""
        with self._guard.lock:
            if slot.making is making:
                slot.making = None
        making.settle(error=error)

    def _refuse_exit(self) -> None:
        if self._close is not None and _fork.is_exiting():
            message = f"{self._name} cannot be made: the interpreter is exiting"
            raise RuntimeError(message)
