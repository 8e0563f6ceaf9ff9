"""A clock that stands still while its thread waits for a processor; Linux only.

On a busy machine others run in between, most of all where a module takes long: that is
no time of the module. Waiting for a disk, a network or a lock is. Only the thread that
starts the program has this clock; elsewhere, and for other threads, it is the wall's.
Part of the measured process.
"""

from _thread import get_ident
from time import perf_counter_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._child import open_high

#: Who has looked at the clock so shortly before has not waited longer, in nanoseconds.
_SHORT = 100_000


def install(recorder: "Any") -> None:
    """Give the recorder this clock, where the kernel tells how long threads waited."""
    try:
        import posix

        handle = open_high("/proc/thread-self/schedstat")
    except (ImportError, OSError):
        return
    # Never closed: the program may have given the number to a file of its own.
    recorder.now = make_clock(posix.pread, handle, get_ident())


def make_clock(pread: "Any", handle: int, thread: int) -> "Any":
    """Return a function like `perf_counter_ns`, less what *thread* has waited."""
    last = waited = 0
    is_open = True

    def now() -> int:
        nonlocal last, waited, is_open
        wall = perf_counter_ns()
        if get_ident() != thread:
            return wall
        if wall - last > _SHORT and is_open:
            try:
                waited = int(pread(handle, 64, 0).split()[1])
            except (OSError, ValueError, IndexError):  # the program has closed it
                is_open = False
        last = wall
        return wall - waited

    return now
