"""What the tests of `Pool` share: things to lend, a clock, and waiting for waiters."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from typing_extensions import Self

    from lazyheavy.instances import Pool

#: Seconds after which a test that hangs fails.
LONG = 30


class Engine:
    """Something that can be closed, and can break."""

    def __init__(self) -> None:
        self.is_closed = False
        self.is_healthy = True
        self.closed_in: threading.Thread | None = None

    def close(self) -> None:
        """Note that it was closed; a second time would be an error."""
        assert not self.is_closed
        self.is_closed = True
        self.closed_in = threading.current_thread()


class Clock:
    """A clock that stands still until it is told the time."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


class Holder:
    """A thread that takes an instance and keeps it until it is told to stop."""

    def __init__(self, pool: Pool[Any], name: str = "holder") -> None:
        self._pool = pool
        self._go_on = threading.Event()
        self._has = threading.Event()
        self.instance: object = None
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._hold, name=name)

    def _hold(self) -> None:
        try:
            with self._pool.checkout() as self.instance:
                self._has.set()
                assert self._go_on.wait(LONG)
        except Exception as error:  # noqa: BLE001 - looked at by the test
            self.error = error

    def start(self, *, waiting: int | None = None) -> Holder:
        """Begin; return when it has an instance, or when so many are waiting."""
        self.thread.start()
        if waiting is None:
            assert self._has.wait(LONG)
        else:
            until(lambda: self._pool.stats().waiting == waiting)
        return self

    def got(self) -> object:
        """Wait until it has an instance, and return that."""
        assert self._has.wait(LONG)
        return self.instance

    def stop(self) -> None:
        """Give the instance back."""
        self._go_on.set()
        self.thread.join(LONG)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def until(is_so: Callable[[], bool]) -> None:
    """Return as soon as something is so that other threads bring about."""
    pause = threading.Event()
    for _ in range(LONG * 1000):
        if is_so():
            return
        pause.wait(0.001)
    raise AssertionError(is_so)


async def auntil(is_so: Callable[[], bool]) -> None:
    """Do as `until`, and let the event loop run meanwhile."""
    for _ in range(LONG * 1000):
        if is_so():
            return
        await asyncio.sleep(0.001)
    raise AssertionError(is_so)
