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

#: A number of a file descriptor that programs are not surprised by.
_HIGH = 201
#: Who has looked at the clock so shortly before has not waited longer, in nanoseconds.
_SHORT = 100_000


def install(recorder: "Any") -> None:
    """Give the recorder this clock, where the kernel tells how long threads waited."""
    try:
        import posix

        low = posix.open("/proc/thread-self/schedstat", posix.O_RDONLY)
    except (ImportError, OSError):
        return
    try:
        handle = posix.dup2(low, free(posix), False)  # noqa: FBT003
    except OSError:  # so high a number is not allowed
        return
    finally:
        posix.close(low)
    # Never closed: the program may have given the number to a file of its own.
    recorder.now = make_clock(posix.pread, handle, get_ident())


def free(posix: "Any") -> int:
    """Return a number that no file descriptor has; some are inherited."""
    number = _HIGH
    while True:
        try:
            posix.fstat(number)
        except OSError:
            return number
        number += 1


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
