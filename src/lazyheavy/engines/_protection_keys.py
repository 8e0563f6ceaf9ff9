"""Access to what V8 guards with a protection key of the processor.

Where V8 was initialised by the program itself, without our flags, only the thread
that did so, and those that it has started, may read V8's tables; an engine that
any other thread starts would take the process down. (`_library` has the flags.)
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

__all__ = ["Access"]

#: The keys that a processor has, without the one of all ordinary memory.
KEYS = range(1, 16)
DISABLE_ACCESS = 1  # PKEY_DISABLE_ACCESS


class Access:
    """Lets the thread that enters, and those it starts meanwhile, read everything.

    A thread keeps what it has inherited: of a V8, only the start has to be inside.
    Where there are no protection keys nothing happens.
    """

    __slots__ = ("_rights", "_set")

    def __init__(self) -> None:
        self._set: Any = None
        self._rights: dict[int, int] = {}

    def __enter__(self) -> None:
        import ctypes  # the engine has imported it

        try:
            libc = ctypes.CDLL(None)  # glibc, which is loaded
            get, self._set = libc.pkey_get, libc.pkey_set
            # Asked first, because the two above execute what other processors do
            # not know. They have none to give.
            spare = libc.pkey_alloc(0, DISABLE_ACCESS)
        except (AttributeError, OSError, TypeError):  # another C library, or Windows
            return
        if spare < 0:
            return
        libc.pkey_free(spare)
        for key in KEYS:
            rights = get(key)
            if rights > 0 and self._set(key, 0) == 0:
                self._rights[key] = rights

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        for key, rights in self._rights.items():
            self._set(key, rights)
        self._rights.clear()
