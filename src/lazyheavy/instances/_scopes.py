"""Where a shared instance keeps its slots: one a thread, or one a context."""

from _thread import _local
from _weakref import ref

from lazyheavy.instances._entries import Slot

__all__ = ["ContextSlots", "ThreadSlots"]


class ThreadSlots(_local):
    """A slot for every thread, dropped when the thread ends."""

    def __init__(self) -> None:
        self._slot = Slot()

    def find(self) -> Slot:
        """Return the slot of the calling thread."""
        return self._slot

    def known(self) -> "list[Slot]":
        """Return the slots that a forked child has inherited."""
        return [self._slot]  # those of other threads went away with them


class ContextSlots:
    """A slot for every context, which the copies made from it afterwards share.

    The contexts hold a slot, nothing else does: it is dropped with the last of
    them, or with this object.
    """

    __slots__ = ("_known", "_variable")

    def __init__(self, name: str) -> None:
        from contextvars import ContextVar  # with the first scope="context"

        self._variable: ContextVar[Slot | None] = ContextVar(name, default=None)
        # By id; every change is one atomic dict operation.
        self._known: dict[int, ref[Slot]] = {}

    def find(self) -> Slot:
        """Return the slot of the current context."""
        slot = self._variable.get()
        if slot is None:
            slot = Slot()
            key, known = id(slot), self._known
            known[key] = ref(slot, lambda _: known.pop(key, None))
            self._variable.set(slot)
        return slot

    def known(self) -> "list[Slot]":
        """Return the slots of all contexts."""
        slots = (known() for known in list(self._known.values()))
        return [slot for slot in slots if slot is not None]

    def __del__(self) -> None:
        for slot in self.known():
            slot.drop()
