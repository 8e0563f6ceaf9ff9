"""One run of a factory: its maker, those who wait for it, and what it gave.

A waiter holds no lock of ours. It may hold an import lock, though, when the
call stands at the top level of a module; if the factory then imports that
module, importlib cannot see the circle. Waiters therefore look for circles
themselves, through the makings and through the import locks, and raise
`RecursiveFactoryError` instead of hanging.
"""

from _thread import allocate_lock, get_ident

from lazyheavy.errors import RecursiveFactoryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from lazyheavy.instances._entries import Entry

__all__ = ["Making"]

#: Seconds between two looks of a waiter for a circle through the import locks;
#: nothing tells us when another thread begins to wait for one.
LOOK_AGAIN = 0.05

# The mutable state of this module: which thread waits for which making.
# `_edges_lock` guards it; it is taken last and held for a look only.
_waiting: "dict[int, Making]" = {}
_edges_lock = allocate_lock()


class Making:
    """One run of a factory by one thread, awaited by any number of others.

    `settle()` is called by the maker; the first time counts. Afterwards ``entry``
    is the made instance, or ``error`` the exception that every waiter gets too; both
    are None when the maker was interrupted (KeyboardInterrupt and the like belong to
    one thread only) and the waiters have to try again.
    """

    __slots__ = ("_callbacks", "_latch", "entry", "error", "is_done", "name", "owner")

    def __init__(self, name: str) -> None:
        self.name = name
        self.owner = get_ident()
        self.entry: Entry | None = None
        self.error: Exception | None = None
        self.is_done = False
        self._callbacks: list[Callable[[], object]] = []
        self._latch = allocate_lock()
        self._latch.acquire()

    def settle(
        self, *, entry: "Entry | None" = None, error: "BaseException | None" = None
    ) -> None:
        """Publish the outcome and let every waiter go on."""
        if not self.is_done:
            self.entry = entry
            self.error = error if isinstance(error, Exception) else None
            self.is_done = True
            self._latch.release()
        self._call_back()

    @property
    def is_mine(self) -> bool:
        """Whether the calling thread is the maker."""
        return self.owner == get_ident()

    async def wait_async(self) -> None:
        """Wait for the outcome without blocking the event loop or a thread.

        Raises:
            RecursiveFactoryError: The calling thread is the maker.
        """
        import asyncio

        self._refuse_maker()
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def tell() -> None:
            if not done.done():
                done.set_result(None)

        def call_back() -> None:
            try:
                loop.call_soon_threadsafe(tell)
            except RuntimeError:  # the loop has ended, and the waiter with it
                pass

        self._callbacks.append(call_back)
        if self.is_done:
            self._call_back()
        await done

    def wait(self) -> None:
        """Block until the outcome is there.

        Raises:
            RecursiveFactoryError: Waiting would never end.
        """
        self._refuse_maker()
        me = get_ident()
        outer = _waiting.get(me)  # when a signal handler waits inside a wait
        try:
            with _edges_lock:
                _waiting[me] = self
                self._refuse_circle(me)
            while not self.is_done:
                if self._latch.acquire(timeout=LOOK_AGAIN):
                    self._latch.release()
                else:
                    self._refuse_circle(me)
        finally:
            if outer is None:
                _waiting.pop(me, None)
            else:
                _waiting[me] = outer

    def _call_back(self) -> None:
        """Run each callback once, whichever thread comes first."""
        while True:
            try:
                callback = self._callbacks.pop()
            except IndexError:
                return
            callback()

    def _refuse_maker(self) -> None:
        if self.is_mine:
            message = f"the factory of {self.name} needs the instance that it is making"
            raise RecursiveFactoryError(message)

    def _refuse_circle(self, me: int) -> None:
        """Raise if the maker waits, through others, for this thread."""
        seen: set[int] = set()
        todo = [(self.owner, f"the factory of {self.name}")]
        while todo:
            thread, path = todo.pop()
            if thread == me:
                message = f"waiting would never end: {path}, which this thread runs"
                raise RecursiveFactoryError(message)
            if thread in seen:
                continue
            seen.add(thread)
            making = _waiting.get(thread)
            if making is not None and not making.is_done:
                todo.append((making.owner, f"{path} waits for that of {making.name}"))
            todo += [
                (owner, f"{path} waits for the import of {module!r}")
                for owner, module in _awaited_imports(thread)
            ]


def _awaited_imports(thread: int) -> "Iterator[tuple[int, str]]":
    """Yield owner and module of each import lock that *thread* waits for.

    This reads importlib's own deadlock records, whose form differs between
    versions. Where they are not as known nothing is yielded, and a circle
    through an import lock hangs as it would without us.
    """
    from importlib import _bootstrap  # frozen, always loaded

    records: Any = getattr(_bootstrap, "_blocking_on", None) or {}
    awaited = records.get(thread) or ()
    # A single lock before 3.12, then a list of them.
    for lock in tuple(awaited) if isinstance(awaited, list) else (awaited,):
        owner = getattr(lock, "owner", None)
        if owner is not None:
            yield owner, getattr(lock, "name", "?")


def forget_waiters() -> None:
    """Start afresh in a forked child, where no other thread waits (also tests)."""
    global _edges_lock  # noqa: PLW0603 - a thread of the parent may have held it
    _waiting.clear()
    _edges_lock = allocate_lock()
