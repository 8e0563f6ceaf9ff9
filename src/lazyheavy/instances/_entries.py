"""One made instance: who holds it, when it was used, and its one closing."""

import os
from _thread import RLock

from lazyheavy import _fork

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from lazyheavy.instances._making import Making

    class Guarded(Protocol):
        """Whatever has the lock of an owner, also anew in a forked child."""

        @property
        def lock(self) -> RLock:
            """Guards the owner and all that it has made."""


__all__ = ["Entry", "Guard", "Slot"]


class Guard:
    """The lock of an owner, which replaces it in a forked child.

    Entries ask for it here: one that outlives its place with the owner, in the
    hand of somebody who forks, must not wait for a thread that does not exist.
    """

    __slots__ = ("lock",)

    def __init__(self) -> None:
        self.lock = RLock()


class Entry:
    """One made instance.

    It is *held* while somebody is between `hold()` and `release()`. Once
    *retired* it is closed as soon as nobody holds it, exactly once.

    Lock: the owner's re-entrant lock guards the counters; it is never held
    while ``close`` runs. Re-entrant, because a signal handler or a finalizer
    may come in between in the same thread.

    In a child of the process that has made it nothing closes it.
    """

    __slots__ = (
        "__weakref__",
        "_close",
        "_guard",
        "_name",
        "_retired",
        "is_closed",
        "last_used",
        "made_at",
        "pid",
        "users",
        "value",
    )

    def __init__(
        self,
        value: "Any",
        *,
        name: str,
        close: "Callable[[Any], object] | None",
        guard: "Guarded",
        now: float,
    ) -> None:
        self.value = value
        self.made_at = self.last_used = now
        self.pid = os.getpid()
        self._name = name
        self._close = close
        self._guard = guard
        #: How many hold it; changed under the lock.
        self.users = 0
        self._retired = False
        #: Whether it was closed, or is being closed.
        self.is_closed = False

    def __repr__(self) -> str:
        return f"<instance of {self._name}>"

    @property
    def is_held(self) -> bool:
        """Whether somebody holds it now."""
        return self.users > 0

    def hold(self) -> bool:
        """Keep it from being closed; return False if it is closed already."""
        with self._guard.lock:
            if self.is_closed:
                return False
            self.users += 1
            return True

    def release(self, now: float) -> None:
        """End one `hold()`; closes it if it was retired meanwhile."""
        with self._guard.lock:
            self.users -= 1
            self.last_used = now
            last = self._retired and self._take_closing()
        if last:
            self._run_close()

    def retire(self) -> None:
        """Close it now, or when its last holder lets go."""
        with self._guard.lock:
            self._retired = True
            last = self._take_closing()
        if last:
            self._run_close()

    def close_at_exit(self) -> None:
        """Close it whoever holds it."""
        with self._guard.lock:
            self._retired = True
            self.users = 0
            last = self._take_closing()
        if last:
            self._run_close()

    def _take_closing(self) -> bool:
        """Return True to the one caller that has to close it."""
        if self.is_closed or not self._retired or self.users > 0:
            return False
        if self.pid != os.getpid():
            # Taken from its place before the fork, and held across it.
            _fork.keep_forever(self)
            return False
        self.is_closed = True
        return True

    def _run_close(self) -> None:
        if self._close is None:
            return
        try:
            self._close(self.value)
        except Exception as error:  # noqa: BLE001 - it may hide no other error
            _fork.report_error(error, f"close of {self!r} failed")


class Slot:
    """Where an owner keeps its instance: one a process, a thread or a context.

    When the slot goes away, with its thread, with the last context that sees it
    or with its owner, the instance is retired.
    """

    __slots__ = ("__weakref__", "entry", "making")

    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.making: Making | None = None

    def __del__(self) -> None:
        self.drop()

    def drop(self, _getpid: "Callable[[], int]" = os.getpid) -> None:
        """Retire the entry, if it is this process's."""
        entry, self.entry = self.entry, None
        if entry is None:
            return
        # An argument: at the very end of the interpreter `os` is gone.
        if entry.pid == _getpid():
            entry.retire()
        else:
            # The state of the parent's other threads is taken apart in a forked
            # child before any hook of ours runs there.
            _fork.keep_forever(entry)
