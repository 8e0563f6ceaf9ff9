"""What `SharedInstance.use()` returns."""

import os

from lazyheavy._typed import Generic, T

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from lazyheavy.instances._entries import Entry
    from lazyheavy.instances._shared import SharedInstance

__all__ = ["Use"]


class Use(Generic[T]):
    """Holds a shared instance for the body of a ``with`` statement."""

    __slots__ = ("_entry", "_owner")

    def __init__(self, owner: "SharedInstance[T]") -> None:
        self._owner = owner
        self._entry: Entry | None = None

    def __enter__(self) -> T:
        if self._entry is not None:
            message = "this use has been entered: call use() again for another one"
            raise RuntimeError(message)
        owner = self._owner
        entry = owner._slot.entry if owner._is_plain else None  # noqa: SLF001
        if entry is not None and entry.hold():
            owner._hits += 1  # noqa: SLF001
        else:
            entry = owner._acquire()  # noqa: SLF001
        self._entry = entry
        return entry.value  # type: ignore[no-any-return]

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        entry = self._entry
        if entry is not None:
            owner = self._owner
            # Since when it is idle matters only where that is limited.
            is_limited = owner._max_idle is not None  # noqa: SLF001
            entry.release(owner._clock() if is_limited else 0.0)  # noqa: SLF001
            self._entry = None  # now, as an interrupt may end the lines above

    def __del__(self) -> None:
        # Its thread has ended in the body, say. (There is none after an interrupt.)
        entry = getattr(self, "_entry", None)
        # The state of a parent's other threads is taken apart in a forked child: one
        # of them may have had the lock.
        if entry is not None and entry.pid == os.getpid():
            self.__exit__(None, None, None)
