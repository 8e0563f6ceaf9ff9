"""Fork and exit: how objects that own something of the process hear of both.

Instances and engines register here. One fork hook and one exit handler serve
them all; they are installed when the first object registers, never at import.
"""

import os
import sys
from _thread import get_ident
from _weakref import ref
from itertools import count
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol, TypeVar

    T = TypeVar("T")

    class ClosedAtExit(Protocol):
        """An object that wants to be closed before the interpreter ends."""

        def close_at_exit(self) -> None:
            """Close; called once, in the process that registered the object."""

    class ToldOfFork(Protocol):
        """An object whose state is worthless in a forked child."""

        def forget_parent(self) -> None:
            """Drop, without touching it, whatever belongs to the parent."""

    class HeldDuringFork(Protocol):
        """A lock, or an object like one, around work that a fork would tear."""

        def acquire(self, *, timeout: float) -> bool:
            """Wait for the end of the work and keep new work from beginning."""
            ...

        def release(self) -> None:
            """Let new work begin."""


#: Seconds that a fork waits for what it would tear. Most of it takes far less;
#: what takes longer is a script of many seconds, and then the risk is small.
FORK_PATIENCE = 2.0

# The mutable state of this module. The tables map a running number to a weak
# reference; every change is one atomic dict operation, so there is no lock that
# a fork could catch in the hand of another thread.
_numbers = count()
_closers: "dict[int, ref[ClosedAtExit]]" = {}
_inheritors: "dict[int, ref[ToldOfFork]]" = {}
_guards: "dict[int, ref[HeldDuringFork]]" = {}
_held: "dict[int, list[HeldDuringFork]]" = {}  # by the threads that are forking
_exit_pid = 0  # the process whose atexit knows our handler
_fork_hooked = False
_exiting = False
_leak: "Callable[[object], object] | None" = None
_kept: "list[object]" = []


def at_exit(instance: "ClosedAtExit") -> None:
    """Have ``instance.close_at_exit()`` called when the interpreter exits.

    The last object registered is closed first. Registering again moves an
    object to the front. Only a weak reference is kept, and a forked child
    starts with an empty table: what it inherited is not its to close. During
    the exit itself nothing is registered, or threads that go on making things
    would keep it from ending.
    """
    global _exit_pid  # noqa: PLW0603 - see "the mutable state"
    if _exiting:
        return
    pid = os.getpid()
    if _exit_pid != pid:
        _exit_pid = pid
        _install_exit_handler()
    _add(_closers, instance)


def at_fork(instance: "ToldOfFork") -> None:
    """Have ``instance.forget_parent()`` called in every forked child."""
    _install_fork_hooks()
    _add(_inheritors, instance)


def hold_during_fork(guard: "HeldDuringFork") -> None:
    """Have *guard* acquired before each fork and released after it.

    A fork waits no longer than `FORK_PATIENCE` for all guards together, and
    then goes on without those that it did not get.
    """
    _install_fork_hooks()
    _add(_guards, guard)


def keep_forever(inherited: object) -> None:
    """Give *inherited* a reference that nothing ever takes away.

    Its finalizer then never runs in this process, not even at exit: the
    finalizer of an inherited V8 waits for a thread that does not exist here,
    that of an inherited connection says goodbye in the parent's name.
    """
    if _leak is not None:
        _leak(inherited)
    else:
        _kept.append(inherited)


def is_exiting() -> bool:
    """Tell whether the exit handler of this process has begun."""
    return _exiting


def close_all() -> None:
    """Close every registered object, the last registered first."""
    while numbers := list(_closers):
        instance = _closers.pop(max(numbers), _gone)()
        if instance is None:
            continue
        try:
            instance.close_at_exit()
        except BaseException as error:  # noqa: BLE001 - the others must close too
            report_error(error, f"closing {instance!r} at exit failed")


def report_error(error: BaseException, message: str) -> None:
    """Log an error that may not be raised where it happened.

    It goes to the logger ``lazyheavy``, which writes to stderr unless logging
    was set up otherwise. Failing to report is not an error of its own.
    """
    try:
        import logging  # an error is rare enough to pay 12 ms for

        logging.getLogger("lazyheavy").error(message, exc_info=error)
    except Exception:  # noqa: BLE001, S110 - the interpreter is being taken down
        pass


def reset() -> None:
    """Close everything and forget that an exit has begun (for tests)."""
    global _exiting  # noqa: PLW0603 - see "the mutable state"
    close_all()
    _exiting = False


def _gone() -> None:
    """Stand in for a reference whose object died between two steps."""


def _add(table: "dict[int, ref[T]]", instance: "T") -> None:
    """Put *instance* at the end of *table*, once."""
    for number in list(table):
        if table.get(number, _gone)() is instance:
            table.pop(number, None)
    number = next(_numbers)

    def forget(_: "ref[T]") -> None:
        table.pop(number, None)

    table[number] = ref(instance, forget)


def _install_exit_handler() -> None:
    """Have `_run_at_exit` called; also anew in each forked child."""
    import atexit

    atexit.register(_run_at_exit)  # multiprocessing clears what a child inherits
    process = sys.modules.get("multiprocessing.process")
    if process is not None and process.parent_process() is not None:
        # A forked worker ends without atexit before CPython 3.13.
        from multiprocessing.util import Finalize

        Finalize(None, _run_at_exit, exitpriority=-1)


def _run_at_exit() -> None:
    """Close all, unless this process is a copy that Python knows nothing of."""
    global _exiting  # noqa: PLW0603 - see "the mutable state"
    if _exit_pid == os.getpid():
        _exiting = True
        close_all()


def _install_fork_hooks() -> None:
    global _fork_hooked  # noqa: PLW0603 - see "the mutable state"
    if not _fork_hooked and hasattr(os, "register_at_fork"):
        _fork_hooked = True
        os.register_at_fork(
            before=_before_fork,
            after_in_parent=_release_guards,
            after_in_child=_in_child,
        )


def _before_fork() -> None:
    """Wait for what may not be torn, and get hold of the leaking function.

    In the child an import could wait for ever for a module lock that a thread
    of the parent held.
    """
    global _leak  # noqa: PLW0603 - see "the mutable state"
    if _leak is None and _inheritors:
        try:
            from _ctypes import Py_INCREF
        except ImportError:  # a Python built without ctypes: kept until exit
            pass
        else:
            _leak = Py_INCREF
    deadline = monotonic() + FORK_PATIENCE
    held = _held[get_ident()] = []
    for number in sorted(list(_guards)):  # noqa: C414 - a copy, in one step
        guard = _guards.get(number, _gone)()
        left = max(deadline - monotonic(), 0)
        if guard is not None and guard.acquire(timeout=left):
            held.append(guard)


def _release_guards() -> None:
    """Release what this thread holds since before the fork."""
    for guard in reversed(_held.pop(get_ident(), [])):
        guard.release()


def _in_child() -> None:
    """Tell every registered object that it now lives in a child."""
    _release_guards()
    _held.clear()
    _closers.clear()
    for number in sorted(list(_inheritors)):  # noqa: C414 - a copy, in one step
        instance = _inheritors.get(number, _gone)()
        if instance is None:
            continue
        try:
            instance.forget_parent()
        except Exception as error:  # noqa: BLE001 - the others must hear of it too
            report_error(error, f"{instance!r} could not leave its parent")
