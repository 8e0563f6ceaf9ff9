"""Stepping out of a thread that runs an event loop."""

import asyncio
from concurrent.futures import Future
from threading import Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    R = TypeVar("R")

__all__ = ["outside_loop"]


def outside_loop(work: "Callable[[], R]", interrupt: "Callable[[], None]") -> "R":
    """Return ``work()``, run in a helper thread if this one runs an event loop.

    Loops do not nest: in a coroutine or a notebook cell our own cannot run.

    Args:
        work: What to do.
        interrupt: Called when waiting for the helper is interrupted, to end it.
    """
    if asyncio._get_running_loop() is None:  # noqa: SLF001 - documented for loops
        return work()
    future: Future[R] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised in the caller
            future.set_exception(error)

    Thread(target=run, name="lazyheavy-engine-call", daemon=True).start()
    try:
        return future.result()
    finally:
        if not future.done():
            interrupt()
