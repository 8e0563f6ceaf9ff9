"""Stepping out of a thread that runs an event loop."""

import asyncio
from _thread import allocate_lock, get_ident
from threading import Thread
from time import monotonic

from lazyheavy.engines._checks import LOOK_AGAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    R = TypeVar("R")

__all__ = ["outside_loop"]

#: Seconds that an interrupted thread waits for its helper to notice.
PATIENCE = 2.0


def outside_loop(
    work: "Callable[[Callable[[], bool]], R]", interrupt: "Callable[[int], bool]"
) -> "R":
    """Return what *work* returns, run in a helper thread if a loop runs here.

    Loops do not nest: in a coroutine or a notebook cell our own cannot run.

    Args:
        work: What to do. It is given a function that says whether anybody still
            waits for it.
        interrupt: Called with the helper's thread when waiting for it is
            interrupted: ends what it does. Returns False if that has not begun.
    """
    if asyncio._get_running_loop() is None:  # noqa: SLF001 - documented for loops
        return work(lambda: True)
    is_wanted = True
    helper: list[int] = []
    results: list[R] = []
    errors: list[BaseException] = []
    done = allocate_lock()
    done.acquire()

    def run() -> None:
        helper.append(get_ident())
        try:
            results.append(work(lambda: is_wanted))
        except BaseException as error:  # noqa: BLE001 - raised in the caller
            errors.append(error)
        done.release()

    try:
        Thread(target=run, name="lazyheavy-engine-call", daemon=True).start()
        while not done.acquire(timeout=LOOK_AGAIN):
            pass
    except BaseException:
        is_wanted = False
        end = monotonic() + PATIENCE
        # Again and again, since it may be between two steps that can be ended.
        while helper and interrupt(helper[0]) and monotonic() < end:
            if done.acquire(timeout=0.01):
                break
        raise
    if errors:
        try:
            raise errors.pop()
        finally:
            del errors  # what it holds has a traceback that holds this frame
    return results[0]
