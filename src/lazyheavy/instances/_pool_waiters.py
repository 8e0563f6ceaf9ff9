"""Those who stand in the queue of a pool: threads and asyncio tasks.

Both are woken by whoever gives an instance back, from any thread.
"""

from _thread import TIMEOUT_MAX, allocate_lock, get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.instances._pool_lease import Lease

__all__ = ["TaskWaiter", "ThreadWaiter"]


class ThreadWaiter:
    """A thread that is blocked until it is woken."""

    __slots__ = ("_latch", "is_granted", "is_patient", "lease")

    def __init__(self, lease: "Lease") -> None:
        self.lease = lease
        #: Whether it got a slot. Changed under the lock of the slots.
        self.is_granted = False
        #: Whether it waits without a time limit.
        self.is_patient = False
        self._latch = allocate_lock()
        self._latch.acquire()

    def wait(self, timeout: "float | None") -> None:
        """Block until woken, or until *timeout* seconds have passed."""
        if timeout is None:
            self._latch.acquire()
        else:
            self._latch.acquire(timeout=min(max(timeout, 0), TIMEOUT_MAX))

    def wake(self) -> bool:
        """Let it go on; always True."""
        try:
            self._latch.release()
        except RuntimeError:  # it is awake
            pass
        return True

    def keeps(self, lease: "Lease") -> bool:
        """Whether *lease* cannot come back as long as this waits."""
        # A task cannot go on while its thread is blocked here; of what threads
        # took, this one has to return what it was inside of when it asked.
        return lease.thread == self.lease.thread and (
            lease.task_name is not None or self.lease.is_inside(lease)
        )


class TaskWaiter:
    """An asyncio task, whose event loop goes on meanwhile."""

    __slots__ = ("_future", "_loop", "_task", "is_granted", "is_patient", "lease")

    def __init__(self, lease: "Lease") -> None:
        import asyncio  # imported by whoever runs the loop

        self.lease = lease
        self.is_granted = self.is_patient = False
        self._loop = asyncio.get_running_loop()
        self._future = self._loop.create_future()
        self._task = asyncio.current_task()

    async def wait(self, timeout: "float | None") -> None:
        """Wait until woken, or until *timeout* seconds have passed."""
        if timeout is None:
            await self._future
        elif timeout > 0:
            # Not `wait_for`, which cancels: what was granted in the same moment
            # would have to be told from what was not.
            timer = self._loop.call_later(timeout, self._set)
            try:
                await self._future
            finally:
                timer.cancel()

    def wake(self) -> bool:
        """Let it go on; False if its loop has ended, and the task with it."""
        try:
            if self.lease.thread == get_ident():
                self._set()
            else:
                self._loop.call_soon_threadsafe(self._set)
        except RuntimeError:  # the loop is closed
            return False
        return True

    def keeps(self, lease: "Lease") -> bool:
        """Whether *lease* cannot come back as long as this waits."""
        task = lease.task
        return task is not None and task() is self._task

    def _set(self) -> None:
        if not self._future.done():
            self._future.set_result(None)
