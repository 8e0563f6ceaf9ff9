"""The ledger: what was declared lazily, what was touched, by which line.

Reads the sites of `_entry`; `note()` writes one record a resolved entry.
"""

import sys
from _thread import get_ident

from ._entry import PENDING, Entry, line_of, sites

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, final
else:

    def final(kind):
        return kind


@final
class Touch:
    """How one entry was resolved.

    Attributes:
        milliseconds: Wall time of the import, nested imports included.
        code: The code that touched the name.
        lasti: Offset of the instruction in it.
        thread: Identifier of the thread, as `threading.get_ident()`.
        stalled_loop: Whether an asyncio loop was running in that thread, and
            so waited.
    """

    __slots__ = ("code", "lasti", "milliseconds", "stalled_loop", "thread")

    def __init__(self, milliseconds: float) -> None:
        self.milliseconds = milliseconds
        self.thread = get_ident()
        frame: Any = sys._getframe(2)  # who touched the name
        while frame is not None and _is_machinery(frame.f_globals):
            frame = frame.f_back
        self.code: CodeType | None = None if frame is None else frame.f_code
        self.lasti = 0 if frame is None else frame.f_lasti
        events: Any = sys.modules.get("asyncio.events")
        self.stalled_loop = bool(
            events is not None and events._get_running_loop() is not None
        )

    @property
    def filename(self) -> str:
        """File of the line that touched the name."""
        return "" if self.code is None else self.code.co_filename

    @property
    def line(self) -> int:
        """Number of that line."""
        return 0 if self.code is None else line_of(self.code, self.lasti)


def _is_machinery(namespace: "dict[str, Any]") -> bool:
    """Tell whether a frame is ours or importlib's, not the user's."""
    name = namespace.get("__name__", "")
    return name == "lazyheavy" or str(name).startswith(("lazyheavy._", "importlib."))


def note(entry: Entry, nanoseconds: int) -> None:
    """Write down that *entry* was resolved just now."""
    entry.touch = Touch(nanoseconds / 1e6)


def entries() -> "list[Entry]":
    """Return every entry declared so far, in order."""
    return [entry for site in list(sites) for entry in site.entries]


def pending() -> "list[str]":
    """Return the targets that are declared and not resolved, in order.

    Those of lazyheavy itself are left out.
    """
    return [
        entry.target
        for entry in entries()
        if entry.value is PENDING
        and entry.site.package.partition(".")[0] != "lazyheavy"
    ]
