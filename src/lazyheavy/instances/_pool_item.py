"""One instance of a pool."""

from lazyheavy.instances._entries import Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Item"]


class Item(Entry):
    """One instance of a pool, which closes it when it `retire`s it.

    It is never held in the sense of `Entry`: whether it is in use is known by
    the slot that it fills.
    """

    __slots__ = ("uses",)

    def __init__(self, *args: "Any", **options: "Any") -> None:
        super().__init__(*args, **options)
        #: How often it was checked out.
        self.uses = 0
