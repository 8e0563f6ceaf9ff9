"""A slot of a pool in somebody's hand: who has it, since when, from where."""

import sys
from _thread import get_ident
from contextvars import ContextVar

from lazyheavy.instances._pool_waiters import TaskWaiter, ThreadWaiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, NoReturn
    from weakref import ref

    from lazyheavy.instances._pool_item import Item
    from lazyheavy.instances._pool_slots import Slots

__all__ = ["Lease", "TaskLease"]

#: The lease that a thread took last in this context; older ones by `outer`.
_innermost: "ContextVar[Lease | None]" = ContextVar("lazyheavy.pool", default=None)


class Lease:
    """One slot of a pool in the hand of a thread, from asking to giving back.

    `slots`, `item` and `since` are changed under the lock of the slots, or by
    the one who has the slot.
    """

    __slots__ = (
        "code",
        "is_discarded",
        "item",
        "line",
        "outer",
        "since",
        "slots",
        "thread",
    )

    task: "ref[Any] | None" = None
    task_name: "str | None" = None

    def __init__(self, depth: int) -> None:
        frame = sys._getframe(depth)  # noqa: SLF001 - where it was asked for
        self.code: CodeType = frame.f_code
        self.line: int | None = frame.f_lineno
        #: The slots that it is one of, while it is.
        self.slots: Slots | None = None
        self.item: Item | None = None
        self.since: float  # when it got the slot
        #: The thread that has to go on for it to come back; 0: not begun.
        self.thread = 0
        self.outer: Lease | None = None
        #: The body has called `discard`.
        self.is_discarded = False

    def make_waiter(self) -> "ThreadWaiter | TaskWaiter":
        """Return what waits in the way of the one who asks."""
        return ThreadWaiter(self)

    def begin(self) -> None:
        """Note the thread that asks."""
        if self.thread:
            _refuse_twice()
        self.thread = get_ident()
        self.outer = _innermost.get()
        _innermost.set(self)

    def end(self) -> None:
        """Forget the slot, which is given back."""
        self.slots = self.item = None
        if _innermost.get() is self:
            _innermost.set(self.outer)
        self.outer = None

    def is_inside(self, lease: "Lease") -> bool:
        """Whether it was asked for while this thread had *lease*."""
        outer = self.outer
        while outer is not None:
            if outer is lease:
                return True
            outer = outer.outer
        return False


class TaskLease(Lease):
    """One slot of a pool in the hand of an asyncio task."""

    __slots__ = ("is_abandoned", "is_ready", "task", "task_name")

    def __init__(self, depth: int) -> None:
        super().__init__(depth + 1)
        #: An instance prepared for it in a thread is there; nobody wants it any
        #: more. Changed under the lock of the slots.
        self.is_ready = self.is_abandoned = False

    def make_waiter(self) -> TaskWaiter:
        """Return what waits in the way of the one who asks."""
        return TaskWaiter(self)

    def begin(self) -> None:
        """Note the task that asks."""
        from _weakref import ref
        from asyncio import current_task

        if self.thread:
            _refuse_twice()
        self.thread = get_ident()
        task = current_task()
        self.task = None if task is None else ref(task)
        self.task_name = "?" if task is None else task.get_name()

    def end(self) -> None:
        """Forget the slot, which is given back."""
        self.slots = self.item = None


def _refuse_twice() -> "NoReturn":
    message = "a checkout can be entered once: ask the pool for another one"
    raise RuntimeError(message)
